"""What is kept of a tree, and the proofs that it gives. Says of what is gone that it is gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from remit.audit.proof import Frontier, consistency_proof, inclusion_proof, root_of
from remit.errors import CursorTooOldError


@dataclass(frozen=True, slots=True)
class KeptLeaves:
    """The leaf hashes of a tree, as far as they are kept."""

    before: Frontier
    """The edge of the leaves that retention has removed."""
    hashes: Sequence[bytes]
    """Of all leaves after those, in order of index."""

    def root(self, size: int, field: str) -> bytes:
        """Return the root of the tree of the first `size` leaves.

        Raises:
            CursorTooOldError: at `field`, when some of them are gone and others are not meant.
        """
        self.require(size, field)
        return root_of(self.hashes[: size - self.before.size], self.before)

    def inclusion(self, index: int, size: int) -> Sequence[bytes]:
        """Prove that a leaf is in the tree of the first `size` leaves.

        Raises:
            CursorTooOldError: when it is gone.
        """
        self.require(index, "index")
        return inclusion_proof(index, size, hashes=self.hashes, before=self.before)

    def consistency(self, first: int, second: int) -> Sequence[bytes]:
        """Prove that the tree of `second` leaves begins with that of `first`; of none there is nothing to prove.

        Raises:
            CursorTooOldError: when the older tree's leaves are gone.
        """
        if not first:
            return ()
        self.require(first, "from_tree_size")
        return consistency_proof(first, second, hashes=self.hashes, before=self.before)

    def require(self, place: int, field: str) -> None:
        """Refuse what would need leaves that are gone.

        Raises:
            CursorTooOldError: at `field`, with the oldest index that there is.
        """
        oldest = self.before.size
        if place < oldest:
            message = f"retention has removed the first {oldest} entries of this log; ask from {oldest} on"
            raise CursorTooOldError(message, field=field, oldest_index=str(oldest))
