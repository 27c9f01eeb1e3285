"""Every unit of usage counts exactly once, and every hold returns to zero, in whatever order reports come."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from remit.budget.hold import Held, fit, hold_in
from remit.budget.ledger import Delta, Sums, combine, expire, release, reverse, settle
from remit.budget.model import Amounts, Hold, Standing, Unit
from tests.budget.given import bucket

KEY = "agent:researcher-7@2026-11-21"
DAY = bucket(10**6)
TOKENS = bucket(10**6, id="bud_2", unit=Unit.TOKENS)
HOLDS = (Hold("bud_1", KEY, Unit.MONEY, 100), Hold("bud_2", KEY, Unit.TOKENS, 40))


def test_a_final_report_gives_the_rest_back() -> None:
    found = settle(HOLDS, actual_money=30, actual_tokens=50)
    assert found.deltas == (Delta("bud_1", KEY, 30, -100), Delta("bud_2", KEY, 50, -40))
    assert found.remaining == ()
    assert (found.held, found.released, found.overrun) == (Sums(100, 40), Sums(70, 0), Sums(0, 10))


def test_a_partial_report_draws_from_the_hold_and_never_below_zero() -> None:
    first = settle(HOLDS, actual_money=30, actual_tokens=50, final=False)
    assert [hold.amount for hold in first.remaining] == [70, 0]
    assert first.deltas == (Delta("bud_1", KEY, 30, -30), Delta("bud_2", KEY, 50, -40))
    assert (first.released, first.overrun) == (Sums(), Sums(0, 10))
    second = settle(first.remaining, actual_money=80, actual_tokens=1)
    assert second.deltas == (Delta("bud_1", KEY, 80, -70), Delta("bud_2", KEY, 1, 0))
    assert second.overrun == Sums(10, 1)


def test_late_and_unreserved_usage_books_in_full() -> None:
    found = settle((), [DAY, TOKENS], actual_money=7, actual_tokens=9)
    assert found.deltas == (Delta("bud_1", KEY, 7, 0), Delta("bud_2", KEY, 9, 0))
    assert found.overrun == Sums()


def test_a_budget_made_after_the_hold_counts_the_usage_once() -> None:
    young = bucket(10, id="bud_0")
    found = settle(HOLDS, [DAY, young, TOKENS], actual_money=30, actual_tokens=5)
    assert [(delta.budget_id, delta.spent) for delta in found.deltas] == [
        ("bud_0", 30),
        ("bud_1", 30),
        ("bud_2", 5),
    ]


def test_a_held_budget_of_a_model_that_was_not_called_only_gives_back() -> None:
    model = bucket(10, id="bud_other_model")
    found = settle(HOLDS, [model], actual_money=30, actual_tokens=5, unconcerned={("bud_1", KEY)})
    assert Delta("bud_1", KEY, 0, -100) in found.deltas
    assert Delta("bud_other_model", KEY, 30, 0) in found.deltas
    assert ("bud_1", KEY, Unit.MONEY) not in found.entry.counters


def test_a_partial_report_of_another_model_leaves_the_unconcerned_hold_whole() -> None:
    found = settle(HOLDS, actual_money=30, actual_tokens=5, final=False, unconcerned={("bud_1", KEY)})
    assert [hold.amount for hold in found.remaining] == [100, 35]
    assert [delta.budget_id for delta in found.deltas] == ["bud_2"]


def test_the_next_day_a_release_gives_back_to_its_own_bucket_and_takes_no_spend() -> None:
    found = release(HOLDS)
    assert found.deltas == (Delta("bud_1", KEY, 0, -100), Delta("bud_2", KEY, 0, -40))
    assert found.released == Sums(100, 40)


def test_a_charge_on_expiry_is_reversed_by_a_late_actual_in_one_step() -> None:
    ended = expire(HOLDS, Sums(100, 40))
    assert ended.deltas == (Delta("bud_1", KEY, 100, -100), Delta("bud_2", KEY, 40, -40))
    late = settle((), [DAY, TOKENS], actual_money=30, actual_tokens=50)
    assert combine(reverse(ended.entry), late.deltas) == (
        Delta("bud_1", KEY, -70, 0),
        Delta("bud_2", KEY, 10, 0),
    )
    with pytest.raises(ValueError, match="provisional"):
        reverse(late.entry)


def test_an_expiry_that_charges_nothing_books_nothing() -> None:
    assert [delta.spent for delta in expire(HOLDS, Sums()).deltas] == [0, 0]


@pytest.mark.parametrize("used", [(-1, 0), (0, -1)])
def test_negative_usage_is_refused(used: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="negative"):
        settle(HOLDS, actual_money=used[0], actual_tokens=used[1])


def test_deltas_come_in_the_order_in_which_counters_are_locked() -> None:
    backwards = tuple(reversed(HOLDS))
    assert (
        settle(backwards, actual_money=1, actual_tokens=1).deltas
        == settle(HOLDS, actual_money=1, actual_tokens=1).deltas
    )


AMOUNT = st.integers(0, 200)
REPORTS = st.lists(st.tuples(AMOUNT, AMOUNT), max_size=8)


@given(AMOUNT, AMOUNT, REPORTS, st.tuples(AMOUNT, AMOUNT))
def test_however_usage_is_split_the_sums_are_the_same(
    money: int, tokens: int, partial: list[tuple[int, int]], last: tuple[int, int]
) -> None:
    holds = (Hold("bud_1", KEY, Unit.MONEY, money), Hold("bud_2", KEY, Unit.TOKENS, tokens))
    deltas: list[Delta] = []
    for used in partial:
        found = settle(holds, actual_money=used[0], actual_tokens=used[1], final=False)
        deltas += found.deltas
        holds = (found.remaining[0], found.remaining[1])
    deltas += settle(holds, actual_money=last[0], actual_tokens=last[1]).deltas
    total = {delta.budget_id: delta for delta in combine(deltas)}
    wanted = [sum(used[side] for used in [*partial, last]) for side in (0, 1)]
    zero = Delta("", "", 0, 0)
    assert [total.get(name, zero).spent for name in ("bud_1", "bud_2")] == wanted
    assert [total.get(name, zero).held for name in ("bud_1", "bud_2")] == [-money, -tokens]


class Reservations(RuleBasedStateMachine):
    """Interleaves reservations, partial and final reports, releases, expiries and late actuals at random."""

    def __init__(self) -> None:
        """Begin with three budgets and nothing spent."""
        super().__init__()
        self.buckets = [bucket(500), bucket(900, id="bud_2", unit=Unit.TOKENS), bucket(2_000, id="bud_3")]
        self.counters: dict[tuple[str, str], Standing] = {}
        self.open: list[tuple[Hold, ...]] = []
        self.used = Sums()
        self.late = expire((), Sums()).entry
        self.waits = False

    def _apply(self, deltas: Iterable[Delta]) -> None:
        for delta in deltas:
            before = self.counters.get((delta.budget_id, delta.bucket), Standing())
            after = Standing(before.spent + delta.spent, before.held + delta.held)
            assert after.spent >= 0
            assert after.held >= 0
            self.counters[delta.budget_id, delta.bucket] = after

    def _count(self, money: int, tokens: int) -> None:
        self.used = Sums(self.used.money + money, self.used.tokens + tokens)

    @rule(money=AMOUNT, tokens=AMOUNT)
    def reserve(self, money: int, tokens: int) -> None:
        found = fit([Amounts(money, tokens)], [self.buckets], standings=self.counters)
        if isinstance(found, Held):
            hold_in(self.counters, found.holds)
            self.open.append(found.holds)

    @rule(money=AMOUNT, tokens=AMOUNT, final=st.booleans(), number=st.integers(0, 9))
    def report(self, money: int, tokens: int, number: int, *, final: bool) -> None:
        holds = self.open.pop(number % len(self.open)) if self.open else ()
        found = settle(holds, self.buckets, actual_money=money, actual_tokens=tokens, final=final)
        self._apply(found.deltas)
        self._count(money, tokens)
        if found.remaining:
            self.open.append(found.remaining)

    @rule(number=st.integers(0, 9))
    def give_back(self, number: int) -> None:
        if self.open:
            self._apply(release(self.open.pop(number % len(self.open))).deltas)

    @rule(money=AMOUNT, tokens=AMOUNT)
    def run_out(self, money: int, tokens: int) -> None:
        if self.open and not self.waits:
            found = expire(self.open.pop(0), Sums(money, tokens))
            self._apply(found.deltas)
            self._count(money, tokens)
            self.late, self.waits = found.entry, True

    @rule(money=AMOUNT, tokens=AMOUNT)
    def report_late(self, money: int, tokens: int) -> None:
        if self.waits:
            booked = settle((), self.buckets, actual_money=money, actual_tokens=tokens).deltas
            self._apply(combine(reverse(self.late), booked))
            self._count(money - self.late.used.money, tokens - self.late.used.tokens)
            self.waits = False

    @invariant()
    def counters_are_the_sum_of_what_happened(self) -> None:
        for one in self.buckets:
            standing = self.counters.get((one.budget.id, one.key), Standing())
            money = one.budget.unit is Unit.MONEY
            assert standing.spent == (self.used.money if money else self.used.tokens)
            held = [hold.amount for holds in self.open for hold in holds if hold.budget_id == one.budget.id]
            assert standing.held == sum(held)


TestReservations = Reservations.TestCase
