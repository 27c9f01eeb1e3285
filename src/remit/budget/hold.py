"""Whether an act fits all budgets that concern it, and what it then holds. Never shrinks a hold to fit."""

from collections.abc import Mapping, MutableMapping, Sequence
from enum import StrEnum
from typing import Final

from remit.budget.model import Amounts, Bucket, Hold, Standing, Threshold, ThresholdAction, Unit
from remit.budget.standing import remaining
from remit.value import value

Standings = Mapping[tuple[str, str], Standing]
"""Counters by (budget id, bucket key); one that is not there stands at 0."""

_NOTHING: Final = Standing()
_NEVER: Final = 1 << 63
_MONEY: Final = Unit.MONEY


class Shortage(StrEnum):
    """Why an amount does not fit a bucket, each with another remedy."""

    LARGER_THAN_LIMIT = "LARGER_THAN_LIMIT"
    """More than the whole limit: ask for less."""
    SHARE = "SHARE"
    """More than one reservation may hold of the limit: ask for less."""
    OVER_LIMIT = "OVER_LIMIT"
    """More was spent than the limit: wait for the next period, or raise it."""
    EXHAUSTED = "EXHAUSTED"
    """What was spent leaves no room: wait for the next period, or ask for less."""
    HELD_BY_OTHERS = "HELD_BY_OTHERS"
    """It would fit once open reservations are settled: try again soon."""


# What waiting cures soonest comes first; a shortage that waiting never cures comes last.
_PERMANENCE: Final = {
    Shortage.HELD_BY_OTHERS: 0,
    Shortage.EXHAUSTED: 1,
    Shortage.OVER_LIMIT: 1,
    Shortage.SHARE: 2,
    Shortage.LARGER_THAN_LIMIT: 3,
}


@value
class Reached:
    """A soft threshold at which a bucket stands with the new hold."""

    bucket: Bucket
    threshold: Threshold


@value
class Held:
    """One alternative fits every bucket that concerns it."""

    chosen: int
    """Index of the alternative."""
    holds: tuple[Hold, ...]
    """One for each bucket, in order. Amount 0 holds nothing, but says into which period usage books."""
    warnings: tuple[Reached, ...] = ()
    """Soft thresholds that are reached, of any action."""
    downgraded_from: int | None = None
    """Index of the alternative that was wanted first, when another was chosen."""
    downgraded_by: Bucket | None = None
    """Whose soft threshold or limit turned the wanted one away."""


@value
class Refused:
    """No alternative fits. Described is the one that waiting would help soonest, the first of equals."""

    alternative: int
    """Index of the alternative described."""
    shortage: Shortage
    bucket: Bucket
    """The binding one: of all that do not fit, the one that stays short the longest."""
    standing: Standing
    amount: int
    """What was asked of it."""
    affordable: int
    """What one reservation could hold of it now, in its unit."""
    money_left: int | None
    """What all money budgets of the alternative leave, in nano-units; None means no budget limits money."""
    tokens_left: int | None
    """What all token budgets leave; None means no budget limits tokens."""

    @property
    def resets_at(self) -> int | None:
        """When the binding bucket's period ends, in microseconds; None: never, or it would not help."""
        return self.bucket.ends_at if _PERMANENCE[self.shortage] == 1 else None


def fit(
    alternatives: Sequence[Amounts], buckets: Sequence[Sequence[Bucket]], *, standings: Standings
) -> Held | Refused:
    """Choose the alternative to hold: all its buckets hold it, or none does.

    The first that fits wins. Where that would reach a threshold that asks for a downgrade, a cheaper one is
    taken instead: the first that stays below all such thresholds, else the first that fits at all; the dear
    one is taken only when no cheaper one fits.

    Args:
        alternatives: at least one, in order of preference.
        buckets: for each alternative, the buckets that concern it.
        standings: the counters, as read under their locks.
    """
    wanted: tuple[int, _Try] | None = None
    cheaper: tuple[int, _Try] | None = None
    for index, amounts in enumerate(alternatives):
        if wanted is not None and amounts.money >= alternatives[wanted[0]].money:
            continue
        tried = _try(amounts, buckets[index], standings=standings)
        if tried is None:
            continue
        if wanted is None:
            wanted = (index, tried)
        elif cheaper is None or tried[2] is None:
            cheaper = (index, tried)
        if tried[2] is None:
            break
    if wanted is None:
        return _refused(alternatives, buckets, standings=standings)
    chosen, (holds, reached, _) = cheaper or wanted
    if not chosen:
        return Held(0, tuple(holds), tuple(reached))
    by = _binding(alternatives[0], buckets[0], standings=standings)[1] if wanted[0] else wanted[1][2]
    return Held(chosen, tuple(holds), tuple(reached), 0, by)


