"""JSON of attributes is read exactly and strictly, and only when it is asked for."""

import json
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import JsonInvalidError
from remit.policy.facts import MOST_JSON_BYTES, Facts, read_json

LIMIT = 2**53 - 1

values = st.recursive(
    st.none() | st.booleans() | st.integers(-LIMIT, LIMIT) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_what_was_written_is_read(value: object) -> None:
    assert read_json(json.dumps(value), "x") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=9))
def test_fractions_are_exact(value: Decimal) -> None:
    assert read_json(f"{value:f}", "x") == value


@given(st.text('{}[]",:0123456789.eE+-truefalsn\\u \n', max_size=40))
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    try:
        read_json(text, "arguments_json")
    except JsonInvalidError as error:
        assert error.field == "arguments_json"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "{",
        '{"a":1,"a":2}',
        '[{"b":{"a":1,"a":1}}]',
        "NaN",
        "[Infinity]",
        "-Infinity",
        str(LIMIT + 1),
        str(-LIMIT - 1),
        "1" * 5000,
        "0." + "1" * 64,
        "1e309",
        "1e99999999999999999999",
        "1e-309",
        '"\\ud800"',
        '{"\\udfff": 1}',
        '"\ud800"',
        '"\n"',
        "[" * 17 + "]" * 17,
        "[" * 60_000,
        "[" * 30_000 + "]" * 30_000,
        '"' + "x" * MOST_JSON_BYTES + '"',
        '"' + "é" * (MOST_JSON_BYTES // 2) + '"',
        "\ufeff1",
    ],
)
def test_bad_json_is_refused(bad: str) -> None:
    with pytest.raises(JsonInvalidError) as refused:
        read_json(bad, "arguments_json")
    assert refused.value.field == "arguments_json"


def test_bounds_themselves_are_admitted() -> None:
    assert read_json("[" * 16 + "]" * 16, "x")
    assert read_json(str(LIMIT), "x") == LIMIT
    assert read_json('"' + "x" * (MOST_JSON_BYTES - 2) + '"', "x")
    assert read_json('"\\ud83d\\ude00"', "x") == "😀"


def test_refusals_do_not_echo_what_was_sent() -> None:
    with pytest.raises(JsonInvalidError) as refused:
        read_json('{"password": hunter2}', "arguments_json")
    assert "hunter2" not in refused.value.message


def test_json_is_read_only_when_asked_for_and_then_once() -> None:
    facts = Facts(
        "agent:x", "tool:execute", "tool:y", arguments_json="not json", resource_attributes_json='{"a":1}'
    )
    assert facts.resource_attributes() is facts.resource_attributes()
    assert facts.subject_attributes() is None
    with pytest.raises(JsonInvalidError):
        facts.arguments()


def test_money_is_in_units_and_time_in_the_tenants_zone() -> None:
    facts = Facts(
        "agent:x",
        "a:b",
        "t:y",
        estimate_money=2_500_000_001,
        now=1_790_000_000_000_000,
        zone=ZoneInfo("Asia/Tokyo"),
    )
    assert facts.money() == Decimal("2.500000001")
    # 1,790,000,000 s is 2026-09-21T14:13:20Z.
    assert facts.local_time().isoformat() == "2026-09-21T23:13:20+09:00"
    assert Facts("agent:x", "a:b", "t:y").money() is None
