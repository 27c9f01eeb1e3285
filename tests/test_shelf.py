"""A shelf never holds more than it has room for, and who comes in turn still finds most of it when it is too small."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit import shelf as module
from remit.shelf import Shelf


@pytest.fixture(autouse=True)
def _same_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_draw", random.Random(7).random)


@given(st.integers(1, 8), st.lists(st.tuples(st.integers(0, 20), st.integers()), max_size=200))
def test_it_holds_the_last_value_of_each_and_never_too_many(room: int, puts: list[tuple[int, int]]) -> None:
    shelf: Shelf[int, int] = Shelf(room)
    put: dict[int, int] = {}
    for key, value in puts:
        shelf[key] = put[key] = value
        assert shelf[key] == value
        assert len(shelf) == min(room, len(put))
        assert all(put[one] == held for one, held in shelf.items())
        assert sorted(shelf) == sorted(shelf._places)


def test_whatever_there_is_room_for_stays() -> None:
    shelf: Shelf[int, int] = Shelf(100)
    for number in range(10_000):
        shelf[number % 100] = number
    assert sorted(shelf) == list(range(100))


@pytest.mark.parametrize(("asked", "missed_at_most"), [(1_000, 0.0), (1_100, 0.3), (2_000, 0.9)])
def test_who_comes_in_turn_finds_most_of_it(asked: int, missed_at_most: float) -> None:
    shelf: Shelf[int, bool] = Shelf(1_000)
    missed = 0
    for turn in range(30):
        for number in range(asked):
            if number not in shelf:
                missed += turn >= 10
                shelf[number] = True
    assert missed <= missed_at_most * asked * 20


def test_a_new_one_takes_the_place_of_one_alone() -> None:
    shelf: Shelf[int, int] = Shelf(1_000)
    for number in range(1_000):
        shelf[number] = number
    before = set(shelf)
    shelf[1_000] = 1_000
    assert len(before - set(shelf)) == 1
    assert shelf[1_000] == 1_000
