"""A form that was filled in before says of the next line what a new one would: nothing stays behind."""

import pytest
from google.type.money_pb2 import Money
from hypothesis import given
from hypothesis import strategies as st

from remit.budget.model import Bucket, Budget, Hold, Period, ScopeType, Threshold, Unit
from remit.decision.model import Decision, Effect, Reserved, StandingLine
from remit.server.convert import standing
from remit.server.convert.standing import BooksForm, Form, books_of, form_of, standing_message
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

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


@st.composite
def held(draw: st.DrawFn) -> tuple[Reserved, Decision]:
    """A decision that holds of two counters, one of each unit."""
    name, money, tokens, at, until = draw(st.tuples(st.sampled_from("ab"), counts, counts, counts, counts))
    lines = tuple(StandingLine(one, draw(counts), draw(counts)) for one in (MONEY, TOKENS))
    holds = (
        Hold("bud_1", MONEY.key, Unit.MONEY, money),
        Hold("bud_1", TOKENS.key, Unit.TOKENS, tokens),
    )
    model = draw(st.sampled_from(["", "gpt-4o", "openai/gpt-4o"]))
    kept = Reserved(f"res_{name}", money, tokens, model, "v1" if model else "", until, holds)
    return kept, Decision(f"dec_{name}", Effect.ALLOW, at, 1, at, (), reservation=kept, standings=lines)


MONEY, TOKENS = bucket(warn=(50,)), bucket(Unit.TOKENS)


@given(seen=st.lists(held(), min_size=1, max_size=4), amounts=st.booleans())
def test_what_is_held_remembers_nothing_of_the_one_before(
    *, seen: list[tuple[Reserved, Decision]], amounts: bool
) -> None:
    used = BooksForm((MONEY, TOKENS), "EUR", amounts=amounts)
    for kept, decision in seen:
        new = BooksForm((MONEY, TOKENS), "EUR", amounts=amounts)
        assert used.reservation(kept, decision) == new.reservation(kept, decision)
        written = used.standings(decision.standings)
        assert written == new.standings(decision.standings)
        told = [form_of(one.bucket, "EUR", amounts=amounts).standing(one) for one in decision.standings]
        assert [one.SerializeToString() for one in pb.AuthorizeResponse.FromString(written).budgets] == told


def test_a_reservation_says_what_it_holds_of_each() -> None:
    holds = (Hold("bud_1", MONEY.key, Unit.MONEY, NANOS + 7), Hold("bud_1", TOKENS.key, Unit.TOKENS, 5))
    kept = Reserved("res_1", NANOS + 7, 5, "openai/gpt-4o", "v1", 3_000_000, holds)
    written = BooksForm((MONEY, TOKENS), "EUR", amounts=False).reservation(
        kept, Decision("dec_1", Effect.ALLOW, 2_000_000, 1, 0, ())
    )
    message = pb.AuthorizeResponse.FromString(written).reservation
    assert (message.reservation_id, message.decision_id, message.price_version) == ("res_1", "dec_1", "v1")
    assert (message.model.provider, message.model.model) == ("openai", "gpt-4o")
    assert message.held_money == Money(currency_code="EUR", units=1, nanos=7)
    assert (message.created_at.seconds, message.expires_at.seconds, message.held_tokens) == (2, 3, 5)
    assert [one.budget_id for one in message.holds] == ["bud_1", "bud_1"]
    assert message.holds[0].amount.money == message.held_money
    assert message.holds[1].amount.tokens == 5
    assert message.holds[1].period_start.seconds == 1_795_219_200
    assert message.state == core.RESERVATION_STATE_OPEN


def test_without_a_model_a_reservation_names_no_price() -> None:
    kept = Reserved("res_1", 0, 0, "", "v1", 1)
    decision = Decision("dec_1", Effect.ALLOW, 1, 1, 1, ())
    written = BooksForm((), "USD", amounts=True).reservation(kept, decision)
    message = pb.AuthorizeResponse.FromString(written).reservation
    assert message.HasField("held_tokens")
    assert not message.HasField("model")
    assert not message.price_version


def test_forms_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "BOOKS_KEPT", 2)
    lines = [(StandingLine(bucket(limit=limit), 0, 0),) for limit in range(1, 6)]
    for _ in range(2):
        for limit, line in enumerate(lines, start=1):
            written = books_of(line, "EUR", amounts=True).standings(line)
            assert pb.AuthorizeResponse.FromString(written).budgets[0].limit.money.nanos == limit
            assert len(standing._books) <= 2
