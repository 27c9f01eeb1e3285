"""The digest: one meaning, one digest; any change, another."""

import json
from dataclasses import fields, replace
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from remit.approval.digest import MAX_SAFE_INTEGER, Json, action_digest
from remit.approval.model import Act, Cost
from remit.errors import JsonInvalidError
from remit.money import MAX_NANOS

ACT = Act(
    tenant="acme",
    subject="agent:payer",
    action="tool:execute",
    resource_type="tool",
    resource_id="payments",
    arguments_json='{"amount": 250, "to": "DE89"}',
)
CEILING = Cost(money=2_500_000_000, tokens=4_000)

texts = st.text(st.characters(codec="utf-8"), max_size=6)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
    | st.floats(-1e15, 1e15, allow_nan=False)
    | texts
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
costs = st.builds(Cost, money=st.integers(0, MAX_NANOS), tokens=st.integers(0, 10**12))


def spelt_otherwise(value: Json) -> str:
    """Write a value with the keys backwards, with white space, and every character escaped."""
    if isinstance(value, dict):
        pairs = [f"{spelt_otherwise(key)} :\n {spelt_otherwise(value[key])}" for key in reversed(value)]
        return "{ " + " ,\t".join(pairs) + " }"
    if isinstance(value, list):
        return "[ " + " , ".join(map(spelt_otherwise, value)) + "\r\n]"
    if isinstance(value, str):
        units = value.encode("utf-16-be").hex()
        return '"' + "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)) + '"'
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value}.0"
    return json.dumps(value)


def with_arguments(text: str) -> str:
    return action_digest(replace(ACT, arguments_json=text), CEILING)


@given(values)
def test_spelling_does_not_matter(value: Json) -> None:
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert with_arguments(compact) == with_arguments(spelt_otherwise(value))


@given(values, values)
def test_another_meaning_has_another_digest(one: Json, other: Json) -> None:
    # Python takes True for 1; JSON does not. Both are compared as text, where -0.0 is 0 and 1.0 is 1.
    assume(canonical(one) != canonical(other))
    assert with_arguments(json.dumps(one)) != with_arguments(json.dumps(other))


def canonical(value: Json) -> str:
    return json.dumps(as_plain_numbers(value), sort_keys=True)


def as_plain_numbers(value: Json) -> Json:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [as_plain_numbers(one) for one in value]
    if isinstance(value, dict):
        return {key: as_plain_numbers(one) for key, one in value.items()}
    return value


@given(costs, costs)
def test_another_ceiling_has_another_digest(one: Cost, other: Cost) -> None:
    assert (action_digest(ACT, one) == action_digest(ACT, other)) == (one == other)


@pytest.mark.parametrize("field", [field.name for field in fields(Act)])
def test_every_part_of_the_act_counts(field: str) -> None:
    changed = replace(ACT, **{field: '{"a":1}' if field.endswith("_json") else "user:other"})
    assert action_digest(changed, CEILING) != action_digest(ACT, CEILING)


@given(texts, texts, texts, texts)
def test_no_part_runs_over_into_the_next(a: str, b: str, c: str, d: str) -> None:
    one = replace(ACT, resource_type=a, resource_id=b)
    other = replace(ACT, resource_type=c, resource_id=d)
    assert (action_digest(one, CEILING) == action_digest(other, CEILING)) == ((a, b) == (c, d))


def test_absent_arguments_differ_from_null_and_from_none_given() -> None:
    digests = {with_arguments(text) for text in ("", "null", "{}", "[]", "[null]", '""', "false", "0")}
    assert len(digests) == 8


def test_absent_attributes_are_an_empty_object() -> None:
    given_empty = replace(ACT, resource_attributes_json=" {} ")
    assert action_digest(given_empty, CEILING) == action_digest(ACT, CEILING)


def test_the_form_stays_as_it_is_since_old_approvals_are_checked_against_it() -> None:
    document = (
        '{"action":"tool:execute","arguments":[{"amount":250,"to":"DE89"}],"ceiling_money":"2500000000",'
        '"ceiling_tokens":"4000","on_behalf_of":"","resource_attributes":{},"resource_id":"payments",'
        '"resource_type":"tool","subject":"agent:payer","tenant":"acme","version":"remit.approval.v1"}'
    )
    assert action_digest(ACT, CEILING) == sha256(document.encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{} {}",
        "nul",
        "NaN",
        "[Infinity]",
        "\ufeff{}",
        '{"a": 1, "a": 1}',
        '{"a": 1, "\\u0061": 2}',
        '[{"b": {"a": 1, "a": 2}}]',
        "9007199254740992",
        "-9007199254740992",
        "1" * 5_000,
        "9007199254740993.0",
        "12345678901234567890e0",
        "1e400",
        '"\\ud800"',
        '{"\\udfff": 1}',
        "[" * 17 + "]" * 17,
        '{"a":' * 17 + "1" + "}" * 17,
        "[" * 30_000,
        '"' + "a" * 65_536 + '"',
        '"' + "é" * 32_768 + '"',
    ],
)
def test_json_that_others_might_read_otherwise_is_refused(text: str) -> None:
    with pytest.raises(JsonInvalidError) as caught:
        with_arguments(text)
    assert caught.value.field == "arguments_json"


@pytest.mark.parametrize(
    "text", ["[" * 16 + "]" * 16, "9007199254740991", "1e300", "1e-400", "0.1", "9007199254740992.0"]
)
def test_json_at_the_edge_is_taken(text: str) -> None:
    assert len(with_arguments(text)) == 64


@pytest.mark.parametrize("text", ["[]", "1", "null", '"a"', "{"])
def test_attributes_are_one_object(text: str) -> None:
    with pytest.raises(JsonInvalidError) as caught:
        action_digest(replace(ACT, resource_attributes_json=text), CEILING)
    assert caught.value.field == "resource.attributes_json"


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_any_text_has_a_digest_or_its_documented_error(text: str) -> None:
    try:
        digest = with_arguments(text)
    except JsonInvalidError:
        return
    assert len(digest) == 64
