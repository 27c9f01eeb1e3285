"""What is summed of ledger entries, spelt once: for who asks the ledger and for who keeps sums of it. Asks nothing."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Row, and_, case, func, select

from remit.administration.usage import Sum
from remit.budget.model import TokenUsage
from remit.decision.settle import CostSource
from remit.money import NANOS_PER_UNIT
from remit.storage.dialect import json_number, json_text, total
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import ledger, rollup

_TOKENS: Final = tuple(field.name for field in fields(TokenUsage))
_KINDS: Final = tuple(name for name in _TOKENS if name not in {"input", "output"})

AMOUNTS: Final = (
    "entries", "records", "failures", "unpriced", "cost_units", "cost_nanos", "input", "output", *_KINDS,
)  # fmt: skip
"""What is summed, by its name as a column."""


# Made once: to make them takes as long as it takes the database to add a hundred entries.
@cache
def of_entries(table: FromClause = ledger) -> Sequence[ColumnElement[Any]]:
    """Return the sums over entries of the ledger, or a part of it, labelled as `first_at` and `AMOUNTS`.

    A cost is summed as whole units and, apart, nano-units: two of the greatest costs together need more than 64 bits,
    those parts of a billion of them do not.
    """
    reported = and_(table.c.provisional == 0, table.c.reverses == "")
    failed = and_(reported, table.c.outcome == "FAILURE")
    return (
        func.min(table.c.booked_at).label("first_at"),
        func.count().label("entries"),
        _count(reported).label("records"),
        _count(failed).label("failures"),
        _count(and_(reported, _unpriced(table))).label("unpriced"),
        total(table.c.cost // NANOS_PER_UNIT).label("cost_units"),
        total(table.c.cost % NANOS_PER_UNIT).label("cost_nanos"),
        total(table.c.input_tokens).label("input"),
        total(table.c.output_tokens).label("output"),
        *(total(json_number(table.c.tokens, kind)).label(kind) for kind in _KINDS),
    )


@cache
def of_sums() -> Sequence[ColumnElement[Any]]:
    """Return the same of sums that are kept."""
    first = func.min(rollup.c.first_at).label("first_at")
    return (first, *(total(rollup.c[name]).label(name) for name in AMOUNTS))


def sum_of(row: Row[Any]) -> Sum:
    """Return what a row with the sums says."""
    tokens = TokenUsage(*(getattr(row, name) for name in _TOKENS))
    cost = row.cost_units * NANOS_PER_UNIT + row.cost_nanos
    return Sum(row.records, row.failures, tokens, cost, row.unpriced)


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return total(case((condition, 1), else_=0))


def _unpriced(table: FromClause) -> ColumnElement[bool]:
    """Whether an entry could not be priced: only what cost nothing under no price has to be looked up."""
    source = json_text(audit_entry.c.body, "answer", "source")
    told = select(audit_entry.c.id).where(audit_entry.c.id == table.c.id, source == CostSource.UNPRICED)
    return and_(table.c.cost == 0, table.c.price_version == "", told.correlate(table).exists())
