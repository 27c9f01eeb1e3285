"""Values that are made for every decision behave as frozen dataclasses do, but for the check at run time."""

from dataclasses import field, replace

from remit.value import value


@value
class Point:
    """A value."""

    x: int
    tags: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict, hash=False)


def test_values_are_equal_by_what_they_hold() -> None:
    assert Point(1, ("a",)) == Point(1, ("a",))
    assert Point(1) != Point(2)
    assert len({Point(1), Point(1), Point(2)}) == 2


def test_a_change_makes_another() -> None:
    one = Point(1, ("a",))
    assert replace(one, x=2) == Point(2, ("a",))
    assert one.x == 1


def test_there_is_no_room_for_more() -> None:
    assert not hasattr(Point(1), "__dict__")