def hold_in(standings: MutableMapping[tuple[str, str], Standing], holds: Sequence[Hold]) -> None:
    """Add holds to standings, so that the next item of a batch sees them."""
    for hold in holds:
        if hold.amount:
            key = (hold.budget_id, hold.bucket)
            before = standings.get(key, _NOTHING)
            standings[key] = Standing(before.spent, before.held + hold.amount)


def amount_in(unit: Unit, amounts: Amounts) -> int:
    """Return an alternative's amount in the unit of a budget."""
    return amounts.money if unit is Unit.MONEY else amounts.tokens


def shortage(amount: int, bucket: Bucket, *, standing: Standing) -> Shortage | None:
    """Say why an amount does not fit a bucket; None when it does. 0 always fits, also beyond the limit."""
    limit = bucket.limit
    if not amount:
        return None
    if amount > limit:
        return Shortage.LARGER_THAN_LIMIT
    if amount * 100 > limit * bucket.budget.max_share_percent:
        return Shortage.SHARE
    if standing.spent + standing.held + amount <= limit:
        return None
    if standing.spent > limit:
        return Shortage.OVER_LIMIT
    return Shortage.EXHAUSTED if standing.spent + amount > limit else Shortage.HELD_BY_OTHERS


# The holds, the thresholds reached, and the first bucket whose downgrade threshold is among them.
_Try = tuple[list[Hold], list[Reached], Bucket | None]


def _try(amounts: Amounts, buckets: Sequence[Bucket], *, standings: Standings) -> _Try | None:
    """Fit one alternative into all its buckets in one pass; None when one of them is short."""
    holds: list[Hold] = []
    reached: list[Reached] = []
    soft: Bucket | None = None
    for bucket in buckets:
        budget, limit = bucket.budget, bucket.limit
        amount = amounts.money if budget.unit is _MONEY else amounts.tokens
        standing = standings.get((budget.id, bucket.key), _NOTHING)
        total = standing.spent + standing.held + amount
        if amount and (total > limit or amount * 100 > limit * budget.max_share_percent):
            return None
        holds.append(Hold(budget.id, bucket.key, budget.unit, amount))
        for threshold in budget.thresholds:
            if total * 100 >= threshold.percent * limit:
                reached.append(Reached(bucket, threshold))
                if amount and soft is None and threshold.action is ThresholdAction.DOWNGRADE:
                    soft = bucket
    return holds, reached, soft


def _refused(
    alternatives: Sequence[Amounts], buckets: Sequence[Sequence[Bucket]], *, standings: Standings
) -> Refused:
    bindings = [
        _binding(amounts, buckets[index], standings=standings) for index, amounts in enumerate(alternatives)
    ]
    index = min(range(len(bindings)), key=lambda at: _lasting(*bindings[at]))
    kind, bucket = bindings[index]
    standing = standings.get((bucket.budget.id, bucket.key), _NOTHING)
    return Refused(
        index,
        kind,
        bucket,
        standing,
        amount_in(bucket.budget.unit, alternatives[index]),
        _room(bucket, standings),
        _left(Unit.MONEY, buckets[index], standings=standings),
        _left(Unit.TOKENS, buckets[index], standings=standings),
    )


def _binding(amounts: Amounts, buckets: Sequence[Bucket], *, standings: Standings) -> tuple[Shortage, Bucket]:
    """Return the shortage that lasts longest of an alternative that does not fit."""
    short = []
    for bucket in buckets:
        standing = standings.get((bucket.budget.id, bucket.key), _NOTHING)
        kind = shortage(amount_in(bucket.budget.unit, amounts), bucket, standing=standing)
        if kind is not None:
            short.append((kind, bucket))
    return max(short, key=lambda one: _lasting(*one))


def _lasting(kind: Shortage, bucket: Bucket) -> tuple[int, int]:
    """Order shortages by how long they last; a bucket without an end lasts longest."""
    return _PERMANENCE[kind], _NEVER if bucket.ends_at is None else bucket.ends_at


def _room(bucket: Bucket, standings: Standings) -> int:
    """Return what one reservation could hold of a bucket now."""
    standing = standings.get((bucket.budget.id, bucket.key), _NOTHING)
    return min(remaining(standing, bucket), bucket.limit * bucket.budget.max_share_percent // 100)


def _left(unit: Unit, buckets: Sequence[Bucket], *, standings: Standings) -> int | None:
    return min((_room(bucket, standings) for bucket in buckets if bucket.budget.unit is unit), default=None)
