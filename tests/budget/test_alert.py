"""Each line of a bucket is crossed once, however many calls and holds there are; rules add lines, and choose among them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.budget.alert import crossed, lines_of, wants
from remit.budget.model import AlertRule, Line, Standing
from tests.budget.given import bucket


def percents(before: int, after: int) -> list[int]:
    """Return what is crossed between two amounts spent of 200."""
    day = bucket(200, warn=(90, 50), downgrade=(80,))
    return [one.percent for one in crossed(Standing(before), Standing(after), bucket=day)]


def test_equality_crosses_and_standing_on_the_line_does_not_cross_again() -> None:
    assert percents(99, 100) == [50]
    assert percents(100, 159) == []
    assert percents(100, 160) == [80]
    assert percents(0, 500) == [50, 80, 90, 100]
    assert percents(500, 600) == []


def test_holds_that_come_and_go_cross_nothing() -> None:
    day = bucket(200, warn=(50,))
    assert crossed(Standing(10, 0), Standing(10, 190), bucket=day) == ()


@given(
    st.lists(st.integers(0, 60), max_size=40), st.sets(st.integers(1, 100), max_size=6), st.integers(1, 500)
)
def test_many_bookings_cross_each_line_once(bookings: list[int], lines: set[int], limit: int) -> None:
    day = bucket(limit, warn=tuple(lines))
    spent, seen = 0, []
    for booked in bookings:
        seen += [one.percent for one in crossed(Standing(spent), Standing(spent + booked), bucket=day)]
        spent += booked
    assert sorted(seen) == sorted(line for line in lines | {100} if spent * 100 >= line * limit)


ALL = AlertRule("all")
OWN = bucket(200, warn=(50,)).budget


@pytest.mark.parametrize(
    ("rules", "lines"),
    [
        ((), (Line(50), Line(100))),
        ((ALL,), (Line(50, heard=True), Line(100, heard=True))),
        ((replace(ALL, enabled=False),), (Line(50), Line(100))),
        ((replace(ALL, budget_ids=("other",)),), (Line(50), Line(100))),
        (
            (replace(ALL, percents=(70, 100), budget_ids=("other", OWN.id)),),
            (Line(50), Line(70, own=False, heard=True), Line(100, heard=True)),
        ),
    ],
)
def test_the_lines_of_a_budget_are_its_own_and_those_of_its_rules(
    rules: tuple[AlertRule, ...], lines: tuple[Line, ...]
) -> None:
    assert lines_of(OWN, rules) == lines
    for line in lines:
        heard = any(wants(one, budget_id=OWN.id, percent=line.percent, own=line.own) for one in rules)
        assert heard is line.heard
