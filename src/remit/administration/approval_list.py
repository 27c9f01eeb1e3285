"""Approvals as they stand now: the clock ends what nobody decided or used in time. Never writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from remit.administration.listing import MOST_READ_AT_ONCE, Page, Reader, Slice
from remit.approval.model import Approval
from remit.approval.workflow import expire
from remit.clock import Clock


class Uses(Protocol):
    """Which decisions used approvals."""

    async def counts(self, approval_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how often approvals were used, by id; one that is absent never was."""
        ...

    async def decisions(self, approval_id: str) -> Sequence[str]:
        """Return the decisions that used an approval, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """An approval at one instant."""

    approval: Approval
    """EXPIRED where the clock says so, even if no row does yet."""
    used: int = 0

    @property
    def left(self) -> int:
        """How often it could still be used, were it approved and in time."""
        return max(self.approval.uses_allowed - self.used, 0)


class Approvals:
    """Reads approvals."""

    def __init__(self, reader: Reader, uses: Uses, *, clock: Clock) -> None:
        """Read from `reader` and `uses` what stands at the time of `clock`."""
        self._reader = reader
        self._uses = uses
        self._clock = clock

    async def seen(self, found: Sequence[Approval]) -> Sequence[Seen]:
        """Return approvals as they stand now."""
        used = await self._uses.counts([one.id for one in found])
        now = self._clock.now()
        return [Seen(expire(one, now, used=used.get(one.id, 0)), used.get(one.id, 0)) for one in found]

    async def find(self, tenant: str, approval_id: str) -> Seen | None:
        """Return one approval, or None."""
        found = await self._reader.find(tenant, Approval, identity=approval_id)
        return (await self.seen([found]))[0] if found is not None else None

    async def used_by(self, approval_id: str) -> Sequence[str]:
        """Return the decisions that used an approval, oldest first."""
        return await self._uses.decisions(approval_id)

    async def page(
        self, tenant: str, wanted: Callable[[Approval], bool], *, part: Slice, owner: str = ""
    ) -> Page[Seen]:
        """Return a page of what is wanted, newest first.

        Args:
            tenant: whose.
            wanted: is shown each approval as it stands now.
            part: which part of the list.
            owner: only asked for by this one; empty means by anyone.
        """
        found: list[Seen] = []
        after, limit = part.after, min(MOST_READ_AT_ONCE, part.size + 1)
        where = {"owner": owner} if owner else {}
        while len(found) <= part.size:
            batch = await self._reader.page(
                tenant, Approval, after=after, limit=limit, newest_first=True, **where
            )
            found.extend(one for one in await self.seen(batch) if wanted(one.approval))
            if len(batch) < limit:
                break
            after = batch[-1].id
        items = found[: part.size]
        return Page(items, items[-1].approval.id if len(found) > part.size else "")
