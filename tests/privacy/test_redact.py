"""What is masked, and that a document is read strictly before it is trusted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import JsonInvalidError
from remit.privacy.document import DEPTH_LIMIT, JSON_LIMIT
from remit.privacy.model import DataKind
from remit.privacy.redact import redact_json, redact_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def test_a_text_is_masked_by_kind() -> None:
    assert redact_text("ann@example.com or +14155552671.") == "[EMAIL] or [PHONE]."
    assert redact_text("nothing") == "nothing"


def test_values_are_masked_where_they_are() -> None:
    redacted = redact_json(
        '{"to": ["ann@example.com", 7], "a/b~c": {"note": "call +14155552671"}, "ok": null}'
    )
    assert redacted.text == '{"to":["[EMAIL]",7],"a/b~c":{"note":"call [PHONE]"},"ok":null}'
    assert [(finding.kind, finding.path) for finding in redacted.findings] == [
        (DataKind.EMAIL, "/to/0"),
        (DataKind.PHONE, "/a~1b~0c/note"),
    ]


def test_a_card_written_as_a_number_is_masked() -> None:
    assert redact_json('{"card": 4111111111111111, "sure": true, "count": 3}').text == (
        '{"card":"[CARD]","sure":true,"count":3}'
    )


def test_the_name_of_a_member_makes_a_secret() -> None:
    assert redact_json('{"password": "hunter2!", "keys": {"api_key": ["abcdefgh"]}}').text == (
        '{"password":"[SECRET]","keys":{"api_key":["[SECRET]"]}}'
    )


def test_names_are_masked_and_kept_apart() -> None:
    redacted = redact_json('{"ann@example.com": 1, "bob@example.com": 2, "[EMAIL]": 3}')
    assert json.loads(redacted.text) == {"[EMAIL]": 1, "[EMAIL]'": 2, "[EMAIL]''": 3}
    assert [finding.in_name for finding in redacted.findings] == [True, True]


def test_a_finding_never_shows_what_was_found() -> None:
    redacted = redact_json('{"ann@example.com": {"x": "bob@example.com"}}')
    assert len(redacted.findings) == 2
    assert "ann" not in repr(redacted)
    assert "bob" not in repr(redacted)


def test_a_text_without_findings_stays_byte_for_byte() -> None:
    text = '{ "a" : [1.50, "é\\u00e9"] }'
    assert redact_json(text).text == text
    assert redact_json("").text == ""


@given(JSON)
def test_any_document_stays_json_and_is_clean_afterwards(value: object) -> None:
    text = json.dumps(value)
    redacted = redact_json(text)
    json.loads(redacted.text)
    assert redact_json(redacted.text).findings == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "malformed at character 1"),
        ("ann@example.com", "malformed at character 0"),
        ("[1] [2]", "malformed"),
        ('{"a": 1, "a": 2}', "member twice"),
        ('{"a": {"b": 1, "\\u0062": 2}}', "member twice"),
        ("[NaN]", "NaN"),
        ("[-Infinity]", "Infinity"),
        ("[9007199254740992]", "2^53"),
        ("[" + "9" * 5_000 + "]", "2^53"),
        ('["\\ud800"]', "surrogate"),
        ('{"\\udfff": 1}', "surrogate"),
        ("[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1), "deeper than 16"),
        ("[" * 30_000, "deeper than 16"),
        ('"' + "é" * (JSON_LIMIT // 2) + '"', "longer than 65536 bytes"),
    ],
)
def test_what_two_readers_could_understand_differently_is_refused(text: str, what: str) -> None:
    with pytest.raises(JsonInvalidError) as raised:
        redact_json(text, field="arguments_json")
    assert what in raised.value.message
    assert raised.value.field == "arguments_json"
    assert "ann" not in raised.value.message


def test_what_is_just_within_the_bounds_is_read() -> None:
    redact_json("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT)
    redact_json('"' + "é" * (JSON_LIMIT // 2 - 1) + '"')
    redact_json("[9007199254740991, -9007199254740991]")
