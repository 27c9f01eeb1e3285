"""Ids and refs: what is accepted, what is refused, and which field is named."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import InvalidFieldError, MissingFieldError, RemitError
from remit.identity.entity import MAX_ID_LENGTH, SUBJECT_TYPES, check_id, split_ref, subject_ref

ALPHABET = string.ascii_letters + string.digits + "._-/@:"
ids = st.text(ALPHABET, min_size=1, max_size=MAX_ID_LENGTH)


@given(ids)
def test_every_id_of_the_form_is_returned_unchanged(text: str) -> None:
    assert check_id(text, "subject.id") == text


@given(ids, st.integers(0, MAX_ID_LENGTH), st.characters(exclude_characters=ALPHABET))
def test_one_foreign_character_anywhere_is_refused(text: str, at: int, foreign: str) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        check_id(text[:at] + foreign + text[at:], "resource.id")
    assert caught.value.field == "resource.id"


@pytest.mark.parametrize(
    "text", ["a" * (MAX_ID_LENGTH + 1), "a\n", "a b", "é", "a\x00", "\uff11", "a{b}", "a>b"]
)
def test_what_is_not_an_id_is_invalid(text: str) -> None:
    with pytest.raises(InvalidFieldError):
        check_id(text, "x")


def test_an_empty_id_is_missing_not_invalid() -> None:
    with pytest.raises(MissingFieldError) as caught:
        check_id("", "session_id")
    assert caught.value.field == "session_id"


@given(st.sampled_from(sorted(SUBJECT_TYPES)), ids)
def test_a_ref_splits_into_what_it_was_made_of(subject_type: str, subject_id: str) -> None:
    ref = subject_ref(subject_type, subject_id, field="subject")
    assert split_ref(ref, "subject") == (subject_type, subject_id)


@pytest.mark.parametrize(
    ("subject_type", "subject_id", "error", "field"),
    [
        ("", "x", MissingFieldError, "subject.type"),
        ("agent", "", MissingFieldError, "subject.id"),
        ("robot", "x", InvalidFieldError, "subject.type"),
        ("Agent", "x", InvalidFieldError, "subject.type"),
        ("agent", "x y", InvalidFieldError, "subject.id"),
    ],
)
def test_a_bad_part_is_named(subject_type: str, subject_id: str, error: type[RemitError], field: str) -> None:
    with pytest.raises(error) as caught:
        subject_ref(subject_type, subject_id, field="subject")
    assert caught.value.field == field


@pytest.mark.parametrize("ref", ["agent", "agent:", ":x", "robot:x", "agent:x y", "group:operators"])
def test_an_ill_formed_ref_is_refused(ref: str) -> None:
    with pytest.raises(RemitError) as caught:
        split_ref(ref, "on_behalf_of")
    assert caught.value.field == "on_behalf_of"


def test_a_missing_ref_is_missing() -> None:
    with pytest.raises(MissingFieldError):
        split_ref("", "member")


def test_a_member_may_be_of_other_types_where_the_caller_says_so() -> None:
    assert split_ref("group:operators", "member", types={*SUBJECT_TYPES, "group"}) == ("group", "operators")
