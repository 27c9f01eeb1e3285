"""Ends approvals that nobody decided in time, so that whoever waits or watches hears of it. Runs by itself.

One that was approved and not used in time is EXPIRED whenever it is read; no row is written for it.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Final

from remit.administration.approval_step import close_question, topics_of
from remit.administration.editor import UnchangedError
from remit.administration.listing import MOST_READ_AT_ONCE, Reader
from remit.administration.unit import Office, Unit, existing
from remit.approval.model import Approval, ApprovalState
from remit.approval.workflow import expire
from remit.clock import Clock
from remit.decision.pace import Announcements
from remit.identity.model import Principal

EXPIRER: Final = "system:expiry"
"""In whose name the audit log has it."""


class ApprovalExpiry:
    """Expires; may run anywhere and twice at once, for an approval that has ended stays as it is."""

    def __init__(self, office: Office, reader: Reader, *, announcements: Announcements, clock: Clock) -> None:
        """Read from `reader`, write in `office`, and wake whoever waits by `announcements`."""
        self._office = office
        self._reader = reader
        self._announcements = announcements
        self._clock = clock

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Expire everything that is due, and return how many approvals that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        done = 0
        for tenant in await self._reader.tenants_with(Approval, state=ApprovalState.PENDING):
            due = [one async for one in self._due(tenant)]
            for approval in due:
                check()
                done += await self._expire(tenant, approval)
        return done

    async def _due(self, tenant: str) -> AsyncIterator[Approval]:
        now = self._clock.now()
        after = ""
        while batch := await self._reader.page(
            tenant, Approval, after=after, limit=MOST_READ_AT_ONCE, state=ApprovalState.PENDING
        ):
            for one in batch:
                if expire(one, now).state is ApprovalState.EXPIRED:
                    yield one
            after = batch[-1].id

    async def _expire(self, tenant: str, approval: Approval) -> int:
        def work(unit: Unit) -> Approval:
            before = existing(unit, Approval, identity=approval.id)
            if before.state is not ApprovalState.PENDING:
                raise UnchangedError(before)
            after = replace(expire(before, unit.at), closed_at=unit.at)
            unit.put(after)
            close_question(unit, after)
            return after

        actor = Principal(tenant, EXPIRER, "")
        target = f"approval:{approval.id}"
        try:
            expired, _ = await self._office.change(
                tenant, actor, action="approval:expire", target=target, work=work
            )
        except UnchangedError:
            return 0
        await self._announcements.publish(topics_of(tenant, expired))
        return 1
