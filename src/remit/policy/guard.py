"""What guardrails say beyond roles. FORBID wins; what cannot be evaluated never lets anything through.

A FORBID that cannot be evaluated refuses, a PERMIT that cannot does not permit, a REQUIRE_APPROVAL that
cannot asks.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from remit.policy.condition import Test, Truth, compile_condition
from remit.policy.facts import Facts
from remit.policy.index import PatternIndex
from remit.policy.model import ApprovalRule, Guardrail, GuardrailEffect
from remit.policy.pattern import compile_action, compile_resource
from remit.policy.rights import RoleOutcome

MOST_REMEMBERED_ACTIONS: Final = 4_096
"""Actions whose guardrails are kept ready; beyond it all are forgotten and found again."""

Covers = Callable[[str, str], bool]
"""Tells whether an approver that is a role, group or team (second) has a subject (first) in it."""


class GuardOutcome(StrEnum):
    """What guardrails make of what roles say."""

    NONE = "NONE"
    """No objection and no grant: what roles say stands."""
    FORBIDDEN = "FORBIDDEN"
    FAILED = "FAILED"
    """Refused: a FORBID could not be evaluated, or nobody could give all approvals that are asked for."""
    PERMITTED = "PERMITTED"
    """Allowed although no role permits it."""
    APPROVAL = "APPROVAL"
    """Allowed, by role or by PERMIT, once a human says yes."""


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """What guardrails say about one action."""

    outcome: GuardOutcome
    guardrails: tuple[str, ...] = ()
    """Those that said it, in the order of their ids; with APPROVAL all that ask."""
    message: str = ""
    """For a human: what the guardrail says of itself, or why it could not be evaluated."""
    approval: ApprovalRule | None = None
    """With APPROVAL alone: one rule that fulfils all that were asked for."""

    @property
    def guardrail(self) -> str:
        """The first that said it; empty with NONE."""
        return self.guardrails[0] if self.guardrails else ""


NO_WORD: Final = GuardVerdict(GuardOutcome.NONE)


@dataclass(frozen=True, slots=True)
class _Guard:
    guardrail: Guardrail
    probe: Test


_Row = PatternIndex[_Guard]
"""The guardrails of one action by resource."""


class Guards:
    """A tenant's guardrails by action and resource."""

    __slots__ = ("_by_action", "_rows")

    def __init__(self, guardrails: Iterable[Guardrail] = ()) -> None:
        """Compile those that are enabled.

        Raises:
            InvalidFieldError: when a pattern is not of its form.
            DocumentInvalidError: when a condition does not compile.
        """
        self._by_action: PatternIndex[_Guard] = PatternIndex(compile_pattern=compile_action)
        self._rows: dict[str, _Row] = {}
        for one in guardrails:
            self.replace(None, one)

    def replace(self, before: Guardrail | None, after: Guardrail | None) -> None:
        """Put `after` in the place of `before`; one that is not enabled counts as none.

        Raises:
            InvalidFieldError: when a pattern is not of its form; nothing was changed then.
            DocumentInvalidError: when the condition does not compile; nothing was changed then.
        """
        compiled = _compiled(after) if after is not None and after.enabled else None
        if before is not None:
            self._by_action.drop(before.id, before.actions or ("*",))
        if compiled is not None:
            guardrail = compiled.guardrail
            self._by_action.put(guardrail.id, guardrail.actions or ("*",), value=compiled)
        self._rows.clear()

    def concern(self, action: str, resource: str) -> bool:
        """Tell whether any of them is about an action on a resource, whatever its condition says."""
        return self._row(action).first(resource) is not None

    def guard(self, facts: Facts, role: RoleOutcome, *, covers: Covers) -> GuardVerdict:
        """Say what guardrails make of what roles say; see `CompiledPolicy.guard`."""
        guards = self._row(facts.action).matching(facts.resource)
        if not guards:
            return NO_WORD
        truths = [(guard.guardrail, guard.probe(facts)) for guard in guards]
        refused = _refusal(truths)
        if refused is not None:
            return refused
        permits = (
            _those(truths, GuardrailEffect.PERMIT, certain=True) if role is not RoleOutcome.GRANTED else ()
        )
        # Nobody is asked to approve what would be refused for want of a right anyway.
        if role is RoleOutcome.DENIED or (role is not RoleOutcome.GRANTED and not permits):
            return NO_WORD
        asks = _those(truths, GuardrailEffect.REQUIRE_APPROVAL, certain=False)
        if asks:
            return _approval(asks, covers)
        return _verdict(GuardOutcome.PERMITTED, permits) if permits else NO_WORD

    def _row(self, action: str) -> _Row:
        row = self._rows.get(action)
        if row is not None:
            return row
        if len(self._rows) >= MOST_REMEMBERED_ACTIONS:
            self._rows.clear()
        concerned = self._by_action.matching(action)
        row = self._rows[action] = PatternIndex(
            ((guard.guardrail.resources or ("*",), guard) for guard in concerned),
            compile_pattern=compile_resource,
        )
        return row


