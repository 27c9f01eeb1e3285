"""A human's yes: to exactly one act, as often as it says, by those who may still say it; and no refusal uses it up."""

import asyncio
from dataclasses import replace
from typing import Any, Final

import pytest

from remit.approval.model import Approval, ApprovalState, Cost, Electorate, Voter, VoteVerdict
from remit.approval.workflow import cancel, vote
from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.clock import HOUR, MINUTE
from remit.decision.model import Decision, Effect, Estimate, ReasonCode
from remit.identity.model import State, Subject
from remit.policy.model import ApprovalRule, Binding, Guardrail, GuardrailEffect, RateLimit, RateWindow
from tests.decision.house import AGENT, House

RULE: Final = ApprovalRule(("user:ann", "role:approver"), decide_within=HOUR, use_within=10 * MINUTE)
PAYMENT: Final = {
    "action": "tool:pay",
    "resource": "tool:bank",
    "resource_attributes_json": '{"account": 7}',
    "arguments_json": '{"to": "shop", "amount": 5}',
    "estimate": Estimate(money=100),
}


def guardrail(rule: ApprovalRule = RULE) -> Guardrail:
    return Guardrail("four-eyes", GuardrailEffect.REQUIRE_APPROVAL, actions=("tool:pay",), approval=rule)


@pytest.fixture
async def house(house: House) -> House:
    people = (Subject("user:ann"), Subject("user:bob"), Subject("user:eve"))
    await house.put(*people, Binding("approver@user:bob", "approver", "user:bob"), guardrail())
    return house


async def pay(house: House, request_id: str, **changes: Any) -> Decision:
    return (await house.authorize(request_id, **{**PAYMENT, **changes})).decision


async def question(house: House, *, uses: int = 1, rule: Electorate | None = None) -> Approval:
    """Ask, be told to ask a human, and ask one."""
    decision = await pay(house, "question")
    assert decision.effect is Effect.NEEDS_APPROVAL
    lift = decision.lift
    assert lift is not None
    asked = Approval(
        id="apr_1", owner=AGENT, requested_by=AGENT, credential="key_r7", subject=AGENT, action="tool:pay",
        resource="tool:bank", digest=lift.digest, created_at=decision.at, decide_by=decision.at + lift.decide_within,
        use_within=lift.use_within, ceiling=Cost(100), rule=rule or Electorate(lift.approvers, lift.quorum),
        uses_allowed=uses,
    )  # fmt: skip
    await house.put(asked)
    return asked


def answered(
    asked: Approval, house: House, *voters: str, verdict: VoteVerdict = VoteVerdict.APPROVE
) -> Approval:
    for voter in voters:
        who = Voter(voter, f"key_{voter}")
        asked = vote(asked, who, verdict=verdict, now=house.clock.now(), allowed=True)
    return asked


async def granted(house: House, *, uses: int = 1) -> Approval:
    approval = answered(await question(house, uses=uses), house, "user:ann")
    await house.put(approval)
    return approval


def code(decision: Decision) -> ReasonCode | None:
    return decision.reasons[0].code if decision.reasons else None


async def uses(house: House) -> int:
    return await house.app.decisions.approval_uses("apr_1")


async def test_it_is_used_once(house: House) -> None:
    await granted(house)
    first = await pay(house, "a", approval_id="apr_1")
    second = await pay(house, "b", approval_id="apr_1")
    assert (first.effect, second.effect) == (Effect.ALLOW, Effect.DENY)
    assert code(second) is ReasonCode.APPROVAL_USED
    assert await uses(house) == 1
    again = await house.authorize("a", **PAYMENT, approval_id="apr_1")
    assert again.repeated
    assert again.decision.effect is Effect.ALLOW


