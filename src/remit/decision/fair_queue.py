"""A queue in which parties take turns, so that one that floods it delays itself alone. Pure: never waits, never drops."""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class FairQueue(Generic[Entry]):
    """Entries of many parties: first come first served within a party, one entry of each party in turn.

    Every step costs the same however long the queue is and however many parties wait.
    """

    __slots__ = ("_length", "_lines")

    def __init__(self) -> None:
        """Begin empty."""
        # The party whose turn it is stands first; a party without entries is not there at all.
        self._lines: OrderedDict[str, deque[Entry]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        """Return how many entries wait."""
        return self._length

    @property
    def parties(self) -> int:
        """How many parties have entries that wait."""
        return len(self._lines)

    def of(self, party: str) -> int:
        """Return how many entries of a party wait."""
        line = self._lines.get(party)
        return len(line) if line is not None else 0

    def before(self, party: str) -> int:
        """Return about how many entries leave before one that this party would add now."""
        own = self.of(party)
        return min(self._length, (own + 1) * max(1, len(self._lines)))

    def push(self, party: str, entry: Entry) -> None:
        """Add an entry at the end of its party's line; a party that had none waits for its first turn."""
        line = self._lines.get(party)
        if line is None:
            line = self._lines[party] = deque()
        line.append(entry)
        self._length += 1

    def pop(self) -> Entry:
        """Take the oldest entry of the party whose turn it is.

        Raises:
            KeyError: when the queue is empty.
        """
        party, line = self._lines.popitem(last=False)
        entry = line.popleft()
        if line:
            self._lines[party] = line
        self._length -= 1
        return entry
