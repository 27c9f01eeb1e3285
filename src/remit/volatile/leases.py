"""Which leases are held in which sets, in the memory of one process. Never grows beyond those held."""

from heapq import heapify, heappop, heappush
from typing import Final

SLACK: Final = 64
"""Outdated expiries that may wait in the heap, besides one for each held lease, before it is built anew."""


class LeaseTable:
    """Leases by id, each in some sets and with an expiry; steps cost the same however many there are.

    An instant is an int of microseconds. Expired leases leave at the next `drop_expired`.
    """

    __slots__ = ("_expiries", "_keys", "_sets", "_until")

    def __init__(self) -> None:
        """Begin with none."""
        self._until: dict[str, int] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._sets: dict[str, set[str]] = {}
        # A lease that is released or extended leaves its old expiry behind, which means nothing by then.
        self._expiries: list[tuple[int, str]] = []

    def __len__(self) -> int:
        """Return how many leases are held."""
        return len(self._until)

    def has_room(self, key: str, lease_id: str, *, limit: int) -> bool:
        """Tell whether a lease fits into a set; one that is in it already does."""
        ids = self._sets.get(key)
        return len(ids) < limit or lease_id in ids if ids is not None else limit > 0

    def hold(self, lease_id: str, keys: tuple[str, ...], *, until: int) -> None:
        """Hold a lease in these sets (and in those where it is already) until then."""
        self._keys[lease_id] = tuple({*self._keys.get(lease_id, ()), *keys})
        for key in keys:
            self._sets.setdefault(key, set()).add(lease_id)
        self._expire_at(lease_id, until)

    def extend(self, lease_id: str, until: int) -> None:
        """Hold a lease until then, unless it is held longer already; one that is not held stays free."""
        if self._until.get(lease_id, until) < until:
            self._expire_at(lease_id, until)

    def free(self, lease_id: str) -> None:
        """Take a lease out of all its sets; one that is not held is no error."""
        self._until.pop(lease_id, None)
        for key in self._keys.pop(lease_id, ()):
            ids = self._sets[key]
            ids.discard(lease_id)
            if not ids:
                del self._sets[key]

    def drop_expired(self, now: int) -> None:
        """Free every lease whose expiry has come, that instant included."""
        while self._expiries and self._expiries[0][0] <= now:
            until, lease_id = heappop(self._expiries)
            if self._until.get(lease_id) == until:
                self.free(lease_id)

    def _expire_at(self, lease_id: str, until: int) -> None:
        self._until[lease_id] = until
        heappush(self._expiries, (until, lease_id))
        if len(self._expiries) > 2 * len(self._until) + SLACK:
            self._expiries = [(at, held) for held, at in self._until.items()]
            heapify(self._expiries)
