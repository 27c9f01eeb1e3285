"""What usage, release and expiry do to counters, as deltas. Never reads a counter, never writes."""

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import itemgetter, sub
from typing import Final

from remit.budget.model import Bucket, Hold, Unit
from remit.value import value

# A member of an enum costs as much to look up as a value to build.
_MONEY: Final = Unit.MONEY

_NOTHING, _OF_MONEY, _OF_TOKENS = range(3)
"""What of `(0, money, tokens)` advances a counter."""

CounterKey = tuple[str, str]
"""(budget id, bucket key)."""

Change = tuple[CounterKey, int, int]
"""A counter, and what is added to spent and to held."""


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


_NOTHING_AT_ALL: Final = Sums()


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
    postings = Postings(holds, buckets, unconcerned=unconcerned)
    used = Sums(actual_money, actual_tokens)
    drawn = postings.draw([hold.amount for hold in holds], used, final=final)
    deltas = tuple([Delta(*key, spent, held) for key, spent, held in drawn.changes])
    remaining = () if final else postings.holding(drawn.rest)
    entry = Entry(used, postings.booked)
    return Settlement(deltas, remaining, drawn.held, drawn.released, drawn.overrun, entry)


@value
class Drawn:
    """What one record draws and gives back."""

    changes: list[Change]
    """In the order of their keys; none changes nothing."""
    rest: list[int]
    """What stays held, hold by hold; none after a final record."""
    held: Sums
    released: Sums
    overrun: Sums
    """As in a settlement."""


class Postings:
    """The counters that usage books into, found once for all records with the same holds and the same buckets."""

    __slots__ = ("_changed", "_holds", "_money", "_shares", "_tokens", "booked")

    def __init__(
        self,
        holds: Sequence[Hold],
        buckets: Iterable[Bucket] = (),
        *,
        unconcerned: Collection[CounterKey] = (),
    ) -> None:
        """Find them; the arguments are those of `settle`, and amounts do not count."""
        units: dict[CounterKey, Unit] = {}
        shares: dict[CounterKey, list[int]] = {}
        for place, hold in enumerate(holds):
            key = (hold.budget_id, hold.bucket)
            units[key] = hold.unit
            shares.setdefault(key, []).append(place)
        for bucket in buckets:
            units.setdefault((bucket.budget.id, bucket.key), bucket.budget.unit)
        keys = sorted(units)
        sides = {key: _NOTHING if key in unconcerned else _side(unit) for key, unit in units.items()}
        held = {key: place for place, key in enumerate(shares)}
        # Each counter with what advances it, and the place of what is held of it; nothing is at the end.
        self._changed = [(key, sides[key], held.get(key, -1)) for key in keys]
        # Which holds are of one counter; None when each is of its own, as those of a decision are.
        self._shares = None if len(shares) == len(holds) else list(shares.values())
        # Each hold with what a report draws on it.
        self._holds = [
            (hold, _NOTHING if (hold.budget_id, hold.bucket) in unconcerned else _side(hold.unit))
            for hold in holds
        ]
        self._money = _picked([place for place, hold in enumerate(holds) if hold.unit is _MONEY])
        self._tokens = _picked([place for place, hold in enumerate(holds) if hold.unit is not _MONEY])
        self.booked = tuple((*key, units[key]) for key in keys if key not in unconcerned)
        """The counters that usage advances, in the order of their keys."""

    def holding(self, amounts: Sequence[int]) -> tuple[Hold, ...]:
        """Return the holds with other amounts."""
        return tuple(
            [
                Hold(hold.budget_id, hold.bucket, hold.unit, amount)
                for (hold, _), amount in zip(self._holds, amounts, strict=True)
            ]
        )

    def draw(self, amounts: Sequence[int], used: Sums, *, final: bool) -> Drawn:
        """Return what a record that used so much does to them; `amounts` are held, hold by hold.

        Raises:
            ValueError: an actual is negative.
        """
        money, tokens = used.money, used.tokens
        if money < 0 or tokens < 0:
            raise ValueError("usage is never negative")
        sides = (0, money, tokens)
        rest: list[int] = []
        given = [*amounts, 0]
        if not final:
            rest = [
                max(0, amount - sides[side]) for (_, side), amount in zip(self._holds, amounts, strict=True)
            ]
            given = [*map(sub, amounts, rest), 0]
        if self._shares is not None:
            given = [*(sum(given[place] for place in share) for share in self._shares), 0]
        changes = []
        for key, side, place in self._changed:
            spent, back = sides[side], given[place]
            if spent or back:
                changes.append((key, spent, -back))
        # Each of its budgets of one unit holds the same. What no budget limits cannot be overrun.
        held_money = max(self._money(amounts)) if self._money is not None else money
        held_tokens = max(self._tokens(amounts)) if self._tokens is not None else tokens
        overrun = released = _NOTHING_AT_ALL
        if money > held_money or tokens > held_tokens:
            overrun = Sums(max(0, money - held_money), max(0, tokens - held_tokens))
        if final:
            released = Sums(max(0, held_money - money), max(0, held_tokens - tokens))
        held = Sums(
            held_money if self._money is not None else 0, held_tokens if self._tokens is not None else 0
        )
        return Drawn(changes, rest, held, released, overrun)


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


def _side(unit: Unit) -> int:
    return _OF_MONEY if unit is _MONEY else _OF_TOKENS


def _picked(places: Sequence[int]) -> Callable[[Sequence[int]], tuple[int, ...]] | None:
    """Return what takes the amounts at these places; None when there are none."""
    if not places:
        return None
    # Of one place alone it would not make a tuple.
    return itemgetter(*places, places[0])