@pytest.mark.parametrize("allowed", [1, 3])
async def test_callers_at_once_share_its_uses(house: House, allowed: int) -> None:
    await granted(house, uses=allowed)
    decisions = await asyncio.gather(*(pay(house, f"q{place}", approval_id="apr_1") for place in range(20)))
    assert sum(decision.effect is Effect.ALLOW for decision in decisions) == allowed
    assert {code(one) for one in decisions if one.effect is not Effect.ALLOW} == {ReasonCode.APPROVAL_USED}
    assert await uses(house) == allowed
    assert (await house.rows("SELECT count(*) FROM reservation"))[0][0] == allowed


@pytest.mark.parametrize(
    "change",
    [
        {"arguments_json": '{"to": "shop", "amount": 6}'},
        {"arguments_json": '{"to": "Shop", "amount": 5}'},
        {"arguments_json": '{"to": "shop", "amount": "5"}'},
        {"arguments_json": ""},
        {"resource": "tool:bank2"},
        {"resource_attributes_json": '{"account": 8}'},
        {"resource_attributes_json": ""},
        {"estimate": Estimate(money=101)},
        {"estimate": Estimate(tokens=1)},
    ],
    ids=lambda change: str(next(iter(change.items()))),
)
async def test_a_changed_act_is_another_act(house: House, change: dict[str, Any]) -> None:
    await granted(house)
    decision = await pay(house, "a", **change, approval_id="apr_1")
    assert (decision.effect, code(decision)) == (Effect.DENY, ReasonCode.APPROVAL_MISMATCH)
    assert await uses(house) == 0


async def test_another_subject_cannot_use_it(house: House) -> None:
    await granted(house)
    await house.put(Subject("agent:r8"), Binding("worker@agent:r8", "worker", "agent:r8"))
    decision = await pay(house, "a", subject="agent:r8", approval_id="apr_1")
    assert code(decision) is ReasonCode.APPROVAL_MISMATCH


async def test_another_action_cannot_use_it(house: House) -> None:
    await granted(house)
    await house.put(replace(guardrail(), actions=("tool:*",)))
    decision = await pay(house, "a", action="tool:refund", approval_id="apr_1")
    assert code(decision) is ReasonCode.APPROVAL_MISMATCH


async def test_the_same_act_written_otherwise_and_cheaper_is_covered(house: House) -> None:
    await granted(house)
    arguments = '{ "amount": 5.0, "to": "sh\\u006fp" }'
    decision = await pay(
        house, "a", arguments_json=arguments, estimate=Estimate(money=99), approval_id="apr_1"
    )
    assert decision.effect is Effect.ALLOW


async def test_pending_is_neither_yes_nor_no(house: House) -> None:
    await question(house)
    decision = await pay(house, "a", approval_id="apr_1")
    assert (decision.effect, code(decision)) == (Effect.NEEDS_APPROVAL, ReasonCode.APPROVAL_PENDING)


async def test_a_no_is_no(house: House) -> None:
    await house.put(answered(await question(house), house, "user:ann", verdict=VoteVerdict.REJECT))
    decision = await pay(house, "a", approval_id="apr_1")
    assert (decision.effect, code(decision)) == (Effect.DENY, ReasonCode.APPROVAL_REJECTED)


async def test_undecided_in_time_is_expired(house: House) -> None:
    await question(house)
    house.clock.advance(HOUR)
    assert code(await pay(house, "a", approval_id="apr_1")) is ReasonCode.APPROVAL_EXPIRED


async def test_unused_in_time_is_expired(house: House) -> None:
    await granted(house, uses=2)
    house.clock.advance(10 * MINUTE - 1)
    assert (await pay(house, "a", approval_id="apr_1")).effect is Effect.ALLOW
    house.clock.advance(1)
    assert code(await pay(house, "b", approval_id="apr_1")) is ReasonCode.APPROVAL_EXPIRED


async def test_withdrawn_is_felt_by_the_next_question(house: House) -> None:
    approval = await granted(house, uses=2)
    assert (await pay(house, "a", approval_id="apr_1")).effect is Effect.ALLOW
    await house.put(cancel(approval, AGENT, now=house.clock.now()))
    assert code(await pay(house, "b", approval_id="apr_1")) is ReasonCode.APPROVAL_CANCELLED


