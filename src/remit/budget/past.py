"""What a ledger held for a budget before the budget was made, up to a place. Adds up; reads nothing."""

from collections import defaultdict
from dataclasses import dataclass, field

from remit.budget.model import Unit

Posting = tuple[str, str, Unit]
"""(budget id, bucket key, unit): a counter that an entry advances."""


@dataclass(slots=True)
class PastSpend:
    """Sums of entries by the counters of one budget. As large as these are many, however many the entries."""

    basis: object = None
    """What decides which counter an entry belongs to; with another one the sums mean nothing."""
    at: int = 0
    """The instant whose periods they begin with, and those behind them."""
    after: int = 0
    """The place in the ledger up to which all entries are in the sums."""
    spent: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """By bucket, nano-units or tokens."""
    named: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Of it, what entries say themselves that they advanced: what was spent while the budget was there before."""
    charges: list[str] = field(default_factory=list)
    """Ids of provisional entries that nobody had taken back yet."""

    def add(self, bucket: str, amount: int, *, named: bool) -> None:
        """Count an amount of entries."""
        self.spent[bucket] += amount
        if named:
            self.named[bucket] += amount
