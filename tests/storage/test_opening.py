"""A budget that is made late counts what one that was always there would have counted, whatever it is about."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.budget.model import Budget, Period, ScopeType, Standing, TokenUsage, Unit, Usage
from remit.budget.period import PeriodClock
from remit.clock import DAY, HOUR
from remit.decision.model import CallEstimate, Estimate
from remit.decision.tenant import ExpiryCharge, Settings, Tenant
from remit.identity.model import Delegation, Session, Subject, Team
from remit.policy.model import Binding
from tests.decision.house import TENANT, House, open_house, principal
from tests.effort import length

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


async def spend(house: House, given: Sequence[Report]) -> None:
    """Hold, settle, forget and report without a hold, for oneself and for another."""
    for place, (agent, for_ann, run, named, model, amount, hours, held) in enumerate(given):
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
    """Of each unit, side by side in one history: budgets that are so wide do not meet."""
    scope_type, scope_id, period = SCOPES[scope]

    @settings(deadline=None, max_examples=length(4, 12))
    @given(reports)
    def compare(given: list[Report]) -> None:
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
                await spend(house, given)
                for budget in late:
                    await house.open_budget(budget)
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
