"""Where one budget stands for one whom it counts, without any act. Never holds, never writes."""

from remit.budget.model import Bucket, Budget, Line, Period, ScopeType
from remit.budget.period import PeriodClock


def bucket_at(budget: Budget, clock: PeriodClock, *, scope_id: str, at: int) -> Bucket | None:
    """Return the counter of a budget in its present period.

    Args:
        budget: the budget.
        clock: of the tenant.
        scope_id: for whom, where the budget counts each one apart; ignored where it does not. A subject of a role or
            team is written with its type, `agent:researcher-7`.
        at: the instant.

    Returns:
        The counter; None when it counts each one apart and none is named.
    """
    identity = scope_id if budget.each_subject else budget.scope_id or scope_id
    if budget.scope_type is ScopeType.TENANT:
        identity = ""
    elif not identity:
        return None
    instance = identity if budget.each_subject else f"{budget.scope_type}:{identity}"
    if budget.period in {Period.SESSION, Period.RUN}:
        return Bucket(budget, f"{instance}@{identity}", None, None, budget.limit)
    span = clock.span(budget.period, at)
    return Bucket(budget, f"{instance}@{span.key}", span.starts_at, span.ends_at, budget.limit)


def held_bucket(
    budget: Budget, clock: PeriodClock, *, key: str, at: int, lines: tuple[Line, ...] = ()
) -> Bucket:
    """Return the counter of a budget by its key, as it was held at an instant; `lines` say where alerts are raised."""
    if budget.period in {Period.SESSION, Period.RUN}:
        return Bucket(budget, key, None, None, budget.limit, lines)
    span = clock.span(budget.period, at)
    return Bucket(budget, key, span.starts_at, span.ends_at, budget.limit, lines)
