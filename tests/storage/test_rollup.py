"""Sums of usage are those of the ledger's entries to the nano-unit, whatever is added up already, and whatever went."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import partial
from itertools import count
from threading import Thread
from types import SimpleNamespace
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, event

from remit.administration.usage import Group, UsageFilter
from remit.administration.usage_summary import intervals
from remit.budget.model import Period
from remit.clock import DAY
from remit.money import MAX_NANOS
from remit.storage import rollup, summing
from remit.storage.grain import QUARTER
from remit.storage.postgres.engine import PostgresStore
from remit.storage.rollup import rolled_up
from remit.storage.tables.budget import ledger
from tests.decision.house import NOON, House
from tests.effort import examples
from tests.storage.entries import KINDS, Entry, Sums, added_up, book
from tests.stores import open_one

TENANTS: Final = (f"t{number}" for number in count())
ZONES: Final = ("UTC", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe", "America/St_Johns")
SUBJECTS: Final = ("agent:a", "agent:b", "user:ann")
MODELS: Final = ("", "m", "acme/m", "acme/m_x", "other/m")

TOLD: Final = ("subject", "on_behalf_of", "model", "operation", "outcome")
NOT_TOLD: Final = ("session_id", "run_id", "label:project")

# Few, and at the edges of quarter hours and days, so that much meets.
instants = st.integers(NOON - 3 * DAY, NOON + 3 * DAY) | st.builds(
    lambda quarters, rest: NOON + quarters * QUARTER + rest,
    st.sampled_from([-144, -49, -48, -1, 0, 1, 48]),
    st.sampled_from([-1, 0, 1, QUARTER // 2]),
)
amounts = st.integers(-2_000_000_000, 2_000_000_000) | st.sampled_from([0, 0, MAX_NANOS, -MAX_NANOS])
entries = st.builds(
    Entry,
    at=instants,
    subject=st.sampled_from(SUBJECTS),
    on_behalf_of=st.sampled_from(["", "user:ann"]),
    session_id=st.sampled_from(["", "ses_1"]),
    run_id=st.sampled_from(["", "x", "y"]),
    model=st.sampled_from(MODELS),
    operation=st.sampled_from(["", "chat"]),
    outcome=st.sampled_from(["SUCCESS", "FAILURE", "CANCELLED", "REVERSED"]),
    cost=amounts,
    # What takes an entry back knows of input and output alone.
    tokens=st.lists(st.integers(0, 10**12), min_size=len(KINDS), max_size=len(KINDS)).map(tuple),
    kind=st.sampled_from(["USAGE", "USAGE", "PROVISIONAL"]),
    priced=st.sampled_from([True, True, True, False]),
    label=st.sampled_from(["", "red"]),
) | st.builds(
    Entry,
    at=instants,
    cost=amounts.map(lambda cost: -abs(cost)),
    tokens=st.integers(-(10**12), 0).map(lambda one: (one, *[0] * (len(KINDS) - 1))),
    outcome=st.just("REVERSED"),
    kind=st.just("REVERSAL"),
)
moments = st.lists(st.lists(entries, min_size=1, max_size=5) | st.integers(1, 8), min_size=2, max_size=8)
"""What happens in turn: entries are booked, or so many are rolled up."""

filters = st.fixed_dictionaries(
    {},
    optional={
        "subjects": st.lists(st.sampled_from(SUBJECTS), max_size=2, unique=True).map(tuple),
        "model": st.sampled_from(MODELS),
        "operation": st.just("chat"),
        "since": instants,
        "until": instants,
    },
)
narrow = st.fixed_dictionaries(
    {},
    optional={
        "session_id": st.just("ses_1"),
        "run_ids": st.just(("x",)),
        "labels": st.just({"project": "red"}),
    },
)


@dataclass(frozen=True)
class Question:
    """Which entries, by what, and in which intervals."""

    wanted: UsageFilter
    by: Sequence[str]
    within: Sequence[tuple[int, int]]

    def takes(self, one: Entry) -> bool:
        """Tell whether an entry is asked for."""
        wanted = self.wanted
        return all(
            (
                wanted.subjects is None or one.subject in wanted.subjects,
                wanted.session_id in {"", one.session_id},
                not wanted.run_ids or one.run_id in wanted.run_ids,
                wanted.model in {"", one.model, "" if "/" in wanted.model else one.model.partition("/")[2]},
                wanted.operation in {"", one.operation},
                wanted.labels.get("project", one.label) == one.label,
                wanted.since is None or one.at >= wanted.since,
                wanted.until is None or one.at < wanted.until,
            )
        )


@st.composite
def questions(draw: st.DrawFn, *, told: bool) -> Question:
    """Make a question; one that is `told` can be answered when all entries that are added up are gone."""
    wanted: dict[str, Any] = draw(filters) | ({} if told else draw(narrow))
    if told:
        wanted |= {name: wanted[name] // QUARTER * QUARTER for name in ("since", "until") if name in wanted}
    by = draw(st.lists(st.sampled_from(TOLD if told else TOLD + NOT_TOLD), max_size=3, unique=True))
    catalog = SimpleNamespace(zone=ZoneInfo(draw(st.sampled_from(ZONES))))
    period = draw(
        st.sampled_from([None, None, Period.HOUR, Period.DAY, Period.DAY, Period.WEEK, Period.MONTH])
    )
    within: Sequence[tuple[int, int]] = ()
    if period is not None:
        within = intervals(cast("Any", catalog), period, since=NOON - 2 * DAY, until=NOON + DAY)
    elif not told and draw(st.booleans()):
        marks = sorted(draw(st.lists(instants, min_size=2, max_size=6, unique=True)))
        within = list(zip(marks[::2], marks[1::2], strict=False))
    return Question(UsageFilter(**wanted), by, within)


def told(groups: Sequence[Group]) -> Sums:
    assert len({(one.starts_at, one.keys) for one in groups}) == len(groups)
    return {
        (one.starts_at, one.keys): (
            one.sum.records, one.sum.failures, one.sum.unpriced, one.sum.cost, *astuple(one.sum.tokens)
        )
        for one in groups
    }  # fmt: skip


def remove_added_up(connection: Connection, tenant: str) -> None:
    """Do as retention would."""
    place = rollup.rolled_up(connection, tenant)
    connection.execute(delete(ledger).where(ledger.c.tenant == tenant, ledger.c.position <= place))


async def asked(house: House, tenant: str, question: Question) -> tuple[Sums, int | None]:
    found = await house.app.ledger.sums(tenant, question.wanted, by=question.by, intervals=question.within)
    return told(found), await house.app.ledger.first_at(tenant, question.wanted)


def expected(booked: Sequence[Entry], question: Question) -> tuple[Sums, int | None]:
    taken = [one for one in booked if question.takes(one)]
    sums = added_up(taken, question.by, question.within)
    return sums, min((one.at for one in taken), default=None)


async def live(house: House, tenant: str, moments: Sequence[Any]) -> Sequence[Entry]:
    """Let it happen, each moment in a transaction of its own; return what was booked."""
    booked: list[Entry] = []
    for moment in moments:
        if isinstance(moment, int):
            await house.app.store.write(partial(rollup.roll_up, tenant=tenant, limit=moment))
        else:
            await house.app.store.write(partial(book, tenant=tenant, entries=moment))
            booked.extend(moment)
    return booked


@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(
    moments=moments, some=st.lists(questions(told=False), min_size=4, max_size=4), late=questions(told=True)
)
async def test_sums_are_those_of_the_entries(
    house: House, moments: Sequence[Any], some: Sequence[Question], late: Question
) -> None:
    tenant = next(TENANTS)
    booked = await live(house, tenant, moments)
    for question in (*some, late):
        assert await asked(house, tenant, question) == expected(booked, question)
    # What is in the sums may go: what they can tell they tell without it.
    await house.app.store.write(partial(remove_added_up, tenant=tenant))
    assert await asked(house, tenant, late) == expected(booked, late)
    assert await house.app.accounts.has_entries(tenant) == bool(booked)


@pytest.mark.parametrize(
    ("since", "until", "cost"),
    [(0, 2, 11), (1, 2, 11), (1, QUARTER, 11), (-1, 1, 0), (2, QUARTER, 0), (2 - DAY, 2, 11)],
)
async def test_within_one_quarter_hour_entries_count_once(
    house: House, since: int, until: int, cost: int
) -> None:
    tenant = next(TENANTS)
    await live(house, tenant, [[Entry(NOON + 1, cost=1)], 1, [Entry(NOON + 1, cost=10)]])
    groups = await house.app.ledger.sums(tenant, UsageFilter(since=NOON + since, until=NOON + until))
    assert sum(one.sum.cost for one in groups) == cost


async def test_an_answer_is_of_one_moment(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rolled up while somebody reads, an entry is in the sums or in the rest, never in both and never in none."""
    tenant, store, loop = next(TENANTS), open_one(house.app.store), asyncio.get_running_loop()
    await live(house, tenant, [[Entry(NOON, cost=1)] * 3, 3, [Entry(NOON, cost=10)] * 3])

    async def on_postgres(url: str) -> None:
        beside = PostgresStore(url)
        await beside.write(partial(rollup.roll_up, tenant=tenant, limit=9))
        await beside.close()

    def meanwhile(connection: Connection, of: str) -> int:
        found = rolled_up(connection, of)
        if isinstance(store, PostgresStore):
            # Here, and not in a thread, the reader's statements are made.
            thread = Thread(target=lambda: asyncio.run(on_postgres(store._connections._url)))
            thread.start()
            thread.join()
        else:
            work = store.write(partial(rollup.roll_up, tenant=tenant, limit=9))
            asyncio.run_coroutine_threadsafe(work, loop).result(10)
        return found

    monkeypatch.setattr(summing, "rolled_up", meanwhile)
    groups = await house.app.ledger.sums(tenant, UsageFilter())
    monkeypatch.undo()
    assert [one.sum.cost for one in groups] == [33]
    assert await store.write(partial(rollup.roll_up, tenant=tenant, limit=9)) == 0
    assert [one.sum.cost for one in await house.app.ledger.sums(tenant, UsageFilter())] == [33]


