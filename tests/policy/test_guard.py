"""Guardrails: FORBID wins, what fails refuses, PERMIT never beats a denial, approvals add up."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import DocumentInvalidError, InvalidFieldError, JsonInvalidError
from remit.policy.evaluate import CompiledPolicy, compile_policy
from remit.policy.facts import Facts
from remit.policy.guard import GuardOutcome
from remit.policy.model import ApprovalRule, Binding, Guardrail, GuardrailEffect
from remit.policy.rights import RoleOutcome

FORBID, PERMIT, ASK = GuardrailEffect.FORBID, GuardrailEffect.PERMIT, GuardrailEffect.REQUIRE_APPROVAL
YES, NO, UNSAID = "{path: run, op: absent}", "{path: run, op: exists}", "{path: run, op: eq, value: x}"
FACTS = Facts("agent:x", "tool:execute", "tool:web", now=1)


def policy_of(*guardrails: Guardrail) -> CompiledPolicy:
    return compile_policy(
        roles=(),
        bindings=[Binding("", "approver", "user:ann"), Binding("", "viewer", "user:bob", 1)],
        guardrails=guardrails,
        groups={"ops": ["user:ann", "user:bob"]},
        teams={"red": ["user:bob"]},
    )


guardrails = st.lists(
    st.builds(
        Guardrail,
        st.text("abc", min_size=1, max_size=2),
        st.sampled_from(GuardrailEffect),
        actions=st.lists(st.sampled_from(["*", "tool:*", "tool:execute", "path:read"]), max_size=2).map(
            tuple
        ),
        resources=st.lists(st.sampled_from(["*", "tool:web", "tool:w*", "tool:shell"]), max_size=2).map(
            tuple
        ),
        condition=st.sampled_from(["", YES, NO, UNSAID]),
        enabled=st.sampled_from([True, True, True, False]),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)
MATCHING = {"*", "tool:*", "tool:execute", "tool:web", "tool:w*"}


def truth(one: Guardrail) -> bool | None:
    """What a guardrail says of FACTS: False also where it does not concern them."""
    if (
        not one.enabled
        or not MATCHING.intersection(one.actions or "*")
        or not MATCHING.intersection(one.resources or "*")
    ):
        return False
    return {"": True, YES: True, NO: False, UNSAID: None}[one.condition]


def wanted(all_of_them: list[Guardrail], role: RoleOutcome) -> GuardOutcome:
    said = {effect: {truth(one) for one in all_of_them if one.effect is effect} for effect in GuardrailEffect}
    if True in said[FORBID]:
        return GuardOutcome.FORBIDDEN
    if None in said[FORBID]:
        return GuardOutcome.FAILED
    permitted = role is not RoleOutcome.DENIED and True in said[PERMIT]
    if role is not RoleOutcome.GRANTED and not permitted:
        return GuardOutcome.NONE
    if {True, None} & said[ASK]:
        return GuardOutcome.APPROVAL
    return GuardOutcome.NONE if role is RoleOutcome.GRANTED else GuardOutcome.PERMITTED


@given(guardrails, st.sampled_from(RoleOutcome), st.randoms(use_true_random=False))
def test_it_says_what_the_rules_of_precedence_say_in_any_order(
    all_of_them: list[Guardrail], role: RoleOutcome, rng: random.Random
) -> None:
    verdict = policy_of(*all_of_them).guard(FACTS, role)
    assert verdict.outcome is wanted(all_of_them, role)
    assert (verdict.approval is not None) is (verdict.outcome is GuardOutcome.APPROVAL)
    assert bool(verdict.message) is bool(verdict.guardrail) is (verdict.outcome is not GuardOutcome.NONE)
    rng.shuffle(all_of_them)
    assert policy_of(*all_of_them).guard(FACTS, role) == verdict


def test_nothing_lifts_what_a_role_denies() -> None:
    policy = policy_of(Guardrail("p", PERMIT), Guardrail("a", ASK))
    assert policy.guard(FACTS, RoleOutcome.DENIED).outcome is GuardOutcome.NONE
    assert policy.guard(FACTS, RoleOutcome.NO_PERMISSION).outcome is GuardOutcome.APPROVAL


def test_what_failed_says_why() -> None:
    verdict = policy_of(Guardrail("g", FORBID, condition=UNSAID, message="no")).guard(
        FACTS, RoleOutcome.GRANTED
    )
    assert verdict.message == "guardrail g could not be evaluated: run is absent"
    forbidden = policy_of(Guardrail("g", FORBID, message="not at night")).guard(FACTS, RoleOutcome.GRANTED)
    assert forbidden.message == "not at night"


def test_json_is_not_read_for_guardrails_that_do_not_concern_the_action() -> None:
    broken = replace(FACTS, arguments_json="{")
    elsewhere = Guardrail("g", FORBID, ("path:*",), condition="{path: arguments.x, op: exists}")
    assert policy_of(elsewhere).guard(broken, RoleOutcome.GRANTED).outcome is GuardOutcome.NONE
    with pytest.raises(JsonInvalidError):
        policy_of(replace(elsewhere, actions=("tool:*",))).guard(broken, RoleOutcome.GRANTED)


def ask(*rules: ApprovalRule) -> ApprovalRule | None:
    asks = [Guardrail(f"g{place}", ASK, approval=rule) for place, rule in enumerate(rules)]
    verdict = policy_of(*asks).guard(FACTS, RoleOutcome.GRANTED)
    assert verdict.outcome is (GuardOutcome.FAILED if verdict.approval is None else GuardOutcome.APPROVAL)
    assert verdict.guardrails == tuple(one.id for one in asks)
    return verdict.approval


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ((), (), ()),
        ((), ("user:ann",), ("user:ann",)),
        (("user:ann", "user:eve"), ("user:ann", "user:bob"), ("user:ann",)),
        (("role:approver",), ("user:ann", "user:bob"), ("user:ann",)),
        (("group:ops",), ("user:ann", "user:bob", "user:eve"), ("user:ann", "user:bob")),
        (("team:red", "user:ann"), ("user:bob", "role:approver"), ("user:ann", "user:bob")),
        (("role:viewer",), ("user:bob",), None),
        (("role:security",), ("role:finance",), None),
    ],
)
def test_approvals_are_asked_of_those_whom_every_rule_accepts(
    one: tuple[str, ...], other: tuple[str, ...], both: tuple[str, ...] | None
) -> None:
    for rules in ((one, other), (other, one)):
        combined = ask(*map(ApprovalRule, rules))
        assert (combined and combined.approvers) == both


def test_approvals_take_the_greatest_quorum_and_the_shortest_times() -> None:
    one, other = ApprovalRule((), 3, 500, 100), ApprovalRule((), 1, 300, 200)
    assert ask(one, other) == ApprovalRule((), 3, 300, 100)
    assert ask(one) == one


def test_bad_guardrails_do_not_compile() -> None:
    with pytest.raises(DocumentInvalidError) as document:
        policy_of(Guardrail("g", FORBID, condition="{path: nowhere, op: exists}"))
    assert document.value.field == "guardrails[g].condition.path"
    with pytest.raises(InvalidFieldError) as pattern:
        policy_of(Guardrail("g", FORBID, ("x",)))
    assert pattern.value.field == "guardrails[g].actions[0]"
    disabled = policy_of(Guardrail("g", FORBID, ("x",), enabled=False))
    assert disabled.guard(FACTS, RoleOutcome.GRANTED).outcome is GuardOutcome.NONE
