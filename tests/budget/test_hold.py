"""A hard cap holds, all budgets hold or none, a refusal says what would change it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.budget.hold import Held, Refused, Shortage, fit, hold_in, shortage
from remit.budget.model import Amounts, Bucket, Hold, Standing, Unit
from tests.budget.given import ENDS_AT, bucket, money, standings

KEY = "agent:researcher-7@2026-11-21"


def held(found: Held | Refused) -> Held:
    """Assert that it fits."""
    assert isinstance(found, Held)
    return found


def refused(found: Held | Refused) -> Refused:
    """Assert that it does not fit."""
    assert isinstance(found, Refused)
    return found


def test_equality_admits_and_one_more_does_not() -> None:
    day = bucket(100)
    counters = standings((day, 60, 20))
    assert held(fit([money(20)], [[day]], standings=counters)).holds == (Hold("bud_1", KEY, Unit.MONEY, 20),)
    assert refused(fit([money(21)], [[day]], standings=counters)).affordable == 20


def test_a_counter_that_was_never_written_stands_at_zero() -> None:
    assert held(fit([money(100)], [[bucket(100)]], standings={})).chosen == 0


def test_each_budget_holds_in_its_own_unit() -> None:
    day, tokens = bucket(100), bucket(1_000, id="bud_2", unit=Unit.TOKENS)
    found = held(fit([Amounts(7, 900)], [[day, tokens]], standings={}))
    assert [hold.amount for hold in found.holds] == [7, 900]


def test_what_no_budget_concerns_holds_nothing() -> None:
    assert held(fit([money(10**18)], [[]], standings={})).holds == ()


@pytest.mark.parametrize(
    ("amount", "spent", "others", "share", "wanted"),
    [
        (101, 0, 0, 100, Shortage.LARGER_THAN_LIMIT),
        (101, 500, 0, 10, Shortage.LARGER_THAN_LIMIT),
        (51, 0, 0, 50, Shortage.SHARE),
        (50, 0, 0, 50, None),
        (1, 101, 0, 100, Shortage.OVER_LIMIT),
        (1, 100, 0, 100, Shortage.EXHAUSTED),
        (41, 60, 0, 100, Shortage.EXHAUSTED),
        (40, 60, 1, 100, Shortage.HELD_BY_OTHERS),
        (40, 60, 0, 100, None),
        (0, 101, 50, 1, None),
    ],
)
def test_each_shortage_has_its_own_name(
    amount: int, spent: int, others: int, share: int, wanted: Shortage | None
) -> None:
    assert shortage(amount, bucket(100, share=share), standing=Standing(spent, others)) is wanted


def test_a_free_model_is_not_blocked_by_a_budget_that_is_over_its_limit() -> None:
    day = bucket(100, downgrade=(80,))
    found = held(fit([money(0)], [[day]], standings=standings((day, 150, 10))))
    assert [hold.amount for hold in found.holds] == [0]


def test_a_free_first_choice_does_not_carry_a_paid_second_past_the_cap() -> None:
    day = bucket(100)
    found = held(
        fit(
            [money(5, "openai/paid"), money(0, "openai/free")],
            [[day], [day]],
            standings=standings((day, 100, 0)),
        )
    )
    assert found.chosen == 1
    assert found.downgraded_from == 0
    assert found.downgraded_by is day


def test_the_binding_bucket_is_the_one_that_stays_short_the_longest() -> None:
    hour, day = bucket(10, id="bud_h", ends_at=1), bucket(10, id="bud_d", ends_at=2)
    total = bucket(10, id="bud_t", ends_at=None)
    counters = standings((hour, 10, 0), (day, 11, 0), (total, 10, 0))
    assert refused(fit([money(1)], [[hour, day]], standings=counters)).bucket is day
    found = refused(fit([money(1)], [[total, hour, day]], standings=counters))
    assert found.bucket is total
    assert found.resets_at is None


def test_the_time_of_reset_is_told_only_where_it_helps() -> None:
    day = bucket(100)
    assert refused(fit([money(1)], [[day]], standings=standings((day, 100, 0)))).resets_at == ENDS_AT
    assert refused(fit([money(1)], [[day]], standings=standings((day, 0, 100)))).resets_at is None
    assert refused(fit([money(101)], [[day]], standings={})).resets_at is None


def test_a_refusal_says_what_would_fit_in_each_unit() -> None:
    day, week = bucket(100), bucket(300, id="bud_2", share=10)
    tokens = bucket(50, id="bud_3", unit=Unit.TOKENS)
    counters = standings((day, 60, 5), (week, 0, 0), (tokens, 10, 0))
    found = refused(fit([Amounts(40, 45)], [[day, week, tokens]], standings=counters))
    assert (found.money_left, found.tokens_left) == (30, 40)
    again = fit([Amounts(30, 40)], [[day, week, tokens]], standings=counters)
    assert held(again).chosen == 0
    free = refused(fit([money(31)], [[week]], standings=counters))
    assert (free.affordable, free.tokens_left) == (30, None)


def test_of_several_refused_the_one_that_waiting_helps_soonest_is_told() -> None:
    day = bucket(100)
    found = refused(fit([money(200), money(50)], [[day], [day]], standings=standings((day, 20, 60))))
    assert (found.alternative, found.shortage) == (1, Shortage.HELD_BY_OTHERS)


def test_reaching_a_soft_threshold_takes_the_first_cheaper_one_below_it() -> None:
    day = bucket(100, warn=(50,), downgrade=(80,))
    ways = [money(30, "a"), money(35, "b"), money(29, "c"), money(9, "d"), money(1, "e")]
    found = held(fit(ways, [[day]] * 5, standings=standings((day, 60, 10))))
    assert (found.chosen, found.downgraded_from) == (3, 0)
    assert found.downgraded_by is day
    assert [one.threshold.percent for one in found.warnings] == [50]


def test_past_the_soft_threshold_every_call_goes_to_the_cheaper_model() -> None:
    day = bucket(100, downgrade=(80,))
    ways = [money(5, "dear"), money(2, "cheap")]
    found = held(fit(ways, [[day], [day]], standings=standings((day, 85, 0))))
    assert found.chosen == 1
    assert [one.threshold.percent for one in found.warnings] == [80]


def test_a_free_stand_in_is_below_every_threshold() -> None:
    day = bucket(100, downgrade=(80,))
    ways = [money(5, "dear"), money(2, "cheap"), money(0, "free")]
    assert held(fit(ways, [[day]] * 3, standings=standings((day, 85, 0)))).chosen == 2


def test_without_a_cheaper_one_the_soft_threshold_does_not_stop() -> None:
    day = bucket(100, downgrade=(80,))
    found = held(fit([money(30), money(30, "same")], [[day], [day]], standings=standings((day, 60, 0))))
    assert (found.chosen, found.downgraded_from, found.downgraded_by) == (0, None, None)
    assert [one.threshold.percent for one in found.warnings] == [80]


def test_a_model_with_a_budget_of_its_own_is_judged_by_it() -> None:
    day, own = bucket(100), bucket(5, id="bud_model")
    found = held(fit([money(9, "dear"), money(6, "cheap")], [[day, own], [day]], standings={}))
    assert found.chosen == 1
    assert found.downgraded_by is own
    assert [hold.budget_id for hold in found.holds] == ["bud_1"]


def test_items_of_a_batch_see_each_others_holds() -> None:
    day = bucket(100)
    counters: dict[tuple[str, str], Standing] = {}
    granted = 0
    for _ in range(50):
        found = fit([money(30)], [[day]], standings=counters)
        if isinstance(found, Held):
            granted += 1
            hold_in(counters, found.holds)
    assert granted == 3
    assert counters["bud_1", KEY] == Standing(0, 90)


LIMITS = st.integers(0, 200)
ACTS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120), st.booleans()), max_size=40)


@given(st.lists(st.tuples(LIMITS, st.sampled_from(Unit), st.integers(1, 100)), min_size=1, max_size=4), ACTS)
def test_no_sequence_of_holds_and_settles_within_them_passes_any_limit(
    caps: Sequence[tuple[int, Unit, int]], acts: Sequence[tuple[int, int, bool]]
) -> None:
    buckets = [
        bucket(limit, id=f"bud_{number}", unit=unit, share=share)
        for number, (limit, unit, share) in enumerate(caps)
    ]
    counters: dict[tuple[str, str], Standing] = {}
    for cost, tokens, settles in acts:
        before = dict(counters)
        found = fit([Amounts(cost, tokens)], [buckets], standings=counters)
        if isinstance(found, Refused):
            assert counters == before
            assert _would_break_a_rule(Amounts(cost, tokens), buckets, counters)
            assert _cannot_hold_one_more(found)
            continue
        assert [hold.amount for hold in found.holds] == [
            cost if one.budget.unit is Unit.MONEY else tokens for one in buckets
        ]
        hold_in(counters, found.holds)
        if settles:
            for hold in found.holds:
                standing = counters.get((hold.budget_id, hold.bucket), Standing())
                used = hold.amount // 2
                counters[hold.budget_id, hold.bucket] = Standing(
                    standing.spent + used, standing.held - hold.amount
                )
        for one in buckets:
            standing = counters.get((one.budget.id, one.key), Standing())
            assert 0 <= standing.spent + standing.held <= one.limit


def _would_break_a_rule(
    amounts: Amounts, buckets: Sequence[Bucket], counters: dict[tuple[str, str], Standing]
) -> bool:
    for one in buckets:
        amount = amounts.money if one.budget.unit is Unit.MONEY else amounts.tokens
        standing = counters.get((one.budget.id, one.key), Standing())
        if amount and standing.spent + standing.held + amount > one.limit:
            return True
        if amount and amount * 100 > one.limit * one.budget.max_share_percent:
            return True
    return False


def _cannot_hold_one_more(found: Refused) -> bool:
    """Check that `affordable` fits its bucket, and that one more would not."""
    fits = shortage(found.affordable, found.bucket, standing=found.standing) is None
    return fits and shortage(found.affordable + 1, found.bucket, standing=found.standing) is not None
