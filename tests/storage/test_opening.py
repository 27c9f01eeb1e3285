"""A budget that is made late counts what one that was always there would have counted, whatever it is about."""

import asyncio
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from remit.administration.budget import create_budget, update_budget
from remit.administration.editor import Editor
from remit.administration.installation import INSTALLER
from remit.budget.model import Budget, Period, ScopeType, Standing, TokenUsage, Unit, Usage
from remit.budget.period import PeriodClock
from remit.clock import DAY, HOUR, MINUTE
from remit.decision.model import CallEstimate, Estimate
from remit.decision.tenant import ExpiryCharge, Settings, Tenant
from remit.errors import AmountOutOfRangeError
from remit.identity.model import Delegation, Session, Subject, Team
from remit.money import MAX_NANOS
from remit.policy.model import Binding
from remit.storage import opening
from remit.storage.dialect import lock_key
from remit.storage.postgres.engine import PostgresStore
from remit.storage.tables.budget import ledger
from tests.decision.house import TENANT, House, open_house, principal
from tests.effort import length
from tests.stores import aside, open_one

AGENTS: Final = ("agent:r7", "agent:r8")
SCOPES: Final = {
    "the tenant": (ScopeType.TENANT, "", Period.MONTH),
    "one agent": (ScopeType.AGENT, "r7", Period.DAY),
    "each agent": (ScopeType.AGENT, "", Period.DAY),
    "one user, by those who act for it": (ScopeType.USER, "ann", Period.WEEK),
    "each user": (ScopeType.USER, "", Period.TOTAL),
    "one team": (ScopeType.TEAM, "blue", Period.MONTH),
    "each team": (ScopeType.TEAM, "", Period.MONTH),
    "each subject of a team": (ScopeType.TEAM, "blue", Period.WEEK),
    "one model": (ScopeType.MODEL, "acme/m", Period.HOUR),
    "each model": (ScopeType.MODEL, "", Period.QUARTER),
    "one session": (ScopeType.SESSION, "ses_1", Period.SESSION),
    "each session": (ScopeType.SESSION, "", Period.SESSION),
    "one run": (ScopeType.RUN, "x", Period.RUN),
    "each run": (ScopeType.RUN, "", Period.TOTAL),
}

reports = st.lists(
    st.tuples(
        st.sampled_from(AGENTS), st.booleans(), st.sampled_from(["", "x", "y"]), st.sampled_from(["", "ses_1"]),
        st.sampled_from(["", "m", "n"]), st.integers(0, 50), st.sampled_from([0, 0, 0, 1, 30]), st.booleans(),
    ),
    min_size=3,
    max_size=8,
)  # fmt: skip
Report = tuple[str, bool, str, str, str, int, int, bool]


async def people(house: House) -> None:
    await house.put(
        Subject("agent:r8"),
        Subject("user:ann"),
        Binding("worker@agent:r8", "worker", "agent:r8"),
        Binding("worker@user:ann", "worker", "user:ann"),
        Team("blue", members=("agent:r7", "user:ann")),
        Team("red", members=("agent:r7", "agent:r8")),
        Session("ses_1", "agent:r7"),
        *(Delegation(f"user:ann>>{agent}", "user:ann", agent) for agent in AGENTS),
    )


