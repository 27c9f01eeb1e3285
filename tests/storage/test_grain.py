"""A span of time is made up of whole days and quarter hours, and of what is left at its ends: all of it, and once."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from hypothesis import given
from hypothesis import strategies as st

from remit.budget.model import Period
from remit.budget.period import PeriodClock
from remit.clock import DAY, HOUR, MINUTE
from remit.storage.grain import EVER, QUARTER, Stretch, cut
from tests.decision.house import NOON


@given(
    st.lists(st.integers(NOON - 40 * DAY, NOON), min_size=2, max_size=6, unique=True),
    st.lists(st.integers(NOON - 40 * DAY, NOON), max_size=20),
)
def test_a_span_is_cut_into_pieces_without_gap_or_overlap(
    marks: Sequence[int], instants: Sequence[int]
) -> None:
    marks = sorted(marks)
    asked = [Stretch(begin, begin, end) for begin, end in zip(marks[::2], marks[1::2], strict=False)]
    whole, edges = cut(asked)
    assert all(one.begins_at % one.span == one.ends_at % one.span == 0 for one in whole)
    assert all(one.ends_at - one.begins_at < 2 * QUARTER for one in edges)
    for instant in (*marks, *instants):
        found = [one.asked for one in (*whole, *edges) if one.begins_at <= instant < one.ends_at]
        assert found == [one.asked for one in asked if one.begins_at <= instant < one.ends_at]


def test_a_span_is_made_up_of_few_pieces() -> None:
    begin, end = NOON - 30 * DAY - HOUR - MINUTE, NOON + HOUR
    whole, edges = cut([Stretch(0, begin, end)])
    midnight, last = NOON - 29 * DAY - 12 * HOUR, NOON - 12 * HOUR
    assert sorted(whole) == [
        (0, begin + MINUTE, midnight, QUARTER), (0, midnight, last, DAY), (0, last, end, QUARTER),
    ]  # fmt: skip
    assert edges == [(0, begin, begin + MINUTE, 0)]
    assert cut([Stretch(0, *EVER)]) == ([(0, *EVER, DAY)], [])


def test_days_and_hours_of_every_zone_are_whole_quarter_hours() -> None:
    for zone in available_timezones():
        clock = PeriodClock(zone)
        for day in range(0, 366, 30):
            for period in (Period.HOUR, Period.DAY):
                assert (clock.span(period, NOON + day * DAY).starts_at or 0) % QUARTER == 0, zone
