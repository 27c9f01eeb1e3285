"""What is asked often is found by an index, however much lies beside it: Postgres' own plans say so, for every question.

The questions are those that the code asks: each statement that reaches the driver is explained with the values that it
was asked with, and once more as the plan that Postgres keeps when it no longer looks at the values.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Thread
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy import Connection, event

from remit.administration.editor import UnchangedError
from remit.administration.step import StepPage
from remit.administration.usage import UsageFilter
from remit.approval.model import Approval
from remit.audit.removal import Part
from remit.bootstrap import build, embedded
from remit.budget.model import Budget, Period, ScopeType, TokenUsage, Unit, Usage
from remit.clock import DAY, HOUR, MINUTE, FakeClock
from remit.config import Config
from remit.decision.alert import AlertFilter
from remit.decision.model import Estimate
from remit.identity.model import ApiKey, Session
from remit.manifest.model import Manifest
from remit.storage import log_pins, rollup, tree
from remit.storage.audit_search import EntryQuery
from remit.storage.lease import LeaseStore
from remit.storage.log_removal import Limits, LogRemoval
from remit.storage.outbox import OutboxStore
from remit.storage.partition import Partitions
from remit.storage.postgres.engine import PostgresStore
from remit.storage.postgres.transaction import _SET as SETTINGS
from remit.storage.remembered import RememberedIds
from remit.timeline.model import Filter, Scope, ScopeKind
from remit.upkeep.outbox import Ending, MessageState
from tests.backends.postgres import GivenPostgres, RunningPostgres, ask, with_database
from tests.decision.house import NOON, SECRET, TENANT, House, close
from tests.storage.filling import FILL, FIRST, MANY, ROWS
from tests.stores import TEMPLATE, heard, make_template

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


_LARGE: Final = (
    f"SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > {MANY} AND relname !~ '^pg_'"
)


@dataclass(frozen=True)
class Asked:
    """A statement that reached the driver."""

    statement: str
    values: Sequence[Any]
    hot: bool
    """Whether it is of a commit, which begins with settings of its own."""


@dataclass
class City:
    """A house with much beside it."""

    house: House
    store: PostgresStore
    large: frozenset[str]
    """Tables and partitions that hold much."""

    @contextmanager
    def listening(self) -> Iterator[list[Asked]]:
        """Take down what is asked."""
        asked: list[Asked] = []

        def control(_c: object, _u: object, statement: str, values: Sequence[Any], *how: object) -> None:
            if not statement.startswith("SET "):
                # Asked for many at once, it is planned for one of them.
                asked.append(Asked(statement, values[0] if how[-1] else values, hot=False))

        engine = self.store._engine.sync_engine
        event.listen(engine, "before_cursor_execute", control)
        try:
            with heard() as hot:
                yield asked
                asked += [Asked(one.sql, one.values, hot=True) for one in hot if one.values]
        finally:
            event.remove(engine, "before_cursor_execute", control)

    async def plans(self, asked: Asked) -> list[dict[str, Any]]:
        """Return the plan for these values, and the one that is kept for any."""
        connection = await asyncpg.connect(self.store._connections._url)
        # What a commit wrote cannot be written again to see how long that takes.
        explain = "EXPLAIN (FORMAT JSON)" if asked.hot else "EXPLAIN (ANALYZE, FORMAT JSON)"
        given = f"({', '.join(map(literal, asked.values))})" if asked.values else ""
        try:
            await connection.execute("BEGIN")
            if asked.hot:
                await connection.execute(SETTINGS, "1s")
            found = [await connection.fetchval(f"{explain} {asked.statement}", *asked.values)]
            await connection.execute(f"PREPARE asked AS {asked.statement}")
            found += [
                await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked{given}") for _ in range(7)
            ][6:]
        finally:
            await connection.close()
        return [json.loads(plan)[0]["Plan"] for plan in found]


def literal(value: object) -> str:
    """Return a value as SQL has it."""
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    text = f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
    return "'" + text.replace("'", "''") + "'"


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every part of a plan."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def in_vain(plan: dict[str, Any], large: frozenset[str]) -> list[str]:
    """Say which large tables a plan reads from one end to the other, or much of in vain, and what it sorts of them."""
    found = []
    for node in nodes(plan):
        kind, relation = node["Node Type"], node.get("Relation Name", "")
        whole = "Seq Scan" in kind or (kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node)
        vain = node.get("Rows Removed by Filter", 0) * node.get("Actual Loops", 1)
        if kind == "Sort" and (sorted_ := node["Plans"][0].get("Actual Rows", 0)) > MANY:
            found.append(f"{kind} of {sorted_} rows by {node['Sort Key']}")
        if relation in large and (whole or vain > MANY):
            found.append(f"{kind} on {relation}, filter {node.get('Filter')}, read in vain {vain}")
    return found


@pytest.fixture(scope="session")
def filled(postgres: RunningPostgres | GivenPostgres) -> Iterator[str]:
    """A database of its own with much in it."""
    make_template(postgres.url)
    ask(postgres.url, f'CREATE DATABASE "remit_plans" TEMPLATE "{TEMPLATE}"')
    url = with_database(postgres.url, "remit_plans")

    async def fill() -> None:
        store = PostgresStore(url)
        clock = FakeClock(FIRST)
        await Partitions(store, clock).run()
        app = build(config(), clock, backends=embedded(store, clock), secret=SECRET)
        house = House(app, clock)
        await house.found()
        await house.put(Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 10**9))
        await app.store.close()
        connection = await asyncpg.connect(url)
        for statement in FILL:
            await connection.execute(statement)
        await connection.close()

    thread = Thread(target=lambda: asyncio.run(fill()))
    thread.start()
    thread.join()
    yield url
    ask(postgres.url, 'DROP DATABASE "remit_plans" WITH (FORCE)')


@pytest.fixture
async def city(filled: str) -> AsyncIterator[City]:
    store, clock = PostgresStore(filled), FakeClock(NOON)
    app = build(config(), clock, backends=embedded(store, clock), secret=SECRET)
    yield City(House(app, clock), store, frozenset(name for (name,) in ask(filled, _LARGE)))
    await close(app)


def config() -> Config:
    return Config(listen="127.0.0.1:0")


async def decide(house: House) -> None:
    """Decide twice under one id: counters, a run, and what was answered first."""
    for _ in range(2):
        await house.authorize("q-plan", estimate=Estimate(money=5), run_id="run-41")


async def use(house: House) -> None:
    """Report what was used, twice."""
    committed = await house.authorize(
        f"q-use-{house.clock.now()}", estimate=Estimate(money=5), run_id="run-41"
    )
    house.clock.advance(1)
    reserved = committed.decision.reservation
    assert reserved is not None, committed.decision.reasons
    usage = Usage(f"u-{reserved.id}", "", reservation_id=reserved.id, cost=5, tokens=TokenUsage(1, 1))
    for _ in range(2):
        await house.settle(usage)


RUN: Final = Scope(TENANT, ScopeKind.RUN, "run-41")
AGENT_7: Final = Scope(TENANT, ScopeKind.AGENT, "agent:a41")
ALL: Final = Scope(TENANT, ScopeKind.TENANT)
PERSONS: Final = count(1, 20)
"""Each is asked for once, for keys are remembered."""
SESSION: Final = f"ses_{(NOON - HOUR) // 1_000:012x}"
DECISION: Final = f"dec_{(FIRST + 39_001 * ((NOON - FIRST) // ROWS)) // 1_000:012x}39001"
"""One of the tenant's."""


