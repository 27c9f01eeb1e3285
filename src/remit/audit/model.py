"""Leaves, tree heads and what must be remembered of them. Pure values; never reads or writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Leaf:
    """One audit entry, as it was committed."""

    id: str
    """`dec_…` for a decision, `ent_…` for any other entry."""
    tenant: str
    at: int
    """Microseconds since the epoch."""
    kind: str
    """`decision`, or the action of an administrative change, such as `role:create`."""
    body: bytes
    """The exact bytes that were hashed: JSON that repeats id, tenant, at and kind (see `leaf.make`).

    Empty once retention has removed them: the hash outlives them.
    """
    hash: bytes
    """RFC 6962 leaf hash of `body`, 32 bytes."""


@dataclass(frozen=True, slots=True)
class SequencedLeaf:
    """A leaf with its place in the tenant's tree: 0, 1, 2, without gaps."""

    index: int
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a tenant's whole log was at one size; whoever holds an old one can prove a rewrite."""

    tenant: str
    size: int
    """Leaves; 0 or more."""
    root: bytes
    """RFC 6962 root over the first `size` leaves, 32 bytes."""
    at: int
    """When the last of them was sequenced, in microseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class TreeState:
    """How far the notary has come with one tenant."""

    head: TreeHead
    position: int
    """Storage's own place of the last leaf sequenced, in order of commit; 0 before the first."""
    frontier: bytes
    """The right edge of the tree, as `proof.Frontier.to_bytes` writes it."""


class AuditLog(Protocol):
    """Remembers leaves and the tree over them. Nothing here changes or removes a leaf."""

    async def append(self, leaves: Sequence[Leaf]) -> None:
        """Store leaves, all or none. Those of a decision are stored by the decision's own commit instead."""
        ...

    async def tree(self, tenant: str) -> TreeState | None:
        """Return how far the tenant's tree has come; None when nothing was sequenced yet."""
        ...

    async def waiting(self) -> Sequence[str]:
        """Return the tenants with leaves that have no place in the tree yet, in order."""
        ...

    async def sequence(self, tenant: str, *, at: int, limit: int) -> int:
        """Give the oldest leaves that wait the next indexes, in order of commit, and store the tree with them.

        All or none, and only leaves that none can overtake any more. Of two at once the second goes on where the first
        stopped.

        Args:
            tenant: whose.
            at: now, in microseconds since the epoch.
            limit: leaves at most.

        Returns:
            How many have their places now; fewer than `limit` when none waits any more, or another notary began first.
        """
        ...

    async def read(self, tenant: str, start: int, *, limit: int) -> Sequence[SequencedLeaf]:
        """Return up to `limit` leaves from index `start` on, in order of index; those without bytes, too."""
        ...
