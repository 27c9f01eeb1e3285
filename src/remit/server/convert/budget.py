"""Budgets between the wire and the inside. Refuses the malformed, and what this version would not enforce."""

from typing import Final

from remit.administration.etag import etag_of
from remit.budget.model import Budget, Downgrade, Period, ScopeType, Threshold, ThresholdAction, Unit
from remit.errors import InvalidFieldError, MissingFieldError, NotImplementedHereError
from remit.server.convert.made import to_made
from remit.server.convert.money import from_money, to_amount, to_model
from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import core_pb2 as core

FIELDS: Final = ("display_name", "limit", "thresholds", "max_share_percent", "disabled")
"""What an update may change."""

FIXED: Final = ("scope", "scope_id", "each_subject", "period", "rolling_window")
"""What an update may repeat, but not change."""

SCOPES: Final = {
    core.SCOPE_TENANT: ScopeType.TENANT,
    core.SCOPE_TEAM: ScopeType.TEAM,
    core.SCOPE_USER: ScopeType.USER,
    core.SCOPE_AGENT: ScopeType.AGENT,
    core.SCOPE_ROLE: ScopeType.ROLE,
    core.SCOPE_MODEL: ScopeType.MODEL,
    core.SCOPE_SESSION: ScopeType.SESSION,
    core.SCOPE_RUN: ScopeType.RUN,
}
PERIODS: Final = {
    core.PERIOD_SESSION: Period.SESSION,
    core.PERIOD_RUN: Period.RUN,
    core.PERIOD_HOUR: Period.HOUR,
    core.PERIOD_DAY: Period.DAY,
    core.PERIOD_WEEK: Period.WEEK,
    core.PERIOD_MONTH: Period.MONTH,
    core.PERIOD_QUARTER: Period.QUARTER,
    core.PERIOD_TOTAL: Period.TOTAL,
}
UNITS: Final = {core.UNIT_MONEY: Unit.MONEY, core.UNIT_TOKENS: Unit.TOKENS}

_ACTIONS: Final = {
    pb.THRESHOLD_ACTION_WARN: ThresholdAction.WARN,
    pb.THRESHOLD_ACTION_DOWNGRADE: ThresholdAction.DOWNGRADE,
}
_SCOPE_OF: Final = {scope: number for number, scope in SCOPES.items()}
_PERIOD_OF: Final = {period: number for number, period in PERIODS.items()}
_ACTION_OF: Final = {action: number for number, action in _ACTIONS.items()}


def from_budget(message: pb.Budget, currency: str, *, before: Budget | None = None) -> Budget:
    """Return a budget; its times are set when it is written.

    Args:
        message: as sent, or an update laid over what is there.
        currency: the tenant's.
        before: as stored; None for a new one.

    Raises:
        MissingFieldError: when scope, period or limit is not set.
        CurrencyMismatchError: when its money is in another currency.
        NotImplementedHereError: for what this version does not count.
    """
    unit, limit = _limit(message, currency)
    return Budget(
        id=before.id if before else message.budget_id,
        scope_type=_scope(message),
        scope_id=message.scope_id,
        period=_period(message),
        unit=unit,
        limit=limit,
        each_subject=message.each_subject,
        display_name=message.display_name,
        thresholds=tuple(_threshold(one, place) for place, one in enumerate(message.thresholds)),
        max_share_percent=message.max_share_percent if message.HasField("max_share_percent") else 100,
        enabled=not message.disabled,
        created_at=before.created_at if before else 0,
        updated_at=before.updated_at if before else 0,
    )


def to_budget(budget: Budget, currency: str) -> pb.Budget:
    """Return a budget as its message."""
    message = pb.Budget(
        budget_id=budget.id,
        display_name=budget.display_name,
        scope=to_scope(budget.scope_type),
        scope_id=budget.scope_id,
        each_subject=budget.each_subject,
        period=_PERIOD_OF[budget.period],
        limit=to_amount(budget.limit, budget.unit, currency=currency),
        thresholds=[
            pb.Threshold(percent=one.percent, action=_ACTION_OF[one.action]) for one in budget.thresholds
        ],
        disabled=not budget.enabled,
        created_at=to_made(budget.created_at),
        updated_at=to_made(budget.updated_at),
        etag=etag_of(budget),
    )
    if budget.max_share_percent != 100:  # noqa: PLR2004  the default stays absent
        message.max_share_percent = budget.max_share_percent
    return message


def to_scope(scope: ScopeType) -> core.Scope.ValueType:
    """Return whose use a budget counts."""
    return _SCOPE_OF.get(scope, core.SCOPE_UNSPECIFIED)


def require_fixed(current: pb.Budget, wanted: pb.Budget) -> None:
    """Refuse an update that says otherwise what cannot change.

    Raises:
        InvalidFieldError: naming the field.
    """
    given = {field.name for field, _ in wanted.ListFields()}
    for name in FIXED:
        if name in given and getattr(wanted, name) != getattr(current, name):
            message = f"budget.{name} is fixed; create another budget"
            raise InvalidFieldError(message, field=f"budget.{name}")


def to_downgrade(step: Downgrade) -> pb.Downgrade:
    """Return one step of the model ladder."""
    # `from` is a word of Python's own.
    return pb.Downgrade(**{"from": to_model(step.id), "to": to_model(step.to)})


def _scope(message: pb.Budget) -> ScopeType:
    if not message.scope:
        raise MissingFieldError("budget.scope must be set", field="budget.scope")
    return SCOPES[message.scope]


def _period(message: pb.Budget) -> Period:
    if message.period == core.PERIOD_ROLLING or message.HasField("rolling_window"):
        text = "budget.period: rolling windows come with a later version; use a calendar period"
        raise NotImplementedHereError(text, field="budget.period")
    if not message.period:
        raise MissingFieldError("budget.period must be set", field="budget.period")
    return PERIODS[message.period]


def _limit(message: pb.Budget, currency: str) -> tuple[Unit, int]:
    match message.limit.WhichOneof("amount"):
        case "money":
            return Unit.MONEY, from_money(message.limit.money, currency, field="budget.limit.money")
        case "tokens":
            return Unit.TOKENS, message.limit.tokens
        case _:
            raise MissingFieldError("budget.limit must be set: money or tokens", field="budget.limit")


def _threshold(message: pb.Threshold, place: int) -> Threshold:
    action = _ACTIONS.get(message.action)
    if action is None:
        field = f"budget.thresholds[{place}].action"
        raise NotImplementedHereError(
            f"{field}: approvals at a threshold come with a later version", field=field
        )
    return Threshold(message.percent, action)
