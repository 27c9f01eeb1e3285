"""Steps go when their tenant's time for them is over, oldest first; watchers are told, and nothing else is touched."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.administration.step import NewStep, Place
from remit.clock import DAY, HOUR, MINUTE
from remit.decision.tenant import Settings, Tenant
from remit.errors import CursorTooOldError
from remit.identity.model import Subject
from remit.policy.model import Binding, Permission, Role
from remit.storage import retention
from remit.storage.partition import Month, Partitions, months
from remit.timeline.model import Filter, Scope, ScopeKind, Step, StepKind, StepStatus
from remit.timeline.stream import Watch
from remit.upkeep.lease import LeaseLostError
from tests.decision.house import AGENT, NOON, TENANT, House, open_house, principal
from tests.effort import examples
from tests.stores import open_store

pytestmark = pytest.mark.usefixtures("engine")

OTHER = "other"
WEEK = Settings(retention=7 * DAY)
RUN = Scope(TENANT, ScopeKind.RUN, "run-1")
SCOPES = {
    "run": RUN,
    "agent": Scope(TENANT, ScopeKind.AGENT, AGENT),
    "tenant": Scope(TENANT, ScopeKind.TENANT),
}


@asynccontextmanager
async def apart(folder: Path) -> AsyncIterator[House]:
    """Open a house in a database of its own: partitions would stay in the one that tests share."""
    shared = open_store(folder / "shared")
    async with open_house(folder) as house:
        yield house
    await shared.close()


async def found(house: House, tenant: str, keep: Settings) -> None:
    await house.put(
        Tenant(tenant, settings=keep), Subject(AGENT), Role("worker", permissions=(Permission("tool:*"),)),
        Binding(f"worker@{AGENT}", "worker", AGENT), tenant=tenant,
    )  # fmt: skip


async def act(house: House, name: str, run: str = "run-1", tenant: str = TENANT) -> None:
    """Do what leaves one step."""
    await house.authorize(name, run_id=run, principal=principal(tenant=tenant))


async def kept(house: House, tenant: str = TENANT) -> list[int]:
    """Which sequences of the run are there."""
    return [
        row[0]
        for row in await house.rows("SELECT sequence FROM step WHERE tenant=? ORDER BY position", tenant)
    ]


async def seen(house: House, scope: Scope, after: int | None = None) -> list[Step]:
    async def allowed() -> None:
        pass

    events = house.app.stream.follow(Watch(scope, after=after), allowed)
    return [event.step async for event in events if event.step]


async def grown(house: House, days: int = 10) -> None:
    """Let the run have one step a day, from noon on."""
    for day in range(days):
        await act(house, f"q{day}")
        house.clock.advance(DAY)


async def test_what_is_older_goes_and_all_else_stays(house: House) -> None:
    await found(house, TENANT, WEEK)
    await found(house, OTHER, Settings())
    await act(house, "q", tenant=OTHER)
    await grown(house)
    evidence = await house.rows("SELECT id, hash FROM audit_entry ORDER BY position")
    assert await house.app.retention.run() == 3
    assert await kept(house) == [4, 5, 6, 7, 8, 9, 10]
    assert await kept(house, OTHER) == [1]
    assert await house.rows("SELECT id, hash FROM audit_entry ORDER BY position") == evidence
    assert await house.app.retention.run() == 0
    await act(house, "next")
    assert (await kept(house))[-1] == 11


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
async def test_a_watcher_is_told_what_it_missed_and_where_to_go_on(house: House, scope: Scope) -> None:
    await found(house, TENANT, WEEK)
    await grown(house)
    places = [one.position for one in await seen(house, scope)]
    await house.app.retention.run()
    for cursor in (0, *places[:2]):
        with pytest.raises(CursorTooOldError) as raised:
            await seen(house, scope, cursor)
        oldest = house.app.stream.cursor(scope, Filter()).decode(raised.value.metadata["oldest_cursor"])
        assert [one.position for one in await seen(house, scope, oldest)] == places[3:]
    assert [one.position for one in await seen(house, scope, places[2])] == places[3:]
    assert [one.position for one in await seen(house, scope)] == places[3:]


async def test_a_run_that_began_later_misses_nothing(house: House) -> None:
    await found(house, TENANT, WEEK)
    await grown(house, 8)
    await act(house, "late", "run-2")
    house.clock.advance(HOUR)
    await house.app.retention.run()
    assert [one.sequence for one in await seen(house, Scope(TENANT, ScopeKind.RUN, "run-2"), 0)] == [1]


async def test_when_all_is_gone_what_comes_is_still_seen(house: House) -> None:
    await found(house, TENANT, WEEK)
    await act(house, "q1")
    await act(house, "q2")
    cursors = {name: (await seen(house, scope))[-1].position for name, scope in SCOPES.items()}
    house.clock.advance(30 * DAY)
    await house.app.retention.run()
    assert len(await kept(house)) <= 1
    await act(house, "q3")
    for name, scope in SCOPES.items():
        assert [one.sequence for one in await seen(house, scope, cursors[name])] == [3]
        assert [one.sequence for one in await seen(house, scope)][-1] == 3


async def opened(house: House) -> Place:
    """Record a step that can still be changed."""
    place = Place(TENANT, "run-1", AGENT)
    body = Step(TENANT, "run-1", 0, "s", StepKind.TOOL_CALL, "s", StepStatus.RUNNING, subject=AGENT)
    await house.app.steps.record(place, [NewStep(body, b"", named=True)], at=house.clock.now())
    return place


async def change(house: House, place: Place) -> None:
    """Change it, if only its place."""
    await house.app.steps.update(place, "s", etag="", at=house.clock.now(), change=lambda step: step)


async def test_what_was_changed_is_as_young_as_its_change(house: House) -> None:
    await found(house, TENANT, WEEK)
    place = await opened(house)
    await grown(house, 6)
    await change(house, place)
    house.clock.advance(6 * DAY)
    await house.app.retention.run()
    assert await kept(house) == [7, 1]
    house.clock.advance(2 * DAY)
    await act(house, "later")
    await house.app.retention.run()
    assert await kept(house) == [8]


async def test_it_goes_in_small_batches_and_stops_with_its_lease(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await found(house, TENANT, WEEK)
    await grown(house, 12)
    monkeypatch.setattr(retention, "BATCH", 2)
    asked = 0

    def twice() -> None:
        nonlocal asked
        asked += 1
        if asked > 2:
            raise LeaseLostError

    with pytest.raises(LeaseLostError):
        await house.app.retention.run(twice)
    assert await kept(house) == list(range(5, 13))
    assert await asyncio.gather(*(house.app.retention.run() for _ in range(3))) != [0, 0, 0]
    assert await kept(house) == list(range(6, 13))


@pytest.mark.parametrize("spare", [Settings(), Settings(retention=90 * DAY)])
async def test_a_month_goes_whole_once_nobody_keeps_anything_of_it(
    engine: str, tmp_path: Path, spare: Settings
) -> None:
    if engine == "sqlite":
        return
    async with apart(tmp_path) as house:
        store, november = house.app.store, Month.of(NOON)
        await found(house, TENANT, WEEK)
        await found(house, OTHER, spare)
        partitions = Partitions(store, house.clock)
        await partitions.run()
        await act(house, "q", tenant=OTHER)
        await grown(house, 20)
        places = {name: [one.position for one in await seen(house, scope)] for name, scope in SCOPES.items()}
        house.clock.advance(november.ends_at + 7 * DAY + HOUR - house.clock.now())
        await house.app.retention.run()
        assert november in await store.read(lambda connection: months(connection, "step"))
        await found(house, OTHER, WEEK)
        await house.app.retention.run()
        assert november not in await store.read(lambda connection: months(connection, "step"))
        assert await kept(house, OTHER) == []
        assert await kept(house) == list(range(12, 21))
        for name, scope in SCOPES.items():
            assert [one.position for one in await seen(house, scope)] == places[name][11:]
            with pytest.raises(CursorTooOldError):
                await seen(house, scope, places[name][9])


async def test_a_month_is_dropped_with_its_marks_though_no_step_was_removed_before(
    engine: str, tmp_path: Path
) -> None:
    if engine == "sqlite":
        return
    async with apart(tmp_path) as house:
        await found(house, TENANT, Settings())
        await Partitions(house.app.store, house.clock).run()
        place = await opened(house)
        for number in range(5):
            await act(house, f"q{number}", f"run-{number % 2}")
        house.clock.advance(Month.of(NOON).ends_at + 30 * DAY - house.clock.now())
        await change(house, place)
        await found(house, TENANT, WEEK)
        for scope in SCOPES.values():
            assert len(await seen(house, scope)) in {3, 6}
        assert await house.app.retention.run() == 1
        for scope in SCOPES.values():
            assert [one.step_id for one in await seen(house, scope)] == ["s"]
            with pytest.raises(CursorTooOldError):
                await seen(house, scope, 0)
        assert await seen(house, Scope(TENANT, ScopeKind.RUN, "run-0")) == []


EVENTS = st.lists(st.sampled_from(["act-1", "act-2", "change", "day", "retain", "look"]), max_size=40)


@settings(
    max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(EVENTS)
async def test_whatever_happens_a_watcher_misses_nothing_without_being_told(
    tmp_path: Path, events: list[str]
) -> None:
    folder = tmp_path / str(id(events))
    async with open_house(folder) as house:
        await found(house, TENANT, Settings(retention=2 * DAY))
        place = await opened(house)
        cursors = dict.fromkeys(SCOPES, 0)
        missed: dict[str, set[tuple[str, int]]] = {name: {("run-1", 1)} for name in SCOPES}
        counts = {"run-1": 1, "run-2": 0}
        for number, event in enumerate([*events, "look"]):
            match event.split("-"):
                case ["act", run]:
                    await act(house, f"q{number}", f"run-{run}")
                    counts[f"run-{run}"] += 1
                    for name, unseen in missed.items():
                        if name != "run" or run == "1":
                            unseen.add((f"run-{run}", counts[f"run-{run}"]))
                case ["change"]:
                    if await house.app.steps.find(TENANT, "run-1", step_id="s") is not None:
                        await change(house, place)
                        for unseen in missed.values():
                            unseen.add(("run-1", 1))
                case ["day"]:
                    house.clock.advance(DAY + MINUTE)
                case ["retain"]:
                    await house.app.retention.run()
                case _:
                    await _look(house, cursors, missed)


async def _look(house: House, cursors: dict[str, int], missed: dict[str, set[tuple[str, int]]]) -> None:
    for name, scope in SCOPES.items():
        try:
            steps = await seen(house, scope, cursors[name])
        except CursorTooOldError:
            steps = await seen(house, scope)
        else:
            assert {(one.run_id, one.sequence) for one in steps} == missed[name]
        cursors[name] = max([cursors[name], *(one.position for one in steps)])
        missed[name].clear()
