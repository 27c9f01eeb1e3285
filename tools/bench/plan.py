"""How much of everything one run of the benchmark does. Plain values."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many entities a catalog holds that no question concerns."""

    subjects: int
    roles: int
    budgets: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    rounds: int
    """Of `Authorize`, and of whatever else takes little time."""
    batch_rounds: int
    seconds: float
    """Of each measurement."""
    reports: int
    """Records reported one by one in each round."""
    crowd: Crowd
    watchers: int
    steps: int
    """Seen by each watcher in each round."""
    keys: tuple[int, int] = (1_000, 200)
    """API keys of a tenant that has very many, and how many of them are used."""


WHOLE: Final = Plan(
    rounds=3,
    batch_rounds=2,
    seconds=3.0,
    reports=3_000,
    crowd=Crowd(subjects=100_000, roles=1_000, budgets=10_000),
    watchers=1_000,
    steps=40,
    keys=(1_000_000, 200_000),
)
QUICK: Final = Plan(
    rounds=1,
    batch_rounds=1,
    seconds=1.2,
    reports=600,
    crowd=Crowd(subjects=10_000, roles=100, budgets=1_000),
    watchers=1_000,
    steps=15,
    keys=(100_000, 20_000),
)
