"""Concludes a draft under the locks of its counters: does it fit, what is held, what is answered. Pure arithmetic.

It may be called again for the same draft (when a batch is retried in halves), so it changes nothing that it is given.
"""

from collections.abc import Mapping
from typing import Final

from remit.budget.hold import Held, Refused, fit
from remit.budget.model import Amounts, Bucket, Hold, Standing
from remit.decision.model import (
    VALID_FOR,
    Decision,
    Draft,
    Duty,
    Effect,
    Obligation,
    Reason,
    ReasonCode,
    Remedy,
    Reserved,
    Stage,
    StandingLine,
    Verdict,
)
from remit.decision.refusal import affordable_of, refusal
from remit.ids import reservation_of

NOTHING_HELD: Standing = Standing()

_ALLOW: Final = Effect.ALLOW
_SETTLE_BY: Final = Duty.SETTLE_BY


def conclude(
    draft: Draft, standings: Mapping[tuple[str, str], Standing], *, used: int, expires_at: int
) -> tuple[Decision, tuple[Hold, ...]]:
    """Decide `draft` against its counters as they stand, and say what to hold.

    Args:
        draft: what passed (or failed) the checks before.
        standings: each concerned counter by (budget id, bucket); absent means nothing spent, nothing held.
        used: how often the draft's approval has been used already; 0 without one.
        expires_at: when the reservation ends by itself.

    Returns:
        The decision, and the holds to add to the counters: none unless it allows.
    """
    if draft.effect is not _ALLOW:
        return _answer(draft, standings, reason=None, held=None, expires_at=expires_at), ()
    if draft.approval is not None and used >= draft.approval.uses_allowed:
        return _answer(draft, standings, reason=_approval_used(draft), held=None, expires_at=expires_at), ()
    if not draft.alternatives:
        return _answer(draft, standings, reason=None, held=None, expires_at=expires_at), ()
    found = fit(draft.alternatives, draft.buckets, standings=standings)
    if isinstance(found, Refused):
        reason = refusal(found, draft)
        return _answer(draft, standings, reason=reason, held=None, expires_at=expires_at, refused=found), ()
    return _answer(draft, standings, reason=None, held=found, expires_at=expires_at), found.holds


def _approval_used(draft: Draft) -> Reason:
    approval = draft.approval
    return Reason(
        ReasonCode.APPROVAL_USED,
        Stage.APPROVAL,
        "the approval has been used as often as it allows",
        Remedy("ask for a new approval of this action"),
        approval.id if approval else "",
    )


def _answer(
    draft: Draft,
    standings: Mapping[tuple[str, str], Standing],
    *,
    reason: Reason | None,
    held: Held | None,
    expires_at: int,
    refused: Refused | None = None,
) -> Decision:
    chosen = held.chosen if held else 0
    effect = draft.effect
    stages = draft.stages
    reasons = draft.reasons
    if reason is not None:
        effect = Effect.DENY
        stages = _failed_at(stages, reason.stage)
        reasons = [reason, *reasons]
    allowed = effect is _ALLOW
    buckets = draft.buckets[chosen] if draft.buckets else ()
    holds = held.holds if held else ()
    # By place: to name so many costs a third more.
    return Decision(
        draft.id,
        effect,
        draft.at,
        draft.revision,
        draft.at + VALID_FOR if allowed else draft.at,
        tuple(stages),
        tuple(reasons),
        _obligations(draft, chosen, expires_at=expires_at) if allowed else (),
        _reserved(draft, draft.alternatives[chosen], holds=holds, expires_at=expires_at)
        if held and allowed
        else None,
        _lines(buckets, standings, holds=holds),
        draft.rates,
        draft.lift,
        affordable_of(refused, draft) if refused else (),
        draft.delegation,
    )


def _failed_at(stages: list[int], stage: Stage) -> list[int]:
    skipped = [int(Verdict.SKIPPED)] * (Stage.RECORD - 1 - stage)
    return [*stages[: stage - 1], int(Verdict.FAIL), *skipped, stages[-1]]


def _obligations(draft: Draft, chosen: int, *, expires_at: int) -> tuple[Obligation, ...]:
    duties = list(draft.obligations)
    if draft.alternatives:
        if (other := _other_model(draft, chosen)) is not None:
            duties.append(other)
        duties.append(Obligation(_SETTLE_BY, time=expires_at))
    return tuple(duties)


def _other_model(draft: Draft, chosen: int) -> Obligation | None:
    """Oblige to use the model that is held for, when it is not the one that was asked for first."""
    first, taken = draft.alternatives[0], draft.alternatives[chosen]
    if taken.model != first.model:
        why = "a budget is near its limit; this cheaper model fits"
        saving = max(0, first.money - taken.money)
        return Obligation(
            Duty.USE_MODEL, why=why, from_model=first.model, to_model=taken.model, saving=saving
        )
    if len(draft.calls) > 1 and (wanted := _unpriced_first(draft)):
        why = "the model asked for first has no price"
        return Obligation(Duty.USE_MODEL, why=why, from_model=wanted, to_model=taken.model)
    return None


def _unpriced_first(draft: Draft) -> str:
    """Return the first model asked for when it is no alternative, since nothing bounds its cost; else empty."""
    call, held_for = draft.calls[0], draft.alternatives[0].model
    if call.provider:
        name = f"{call.provider}/{call.model}"
        return "" if name == held_for else name
    price = draft.prices.find("", call.model) if draft.prices else None
    return call.model if price is None else ""


def _reserved(draft: Draft, taken: Amounts, *, holds: tuple[Hold, ...], expires_at: int) -> Reserved:
    return Reserved(
        reservation_of(draft.id),
        taken.money,
        taken.tokens,
        taken.model,
        taken.price_version,
        expires_at,
        holds,
        taken.input_part,
    )


def _lines(
    buckets: tuple[Bucket, ...], standings: Mapping[tuple[str, str], Standing], *, holds: tuple[Hold, ...]
) -> tuple[StandingLine, ...]:
    """The concerned counters with the new holds in them: one for each counter, or none at all."""
    lines = []
    for place, bucket in enumerate(buckets):
        before = standings.get((bucket.budget.id, bucket.key), NOTHING_HELD)
        held = before.held + holds[place].amount if holds else before.held
        lines.append(StandingLine(bucket, before.spent, held))
    return tuple(lines)