def follow(scope: Scope) -> "Question":
    async def ask_it(house: House) -> None:
        await house.app.timeline.read_after(scope, Filter(), position=ROWS - 900, limit=100)
        await house.app.timeline.removed(scope)

    return ask_it


def search(wanted: EntryQuery) -> "Question":
    return lambda house: house.app.search.page(TENANT, wanted, before=0, limit=50)


def taken_back(step: Callable[[Connection], int]) -> "Question":
    """Write, and take it back: what was asked is asked once more to see how long it takes."""

    def work(connection: Connection) -> None:
        assert step(connection)
        raise UnchangedError("taken back")

    async def ask_it(house: House) -> None:
        with suppress(UnchangedError):
            await house.app.store.write(work)

    return ask_it


def days(count: int) -> Sequence[tuple[int, int]]:
    """Return so many days of a zone that is off by quarter hours."""
    begin = NOON - 6 * HOUR - 15 * MINUTE - count * DAY
    return [(begin + day * DAY, begin + (day + 1) * DAY) for day in range(count)]


async def take(house: House) -> None:
    """Take a message, and note that it was delivered."""
    outbox = OutboxStore(house.app.store)
    assert await outbox.due(NOON)
    await outbox.forget(NOON)
    (message,) = await outbox.take(NOON, lambda found: [found[0][0]], until=NOON + HOUR)
    assert await outbox.end(message, Ending(MessageState.DELIVERED, NOON + DAY))


