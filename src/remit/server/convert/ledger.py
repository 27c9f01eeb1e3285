"""Ledger entries, filters and sums between the wire and the inside."""

import re
from collections.abc import Sequence
from typing import Final

from remit.administration.usage import Group, LedgerLine, Sum, UsageFilter
from remit.decision.catalog import Catalog
from remit.decision.settle import CostSource
from remit.errors import InvalidFieldError, MissingFieldError
from remit.identity.model import Team
from remit.ids import decision_of
from remit.server.convert.entity import from_entity, to_entity
from remit.server.convert.money import from_model, from_time, to_model, to_money, to_time
from remit.server.convert.tokens import to_tokens
from remitpb.v1 import budget_service_pb2 as calls
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import ledger_pb2 as pb
from remitpb.v1 import policy_decision_service_pb2 as plane

TEAM: Final = "team"
PROVIDER: Final = "provider"
"""Dimensions that the ledger has no column for: found from subject and model."""

_DIMENSIONS: Final = {
    pb.USAGE_DIMENSION_SUBJECT: "subject",
    pb.USAGE_DIMENSION_ON_BEHALF_OF: "on_behalf_of",
    pb.USAGE_DIMENSION_TEAM: TEAM,
    pb.USAGE_DIMENSION_SESSION: "session_id",
    pb.USAGE_DIMENSION_RUN: "run_id",
    pb.USAGE_DIMENSION_PROVIDER: PROVIDER,
    pb.USAGE_DIMENSION_MODEL: "model",
    pb.USAGE_DIMENSION_OPERATION: "operation",
    pb.USAGE_DIMENSION_OUTCOME: "outcome",
}
_OUTCOMES: Final = {
    "SUCCESS": core.OUTCOME_SUCCESS,
    "FAILURE": core.OUTCOME_FAILURE,
    "CANCELLED": core.OUTCOME_CANCELLED,
}
_SOURCES: Final = {
    CostSource.PRICED: plane.COST_SOURCE_PRICED,
    CostSource.REPORTED: plane.COST_SOURCE_REPORTED,
    CostSource.FALLBACK: plane.COST_SOURCE_FALLBACK,
    CostSource.UNPRICED: plane.COST_SOURCE_UNPRICED,
}
_LABEL_KEY: Final = re.compile(r"[a-z][a-z0-9_.-]{0,63}").fullmatch


def from_filter(message: pb.UsageFilter, catalog: Catalog) -> UsageFilter:
    """Return which entries are wanted; a team is its members as they are now.

    Raises:
        InvalidFieldError: when the span of time ends before it begins.
    """
    since = from_time(getattr(message, "from")) if message.HasField("from") else None
    until = from_time(message.to) if message.HasField("to") else None
    if since is not None and until is not None and until < since:
        raise InvalidFieldError("filter.to lies before filter.from", field="filter.to")
    return UsageFilter(
        subjects=_subjects(message, catalog),
        session_id=message.session_id,
        run_ids=(message.run_id,) if message.run_id else (),
        model=from_model(message.model) if message.HasField("model") else "",
        operation=message.operation,
        labels=dict(message.labels),
        since=since,
        until=until,
    )


def from_dimensions(request: calls.SummarizeUsageRequest) -> tuple[str, ...]:
    """Return by what to sum.

    Raises:
        MissingFieldError: when a dimension is not said, or the label's key is missing.
        InvalidFieldError: when one stands twice, or the key is not of its form.
    """
    found: list[str] = []
    for place, dimension in enumerate(request.dimensions):
        field = f"dimensions[{place}]"
        if not dimension:
            raise MissingFieldError(f"{field} must be set", field=field)
        name = (
            f"label:{_label_key(request)}"
            if dimension == pb.USAGE_DIMENSION_LABEL
            else _DIMENSIONS[dimension]
        )
        if name in found:
            raise InvalidFieldError(f"{field} stands twice", field=field)
        found.append(name)
    return tuple(found)


def to_entry(line: LedgerLine, currency: str) -> pb.LedgerEntry:
    """Return one entry."""
    return pb.LedgerEntry(
        entry_id=line.id,
        kind=_kind(line),
        usage_id=line.usage_id,
        reverses_entry_id=line.reverses,
        reservation_id=line.reservation_id,
        decision_id=decision_of(line.reservation_id) if line.reservation_id else "",
        subject=to_entity(line.subject),
        on_behalf_of=to_entity(line.on_behalf_of),
        session_id=line.session_id,
        run_id=line.run_id,
        step_id=line.step_id,
        operation=line.operation,
        model=to_model(line.model),
        tokens=to_tokens(line.tokens),
        cost=None if line.source is CostSource.UNPRICED else to_money(line.cost, currency),
        cost_source=_SOURCES[line.source],
        price_version=line.price_version,
        outcome=_OUTCOMES.get(line.outcome, core.OUTCOME_UNSPECIFIED),
        used_at=to_time(line.used_at),
        booked_at=to_time(line.booked_at),
        labels=line.labels,
    )


def to_sum(
    sums: Sum, currency: str, *, keys: Sequence[str] = (), starts_at: int | None = None
) -> pb.UsageSum:
    """Return a sum of entries."""
    return pb.UsageSum(
        keys=keys,
        interval_start=to_time(starts_at),
        records=sums.records,
        failures=sums.failures,
        tokens=to_tokens(sums.tokens),
        cost=to_money(sums.cost, currency),
        unpriced_records=sums.unpriced,
    )


def to_group(group: Group, currency: str) -> pb.UsageSum:
    """Return the sum of what agrees in its keys."""
    return to_sum(group.sum, currency, keys=group.keys, starts_at=group.starts_at)


def _subjects(message: pb.UsageFilter, catalog: Catalog) -> tuple[str, ...] | None:
    subject = from_entity(message.subject, "filter.subject") if message.HasField("subject") else ""
    if not message.team_id:
        return (subject,) if subject else None
    team = catalog.get(Team, message.team_id)
    members = team.members if team is not None else ()
    return tuple(member for member in members if subject in {"", member})


def _label_key(request: calls.SummarizeUsageRequest) -> str:
    if not request.label_key:
        raise MissingFieldError("label_key must be set to sum by LABEL", field="label_key")
    if _LABEL_KEY(request.label_key) is None:
        message = "label_key must begin with a-z and hold a-z 0-9 _ . - alone"
        raise InvalidFieldError(message, field="label_key")
    return request.label_key


def _kind(line: LedgerLine) -> pb.LedgerEntryKind.ValueType:
    if line.reverses:
        return pb.LEDGER_ENTRY_KIND_REVERSAL
    return pb.LEDGER_ENTRY_KIND_PROVISIONAL if line.provisional else pb.LEDGER_ENTRY_KIND_USAGE
