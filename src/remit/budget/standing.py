"""How a counter stands against its limit, and where it is heading. Pure values; it decides nothing."""

from enum import StrEnum

from remit.budget.model import Bucket, Standing
from remit.money import divide_half_even


class Status(StrEnum):
    """How near its limit a budget is."""

    ACTIVE = "ACTIVE"
    WARNING = "WARNING"
    """At or beyond a soft threshold."""
    BLOCKED = "BLOCKED"
    """Nothing remains."""


def remaining(standing: Standing, bucket: Bucket) -> int:
    """Return what may still be held: the limit less spent and held, never below 0."""
    return max(0, bucket.limit - standing.spent - standing.held)


def used_percent(standing: Standing, bucket: Bucket) -> int:
    """Return spent and held in percent of the limit, rounded down; 100 for a limit of 0."""
    return 100 * (standing.spent + standing.held) // bucket.limit if bucket.limit else 100


def threshold_reached(standing: Standing, bucket: Bucket) -> tuple[int, ...]:
    """Return the soft thresholds that spent and held reach, in percent, ascending. Equality reaches."""
    used, limit = 100 * (standing.spent + standing.held), bucket.limit
    return tuple(sorted({one.percent for one in bucket.budget.thresholds if used >= one.percent * limit}))


def status(standing: Standing, bucket: Bucket) -> Status:
    """Return how near its limit the counter is."""
    if standing.spent + standing.held >= bucket.limit:
        return Status.BLOCKED
    return Status.WARNING if threshold_reached(standing, bucket) else Status.ACTIVE


def forecast(spent: int, now: int, *, starts_at: int | None, ends_at: int | None) -> int | None:
    """Return what will have been spent at the end if it goes on as it did since the start.

    Args:
        spent: so far, in the counter's unit.
        now: the instant, in microseconds.
        starts_at: begin of the period in microseconds, or None.
        ends_at: end of the period in microseconds, or None.

    Returns:
        The forecast in the counter's unit, at least `spent`; None without a fixed end, or before the start.
    """
    if starts_at is None or ends_at is None or now <= starts_at:
        return None
    if now >= ends_at:
        return spent
    return max(spent, divide_half_even(spent * (ends_at - starts_at), now - starts_at))
