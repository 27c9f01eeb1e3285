"""Each threshold of a bucket is crossed once, however many calls and holds there are."""

from hypothesis import given
from hypothesis import strategies as st

from remit.budget.alert import crossed
from remit.budget.model import Standing
from tests.budget.given import bucket


def percents(before: int, after: int) -> list[int]:
    """Return what is crossed between two amounts spent of 200."""
    day = bucket(200, warn=(100, 50), downgrade=(80,))
    return [one.percent for one in crossed(Standing(before), Standing(after), bucket=day)]


def test_equality_crosses_and_standing_on_the_line_does_not_cross_again() -> None:
    assert percents(99, 100) == [50]
    assert percents(100, 159) == []
    assert percents(100, 160) == [80]
    assert percents(0, 500) == [50, 80, 100]
    assert percents(500, 600) == []


def test_holds_that_come_and_go_cross_nothing() -> None:
    day = bucket(200, warn=(50,))
    assert crossed(Standing(10, 0), Standing(10, 190), bucket=day) == ()


@given(
    st.lists(st.integers(0, 60), max_size=40), st.sets(st.integers(1, 100), max_size=6), st.integers(1, 500)
)
def test_many_bookings_cross_each_threshold_once(bookings: list[int], lines: set[int], limit: int) -> None:
    day = bucket(limit, warn=tuple(lines))
    spent, seen = 0, []
    for booked in bookings:
        seen += [one.percent for one in crossed(Standing(spent), Standing(spent + booked), bucket=day)]
        spent += booked
    assert sorted(seen) == sorted(line for line in lines if spent * 100 >= line * limit)
