"""Ends sessions whose lifetime has passed, and runs that gave no sign for their lease. Runs by itself.

No answer waits for it: a session has ended at its instant, whoever noted it. A run is lost only once this says so; until
then each step of it, and each renewal, puts the end off.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Protocol

from remit.administration.editor import UnchangedError, target_of
from remit.administration.run import RunEnd, close, open_runs
from remit.administration.session import close_session
from remit.administration.unit import Office, Unit
from remit.clock import Clock
from remit.decision.pace import Announcements, Lease, Pace
from remit.errors import BackendUnavailableError
from remit.identity.model import LOST, LifeState, Principal, Run, Session
from remit.identity.session import OUTLIVED, as_of
from remit.timeline.model import Scope, ScopeKind

EXPIRER: Final = "system:expiry"
"""In whose name the audit log has it."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A session or run that is to end by itself."""

    tenant: str
    kind: str
    """`session` or `run`."""
    id: str


class Deadlines(Protocol):
    """When open sessions and runs end by themselves."""

    async def overdue(self, at: int) -> Sequence[Overdue]:
        """Return some that are to end by `at`, the oldest first; a run that gave a sign since is put off instead."""
        ...

    async def forget(self, one: Overdue) -> None:
        """Drop the deadline of something that is not open any more; of what is, it stays."""
        ...

    async def decisions(self, tenant: str, run_id: str, *, at: int) -> Sequence[str]:
        """Return the decisions of a run that may still hold leases."""
        ...


class DeadlineExpiry:
    """Ends what is overdue; may run anywhere and twice at once, for what has ended stays as it is."""

    def __init__(
        self, office: Office, deadlines: Deadlines, *, announcements: Announcements, pace: Pace, clock: Clock
    ) -> None:
        """End what `deadlines` say, in `office`; leases of lost runs are freed in `pace`."""
        self._office = office
        self._deadlines = deadlines
        self._announcements = announcements
        self._pace = pace
        self._clock = clock

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """End everything that is due, and return how many sessions and runs that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        done = 0
        check()
        while due := await self._deadlines.overdue(self._clock.now()):
            for (tenant, kind), some in groupby(sorted(due, key=_place), key=_place):
                check()
                done += await self._end(tenant, kind, due=list(some))
        return done

    async def _end(self, tenant: str, kind: str, *, due: Sequence[Overdue]) -> int:
        """End those of one kind in one change of their tenant, and return how many."""
        session = kind == Session.kind
        end = _end_session if session else _lose

        def work(unit: Unit) -> Mapping[str, Sequence[Run]]:
            ended = {one.id: runs for one in due if (runs := end(unit, one.id)) is not None}
            if not ended:
                raise UnchangedError(ended)
            return ended

        actor = Principal(tenant, EXPIRER, "")
        target = target_of(kind, due[0].id if len(due) == 1 else "*")
        action = "session:expire" if session else "run:lose"
        ended: Mapping[str, Sequence[Run]] = {}
        with suppress(UnchangedError):
            ended, _ = await self._office.change(tenant, actor, action=action, target=target, work=work)
        await self._tell(tenant, [run for runs in ended.values() for run in runs])
        for one in due:
            if one.id not in ended:
                await self._deadlines.forget(one)
        return len(ended)

    async def _tell(self, tenant: str, ended: Sequence[Run]) -> None:
        """Wake those who watch the runs that ended, and free the leases of those that were lost."""
        now = self._clock.now()
        acts = [
            act
            for run in ended
            if run.outcome == LOST
            for act in await self._deadlines.decisions(tenant, run.id, at=now)
        ]
        if acts:
            # A lease that cannot be freed now ends by itself.
            with suppress(BackendUnavailableError):
                await self._pace.release([Lease(tenant, act) for act in acts])
        topics = {
            Scope(tenant, *scope).key
            for run in ended
            for scope in ((ScopeKind.RUN, run.id), (ScopeKind.AGENT, run.owner), (ScopeKind.TENANT, ""))
        }
        with suppress(BackendUnavailableError):
            await self._announcements.publish(sorted(topics))


def _end_session(unit: Unit, identity: str) -> Sequence[Run] | None:
    """End a session whose lifetime has passed, and return its runs, which end with it; None when nothing is to be done."""
    session = unit.find(Session, identity)
    if session is None or session.state is not LifeState.ACTIVE or as_of(session, unit.at) is session:
        return None
    runs = [run for run in open_runs(unit, session.owner) if run.session_id == identity]
    close_session(unit, session, reason=OUTLIVED)
    return runs


def _lose(unit: Unit, identity: str) -> Sequence[Run] | None:
    """Give a run up whose lease has run out; None when it is not open, or was renewed meanwhile."""
    run, until = unit.find(Run, identity), unit.lives_until(identity)
    if run is None or run.state is not LifeState.ACTIVE or until is None or unit.at < until:
        return None
    return [close(unit, run, end=RunEnd(LOST), at=until)]


def _place(one: Overdue) -> tuple[str, str]:
    return one.tenant, one.kind
