"""Page tokens: what was put in comes out, and only for the list that they were made for."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import PageTokenInvalidError
from remit.paging import PageTokens

KEY = b"k" * 32
TOKENS = PageTokens(KEY)


@given(st.text(min_size=1, max_size=200), st.binary(max_size=100))
def test_a_token_gives_its_position_back(position: str, filter: bytes) -> None:
    assert TOKENS.decode(TOKENS.encode(position, filter), filter) == position


def test_no_token_is_the_first_page() -> None:
    assert TOKENS.decode("", b"any") == ""


@given(st.text(min_size=1), st.binary(), st.binary())
def test_a_token_of_another_filter_is_refused(position: str, one: bytes, other: bytes) -> None:
    if one != other:
        with pytest.raises(PageTokenInvalidError) as raised:
            TOKENS.decode(TOKENS.encode(position, one), other)
        assert raised.value.field == "page_token"


def test_what_moves_from_filter_to_position_is_another_token() -> None:
    token = TOKENS.encode("bc", b"a")
    with pytest.raises(PageTokenInvalidError):
        TOKENS.decode(token, b"ab")
    code = base64.urlsafe_b64decode(token + "==")[:16]
    forged = base64.urlsafe_b64encode(code + b"c").rstrip(b"=").decode()
    with pytest.raises(PageTokenInvalidError):
        TOKENS.decode(forged, b"ab")


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(PageTokenInvalidError):
        PageTokens(b"o" * 32).decode(TOKENS.encode("x", b"f"), b"f")


@given(st.text(min_size=1) | st.binary(min_size=1).map(lambda data: base64.urlsafe_b64encode(data).decode()))
def test_made_up_text_is_refused(text: str) -> None:
    with pytest.raises(PageTokenInvalidError):
        TOKENS.decode(text, b"f")


@given(st.data())
def test_any_change_is_refused(data: st.DataObject) -> None:
    token = TOKENS.encode("position-1", b"f")
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABab01-_=. \n").filter(lambda character: character != token[place]))
    with pytest.raises(PageTokenInvalidError):
        TOKENS.decode(token[:place] + other + token[place + 1 :], b"f")


def test_other_spellings_of_the_same_bytes_are_refused() -> None:
    token = TOKENS.encode("p", b"f")
    for spelling in (token + "=", token + "\n", "!" + token, token + "A"):
        with pytest.raises(PageTokenInvalidError):
            TOKENS.decode(spelling, b"f")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        PageTokens(b"short")
