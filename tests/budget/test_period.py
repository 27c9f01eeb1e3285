"""Periods turn when the wall clock of the tenant's zone says so; no instant is left out or counted twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.budget.model import Period
from remit.budget.period import PeriodClock, PeriodSpan, bucket_bounds, zone_named
from remit.errors import InvalidFieldError

CALENDAR = [Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER]
ZONES = [
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/Havana",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "America/Scoresbysund",
]
HOUR = 3_600_000_000


def at(text: str) -> int:
    """Return an ISO instant in microseconds."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def span(period: Period, zone: str, instant: str) -> PeriodSpan:
    """Return the span that holds an ISO instant."""
    return bucket_bounds(period, zone_named(zone), instant=at(instant))


def length(found: PeriodSpan) -> float:
    """Return how many hours a span lasts."""
    assert found.starts_at is not None
    assert found.ends_at is not None
    return (found.ends_at - found.starts_at) / HOUR


INSTANTS = st.integers(at("1985-01-01T00:00:00+00:00"), at("2040-01-01T00:00:00+00:00"))


@given(st.sampled_from(CALENDAR), st.sampled_from(ZONES), INSTANTS)
def test_spans_follow_each_other_without_gap_or_overlap(period: Period, zone: str, instant: int) -> None:
    clock = zone_named(zone)
    found = bucket_bounds(period, clock, instant=instant)
    assert found.starts_at is not None
    assert found.ends_at is not None
    assert found.starts_at <= instant < found.ends_at
    assert bucket_bounds(period, clock, instant=found.starts_at) == found
    assert bucket_bounds(period, clock, instant=found.ends_at - 1) == found
    following = bucket_bounds(period, clock, instant=found.ends_at)
    assert following.starts_at == found.ends_at
    assert following.key != found.key
    before = bucket_bounds(period, clock, instant=found.starts_at - 1)
    assert before.ends_at == found.starts_at
    assert before.key != found.key


@given(st.sampled_from(CALENDAR), st.sampled_from(ZONES), st.lists(INSTANTS, min_size=2, max_size=20))
def test_the_clock_that_remembers_agrees_with_the_one_that_does_not(
    period: Period, zone: str, instants: list[int]
) -> None:
    clock = PeriodClock(zone)
    for instant in instants:
        assert clock.span(period, instant) == bucket_bounds(period, zone_named(zone), instant=instant)


@pytest.mark.parametrize("zone", ZONES)
def test_hours_follow_each_other_and_no_key_comes_twice_in_a_year(zone: str) -> None:
    clock = zone_named(zone)
    first = bucket_bounds(Period.HOUR, clock, instant=at("2006-01-01T00:00:00+00:00"))
    instant, end = first.starts_at or 0, at("2007-01-01T00:00:00+00:00")
    keys: set[str] = set()
    while instant < end:
        found = bucket_bounds(Period.HOUR, clock, instant=instant)
        assert found.key not in keys
        assert found.starts_at == instant
        assert length(found) <= 1
        assert bucket_bounds(Period.HOUR, clock, instant=(found.ends_at or 0) - 1) == found
        keys.add(found.key)
        instant = found.ends_at or end


def test_the_day_turns_at_the_tenants_midnight_not_at_utcs() -> None:
    assert span(Period.DAY, "Asia/Kolkata", "2026-11-20T18:29:59.999999+00:00").key == "2026-11-20"
    found = span(Period.DAY, "Asia/Kolkata", "2026-11-20T18:30:00+00:00")
    assert found == PeriodSpan("2026-11-21", at("2026-11-21T00:00:00+05:30"), at("2026-11-22T00:00:00+05:30"))


@pytest.mark.parametrize(
    ("zone", "instant", "hours"),
    [
        ("America/New_York", "2026-03-08T12:00:00-04:00", 23),
        ("America/New_York", "2026-11-01T12:00:00-05:00", 25),
        ("Europe/Berlin", "2026-03-29T12:00:00+02:00", 23),
        ("Europe/Berlin", "2026-10-25T12:00:00+01:00", 25),
        ("Australia/Lord_Howe", "2026-04-05T12:00:00+10:30", 24.5),
        ("Asia/Kolkata", "2026-03-08T12:00:00+05:30", 24),
    ],
)
def test_a_day_on_which_clocks_change_is_as_long_as_it_is(zone: str, instant: str, hours: float) -> None:
    found = span(Period.DAY, zone, instant)
    assert length(found) == hours
    assert found.key == instant[:10]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    first = span(Period.HOUR, "America/New_York", "2026-11-01T01:30:00-04:00")
    second = span(Period.HOUR, "America/New_York", "2026-11-01T01:30:00-05:00")
    assert (first.key, second.key) == ("2026-11-01T01-04:00", "2026-11-01T01-05:00")
    assert first.ends_at == second.starts_at
    assert length(first) == length(second) == 1


