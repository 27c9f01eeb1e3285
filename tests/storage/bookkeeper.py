"""A bookkeeper who does on paper what counters, reservations and the ledger must do. Knows nothing of the code.

One token of input costs 1, one of output 3. Everything is kept for ever, and every figure is added up anew.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Final

DAY: Final = 24 * 60 * 60 * 1_000_000


class Count(Enum):
    """What a budget counts."""

    MONEY = "MONEY"
    TOKENS = "TOKENS"


@dataclass(frozen=True)
class Line:
    """A budget: a limit for a scope (`tenant`, one agent, each agent, each run) and a period (`DAY`, `TOTAL`, `RUN`)."""

    id: str
    scope: str
    who: str
    period: str
    count: Count
    limit: int
    share: int = 100

    def counter(self, agent: str, run: str, at: int) -> "Counter | None":
        """Return the counter in which an act counts, or None when it does not count here."""
        if self.scope == "agent" and self.who not in {"", agent}:
            return None
        if self.scope == "run" and not run:
            return None
        whose = {"tenant": "", "agent": agent, "run": run}[self.scope]
        return Counter(self.id, whose, at // DAY if self.period == "DAY" else -1)


@dataclass(frozen=True)
class Counter:
    """One scope in one period."""

    line: str
    whose: str
    day: int


@dataclass
class Hold:
    """What one allowed act holds."""

    agent: str
    run: str
    at: int
    expires_at: int
    left: dict[Counter, int]
    state: str = "OPEN"


@dataclass
class Entry:
    """One line of the ledger."""

    agent: str
    run: str
    at: int
    money: int
    tokens: int
    counters: set[Counter]
    provisional_of: str = ""
    reversed: bool = False

    def amount(self, count: Count) -> int:
        """Return what counts in a unit; nothing once it was taken back."""
        if self.reversed:
            return 0
        return self.money if count is Count.MONEY else self.tokens


@dataclass
class Book:
    """The whole book."""

    lines: dict[str, Line] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def concerned(self, agent: str, run: str, at: int) -> dict[Counter, Line]:
        """Return every counter that an act concerns."""
        found = {line.counter(agent, run, at): line for line in self.lines.values()}
        return {counter: line for counter, line in found.items() if counter is not None}

    def spent(self, counter: Counter) -> int:
        """Add up what was spent."""
        count = self.lines[counter.line].count
        return sum(entry.amount(count) for entry in self.entries if counter in entry.counters)

    def held(self, counter: Counter) -> int:
        """Add up what is held."""
        return sum(hold.left.get(counter, 0) for hold in self.holds.values() if hold.state == "OPEN")

    def fits(self, agent: str, run: str, at: int, *, money: int, tokens: int) -> bool:
        """Tell whether an act fits every counter that it concerns; equality fits, and nothing always does."""
        for counter, line in self.concerned(agent, run, at).items():
            amount = money if line.count is Count.MONEY else tokens
            if amount and self.spent(counter) + self.held(counter) + amount > line.limit:
                return False
            if amount * 100 > line.limit * line.share:
                return False
        return True

    def hold(self, name: str, hold: Hold, *, money: int, tokens: int) -> None:
        """Enter an allowed act."""
        for counter, line in self.concerned(hold.agent, hold.run, hold.at).items():
            hold.left[counter] = money if line.count is Count.MONEY else tokens
        self.holds[name] = hold

    def use(self, entry: Entry, name: str, *, final: bool) -> None:
        """Enter what was really used, of a hold or of none."""
        entry.counters = set(self.concerned(entry.agent, entry.run, entry.at))
        hold = self.holds.get(name)
        if hold is not None:
            entry.counters |= set(hold.left)
            for earlier in self.entries:
                earlier.reversed = earlier.reversed or earlier.provisional_of == name
            for counter in hold.left:
                used = entry.amount(self.lines[counter.line].count)
                hold.left[counter] = 0 if final else max(0, hold.left[counter] - used)
            if final and hold.state == "OPEN":
                hold.state = "SETTLED"
        self.entries.append(entry)

    def release(self, name: str) -> None:
        """Give a hold back."""
        self.holds[name].state = "RELEASED"

    def expire(self, at: int, *, charged: bool) -> None:
        """End what is over, and charge what is still held if the tenant wants it."""
        for name, hold in self.holds.items():
            if hold.state != "OPEN" or hold.expires_at > at:
                continue
            hold.state = "EXPIRED"
            amounts = {count: self._most_left(hold, count) for count in Count}
            if charged and any(amounts.values()):
                money, tokens = amounts[Count.MONEY], amounts[Count.TOKENS]
                self.entries.append(Entry(hold.agent, hold.run, hold.at, money, tokens, set(hold.left), name))

    def _most_left(self, hold: Hold, count: Count) -> int:
        left = (amount for counter, amount in hold.left.items() if self.lines[counter.line].count is count)
        return max(left, default=0)

    def open(self, line: Line, at: int) -> None:
        """Begin a budget over what was spent in its present period."""
        self.lines[line.id] = line
        for entry in self.entries:
            counter = line.counter(entry.agent, entry.run, entry.at)
            if counter is not None and (line.period != "DAY" or entry.at // DAY == at // DAY):
                entry.counters.add(counter)


def counter_of(line_id: str, bucket: str) -> Counter:
    """Read the key of a counter as storage writes it: `agent:r7@2026-11-20`."""
    instance, _, period = bucket.rpartition("@")
    whose = instance.partition(":")[2]
    if period[:2] != "20":
        return Counter(line_id, whose, -1)
    midnight = datetime.fromisoformat(period).replace(tzinfo=UTC)
    return Counter(line_id, whose, int(midnight.timestamp() * 1_000_000) // DAY)


AGENTS: Final = ("r7", "r8")
FIRST: Final = (
    Line("each-agent", "agent", "", "DAY", Count.MONEY, 1_000, share=60),
    Line("house", "tenant", "", "TOTAL", Count.MONEY, 2_500),
    Line("r7-tokens", "agent", "r7", "DAY", Count.TOKENS, 400),
    Line("each-run", "run", "", "RUN", Count.MONEY, 700),
)
LATER: Final = (
    Line("house-today", "tenant", "", "DAY", Count.MONEY, 1_500),
    Line("r8-tokens", "agent", "r8", "TOTAL", Count.TOKENS, 600),
    Line("run-tokens", "run", "", "RUN", Count.TOKENS, 300),
)
