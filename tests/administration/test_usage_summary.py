"""Sums by calendar intervals and by what follows from columns: nothing is lost, nothing counts twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.administration.usage import Group, Sum, UsageFilter
from remit.administration.usage_summary import intervals, place_of, summarize
from remit.budget.model import Period
from remit.clock import DAY, HOUR
from remit.decision.catalog import Catalog
from remit.errors import InvalidFieldError

START = 1_790_000_000_000_000
ZONES = ("UTC", "Europe/Paris", "Australia/Lord_Howe", "America/St_Johns")


def catalog(zone: str = "UTC", teams: dict[str, tuple[str, ...]] | None = None) -> Catalog:
    """What summing asks of a catalog, and no more."""
    known = teams or {}
    policy = SimpleNamespace(teams_of=lambda subject: known.get(subject, ()))
    return cast("Catalog", SimpleNamespace(tenant="acme", zone=ZoneInfo(zone), policy=policy))


@dataclass
class Ledger:
    """Groups as a test sets them."""

    groups: Sequence[Group]
    by: Sequence[str] = ()

    async def sums(
        self, _tenant: str, _wanted: UsageFilter, *, by: Sequence[str], **_options: Any
    ) -> Sequence[Group]:
        self.by = by
        return self.groups

    async def first_at(self, _tenant: str, _wanted: UsageFilter) -> int | None:
        return START


@given(
    zone=st.sampled_from(ZONES),
    since=st.integers(START - 900 * DAY, START),
    length=st.integers(1, 20 * DAY),
    period=st.sampled_from([Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER]),
)
def test_intervals_cover_the_span_without_gap_or_overlap(
    zone: str, since: int, length: int, period: Period
) -> None:
    found = intervals(catalog(zone), period, since=since, until=since + length)
    assert found[0][0] <= since < found[0][1]
    assert found[-1][0] < since + length <= found[-1][1]
    assert all(one[1] == other[0] for one, other in pairwise(found))


def test_too_many_intervals_are_refused() -> None:
    assert len(intervals(catalog(), Period.HOUR, since=0, until=1_000 * HOUR)) == 1_000
    with pytest.raises(InvalidFieldError) as raised:
        intervals(catalog(), Period.HOUR, since=0, until=1_001 * HOUR)
    assert raised.value.field == "interval"


async def test_teams_and_providers_follow_from_subject_and_model() -> None:
    ledger = Ledger(
        [
            Group(("agent:a", "openai/x"), None, Sum(1, cost=5)),
            Group(("agent:b", "openai/y"), None, Sum(1, cost=7)),
            Group(("agent:c", "z"), None, Sum(1, cost=1)),
        ]
    )
    found = await summarize(
        catalog(teams={"agent:a": ("red", "blue"), "agent:b": ("red",)}),
        UsageFilter(),
        ledger=cast("Any", ledger),
        by=("team", "provider"),
        interval=None,
        now=START,
    )
    assert [(one.keys, one.sum.cost) for one in found] == [
        (("red", "openai"), 12), (("blue", "openai"), 5), (("", ""), 1),
    ]  # fmt: skip
    assert list(ledger.by) == ["subject", "model"]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.sampled_from("abc"))))
async def test_sums_stand_by_interval_then_by_cost(rows: list[tuple[int, int, str]]) -> None:
    groups = [Group((key,), start, Sum(1, cost=cost)) for start, cost, key in rows]
    found = await summarize(
        catalog(), UsageFilter(), ledger=cast("Any", Ledger(groups)), by=("run_id",), interval=None, now=START
    )
    places = [place_of(one) for one in found]
    assert places == sorted(places)
    assert len(found) == len(rows)
