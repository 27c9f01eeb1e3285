"""How evidence writes where budgets stand: each counter's description once, what is spent and held beside it."""

from dataclasses import replace
from typing import Any, Final

import orjson

from remit.budget.model import Bucket, Budget, Period, ScopeType, Threshold, Unit
from remit.decision.disguise import Names, Sealed, hide_bucket, show_bucket
from remit.decision.model import StandingLine

MEMO_LIMIT: Final = 50_000
"""Descriptions kept ready; beyond it all are forgotten and written again."""

# By (budget id, bucket key); the bucket itself beside it, since a changed budget makes another one of the same key.
_written: dict[tuple[str, str], tuple[Bucket, orjson.Fragment]] = {}


def shown(line: StandingLine, sealed: Sealed) -> tuple[object, int, int]:
    """Return a line as evidence has it: [description, spent, held]."""
    bucket = line.bucket
    if sealed and (hidden := hide_bucket(bucket.key, sealed)) != bucket.key:
        return orjson.Fragment(_described(replace(bucket, key=hidden))), line.spent, line.held
    key = (bucket.budget.id, bucket.key)
    known = _written.get(key)
    if known is None or known[0] is not bucket:
        if len(_written) >= MEMO_LIMIT:
            _written.clear()
        known = _written[key] = (bucket, orjson.Fragment(_described(bucket)))
    return known[1], line.spent, line.held


def _described(bucket: Bucket) -> bytes:
    budget = bucket.budget
    return orjson.dumps(
        {
            "budget_id": budget.id,
            "bucket": bucket.key,
            "scope_type": budget.scope_type,
            "period": budget.period,
            "unit": budget.unit,
            "limit": bucket.limit,
            "starts_at": bucket.starts_at,
            "ends_at": bucket.ends_at,
            "thresholds": [threshold.percent for threshold in budget.thresholds],
        }
    )


def read(found: list[Any], names: Names) -> StandingLine:
    """Read a line back, with the users in `names` by their own names."""
    told, spent, held = found
    budget = Budget(
        id=told["budget_id"],
        scope_type=ScopeType(told["scope_type"]),
        scope_id="",
        period=Period(told["period"]),
        unit=Unit(told["unit"]),
        limit=told["limit"],
        thresholds=tuple(Threshold(percent) for percent in told["thresholds"]),
    )
    bucket = Bucket(
        budget, show_bucket(told["bucket"], names), told["starts_at"], told["ends_at"], told["limit"]
    )
    return StandingLine(bucket, spent, held)
