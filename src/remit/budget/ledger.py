"""What usage, release and expiry do to counters, as deltas. Never reads a counter, never writes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from remit.budget.model import Bucket, Hold, Unit
from remit.value import value

# A member of an enum costs as much to look up as a value to build.
_MONEY: Final = Unit.MONEY

CounterKey = tuple[str, str]
"""(budget id, bucket key)."""


@value
class Delta:
    """By how much one counter changes."""

    budget_id: str
    bucket: str
    spent: int
    held: int


@value
class Sums:
    """An amount of money in nano-units and a number of tokens."""

    money: int = 0
    tokens: int = 0


@value
class Entry:
    """What one ledger entry booked, and into which counters: enough to take it back."""

    used: Sums
    counters: tuple[tuple[str, str, Unit], ...]
    """(budget id, bucket key, unit)."""
    provisional: bool = False
    """Charged on expiry, without a report; a late actual reverses it."""


@value
class Settlement:
    """What one record, release or expiry does to a reservation and its counters."""

    deltas: tuple[Delta, ...]
    """In the order of their keys, the order in which counters are locked; none changes nothing."""
    remaining: tuple[Hold, ...]
    """What stays held; empty after a final one."""
    held: Sums
    """What the reservation held before."""
    released: Sums
    """What was held, not used, and given back."""
    overrun: Sums
    """What was used beyond the hold. It is booked all the same."""
    entry: Entry
    """What is booked; of amounts 0 after a release."""


def settle(
    holds: Sequence[Hold],
    buckets: Iterable[Bucket] = (),
    *,
    actual_money: int,
    actual_tokens: int,
    final: bool = True,
    unconcerned: Collection[CounterKey] = (),
) -> Settlement:
    """Book what was really used, in full, and draw it from what is held.

    Args:
        holds: what the reservation still holds; empty for unreserved or late usage.
        buckets: counters that the usage advances beside the held ones, such as those of budgets made since.
        actual_money: nano-units, >= 0.
        actual_tokens: tokens, >= 0.
        final: True gives the rest of the hold back; False keeps it held for the next report.
        unconcerned: held counters that this usage does not advance, such as those of a model that was not
            called in the end. They only give back.

    Raises:
        ValueError: an actual is negative.
    """
    if actual_money < 0 or actual_tokens < 0:
        raise ValueError("usage is never negative")
    used = Sums(actual_money, actual_tokens)
    units: dict[CounterKey, Unit] = {}
    given: dict[CounterKey, int] = {}
    remaining = []
    for hold in holds:
        key, unit, rest = (hold.budget_id, hold.bucket), hold.unit, 0
        if not final:
            rest = hold.amount if key in unconcerned else max(0, hold.amount - _of(unit, used))
            remaining.append(Hold(*key, unit, rest))
        units[key] = unit
        given[key] = given.get(key, 0) + hold.amount - rest
    for bucket in buckets:
        units.setdefault((bucket.budget.id, bucket.key), bucket.budget.unit)
    deltas, booked = _booked(units, given, used=used, unconcerned=unconcerned)
    held, overrun = _held(holds, used)
    return Settlement(
        deltas, tuple(remaining), held, _beyond(held, used) if final else Sums(), overrun, Entry(used, booked)
    )


def _booked(
    units: Mapping[CounterKey, Unit],
    given: Mapping[CounterKey, int],
    *,
    used: Sums,
    unconcerned: Collection[CounterKey],
) -> tuple[tuple[Delta, ...], tuple[tuple[str, str, Unit], ...]]:
    """Return the change of each counter, and which of them the usage advances, both in the order of their keys."""
    deltas, booked = [], []
    for key in sorted(units):
        spent = 0
        if key not in unconcerned:
            unit = units[key]
            spent = _of(unit, used)
            booked.append((*key, unit))
        back = given.get(key, 0)
        if spent or back:
            deltas.append(Delta(*key, spent, -back))
    return tuple(deltas), tuple(booked)


def release(holds: Sequence[Hold]) -> Settlement:
    """Give back all that is held: the act was not started."""
    return _end(holds, Sums(), provisional=False)


def expire(holds: Sequence[Hold], charge: Sums) -> Settlement:
    """End a reservation of which nothing was heard.

    `charge` is booked as a provisional entry: the tenant's setting says whether it is the estimate, the
    input or nothing. A late actual reverses it (`reverse`) and books itself (`settle` with the entry's
    buckets) in one commit.
    """
    return _end(holds, charge, provisional=True)


def reverse(entry: Entry) -> tuple[Delta, ...]:
    """Take a provisional entry back.

    Raises:
        ValueError: the entry is not provisional; what was really used is never taken back.
    """
    if not entry.provisional:
        raise ValueError("only a provisional entry can be reversed")
    return combine(
        Delta(budget_id, key, -_of(unit, entry.used), 0) for budget_id, key, unit in entry.counters
    )


def combine(*groups: Iterable[Delta]) -> tuple[Delta, ...]:
    """Sum deltas by counter, in the order of their keys, without those that change nothing."""
    sums: dict[CounterKey, tuple[int, int]] = {}
    for group in groups:
        for delta in group:
            key = (delta.budget_id, delta.bucket)
            spent, held = sums.get(key, (0, 0))
            sums[key] = (spent + delta.spent, held + delta.held)
    return tuple(Delta(*key, spent, held) for key, (spent, held) in sorted(sums.items()) if spent or held)


def _end(holds: Sequence[Hold], charge: Sums, *, provisional: bool) -> Settlement:
    settled = settle(holds, actual_money=charge.money, actual_tokens=charge.tokens)
    entry = Entry(charge, settled.entry.counters, provisional)
    return Settlement(settled.deltas, (), settled.held, settled.released, settled.overrun, entry)


def _of(unit: Unit, sums: Sums) -> int:
    return sums.money if unit is _MONEY else sums.tokens


def _held(holds: Iterable[Hold], used: Sums) -> tuple[Sums, Sums]:
    """Return what a reservation holds, and how much more is used.

    Each of its budgets of one unit holds the same. What no budget limits cannot be overrun.
    """
    money = tokens = -1
    for hold in holds:
        if hold.unit is _MONEY:
            money = max(money, hold.amount)
        else:
            tokens = max(tokens, hold.amount)
    held = Sums(max(0, money), max(0, tokens))
    over = _beyond(used, held)
    return held, Sums(over.money if money >= 0 else 0, over.tokens if tokens >= 0 else 0)


def _beyond(more: Sums, less: Sums) -> Sums:
    return Sums(max(0, more.money - less.money), max(0, more.tokens - less.tokens))