async def test_one_that_nobody_asked_for(house: House) -> None:
    assert code(await pay(house, "a", approval_id="apr_none")) is ReasonCode.APPROVAL_UNKNOWN


async def test_another_tenants_is_not_known(house: House) -> None:
    approval = await granted(house)
    await house.drop(Approval, approval.id)
    await house.put(approval, tenant="globex")
    assert code(await pay(house, "a", approval_id="apr_1")) is ReasonCode.APPROVAL_UNKNOWN


async def test_an_approver_who_was_suspended_since(house: House) -> None:
    await granted(house)
    await house.put(Subject("user:ann", state=State.SUSPENDED))
    assert code(await pay(house, "a", approval_id="apr_1")) is ReasonCode.APPROVER_NOT_ALLOWED
    assert await uses(house) == 0


async def test_an_approver_who_lost_the_role_since(house: House) -> None:
    await house.put(answered(await question(house), house, "user:bob"))
    await house.drop(Binding, "approver@user:bob")
    assert code(await pay(house, "a", approval_id="apr_1")) is ReasonCode.APPROVER_NOT_ALLOWED


async def test_the_others_still_make_the_quorum(house: House) -> None:
    approval = await question(house, rule=Electorate(("user:ann", "user:bob"), 1))
    await house.put(replace(answered(approval, house, "user:ann"), state=ApprovalState.PENDING))
    first = await house.app.entities.find("acme", Approval, identity="apr_1")
    assert first is not None
    await house.put(answered(first, house, "user:bob"))
    await house.put(Subject("user:ann", state=State.SUSPENDED))
    assert (await pay(house, "a", approval_id="apr_1")).effect is Effect.ALLOW


async def test_a_rule_that_became_stricter_since(house: House) -> None:
    await granted(house)
    await house.put(guardrail(replace(RULE, approvers=("user:eve",))))
    assert code(await pay(house, "a", approval_id="apr_1")) is ReasonCode.APPROVER_NOT_ALLOWED
    await house.put(guardrail(replace(RULE, quorum=2)))
    assert code(await pay(house, "b", approval_id="apr_1")) is ReasonCode.APPROVER_NOT_ALLOWED


async def test_a_refusal_by_money_does_not_use_it_up(house: House) -> None:
    await granted(house)
    budget = Budget("b", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 99)
    await house.put(budget)
    assert code(await pay(house, "a", approval_id="apr_1")) is ReasonCode.ESTIMATE_EXCEEDS_LIMIT
    assert await uses(house) == 0
    await house.put(replace(budget, limit=100))
    assert (await pay(house, "b", approval_id="apr_1")).effect is Effect.ALLOW


async def test_a_refusal_by_rate_does_not_use_it_up(house: House) -> None:
    await granted(house)
    await house.put(RateLimit("r", windows=(RateWindow(1, MINUTE),)))
    await house.authorize("first", estimate=Estimate())
    assert code(await pay(house, "a", approval_id="apr_1")) is ReasonCode.RATE_LIMITED
    assert await uses(house) == 0


async def test_an_act_that_needs_none_does_not_use_it_up(house: House) -> None:
    await granted(house)
    decision = (await house.authorize("a", approval_id="apr_1")).decision
    assert decision.effect is Effect.ALLOW
    assert await uses(house) == 0


async def test_a_rehearsal_does_not_use_it_up(house: House) -> None:
    await granted(house)
    assert (await pay(house, "a", approval_id="apr_1", dry_run=True)).effect is Effect.ALLOW
    assert await uses(house) == 0
    assert (await pay(house, "b", approval_id="apr_1")).effect is Effect.ALLOW
    assert code(await pay(house, "c", approval_id="apr_1", dry_run=True)) is ReasonCode.APPROVAL_USED