def alerts(wanted: AlertFilter) -> "Question":
    return lambda house: house.app.alerts.page(TENANT, wanted, before="alt_000000090000", limit=10)


async def removed(house: House) -> None:
    """Remove what is old of the log and the ledger, and take it back; look for ids to forget."""
    everything = Limits(dict.fromkeys(Part, NOON - 10 * DAY), {}, lambda _connection, _tenant: 1 << 62)
    app = house.app

    def work(connection: Connection) -> None:
        removal = LogRemoval(connection, TENANT, limits=everything)
        assert removal.due()
        assert removal.run(app.ids, at=NOON, approved=log_pins.approved(connection, TENANT, now=NOON)) > 500
        raise UnchangedError("taken back")

    with suppress(UnchangedError):
        await app.store.write(work)
    ids = RememberedIds(app.store)
    (limit,) = (await ids.limits(0)).values()
    assert await ids.remove("", limit)


Question = Callable[[House], Awaitable[object]]

QUESTIONS: Final[dict[str, Question]] = {
    "decide": decide,
    "use": use,
    "timeline of a run": follow(RUN),
    "timeline of an agent": follow(AGENT_7),
    "timeline of a tenant": follow(ALL),
    "a step of a run": lambda house: house.app.steps.find(TENANT, "run-41", step_id="step_7"),
    "steps of a run": lambda house: house.app.steps.page(
        TENANT, "run-41", part=StepPage(after=3, limit=10, wanted=Filter())
    ),
    "whose run": lambda house: house.app.steps.owner(TENANT, "run-41"),
    "counters": lambda house: house.app.decisions.standings(TENANT, [("bud_1", "b1"), ("bud_5", "b5")]),
    "what a budget blocked": lambda house: house.app.decisions.blocked(TENANT, "bud", since=NOON - HOUR),
    "manifests of an agent": lambda house: house.app.entities.page(
        TENANT, Manifest, after="", limit=10, owner="agent:a41"
    ),
    "an entity": lambda house: house.app.entities.find(TENANT, Manifest, identity="e5"),
    "a page of entities": lambda house: house.app.entities.page(TENANT, Session, after="e2", limit=10),
    "entities in a state": lambda house: house.app.entities.page(
        TENANT, Approval, after="", limit=10, state="PENDING"
    ),
    "who has entities in a state": lambda house: house.app.entities.tenants_with(Approval, state="PENDING"),
    "a key by its name": lambda house: house.app.entities.find_named(TENANT, ApiKey, name="key_000000041"),
    "keys by name": lambda house: house.app.entities.page_named(
        TENANT, ApiKey, before="key_000090001", limit=10
    ),
    "keys of an owner by name": lambda house: house.app.entities.page_named(
        TENANT, ApiKey, before="key_000090001", limit=10, owner="agent:a41"
    ),
    "what changed": lambda house: house.app.entities.load(TENANT, ROWS // 20 - 100, limit=100),
    "approvals that changed": lambda house: house.app.changes.changed(TENANT, ROWS // 20 - 100, limit=10),
    "whose key": lambda house: house.app.entities.find_key("h7"),
    "uses of an approval": lambda house: house.app.changes.counts(["apr_5", "apr_6"]),
    "an act to approve": lambda house: house.app.decisions.asked(TENANT, "dec_5"),
    "a person": lambda house: house.app.people.sealed(TENANT, [f"user:{next(PERSONS)}"]),
    "alerts": alerts(AlertFilter()),
    "alerts of a budget": alerts(AlertFilter("bud_41")),
    "an alert": lambda house: house.app.alerts.find(TENANT, "alt_000000000041"),
    "a message": take,
    "a reservation": lambda house: house.app.reservations.find(TENANT, "res_5"),
    "reservations due": lambda house: house.app.reservations.due(FIRST + 2 * HOUR),
    "reservations": lambda house: house.app.reservations.page(
        TENANT, after="", limit=10, states=["OPEN"], where={}, budget_id=""
    ),
    "what waits for the notary": lambda house: house.app.audit.waiting(),
    "places by the notary": taken_back(partial(tree.sequence, tenant=TENANT, at=NOON, limit=100)),
    "leaves of a tree": lambda house: house.app.audit.read(TENANT, 50, limit=100),
    "an entry": lambda house: house.app.search.find(TENANT, entry_id=DECISION),
    "an entry's place": lambda house: house.app.audit.index_of(TENANT, DECISION),
    "an entry at a place": lambda house: house.app.search.find(TENANT, index=500),
    "search audit": search(EntryQuery()),
    "search audit by time": search(EntryQuery(since=NOON - HOUR, until=NOON)),
    "search audit by subject": search(EntryQuery(subject="agent:none")),
    "search audit by subject and time": search(EntryQuery(subject="agent:a41", since=NOON - DAY)),
    "usage of a day": lambda house: house.app.ledger.sums(TENANT, UsageFilter(since=NOON - DAY, until=NOON)),
    "usage of an agent": lambda house: house.app.ledger.sums(
        TENANT, UsageFilter(subjects=("agent:a41",), since=NOON - DAY)
    ),
    "usage of an agent by day": lambda house: house.app.ledger.sums(
        TENANT, UsageFilter(subjects=("agent:a41",), since=NOON - 9 * DAY), by=("model",), intervals=days(5)
    ),
    "usage until now": lambda house: house.app.ledger.sums(
        TENANT, UsageFilter(since=NOON - HOUR - 1, until=NOON + 1)
    ),
    "since when an agent used something": lambda house: house.app.ledger.first_at(
        TENANT, UsageFilter(subjects=("agent:a41",))
    ),
    "who waits to be rolled up": lambda house: house.app.store.read(rollup.waiting),
    "sums by the rollup": taken_back(partial(rollup.roll_up, tenant=TENANT, limit=20)),
    "usage of a session": lambda house: house.app.accounts.of_session(TENANT, SESSION),
    "usage of a run": lambda house: house.app.accounts.of_runs(TENANT, ["run-121", "run-81"]),
    "entries of the ledger": lambda house: house.app.ledger.page(TENANT, UsageFilter(), before=0, limit=10),
    "whether anything was booked": lambda house: house.app.accounts.has_entries(TENANT),
    "who runs upkeep": lambda house: LeaseStore(house.app.store).claim(["notary"], holder="x", ttl=5),
    "what stands open": lambda house: house.app.census.run(),
    "what is too old": lambda house: house.app.retention.run(),
    "what goes of the log": removed,
    "leaves that are kept": lambda house: house.app.audit.kept(TENANT, 100),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
async def test_an_index_finds_what_is_asked(city: City, question: Question) -> None:
    # The first time what is needed of policy is read, and connections are made.
    await question(city.house)
    with city.listening() as asked:
        await question(city.house)
    assert asked
    faults = [
        f"{fault}: {one.statement[:300]}"
        for one in asked
        for plan in await city.plans(one)
        for fault in in_vain(plan, city.large)
    ]
    assert not faults, "\n".join(faults)


async def test_what_no_index_finds_would_be_noticed(city: City) -> None:
    unfound = Asked("SELECT * FROM reservation WHERE money = $1::bigint", [5], hot=False)
    assert [in_vain(plan, city.large) != [] for plan in await city.plans(unfound)] == [True, True]