async def spend(house: House, given: Sequence[Report], *, first: int = 0) -> None:
    """Hold, settle, forget and report without a hold, for oneself and for another."""
    for place, (agent, for_ann, run, named, model, amount, hours, held) in enumerate(given, first):
        kept = ""
        session = named if agent == AGENTS[0] else ""
        if held:
            decision = (
                await house.authorize(
                    f"q{place}", subject=agent, run_id=run, session_id=session,
                    on_behalf_of="user:ann" if for_ann else "", estimate=Estimate(money=amount + 1),
                )
            ).decision  # fmt: skip
            assert decision.reservation is not None
            kept = decision.reservation.id
            if place % 3 == 0:
                # Nobody reports; it is charged, and perhaps taken back later.
                house.clock.advance(6 * 60 * 1_000_000)
                await house.app.expiry.run()
                if place % 2:
                    continue
        usage = Usage(
            f"u{place}", "" if held else agent, TokenUsage(amount, 1), provider="acme" if model else "", model=model,
            cost=amount, reservation_id=kept, session_id="" if held else session, run_id="" if held else run,
            ended_at=None if held else house.clock.now() - hours * HOUR,
        )  # fmt: skip
        await house.settle(usage, by=principal(agent))
        house.clock.advance(7 * HOUR // 6)


def now_only(counters: dict[str, Standing], budget: Budget, at: int) -> dict[str, Standing]:
    """Leave out what was spent in periods that are over: a late budget has no counter for them."""
    ended = budget.period in {Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER}
    if not ended:
        return counters
    return {
        bucket: one
        for bucket, one in counters.items()
        if bucket.endswith(f"@{PeriodClock().span(budget.period, at).key}")
    }


@pytest.mark.parametrize("scope", SCOPES)
def test_late_or_early_makes_no_difference(scope: str) -> None:
    """Of each unit, side by side in one history: budgets that are so wide do not meet.

    Late ones look back while others go on spending; how much of it they see then makes no difference either.
    """
    scope_type, scope_id, period = SCOPES[scope]

    @settings(deadline=None, max_examples=length(4, 12))
    @given(reports, st.integers(0, 8))
    def compare(given: list[Report], seen: int) -> None:
        async def run(folder: Path) -> None:
            async with open_house(folder, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE)) as house:
                await people(house)
                early = [
                    Budget(
                        f"early {unit}", scope_type, scope_id, period, unit, 10**12, "each subject" in scope
                    )
                    for unit in (Unit.MONEY, Unit.TOKENS)
                ]
                late = [replace(budget, id=budget.id.replace("early", "late")) for budget in early]
                for budget in early:
                    await house.open_budget(budget)
                await spend(house, given[:seen])
                pasts = [await house.app.office.look_back(TENANT, budget, zone="UTC") for budget in late]
                await spend(house, given[seen:], first=seen)
                for budget, past in zip(late, pasts, strict=True):
                    await house.open_budget(budget, past=past)
                found = {
                    budget.id: now_only(
                        {bucket: Standing(one.spent) for (name, bucket), one in (await house.counters()).items()
                         if name == budget.id and one.spent}, budget, house.clock.now(),
                    )
                    for budget in (*early, *late)
                }  # fmt: skip
                assert [found[budget.id] for budget in late] == [found[budget.id] for budget in early]

        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(run(Path(folder)))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "PAGE", 2)
        compare()


async def test_what_was_spent_while_a_budget_was_off_counts_once_it_is_on(house: House) -> None:
    budget = Budget("b", ScopeType.AGENT, "r7", Period.TOTAL, Unit.MONEY, 100)
    await house.open_budget(budget)
    await house.settle(Usage("u1", "agent:r7", cost=10))
    kept = (await house.authorize("q", estimate=Estimate(money=5))).decision.reservation
    assert kept is not None
    await house.put(replace(budget, enabled=False))
    await house.settle(Usage("u2", "agent:r7", cost=20))
    await house.open_budget(budget)
    assert await house.standing("b") == Standing(30, 5)
    await house.settle(Usage("u3", "", cost=4, reservation_id=kept.id))
    assert await house.standing("b") == Standing(34, 0)


async def test_another_tenants_spend_is_not_counted(house: House) -> None:
    await house.put(Tenant("globex"), Subject("agent:r7"), tenant="globex")
    await house.settle(Usage("u1", "agent:r7", cost=10), by=principal("agent:r7", "globex"))
    await house.open_budget(Budget("b", ScopeType.AGENT, "r7", Period.TOTAL, Unit.MONEY, 100))
    assert await house.standing("b") == Standing(0, 0)


async def test_spend_of_a_day_that_is_over_is_not_counted_today(house: House) -> None:
    await house.settle(Usage("u1", "agent:r7", cost=10))
    house.clock.advance(DAY)
    await house.open_budget(Budget("b", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100))
    estimate = Estimate(calls=(CallEstimate("acme", "m", 1, 1),))
    assert (await house.authorize("q", estimate=estimate)).decision.standings == ()
    assert (await house.authorize("r", estimate=Estimate(money=100))).decision.effect == 1
    assert TENANT == "acme"


COPIES: Final = 20_000
TOTAL: Final = Budget("total", ScopeType.TENANT, "", Period.TOTAL, Unit.MONEY, 10**12)


async def copy_entries(house: House) -> None:
    """Make the only entry of the ledger many; in one statement, for that is not what is looked at."""
    copied = {"position": "position + n", "id": "id || n", "usage_id": "usage_id || n"}
    names = [column.name for column in ledger.columns]
    read = ", ".join(copied.get(name, name) for name in names)
    numbers = (
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {COPIES})"
    )
    into = f"INSERT INTO ledger ({', '.join(names)})"
    # SQLite and Postgres both take the numbers within the query.
    statement = f"{into} {numbers} SELECT {read} FROM ledger, numbers"
    await open_one(house.app.store).write(lambda connection: connection.exec_driver_sql(statement))


