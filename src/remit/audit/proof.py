"""The Merkle tree over a tenant's leaves: RFC 6962, section 2.1; verified by RFC 9162. Pure; never reads.

Hashes are 32 bytes each. A proof is a list of hashes, in the order of the RFCs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from remit.audit.leaf import HASH_BYTES, node_hash, node_hashes

EMPTY_ROOT: Final = sha256(b"").digest()
"""The root of a tree without leaves."""

_SIZE_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: all that is needed to append to it and to know its root."""

    size: int = 0
    """Leaves so far."""
    nodes: tuple[bytes, ...] = ()
    """Roots of the perfect subtrees, largest first: one for each bit that is set in `size`."""

    def __post_init__(self) -> None:
        """Refuse an edge that no tree has."""
        if self.size < 0 or len(self.nodes) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves cannot have an edge of {len(self.nodes)} nodes")

    def extend(self, hashes: Iterable[bytes]) -> "Frontier":
        """Return the edge after these leaf hashes were appended, in order."""
        # Level by level, for in Python a loop over each leaf's carries takes twice as long.
        level, before, nodes, edge = list(hashes), self.size, list(self.nodes), list[bytes]()
        size = before + len(level)
        while level or before:
            if before & 1:
                level.insert(0, nodes.pop())
            if len(level) & 1:
                edge.append(level.pop())
            level, before = node_hashes(level), before >> 1
        return Frontier(size, tuple(reversed(edge)))

    def between(self, start: int, stop: int) -> "Frontier":
        """Return the edge of the leaves from `start` up to `stop` alone, or up to the last.

        Raises:
            ValueError: when they are part of a subtree of which only the root is known.
        """
        place, inside = 0, list[bytes]()
        for node in self.nodes:
            width = _largest(self.size - place)
            if start <= place and place + width <= stop:
                inside.append(node)
            place += width
        return Frontier(min(stop, self.size) - start, tuple(inside))

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.nodes:
            return EMPTY_ROOT
        *lefts, root = self.nodes
        for left in reversed(lefts):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the edge as storage keeps it: the size in 8 bytes, big-endian, then the nodes."""
        return self.size.to_bytes(_SIZE_BYTES) + b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: when it is not an edge of any tree.
        """
        nodes = data[_SIZE_BYTES:]
        if len(data) < _SIZE_BYTES or len(nodes) % HASH_BYTES:
            raise ValueError("a frontier is 8 bytes and then hashes of 32 bytes each")
        cut = range(0, len(nodes), HASH_BYTES)
        return cls(int.from_bytes(data[:_SIZE_BYTES]), tuple(nodes[at : at + HASH_BYTES] for at in cut))


EMPTY: Final = Frontier()
"""The edge of a tree without leaves."""


def root_of(hashes: Iterable[bytes], before: Frontier = EMPTY) -> bytes:
    """Return the root of the tree over these leaf hashes, and over the leaves before them."""
    return before.extend(hashes).root()


def _root(start: int, stop: int, *, hashes: Sequence[bytes], before: Frontier) -> bytes:
    """Return the root over the leaves from `start` up to `stop`, of which some may be known by the edge alone."""
    first = before.size
    if start >= first:
        return root_of(hashes[start - first : stop - first])
    return root_of(hashes[: max(stop - first, 0)], before.between(start, stop))


def inclusion_proof(
    index: int, size: int, *, hashes: Sequence[bytes], before: Frontier = EMPTY
) -> list[bytes]:
    """Prove that leaf `index` is in the tree of the first `size` leaves.

    Args:
        index: `before.size` to `size` - 1.
        size: leaves of the tree; at most `before.size + len(hashes)`.
        hashes: the tree's leaf hashes, in order, without those before.
        before: the edge of the first leaves, whose hashes are no longer there.

    Raises:
        ValueError: when index or size is outside its range.
    """
    if not before.size <= index < size <= before.size + len(hashes):
        raise ValueError(
            f"there is no leaf {index} in a tree of {size} of {before.size} and {len(hashes)} leaves"
        )
    proof: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(_root(middle, stop, hashes=hashes, before=before))
            stop = middle
        else:
            proof.append(_root(start, middle, hashes=hashes, before=before))
            start = middle
    proof.reverse()
    return proof


def verify_inclusion(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `proof` shows the leaf hash at `index` in the tree of `size` leaves with this root."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(other, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, other)
        place, last = place >> 1, last >> 1
    return last == 0 and compare_digest(node, root)


def consistency_proof(
    first: int, second: int, *, hashes: Sequence[bytes], before: Frontier = EMPTY
) -> list[bytes]:
    """Prove that the tree of `second` leaves begins with the tree of `first` leaves.

    Args:
        first: leaves of the older tree; 1 to `second`, and not fewer than `before.size`.
        second: leaves of the newer tree; at most `before.size + len(hashes)`.
        hashes: the newer tree's leaf hashes, in order, without those before.
        before: the edge of the first leaves, whose hashes are no longer there.

    Raises:
        ValueError: when first or second is outside its range.
    """
    if not max(before.size, 1) <= first <= second <= before.size + len(hashes):
        raise ValueError(
            f"there is no proof from {first} to {second} of {before.size} and {len(hashes)} leaves"
        )
    proof: list[bytes] = []
    start, stop = 0, second
    while first != stop:
        middle = start + _split(stop - start)
        if first <= middle:
            proof.append(_root(middle, stop, hashes=hashes, before=before))
            stop = middle
        else:
            proof.append(_root(start, middle, hashes=hashes, before=before))
            start = middle
    # A verifier that holds the first tree's root needs no copy of it where the first tree is one perfect
    # subtree.
    if start:
        proof.append(_root(start, stop, hashes=hashes, before=before))
    proof.reverse()
    return proof


def verify_consistency(
    first: int, second: int, *, proof: Sequence[bytes], roots: tuple[bytes, bytes]
) -> bool:
    """Tell whether `proof` shows that the tree of `second` leaves begins with that of `first` leaves.

    Args:
        first: leaves of the older tree. A tree of 0 leaves begins every tree, by an empty proof.
        second: leaves of the newer tree.
        proof: the hashes.
        roots: of the older and the newer tree.
    """
    older, newer = roots
    if first == second:
        return not proof and compare_digest(older, newer)
    if first == 0:
        return not proof and compare_digest(older, EMPTY_ROOT)
    if not 0 < first < second or not proof:
        return False
    path = list(proof) if first & (first - 1) else [older, *proof]
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, other)
        place, last = place >> 1, last >> 1
    return last == 0 and compare_digest(old, older) and compare_digest(new, newer)


def _split(size: int) -> int:
    """Return the largest power of two below `size`, which is 2 or more: the leaves of the left subtree."""
    return _largest(size - 1)


def _largest(size: int) -> int:
    """Return the largest power of two that is not above `size`, which is 1 or more."""
    return 1 << (size.bit_length() - 1)