@pytest.mark.postgres
async def test_none_is_passed_over_that_may_still_come_before(house: House) -> None:
    tenant, store = next(TENANTS), open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    async with store._engine.connect() as connection:
        await connection.run_sync(partial(book, tenant=tenant, entries=[Entry(NOON, cost=1)]))
        await live(house, tenant, [[Entry(NOON, cost=10)], 9])
        assert await store.read(lambda beside: rolled_up(beside, tenant)) == 0
        await connection.commit()
    await live(house, tenant, [9])
    assert await house.rows("SELECT DISTINCT cost_nanos FROM rollup WHERE tenant=?", tenant) == [(11,)]
    assert [one.sum.cost for one in await house.app.ledger.sums(tenant, UsageFilter())] == [11]


@pytest.mark.sqlite
async def test_sqlite_reads_of_the_ledger_the_ends_of_spans_and_what_is_new(house: House) -> None:
    tenant, asked = next(TENANTS), list[tuple[str, Any]]()
    await live(house, tenant, [[Entry(NOON)] * 3, 3, [Entry(NOON)]])

    def plans(connection: Connection) -> list[str]:
        @event.listens_for(connection, "before_cursor_execute")
        def note(_c: object, _u: object, statement: str, values: Any, *_: object) -> None:
            asked.append((statement, values))

        wanted = UsageFilter(subjects=("agent:a",), since=NOON - 40 * DAY - 1, until=NOON + 1)
        summing.sums(connection, tenant, wanted=wanted, by=("model",))
        event.remove(connection, "before_cursor_execute", note)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return [
            row[3] for one, values in asked for row in driver.execute(f"EXPLAIN QUERY PLAN {one}", values)
        ]

    found = [step for step in await house.app.store.read(plans) if " ledger" in step or " rollup " in step]
    places = {step.partition("(")[2] for step in found}
    assert not [step for step in found if step.startswith("SCAN")]
    assert places <= {
        "tenant=? AND position>?)",
        "tenant=? AND subject=? AND booked_at>? AND booked_at<?)",
        "tenant=? AND span=? AND starts_at>? AND starts_at<?)",
        "tenant=? AND subject=? AND span=? AND starts_at>? AND starts_at<?)",
    }
    assert "tenant=? AND position>?)" in places


async def test_the_greatest_costs_together_are_still_exact(house: House) -> None:
    tenant = next(TENANTS)
    await live(house, tenant, [[Entry(NOON, cost=MAX_NANOS)] * 5, 3, 3, [Entry(NOON, cost=-1)]])
    (group,) = await house.app.ledger.sums(tenant, UsageFilter())
    assert group.sum.cost == 5 * MAX_NANOS - 1