async def test_a_long_ledger_takes_no_memory_and_is_read_before_the_lock(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.settle(Usage("u", "agent:r7", cost=3))
    await copy_entries(house)
    read: list[tuple[bool, int]] = []
    page = opening._View.page

    def noted(view: Any, connection: Connection, after: int, *, settled: bool = False) -> Any:
        found = page(view, connection, after, settled=settled)
        read.append((settled, found.last - after))
        return found

    monkeypatch.setattr(opening._View, "page", noted)
    tracemalloc.start()
    try:
        editor = Editor(house.app.office, TENANT, INSTALLER)
        await create_budget(editor, TOTAL)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert await house.standing("total") == Standing(3 * (COPIES + 1), 0)
    assert [span for settled, span in read if not settled] == [0]
    assert len(read) > COPIES // opening.PAGE
    assert peak < 5_000_000

    def off(budget: Budget) -> Budget:
        return replace(budget, enabled=False)

    def on(budget: Budget) -> Budget:
        return replace(budget, enabled=True)

    await update_budget(editor, "total", etag="", change=off)
    await house.settle(Usage("v", "agent:r7", cost=4))
    read.clear()
    await update_budget(editor, "total", etag="", change=on)
    assert await house.standing("total") == Standing(3 * (COPIES + 1) + 4, 0)
    assert [span for settled, span in read if not settled] == [0]


async def test_what_is_booked_while_it_looks_back_counts_once(house: House) -> None:
    """Of every kind: reported, charged, and taken back, also of a charge that was seen before."""
    await house.put(Tenant(TENANT, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE)))
    await house.put(replace(TOTAL, id="other"))

    async def hold(name: str) -> str:
        kept = (await house.authorize(name, estimate=Estimate(money=100))).decision.reservation
        assert kept is not None
        return kept.id

    async def lapse() -> None:
        house.clock.advance(6 * MINUTE)
        assert await house.app.expiry.run() == 1

    seen = await hold("q1")
    await lapse()
    forgotten = await hold("q0")
    await lapse()
    past = await house.app.office.look_back(TENANT, TOTAL, zone="UTC")
    await house.settle(Usage("u1", "", cost=1, reservation_id=seen))
    unseen = await hold("q2")
    await lapse()
    await house.settle(Usage("u2", "agent:r7", cost=10))
    await house.open_budget(TOTAL, past=past)
    assert await house.standing("total") == Standing(211, 0)
    await house.settle(Usage("u3", "", cost=1_000, reservation_id=unseen))
    await house.settle(Usage("u4", "", cost=10_000, reservation_id=forgotten))
    assert await house.standing("total") == await house.standing("other") == Standing(11_011, 0)


async def test_what_another_team_spent_counts_by_the_teams_of_the_write(house: House) -> None:
    await people(house)
    budget = Budget("red", ScopeType.TEAM, "red", Period.TOTAL, Unit.MONEY, 10**9)
    await house.settle(Usage("u1", "agent:r7", cost=3))
    past = await house.app.office.look_back(TENANT, budget, zone="UTC")
    await house.put(Team("red", members=("agent:r8",)))
    await house.open_budget(budget, past=past)
    assert await house.standing("red") == Standing(0, 0)


@pytest.mark.postgres
async def test_what_was_under_way_while_it_looked_back_counts_once(house: House) -> None:
    await house.settle(Usage("u1", "agent:r7", cost=3))
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    names = ", ".join(column.name for column in ledger.columns)
    read = names.replace("position", "remit_position()", 1).replace(" id", " id || 'x'", 1)
    async with aside(store) as other:
        await other.execute(f"BEGIN; INSERT INTO ledger ({names}) SELECT {read} FROM ledger")
        await house.settle(Usage("u2", "agent:r7", cost=10))
        past = await house.app.office.look_back(TENANT, TOTAL, zone="UTC")
        await other.execute("COMMIT")
    await house.open_budget(TOTAL, past=past)
    assert await house.standing("total") == Standing(16, 0)


@pytest.mark.postgres
async def test_expiry_books_nothing_while_a_budget_is_opened(house: House) -> None:
    await house.put(Tenant(TENANT, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE)))
    await house.put(replace(TOTAL, id="other"))
    await house.authorize("q", estimate=Estimate(money=100))
    house.clock.advance(6 * MINUTE)
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    async with aside(store) as other:
        await other.execute(f"BEGIN; SELECT pg_advisory_xact_lock({lock_key(TENANT)})")
        expiring = asyncio.create_task(house.app.expiry.run())
        waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        until = time.monotonic() + 10
        while not (await other.fetchval(waits)) and time.monotonic() < until and not expiring.done():
            await asyncio.sleep(0.01)
        assert await other.fetchval("SELECT count(*) FROM ledger") == 0
        await other.execute("COMMIT")
    assert await expiring == 1
    assert len(await house.rows("SELECT id FROM ledger")) == 1


async def test_what_cannot_be_counted_is_refused(house: House) -> None:
    for name in ("u1", "u2"):
        await house.settle(Usage(name, "agent:r7", cost=MAX_NANOS))
    with pytest.raises(AmountOutOfRangeError):
        await house.open_budget(TOTAL)
