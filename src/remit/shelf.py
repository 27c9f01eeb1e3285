"""What is kept ready in memory, at most so much of it. Knows nothing of what it is, nor where to find it again."""

from random import random
from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_draw: Final = random


class Shelf(dict[K, V]):
    """A dictionary with room for so many. A new one, once it is full, takes the place of one that is drawn by lot.

    By lot, because whoever comes in turn, a few more than there is room for, would find nothing on a shelf from which
    the oldest goes: each would be gone just before it is asked for again. Here most are still found. A look is a
    dictionary's, and notes nothing; to make room costs the same however many there are. Nothing is taken off by name.
    """

    __slots__ = ("_places", "_room")

    def __init__(self, room: int) -> None:
        """Begin empty, with room for so many, 1 or more."""
        super().__init__()
        self._room = room
        self._places: list[K] = []

    def __setitem__(self, key: K, value: V) -> None:
        """Put it there, in place of what is there under the same key, else of any."""
        if key not in self:
            self._take_place(key)
        super().__setitem__(key, value)

    def _take_place(self, key: K) -> None:
        places = self._places
        if len(places) < self._room:
            places.append(key)
            return
        place = int(_draw() * self._room)
        del self[places[place]]
        places[place] = key