def test_the_half_hour_that_lord_howe_repeats_is_a_short_hour() -> None:
    first = span(Period.HOUR, "Australia/Lord_Howe", "2026-04-05T01:45:00+11:00")
    second = span(Period.HOUR, "Australia/Lord_Howe", "2026-04-05T01:45:00+10:30")
    assert (length(first), length(second)) == (1, 0.5)
    assert first.ends_at == second.starts_at


def test_the_day_that_apia_left_out_lasts_no_time() -> None:
    before = span(Period.DAY, "Pacific/Apia", "2011-12-29T23:59:59-10:00")
    after = span(Period.DAY, "Pacific/Apia", "2011-12-31T00:00:00+14:00")
    assert (before.key, after.key) == ("2011-12-29", "2011-12-31")
    assert before.ends_at == after.starts_at
    assert length(span(Period.WEEK, "Pacific/Apia", "2011-12-29T12:00:00-10:00")) == 6 * 24


def test_a_midnight_that_does_not_come_is_the_end_of_its_gap() -> None:
    found = span(Period.DAY, "America/Sao_Paulo", "2018-11-04T12:00:00-02:00")
    assert found.starts_at == at("2018-11-04T01:00:00-02:00")
    assert length(found) == 23


def test_a_gap_that_swallows_midnight_turns_the_day_where_the_new_date_first_shows() -> None:
    before = span(Period.DAY, "America/Toronto", "1919-03-30T23:29:59-05:00")
    after = span(Period.DAY, "America/Toronto", "1919-03-31T00:30:00-04:00")
    assert (before.key, after.key) == ("1919-03-30", "1919-03-31")
    assert before.ends_at == after.starts_at == at("1919-03-30T23:30:00-05:00")


def test_a_midnight_that_comes_twice_turns_the_day_once() -> None:
    found = span(Period.DAY, "America/Havana", "2026-11-01T00:30:00-05:00")
    assert found.starts_at == at("2026-11-01T00:00:00-04:00")
    assert length(found) == 25


def test_clocks_that_go_back_over_midnight_do_not_bring_yesterdays_budget_back() -> None:
    for instant in ("2006-10-29T00:00:30-02:30", "2006-10-28T23:30:00-03:30", "2006-10-29T00:00:30-03:30"):
        assert span(Period.DAY, "America/St_Johns", instant).key == "2006-10-29"


@pytest.mark.parametrize(
    ("period", "instant", "key", "starts", "ends"),
    [
        (Period.WEEK, "2027-01-03T12:00:00+00:00", "2026-W53", "2026-12-28", "2027-01-04"),
        (Period.WEEK, "2024-12-30T00:00:00+00:00", "2025-W01", "2024-12-30", "2025-01-06"),
        (Period.MONTH, "2028-02-29T23:59:59+00:00", "2028-02", "2028-02-01", "2028-03-01"),
        (Period.MONTH, "2026-12-31T23:59:59+00:00", "2026-12", "2026-12-01", "2027-01-01"),
        (Period.QUARTER, "2026-11-21T12:00:00+00:00", "2026-Q4", "2026-10-01", "2027-01-01"),
        (Period.QUARTER, "2026-03-31T12:00:00+00:00", "2026-Q1", "2026-01-01", "2026-04-01"),
    ],
)
def test_weeks_months_and_quarters(period: Period, instant: str, key: str, starts: str, ends: str) -> None:
    wanted = PeriodSpan(key, at(f"{starts}T00:00:00+00:00"), at(f"{ends}T00:00:00+00:00"))
    assert span(period, "UTC", instant) == wanted


@pytest.mark.parametrize("period", [Period.TOTAL, Period.SESSION, Period.RUN])
def test_what_has_no_fixed_end_has_one_key(period: Period) -> None:
    clock = PeriodClock()
    assert clock.span(period, 0) == clock.span(period, 10**16) == PeriodSpan(period.value.lower(), None, None)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "America", "a\0b"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidFieldError) as raised:
        zone_named(name)
    assert raised.value.field == "time_zone"
