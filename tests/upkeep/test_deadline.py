"""Sessions end at their instant and runs without a sign are lost, once each; a sign or a renewal is never overtaken."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from remit.administration.deadline import DeadlineExpiry, Overdue
from remit.administration.editor import Editor
from remit.administration.run import RunEnd, end_run, extend_run, start_run
from remit.administration.session import end_session, start_session
from remit.administration.unit import Unit
from remit.budget.model import TokenUsage, Usage
from remit.clock import HOUR, MINUTE, SECOND
from remit.decision.model import Estimate, ReasonCode
from remit.errors import PreconditionFailedError
from remit.identity.model import LOST, LifeState, Run, Session
from remit.identity.session import OUTLIVED
from remit.policy.model import RateLimit
from remit.storage.postgres.engine import PostgresStore
from remit.timeline.model import Filter, Scope, ScopeKind, Step, StepKind, StepStatus
from remit.upkeep.lease import LeaseLostError
from tests.backends.postgres import ask
from tests.decision.house import AGENT, NOON, TENANT, House, principal
from tests.stores import open_one

pytestmark = pytest.mark.usefixtures("engine")

LEASE = MINUTE
SHORT = Estimate(tokens=1)


def editor(house: House) -> Editor:
    return Editor(house.app.office, TENANT, principal())


async def session(house: House, *, lifetime: int | None = None, tokens: int | None = None) -> str:
    wanted = Session("", AGENT, token_limit=tokens)
    return (await start_session(editor(house), wanted, lifetime=lifetime)).result.id


async def run(house: House, *, session_id: str = "", lease: int | None = LEASE) -> str:
    wanted = Run("", AGENT, session_id=session_id, lease=lease)
    catalog = await house.app.catalogs.of(TENANT)
    return (await start_run(editor(house), wanted, catalog=catalog)).result.id


async def kept(house: House, identity: str) -> Any:
    kind = Session if identity.startswith("ses_") else Run
    found = await house.app.entities.find(TENANT, kind, identity=identity)
    assert found is not None
    return found


async def extend(house: House, identity: str, lease: int | None = None) -> None:
    one = await kept(house, identity)
    await extend_run(house.app.deadlines, one, tenant=TENANT, lease=lease, at=house.clock.now())


async def said(house: House, name: str, **fields: Any) -> str:
    """Ask, and return `ALLOW` or the code of the denial."""
    decision = (await house.authorize(name, estimate=SHORT, **fields)).decision
    return decision.reasons[0].code if decision.reasons else "ALLOW"


async def deadlines(house: House) -> list[tuple[Any, ...]]:
    return await house.rows("SELECT id, due_at FROM deadline ORDER BY id")


async def steps(house: House, run_id: str) -> Sequence[Step]:
    scope = Scope(TENANT, ScopeKind.RUN, run_id)
    return (await house.app.timeline.read_after(scope, Filter(), position=0, limit=100)).steps


class TestASession:
    """Ends by time."""

    async def test_has_ended_at_its_instant_though_nobody_noted_it(self, house: House) -> None:
        one = await session(house, lifetime=HOUR)
        inside = await run(house, session_id=one, lease=None)
        house.clock.advance(HOUR - 1)
        assert await said(house, "q1", session_id=one) == "ALLOW"
        house.clock.advance(1)
        assert await said(house, "q2", session_id=one) == ReasonCode.SESSION_ENDED
        assert await said(house, "q3", run_id=inside) == ReasonCode.SESSION_ENDED
        with pytest.raises(PreconditionFailedError, match="session has ended"):
            await run(house, session_id=one)
        assert (await kept(house, one)).state is LifeState.ACTIVE

    async def test_is_marked_with_its_runs(self, house: House) -> None:
        one = await session(house, lifetime=HOUR)
        inside, outside = await run(house, session_id=one, lease=None), await run(house, lease=None)
        house.clock.advance(HOUR - 1)
        assert await house.app.deadline_expiry.run() == 0
        house.clock.advance(2 * SECOND)
        assert await house.app.deadline_expiry.run() == 1
        ended = await kept(house, one)
        assert (ended.state, ended.ended_at, ended.end_reason) == (LifeState.ENDED, NOON + HOUR, OUTLIVED)
        assert (await kept(house, inside)).outcome == "CANCELLED"
        assert (await kept(house, outside)).state is LifeState.ACTIVE
        assert await deadlines(house) == []
        assert await house.rows(
            "SELECT principal, resource FROM audit_entry WHERE kind='session:expire'"
        ) == [("system:expiry", f"session:{one}")]

    async def test_that_ended_by_time_keeps_that_end(self, house: House) -> None:
        one = await session(house, lifetime=HOUR)
        house.clock.advance(2 * HOUR)
        answer = await end_session(editor(house), one, reason="late")
        assert (answer.repeated, answer.result.ended_at, answer.result.end_reason) == (
            True,
            NOON + HOUR,
            OUTLIVED,
        )

    async def test_that_was_ended_has_no_deadline(self, house: House) -> None:
        one = await session(house, lifetime=HOUR)
        await end_session(editor(house), one, reason="done")
        assert await deadlines(house) == []
        house.clock.advance(2 * HOUR)
        assert await house.app.deadline_expiry.run() == 0
        assert (await kept(house, one)).end_reason == "done"

    async def test_has_a_budget_of_its_own_fresh_on_each_start(self, house: House) -> None:
        first = await session(house, tokens=100)
        asked = {"estimate": Estimate(tokens=60)}
        assert (await house.authorize("q1", session_id=first, **asked)).decision.reservation is not None
        denied = (await house.authorize("q2", session_id=first, **asked)).decision
        assert denied.reasons[0].code == ReasonCode.BUDGET_HELD_BY_OTHERS
        second = await session(house, tokens=100)
        assert (await house.authorize("q3", session_id=second, **asked)).decision.reservation is not None

    async def test_is_charged_for_its_runs_though_the_runtime_names_the_run_alone(self, house: House) -> None:
        one = await session(house, tokens=100)
        inside = await run(house, session_id=one)
        asked = {"estimate": Estimate(tokens=60)}
        held = (await house.authorize("q1", run_id=inside, **asked)).decision
        assert held.reservation is not None
        denied = (await house.authorize("q2", run_id=inside, **asked)).decision
        assert denied.reasons[0].code == ReasonCode.BUDGET_HELD_BY_OTHERS
        account = await house.app.accounts.of_session(TENANT, one)
        assert (account.calls_allowed, account.calls_blocked, account.open_reservations) == (1, 1, 1)
        await house.settle(Usage("u1", AGENT, reservation_id=held.reservation.id, tokens=TokenUsage(40, 2)))
        await house.settle(Usage("u2", AGENT, run_id=inside, tokens=TokenUsage(8)))
        account = await house.app.accounts.of_session(TENANT, one)
        assert (account.tokens.input, account.tokens.output, account.open_reservations) == (48, 2, 0)


class TestARun:
    """Lives while it gives signs."""

    async def test_is_lost_when_its_lease_runs_out(self, house: House) -> None:
        one = await run(house)
        house.clock.advance(LEASE - 1)
        assert await house.app.deadline_expiry.run() == 0
        house.clock.advance(SECOND)
        assert await house.app.deadline_expiry.run() == 1
        lost = await kept(house, one)
        assert (lost.state, lost.outcome, lost.ended_at) == (LifeState.ENDED, LOST, NOON + LEASE)
        last = (await steps(house, one))[-1]
        assert (last.kind, last.status) == (StepKind.RUN_ENDED, StepStatus.LOST)
        assert await said(house, "q", run_id=one) == ReasonCode.RUN_ENDED
        assert await deadlines(house) == []

    async def test_without_a_lease_lives_until_it_is_ended(self, house: House) -> None:
        one = await run(house, lease=None)
        house.clock.advance(1_000 * HOUR)
        assert await house.app.deadline_expiry.run() == 0
        await extend(house, one)
        assert (await kept(house, one)).state is LifeState.ACTIVE

    @pytest.mark.parametrize("sign", ["decision", "denial", "usage", "extension of a hold"])
    async def test_each_call_that_leaves_something_is_a_sign(self, house: House, sign: str) -> None:
        one = await run(house)
        held = (await house.authorize("q0", run_id=one, estimate=Estimate(tokens=9), hold_for=HOUR)).decision
        assert held.reservation is not None
        house.clock.advance(LEASE - 1)
        written = await deadlines(house)
        match sign:
            case "decision":
                assert await said(house, "q1", run_id=one) == "ALLOW"
            case "denial":
                assert await said(house, "q1", run_id=one, action="memory:erase") != "ALLOW"
            case "usage":
                await house.settle(Usage("u1", AGENT, run_id=one, tokens=TokenUsage(1)))
            case _:
                await house.app.deadlines.sign(TENANT, one, at=house.clock.now())
        # What is written anyway is the sign: no call writes one beside it.
        assert (await deadlines(house) == written) is (sign != "extension of a hold")
        house.clock.advance(LEASE - 1)
        assert await house.app.deadline_expiry.run() == 0
        house.clock.advance(2)
        assert await house.app.deadline_expiry.run() == 1

    async def test_is_put_off_without_a_revision(self, house: House) -> None:
        one = await run(house)
        house.clock.advance(LEASE - 1)
        await said(house, "q", run_id=one)
        revision = (await house.app.catalogs.refresh(TENANT)).revision
        house.clock.advance(SECOND)
        await house.app.deadline_expiry.run()
        assert await deadlines(house) == [(one, NOON + 2 * LEASE - 1)]
        await extend(house, one, HOUR)
        assert (await house.app.catalogs.refresh(TENANT)).revision == revision

    async def test_is_renewed_and_never_cut_short(self, house: House) -> None:
        one = await run(house)
        await extend(house, one, HOUR)
        await extend(house, one)
        assert await deadlines(house) == [(one, NOON + HOUR)]
        used = (await house.app.accounts.of_runs(TENANT, [one]))[one]
        assert used.lives_until == NOON + HOUR
        house.clock.advance(HOUR - 1)
        assert await house.app.deadline_expiry.run() == 0
        await extend(house, one)
        assert await deadlines(house) == [(one, NOON + HOUR - 1 + LEASE)]

    async def test_that_was_lost_may_still_say_once_how_it_ended(self, house: House) -> None:
        one = await run(house)
        house.clock.advance(2 * LEASE)
        await house.app.deadline_expiry.run()
        with pytest.raises(PreconditionFailedError):
            await extend(house, one)
        ended = (await end_run(editor(house), one, end=RunEnd("SUCCEEDED"))).result
        assert (ended.outcome, ended.ended_at) == ("SUCCEEDED", NOON + 2 * LEASE)
        assert (await end_run(editor(house), one, end=RunEnd("SUCCEEDED"))).repeated
        with pytest.raises(PreconditionFailedError, match="ended as SUCCEEDED"):
            await end_run(editor(house), one, end=RunEnd("FAILED"))
        assert [step.status for step in await steps(house, one) if step.kind is StepKind.RUN_ENDED] == [
            StepStatus.LOST,
            StepStatus.SUCCEEDED,
        ]

    async def test_that_is_lost_frees_its_concurrency(self, house: House) -> None:
        await house.put(RateLimit("one", concurrency=1))
        one = await run(house)
        assert await said(house, "q1", run_id=one, hold_for=HOUR) == "ALLOW"
        assert await said(house, "q2", hold_for=HOUR) == ReasonCode.CONCURRENCY_LIMITED
        house.clock.advance(2 * LEASE)
        assert await house.app.deadline_expiry.run() == 1
        assert await said(house, "q3") == "ALLOW"

    async def test_that_has_ended_is_left_alone(self, house: House) -> None:
        one = await run(house)
        await end_run(editor(house), one, end=RunEnd("FAILED"))
        assert await deadlines(house) == []
        house.clock.advance(2 * LEASE)
        assert await house.app.deadline_expiry.run() == 0
        with pytest.raises(PreconditionFailedError):
            await extend(house, one)


class Interrupted:
    """Deadlines with which something happens between the look at what is due and its end."""

    def __init__(self, house: House, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._deadlines = house.app.deadlines
        self._meanwhile: Callable[[], Awaitable[object]] | None = meanwhile

    async def overdue(self, at: int) -> Sequence[Overdue]:
        found = await self._deadlines.overdue(at)
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return found

    async def forget(self, one: Overdue) -> None:
        await self._deadlines.forget(one)

    async def decisions(self, tenant: str, run_id: str, *, at: int) -> Sequence[str]:
        return await self._deadlines.decisions(tenant, run_id, at=at)


async def lose_while(house: House, meanwhile: Callable[[], Awaitable[object]]) -> int:
    app = house.app
    expiry = DeadlineExpiry(
        app.office,
        Interrupted(house, meanwhile),
        announcements=app.announcements,
        pace=app.pace,
        clock=house.clock,
    )
    return await expiry.run()


class TestRaces:
    """Between a sign and the loss."""

    async def test_a_renewal_meanwhile_saves_the_run(self, house: House) -> None:
        one = await run(house)
        house.clock.advance(2 * LEASE)
        assert await lose_while(house, lambda: extend(house, one)) == 0
        assert (await kept(house, one)).state is LifeState.ACTIVE
        assert await deadlines(house) == [(one, NOON + 3 * LEASE)]

    async def test_a_decision_meanwhile_saves_the_run(self, house: House) -> None:
        one = await run(house)
        house.clock.advance(2 * LEASE)
        assert await lose_while(house, lambda: said(house, "q", run_id=one)) == 0
        house.clock.advance(LEASE)
        assert await house.app.deadline_expiry.run() == 1

    async def test_an_end_meanwhile_is_the_end(self, house: House) -> None:
        one = await run(house)
        house.clock.advance(2 * LEASE)
        assert await lose_while(house, lambda: end_run(editor(house), one, end=RunEnd("FAILED"))) == 0
        assert (await kept(house, one)).outcome == "FAILED"

    async def test_each_ends_once_whoever_looks(self, house: House) -> None:
        runs = [await run(house) for _ in range(5)]
        sessions = [await session(house, lifetime=LEASE) for _ in range(3)]
        house.clock.advance(2 * LEASE)
        assert sum(await asyncio.gather(*(house.app.deadline_expiry.run() for _ in range(4)))) == 8
        for one in (*runs, *sessions):
            assert (await kept(house, one)).state is LifeState.ENDED
        for one in runs:
            assert len([step for step in await steps(house, one) if step.kind is StepKind.RUN_ENDED]) == 1

    async def test_who_was_told_that_it_is_renewed_is_not_lost(self, house: House) -> None:
        runs = [await run(house) for _ in range(12)]
        house.clock.advance(2 * LEASE)

        async def renew(one: str) -> bool:
            try:
                await extend(house, one)
            except PreconditionFailedError:
                return False
            return True

        losses = [asyncio.ensure_future(house.app.deadline_expiry.run()) for _ in range(3)]
        answers = await asyncio.gather(*map(renew, runs))
        await asyncio.gather(*losses)
        for one, renewed in zip(runs, answers, strict=True):
            assert ((await kept(house, one)).state is LifeState.ACTIVE) is renewed

    async def test_nobody_is_told_that_it_is_renewed_after_it_was_lost(self, house: House) -> None:
        one = await run(house)
        seen = await kept(house, one)
        house.clock.advance(2 * LEASE)
        await house.app.deadline_expiry.run()
        with pytest.raises(PreconditionFailedError):
            await extend_run(house.app.deadlines, seen, tenant=TENANT, lease=None, at=house.clock.now())

    async def test_nobody_renews_it_while_it_is_given_up(self, house: House) -> None:
        one = await run(house)
        store = open_one(house.app.store)
        free = "SELECT id FROM deadline WHERE id=$1 FOR UPDATE SKIP LOCKED"

        def work(unit: Unit) -> None:
            assert unit.lives_until(one) == NOON + LEASE
            # SQLite has one writer.
            if isinstance(store, PostgresStore):
                assert ask(store._connections._url, free, one) == []

        await house.app.office.change(TENANT, principal(), action="test:look", target="test:look", work=work)

    async def test_without_a_lease_of_upkeep_nothing_ends(self, house: House) -> None:
        one = await run(house)
        house.clock.advance(2 * LEASE)

        def lost() -> None:
            raise LeaseLostError

        with pytest.raises(LeaseLostError):
            await house.app.deadline_expiry.run(lost)
        assert (await kept(house, one)).state is LifeState.ACTIVE
