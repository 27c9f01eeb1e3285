"""What was measured, round by round, and how rounds are summed up. Measures nothing itself."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

Values = dict[str, float]
"""One round: what was measured, by name."""


@dataclass(slots=True)
class Rounds:
    """All rounds of one server, by name of what was measured."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, found: Values) -> None:
        """Take over a round."""
        for name, value in found.items():
            self.values.setdefault(name, []).append(value)

    def extend(self, more: "Rounds") -> None:
        """Take over further rounds."""
        for name, values in more.values.items():
            self.values.setdefault(name, []).extend(values)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of all rounds, the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return that of some rounds; at least one."""
        return cls(statistics.median(values), min(values), max(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread | None:
    """Return our values by theirs, each round by itself: what slows the machine for a while slows both.

    None where one of theirs is 0, since they did not do it at all.
    """
    if not all(theirs):
        return None
    return Spread.of([our / their for our, their in zip(ours, theirs, strict=True)])