def _compiled(guardrail: Guardrail) -> _Guard:
    for place, pattern in enumerate(guardrail.actions):
        compile_action(pattern, f"guardrails[{guardrail.id}].actions[{place}]")
    for place, pattern in enumerate(guardrail.resources):
        compile_resource(pattern, f"guardrails[{guardrail.id}].resources[{place}]")
    field = f"guardrails[{guardrail.id}].condition"
    return _Guard(guardrail, compile_condition(guardrail.condition, field).probe)


_Truths = Sequence[tuple[Guardrail, Truth]]


def _those(truths: _Truths, effect: GuardrailEffect, *, certain: bool) -> tuple[Guardrail, ...]:
    """Return those of an effect that hold; with `certain` unset also those of which nobody can say."""
    return tuple(
        one
        for one, truth in truths
        if one.effect is effect and (truth is True or (not certain and truth is not False))
    )


def _refusal(truths: _Truths) -> GuardVerdict | None:
    """One that holds is named before one that failed, whatever their order."""
    forbids = _those(truths, GuardrailEffect.FORBID, certain=True)
    if forbids:
        return _verdict(GuardOutcome.FORBIDDEN, forbids)
    for one, truth in truths:
        if one.effect is GuardrailEffect.FORBID and isinstance(truth, str):
            message = f"guardrail {one.id} could not be evaluated: {truth}"
            return GuardVerdict(GuardOutcome.FAILED, (one.id,), message)
    return None


def _verdict(
    outcome: GuardOutcome, said: Sequence[Guardrail], *, rule: ApprovalRule | None = None
) -> GuardVerdict:
    message = next((one.message for one in said if one.message), f"guardrail {said[0].id} says so")
    return GuardVerdict(outcome, tuple(one.id for one in said), message, rule)


def _approval(asks: Sequence[Guardrail], covers: Covers) -> GuardVerdict:
    rule = asks[0].approval
    for one in asks[1:]:
        approvers = _both(rule.approvers, one.approval.approvers, covers=covers)
        if approvers is None:
            message = (
                "the guardrails "
                + ", ".join(each.id for each in asks)
                + " ask for approvals that no approver of theirs can give alike; name a common one"
            )
            return GuardVerdict(GuardOutcome.FAILED, tuple(each.id for each in asks), message)
        rule = ApprovalRule(
            approvers,
            quorum=max(rule.quorum, one.approval.quorum),
            decide_within=min(rule.decide_within, one.approval.decide_within),
            use_within=min(rule.use_within, one.approval.use_within),
        )
    return _verdict(GuardOutcome.APPROVAL, asks, rule=rule)


def _both(one: Sequence[str], other: Sequence[str], *, covers: Covers) -> tuple[str, ...] | None:
    """Return approvers whom both rules accept, so that each vote counts for both; None when there is none.

    An empty rule accepts whoever has the permission, and who is named elsewhere is named for more than that.
    """
    if not one or not other:
        return tuple(sorted({*one, *other}))
    common = {who for who in one if who in other or any(covers(who, whole) for whole in other)}
    common |= {who for who in other if any(covers(who, whole) for whole in one)}
    return tuple(sorted(common)) or None
