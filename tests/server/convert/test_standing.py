"""A form that was filled in before says of the next line what a new one would: nothing stays behind."""

from hypothesis import given
from hypothesis import strategies as st

from remit.budget.model import Bucket, Budget, Period, ScopeType, Threshold, Unit
from remit.decision.model import Decision, Effect, Reserved, StandingLine
from remit.server.convert.standing import Form, HeldForm, form_of, standing_message
from remitpb.v1 import core_pb2 as core

NANOS = 10**9


def bucket(unit: Unit = Unit.MONEY, *, limit: int = 10 * NANOS, warn: tuple[int, ...] = ()) -> Bucket:
    """A counter of an agent's day, with soft thresholds in percent."""
    thresholds = tuple(map(Threshold, warn))
    budget = Budget("bud_1", ScopeType.AGENT, "x", Period.DAY, unit, limit, thresholds=thresholds)
    return Bucket(budget, "agent:x@2026-11-21", 1_795_219_200_000_000, 1_795_305_600_000_000, limit)


counts = st.integers(min_value=0, max_value=20 * NANOS)


@given(
    unit=st.sampled_from(Unit),
    amounts=st.booleans(),
    seen=st.lists(st.tuples(counts, counts), min_size=1, max_size=5),
    limit=st.sampled_from([0, 7, 10 * NANOS]),
)
def test_a_form_remembers_nothing(
    *, unit: Unit, amounts: bool, seen: list[tuple[int, int]], limit: int
) -> None:
    counter = bucket(unit, limit=limit, warn=(50, 80))
    used = Form(counter, "EUR", amounts=amounts)
    for spent, held in seen:
        line = StandingLine(counter, spent, held)
        new = Form(counter, "EUR", amounts=amounts)
        assert used.standing(line) == new.standing(line)


def test_a_line_says_what_is_spent_held_and_left() -> None:
    message = standing_message(StandingLine(bucket(warn=(50, 80)), 6 * NANOS + 1, NANOS), "EUR", amounts=True)
    assert (message.spent.money.units, message.spent.money.nanos) == (6, 1)
    assert (message.held.money.units, message.held.money.nanos) == (1, 0)
    assert (message.remaining.money.units, message.remaining.money.nanos) == (2, NANOS - 1)
    assert {part.money.currency_code for part in (message.limit, message.spent, message.held)} == {"EUR"}
    assert (message.used_percent, message.threshold_percent) == (70, 50)
    assert message.status == core.BUDGET_STATUS_WARNING


def test_a_threshold_that_is_left_again_is_absent() -> None:
    counter = bucket(Unit.TOKENS, limit=100, warn=(50,))
    form = Form(counter, "EUR", amounts=True)
    form.standing(StandingLine(counter, 60, 0))
    message = core.Standing.FromString(form.standing(StandingLine(counter, 10, 0)))
    assert not message.HasField("threshold_percent")
    assert message.status == core.BUDGET_STATUS_ACTIVE
    assert message.remaining.tokens == 90


def test_who_may_not_see_amounts_sees_none() -> None:
    message = standing_message(StandingLine(bucket(), 10 * NANOS, 0), "EUR", amounts=False)
    assert message.status == core.BUDGET_STATUS_BLOCKED
    for name in ("limit", "spent", "held", "remaining", "used_percent"):
        assert not message.HasField(name), name


def test_a_changed_budget_has_a_form_of_its_own() -> None:
    before, after = bucket(), bucket(limit=7 * NANOS)
    assert form_of(before, "EUR", amounts=True) is form_of(before, "EUR", amounts=True)
    message = standing_message(StandingLine(after, 0, 0), "EUR", amounts=True)
    assert message.limit.money.units == 7


def test_a_reservation_remembers_nothing_of_the_one_before() -> None:
    def held(number: int, model: str) -> tuple[Reserved, Decision]:
        version = "v1" if model else ""
        kept = Reserved(f"res_{number}", number * NANOS, number, model, version, number)
        return kept, Decision(f"dec_{number}", Effect.ALLOW, number, 1, number, ())

    form = HeldForm()
    form.reservation(*held(5, "openai/gpt-4o"), currency="USD")
    for number in (0, 3):
        written = form.reservation(*held(number, ""), currency="EUR")
        assert written == HeldForm().reservation(*held(number, ""), currency="EUR")
        message = core.Reservation.FromString(written)
        assert (message.held_money.currency_code, message.held_money.units) == ("EUR", number)
        assert message.HasField("held_tokens")
        assert not message.price_version
