"""Buckets and standings for the tests of this room, with defaults for what a test does not care about."""

from remit.budget.alert import lines_of
from remit.budget.model import (
    Amounts,
    Bucket,
    Budget,
    Period,
    ScopeType,
    Standing,
    Threshold,
    ThresholdAction,
    Unit,
)

ENDS_AT = 1_790_000_000_000_000


def bucket(
    limit: int,
    *,
    id: str = "bud_1",
    unit: Unit = Unit.MONEY,
    warn: tuple[int, ...] = (),
    downgrade: tuple[int, ...] = (),
    share: int = 100,
    ends_at: int | None = ENDS_AT,
) -> Bucket:
    """Return a bucket of a budget of its own."""
    thresholds = tuple(Threshold(percent) for percent in warn)
    thresholds += tuple(Threshold(percent, ThresholdAction.DOWNGRADE) for percent in downgrade)
    budget = Budget(
        id,
        ScopeType.AGENT,
        "researcher-7",
        Period.DAY,
        unit,
        limit,
        thresholds=thresholds,
        max_share_percent=share,
    )
    return Bucket(budget, "agent:researcher-7@2026-11-21", 0, ends_at, limit, lines_of(budget))


def money(amount: int, model: str = "openai/dear") -> Amounts:
    """Return an alternative that costs money alone."""
    return Amounts(amount, 0, model)


def standings(*counters: tuple[Bucket, int, int]) -> dict[tuple[str, str], Standing]:
    """Return counters as (bucket, spent, held)."""
    return {(one.budget.id, one.key): Standing(spent, held) for one, spent, held in counters}
