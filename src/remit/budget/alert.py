"""At which percents alerts are raised, which a booking crossed, and which rules want one. It never sends anything."""

from collections.abc import Iterable
from typing import Final

from remit.budget.model import AlertRule, Bucket, Budget, Line, Standing
from remit.value import value

CAP: Final = 100
"""Percent of the limit that is the hard cap."""


@value
class Crossing:
    """A line that a booking crossed."""

    bucket: Bucket
    line: Line
    standing: Standing
    """As it stands after the booking."""


def lines_of(budget: Budget, rules: Iterable[AlertRule] = ()) -> tuple[Line, ...]:
    """Return where alerts of a budget are raised, ascending: at its thresholds, at its cap, and where rules say so."""
    own = {CAP, *(threshold.percent for threshold in budget.thresholds)}
    heard: set[int] = set()
    for rule in rules:
        if rule.enabled and (not rule.budget_ids or budget.id in rule.budget_ids):
            heard.update(rule.percents or own)
    return tuple(Line(percent, percent in own, percent in heard) for percent in sorted(own | heard))


def wants(rule: AlertRule, *, budget_id: str, percent: int, own: bool) -> bool:
    """Tell whether a rule passes on that a budget reached `percent`; `own` as in `Line`."""
    if not rule.enabled or (rule.budget_ids and budget_id not in rule.budget_ids):
        return False
    return percent in rule.percents if rule.percents else own


def crossed(before: Standing, after: Standing, *, bucket: Bucket) -> tuple[Line, ...]:
    """Return the lines that lie above `before` and not above `after`, ascending.

    Only what is spent counts: it grows, so each line of a bucket is crossed once, while holds come and go and
    would cross it with every call. (A reversed provisional entry lowers it; storage keeps one alert for each
    bucket and percent.)
    """
    limit, low, high = bucket.limit, before.spent * 100, after.spent * 100
    return tuple([line for line in bucket.lines if low < line.percent * limit <= high])


def secret_place(rule_id: str) -> str:
    """Return what the encryption of a rule's secret is bound to, beside the tenant."""
    return f"{AlertRule.kind}:{rule_id}"
