"""Messages as people write them, and back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.client import (
    amount_text,
    candidates,
    costs,
    duration,
    entity,
    enum_text,
    enum_value,
    from_plain,
    model,
    model_call,
    model_name,
    money,
    money_text,
    nanos,
    nothing,
    ref,
    timestamp,
    to_plain,
    tokens,
)
from remit.client import messages as m

IDS = st.text("abcXYZ019._-/@:", min_size=1, max_size=20)


@given(kind=st.sampled_from(["agent", "user", "tool"]), name=IDS)
def test_an_entity_is_its_text(kind: str, name: str) -> None:
    made = entity(f"{kind}:{name}")
    assert (made.type, made.id) == (kind, name)
    assert ref(made) == f"{kind}:{name}"


@pytest.mark.parametrize("text", ["", "agent", "agent:", ":x"])
def test_what_is_no_entity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="type:id"):
        entity(text)


def test_attributes_are_json() -> None:
    assert entity("path:/a", {"size": 3}).attributes_json == '{"size": 3}'


@pytest.mark.parametrize(
    ("text", "provider", "name"),
    [
        ("openai/gpt-4o", "openai", "gpt-4o"),
        ("gpt-4o", "", "gpt-4o"),
        ("huggingface/org/model", "huggingface", "org/model"),
    ],
)
def test_a_model_is_its_text(text: str, provider: str, name: str) -> None:
    made = model(text)
    assert (made.provider, made.model) == (provider, name)
    assert model_name(made) == text


@pytest.mark.parametrize("text", ["", "/gpt-4o", "openai/"])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="provider/model"):
        model(text)


@given(st.integers(-(9 * 10**18), 9 * 10**18))
def test_money_is_exact(total: int) -> None:
    amount = Decimal(total).scaleb(-9)
    made = money(amount, "EUR")
    assert nanos(made) == total
    assert made.currency_code == "EUR"
    assert nanos(money(money_text(made))) == total


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("12.5", "12.50 USD"),
        ("0.000062500", "0.0000625 USD"),
        ("3", "3.00 USD"),
        ("1 EUR", "1.00 EUR"),
        ("-0.5", "-0.50 USD"),
    ],
)
def test_money_reads_as_people_write_it(given: str, text: str) -> None:
    assert money_text(money(given)) == text


@pytest.mark.parametrize(
    "text", ["", "abc", "1.0000000001", "NaN", "Infinity", "1e400", "1." + 40 * "0" + "1"]
)
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount of money|finer"):
        money(text)


def test_amounts_say_their_unit() -> None:
    assert amount_text(m.Amount(tokens=1_000)) == "1,000 tokens"
    assert amount_text(m.Amount(money=money("2"))) == "2.00 USD"
    assert amount_text(m.Amount()) == ""


def test_estimates_say_what_they_are_of() -> None:
    call = model_call("openai/gpt-4o", input_tokens=5)
    assert call.model_call.input_tokens == 5
    assert not call.model_call.HasField("max_output_tokens")
    assert len(candidates(call, call).candidates.calls) == 2
    assert nanos(costs("0.5").money) == 500_000_000
    assert tokens(0).WhichOneof("estimate") == "tokens"
    assert nothing().WhichOneof("estimate") == "nothing"


def test_times_and_lengths() -> None:
    assert duration(1.5).nanos == 500_000_000
    assert duration(timedelta(hours=1)).seconds == 3_600
    assert timestamp(datetime(2026, 1, 1, tzinfo=UTC)) == timestamp(datetime(2026, 1, 1))  # noqa: DTZ001  that is the point


@pytest.mark.parametrize("text", ["require-approval", "REQUIRE_APPROVAL", "Require_Approval"])
def test_enum_values_by_name(text: str) -> None:
    assert enum_value(m.GuardrailEffect, text) == m.GUARDRAIL_EFFECT_REQUIRE_APPROVAL


def test_enum_values_that_are_none() -> None:
    for text in ("unspecified", "nonsense", ""):
        with pytest.raises(ValueError, match="forbid, permit"):
            enum_value(m.GuardrailEffect, text)
    assert enum_text(m.Effect, 99) == "99"
    assert enum_text(m.ReasonCode, m.REASON_CODE_ROLE_MISSING) == "ROLE_MISSING"


def test_plain_values_keep_everything() -> None:
    role = m.Role(role_id="r", permissions=[m.Permission(action="a:b")])
    plain = to_plain(role)
    assert plain == {"role_id": "r", "permissions": [{"action": "a:b"}], "inherits": []}
    assert from_plain(m.Role, plain) == role


@pytest.mark.parametrize("value", [[], "text", {"nonsense": 1}, {"role_id": 5}])
def test_what_is_no_such_message_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        from_plain(m.Role, value)
