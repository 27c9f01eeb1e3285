"""Steps that runtimes report, by many at once: none after the end of its run, none lost, and nobody in anybody's way."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import asyncpg
import pytest

from remit.administration.editor import Editor
from remit.administration.run import RunEnd, end_run, start_run
from remit.administration.step import NewStep, Place, Recorded
from remit.decision.gather import Gatherer
from remit.decision.model import Effect, Estimate, ReasonCode
from remit.errors import EtagMismatchError, IdempotencyConflictError, PreconditionFailedError, RemitError
from remit.identity.model import Run
from remit.storage.postgres import transaction
from remit.storage.postgres.engine import PostgresStore
from remit.storage.step_book import etag_of_step
from remit.timeline.model import Filter, Scope, ScopeKind, Step, StepKind, StepStatus
from tests.decision.house import AGENT, NOON, TENANT, House, principal
from tests.stores import open_one

CALLERS = 4
ROUNDS = 10


def editor(house: House) -> Editor:
    return Editor(house.app.office, TENANT, principal())


async def begun(house: House) -> Place:
    catalog = await house.app.catalogs.of(TENANT)
    run = (await start_run(editor(house), Run("", AGENT), catalog=catalog)).result
    return Place(TENANT, run.id, AGENT)


async def end(house: House, place: Place) -> None:
    await end_run(editor(house), place.run_id, end=RunEnd("SUCCEEDED"))


def step(place: Place, name: str, content: str = "") -> NewStep:
    one = Step(
        place.tenant, place.run_id, 0, name, StepKind.TOOL_CALL, "x", StepStatus.RUNNING, subject=AGENT
    )
    return NewStep(one, sha256(content.encode()).digest(), named=True)


async def told(house: House, place: Place) -> Sequence[Step]:
    """What a watcher of the run is told, in order."""
    scope = Scope(TENANT, ScopeKind.RUN, place.run_id)
    return (await house.app.timeline.read_after(scope, Filter(), position=0, limit=1_000)).steps


def require_ended_last(seen: Sequence[Step]) -> None:
    """A watcher goes home with the end of the run, and has missed nothing."""
    assert [one.kind for one in seen].index(StepKind.RUN_ENDED) == len(seen) - 1


class Holder:
    """Somebody else's transaction on Postgres, which holds what others then wait for; nothing of it lasts."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def hold(self, query: str, *values: object) -> None:
        await self._connection.execute(query, *values)

    async def waited_for_by(self, number: int) -> None:
        """Wait until so many wait for a lock."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while await self._connection.fetchval(query) < number:
            await self._connection.execute("SELECT pg_stat_clear_snapshot()")
            await asyncio.sleep(0.01)


@asynccontextmanager
async def holder(house: House) -> AsyncIterator[Holder]:
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    connection = await asyncpg.connect(store._connections._url)
    made = connection.transaction()
    await made.start()
    try:
        yield Holder(connection)
    finally:
        await made.rollback()
        await connection.close()


async def test_who_reports_while_a_run_ends_stands_before_its_end_or_not_at_all(house: House) -> None:
    for _ in range(ROUNDS):
        place = await begun(house)
        reports = (
            house.app.steps.record(place, [step(place, f"s{n}-{part}") for part in range(2)], at=NOON)
            for n in range(CALLERS)
        )
        done = await asyncio.gather(*reports, end(house, place), return_exceptions=True)
        assert all(isinstance(one, PreconditionFailedError) for one in done if isinstance(one, Exception))
        failed = sum(isinstance(one, Exception) for one in done)
        seen = await told(house, place)
        require_ended_last(seen)
        assert len(seen) == 2 + 2 * (CALLERS - failed)


@pytest.mark.postgres
async def test_a_run_that_ends_while_a_report_waits_takes_it_no_more(house: House) -> None:
    place = await begun(house)
    async with holder(house) as other:
        # The same id, reported by another server at the same time, which then fails.
        await other.hold(
            "INSERT INTO idempotency (tenant, principal, call, key, digest, ref)"
            " VALUES ($1, '', 'RecordSteps', $2, '', '')",
            TENANT, f"{place.run_id}|s1",
        )  # fmt: skip
        report = asyncio.create_task(house.app.steps.record(place, [step(place, "s1")], at=NOON))
        await other.waited_for_by(1)
        await end(house, place)
    with pytest.raises(PreconditionFailedError) as refusal:
        await report
    assert refusal.value.field == "run_id"
    require_ended_last(await told(house, place))


async def test_a_run_that_has_ended_takes_no_change(house: House) -> None:
    place = await begun(house)
    await house.app.steps.record(place, [step(place, "s1")], at=NOON)
    await end(house, place)
    with pytest.raises(PreconditionFailedError) as refusal:
        await house.app.steps.update(place, "s1", etag="", at=NOON, change=_succeeded)
    assert refusal.value.field == "run_id"
    require_ended_last(await told(house, place))


def _succeeded(before: Step) -> Step:
    return replace(before, status=StepStatus.SUCCEEDED)


@pytest.mark.postgres
async def test_of_two_who_change_what_they_read_one_is_told_that_it_has_changed(house: House) -> None:
    place = await begun(house)
    await house.app.steps.record(place, [step(place, "s1")], at=NOON)
    found = await house.app.steps.find(TENANT, place.run_id, step_id="s1")
    assert found is not None
    etag = etag_of_step(found)
    async with holder(house) as other:
        await other.hold("SELECT 1 FROM run_head WHERE run_id = $1 FOR UPDATE", place.run_id)
        changes = [
            asyncio.create_task(
                house.app.steps.update(place, "s1", etag=etag, at=NOON + n, change=lambda one: one)
            )
            for n in range(2)
        ]
        await other.waited_for_by(2)
    done = await asyncio.gather(*changes, return_exceptions=True)
    assert [type(one) for one in done if isinstance(one, Exception)] == [EtagMismatchError]


@pytest.mark.postgres
async def test_ids_in_any_order_keep_nobody_waiting_in_a_ring(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who meets another in a ring is told so, instead of trying again unseen.
    monkeypatch.setattr(transaction, "ATTEMPTS", 1)
    for number in range(ROUNDS):
        place = Place(TENANT, f"run-{number}", AGENT)
        one_way = [step(place, f"s{n}") for n in range(12)]
        orders = [one_way, one_way[::-1]] * (CALLERS // 2)
        told = await asyncio.gather(*(house.app.steps.record(place, order, at=NOON) for order in orders))
        places = [(one.sequence, one.duplicate) for result in told for one in map(_recorded, result)]
        assert sorted(place for place, repeated in places if not repeated) == list(range(1, 13))


def _recorded(one: Recorded | RemitError) -> Recorded:
    assert isinstance(one, Recorded)
    return one


async def test_an_id_twice_in_one_call_counts_once(house: House) -> None:
    place = Place(TENANT, "mine", AGENT)
    reported = [step(place, "b"), step(place, "a"), step(place, "b"), step(place, "a", "other")]
    *recorded, other = await house.app.steps.record(place, reported, at=NOON)
    assert recorded == [Recorded("b", 1), Recorded("a", 2), Recorded("b", 1, duplicate=True)]
    assert isinstance(other, IdempotencyConflictError)


async def test_a_decision_that_a_runs_end_overtakes_is_made_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await begun(house)
    gather, ends = Gatherer.gather, [place]

    async def overtaken(self: Gatherer, *asked: Any) -> Any:
        """Look at the run while it is open; before the decision is committed it has ended, on another server."""
        case = await gather(self, *asked)
        if ends:
            await _end_elsewhere(house, ends.pop())
        return case

    monkeypatch.setattr(Gatherer, "gather", overtaken)
    decision = (await house.authorize("q", run_id=place.run_id, estimate=Estimate(money=1))).decision
    assert not ends
    assert (decision.effect, decision.reasons[0].code) == (Effect.DENY, ReasonCode.RUN_ENDED)
    assert await house.rows("SELECT count(*) FROM audit_entry WHERE kind = 'decision'") == [(1,)]


async def _end_elsewhere(house: House, place: Place) -> None:
    """End a run as another server does: this one's catalog does not know yet."""

    class Elsewhere:
        catalogs = house.app.catalogs

        async def change(self, tenant: str, actor: Any, *, action: str, target: str, work: Any) -> Any:
            return await house.app.office._changes.commit(
                tenant, actor, action=action, target=target, work=work
            )

    there = replace(editor(house), office=Elsewhere())  # type: ignore[arg-type]
    await end_run(there, place.run_id, end=RunEnd("SUCCEEDED"))
