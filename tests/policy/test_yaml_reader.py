"""Documents are read strictly: nothing twice, nothing hidden, nothing guessed."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import DocumentInvalidError
from remit.policy.yaml_reader import read_yaml
from remit.policy.yaml_writer import write_yaml

LIMIT = 2**53 - 1
BYTES = 100_000

# YAML allows no control characters but these, and no lone surrogates.
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff")
)
keys = st.text("abc<=:- 1é", max_size=4)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-LIMIT, LIMIT)
    | st.decimals(-1000, 1000, allow_nan=False, places=3)
    | texts
    | st.sampled_from(
        ["yes", "no", "on", "null", "~", "1e3", "0x1F", "1:30", "<<", "=", "2026-01-01", "-", "- a", "01"]
    )
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def read(text: str) -> object:
    return read_yaml(text, "document", most_bytes=BYTES)


@given(values)
def test_what_was_written_is_read(value: object) -> None:
    assert read(write_yaml(value)) == value


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-LIMIT, LIMIT)
        | st.text(st.characters(codec="ascii"), max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_json_is_read_as_json(value: object) -> None:
    assert read(json.dumps(value)) == value


@given(st.text("ab:-{}[]\n \"'#&*!|>%@`,?~<=0123456789.\t", max_size=40))
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except DocumentInvalidError as error:
        assert error.field == "document"


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("a: 1\na: 2", "twice at line 2, column 1"),
        ("a: {b: 1, 'b': 2}", "twice"),
        ("a: &x 1\nb: *x", "anchors"),
        ("b: *x", "alias"),
        ("a: !!python/object:os.system x", "tags"),
        ("a: !!str 5", "tags"),
        ("? [a]\n: 1", "key is a list"),
        ("<<: {a: 1}", "merge keys"),
        ("--- 1\n--- 2", "second document"),
        ("[" * 33 + "]" * 33, "deeper"),
        ("[" * 90_000, "deeper"),
        ("a: 9007199254740992", "beyond"),
        ("a: 1e400", "beyond"),
        ("a: [", "line"),
        ("\x00", "characters"),
        ("a: \ud800", "characters"),
        ("x" * (BYTES + 1), "longer"),
    ],
)
def test_what_could_mislead_is_refused(bad: str, told: str) -> None:
    with pytest.raises(DocumentInvalidError, match=told) as refused:
        read(bad)
    assert refused.value.field == "document"


def test_scalars_mean_what_json_says_and_all_else_is_text() -> None:
    assert read("[no, yes, on, 010, 0x1F, 1:30, 2026-01-01, .inf, +5, 1_000]") == [
        "no", "yes", "on", "010", "0x1F", "1:30", "2026-01-01", ".inf", "+5", "1_000",
    ]  # fmt: skip
    assert read("[true, False, ~, null, 5, -0.50, 1e3, '5', \"true\"]") == [
        True, False, None, None, 5, Decimal("-0.50"), Decimal(1000), "5", "true",
    ]  # fmt: skip
    assert read("") is None
