"""A rehearsal says what would be said, and leaves nothing behind; CheckBudget too."""

from typing import Any

import pytest

from remit.approval.model import Approval
from remit.budget.model import Budget, Period, ScopeType, Usage
from remit.budget.model import Unit as Counted
from remit.clock import MINUTE
from remit.decision.model import Effect, Estimate, ReasonCode, Stage, Verdict
from remit.errors import CallerPermissionMissingError
from remit.identity.model import State, Subject
from remit.policy.model import RateLimit, RateWindow
from tests.decision.house import AGENT, House, principal
from tests.decision.story import wire

DAY = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Counted.MONEY, 100)


@pytest.fixture
async def house(house: House) -> House:
    await house.put(DAY)
    return house


@pytest.mark.parametrize(
    ("asked", "effect"),
    [
        ({"estimate": Estimate(money=100), "run_id": "x"}, Effect.ALLOW),
        ({"estimate": Estimate(money=101)}, Effect.DENY),
        ({"action": "payment:send"}, Effect.DENY),
        ({"subject": "agent:nobody"}, Effect.DENY),
    ],
)
async def test_it_leaves_nothing_behind(house: House, asked: dict[str, Any], effect: Effect) -> None:
    before = await house.footprint()
    committed = await house.authorize("q", **asked, dry_run=True)
    assert committed.decision.effect is effect
    assert committed.decision.stages[Stage.RECORD - 1] == Verdict.SKIPPED
    assert await house.footprint() == before


async def test_its_answer_names_no_decision_and_no_reservation(house: House) -> None:
    ask = house.ask("q", estimate=Estimate(money=100), dry_run=True)
    answer = wire(await house.app.authorizer.authorize(ask), ask)
    assert (answer.decision_id, answer.leaf_hash) == ("", b"")
    assert not answer.HasField("reservation")


async def test_it_does_not_use_up_its_request_id(house: House) -> None:
    await house.authorize("q", estimate=Estimate(money=100), dry_run=True)
    committed = await house.authorize("q", estimate=Estimate(money=100))
    assert not committed.repeated
    assert (await house.standing("day")).held == 100


async def test_it_takes_no_rate_and_claims_none(house: House) -> None:
    await house.put(RateLimit("r", windows=(RateWindow(1, MINUTE),)))
    for n in range(5):
        rehearsed = (await house.authorize(f"d{n}", estimate=Estimate(), dry_run=True)).decision
        assert rehearsed.effect is Effect.ALLOW
        # Whether a token would have been left was not asked, so nobody may read a PASS.
        assert rehearsed.stages[Stage.RATE - 1] == Verdict.SKIPPED
        assert rehearsed.stages[Stage.CONCURRENCY - 1] == Verdict.SKIPPED
    assert (await house.authorize("q", estimate=Estimate())).decision.effect is Effect.ALLOW


async def test_it_tells_the_same_shortage(house: House) -> None:
    await house.settle(Usage("u", AGENT, cost=60))
    rehearsed = (await house.authorize("d", estimate=Estimate(money=41), dry_run=True)).decision
    real = (await house.authorize("q", estimate=Estimate(money=41))).decision
    assert rehearsed.reasons == real.reasons
    assert rehearsed.standings == real.standings


async def test_check_budget_changes_nothing_and_says_what_authorize_would(house: House) -> None:
    await house.settle(Usage("u", AGENT, cost=60))
    before = await house.footprint()
    fits = await house.app.checker.check(house.ask("", estimate=Estimate(money=40)))
    short = await house.app.checker.check(house.ask("", estimate=Estimate(money=41)))
    assert await house.footprint() == before
    assert fits.decision.effect is Effect.ALLOW
    assert [(line.spent, line.held) for line in fits.standings] == [(60, 0)]
    assert short.decision.reasons[0].code is ReasonCode.DAILY_BUDGET_EXCEEDED
    assert (await house.authorize("q", estimate=Estimate(money=40))).decision.effect is Effect.ALLOW


async def test_check_budget_of_another_needs_a_permission(house: House) -> None:
    await house.put(Subject("agent:spy"))
    ask = house.ask("", principal=principal("agent:spy"), subject=AGENT)
    with pytest.raises(CallerPermissionMissingError):
        await house.app.checker.check(ask)


async def test_explain_tells_each_stage(house: House) -> None:
    allowed = house.ask("q", estimate=Estimate(), explain=True)
    details = wire(await house.app.authorizer.authorize(allowed), allowed).stage_details
    found = [(int(one.stage), int(one.verdict)) for one in details]
    assert found == [(int(stage), int(Verdict.PASS)) for stage in Stage]
    refused = house.ask("r", estimate=Estimate(money=101), explain=True)
    details = wire(await house.app.authorizer.authorize(refused), refused).stage_details
    assert int(details[Stage.BUDGET - 1].verdict) == int(Verdict.FAIL)
    assert ReasonCode.ESTIMATE_EXCEEDS_LIMIT in details[Stage.BUDGET - 1].findings[0]


async def test_without_explain_there_are_no_details(house: House) -> None:
    ask = house.ask("q", estimate=Estimate())
    assert not wire(await house.app.authorizer.authorize(ask), ask).stage_details


async def test_a_suspended_subject_is_refused_in_rehearsal_too(house: House) -> None:
    await house.put(Subject(AGENT, state=State.SUSPENDED))
    decision = (await house.authorize("d", dry_run=True)).decision
    assert decision.reasons[0].code is ReasonCode.SUBJECT_SUSPENDED
    assert (
        await house.app.catalogs.find(await house.app.catalogs.of("acme"), Approval, identity="none") is None
    )
