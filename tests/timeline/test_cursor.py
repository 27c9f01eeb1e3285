"""Cursors: each belongs to one stream."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import CursorInvalidError
from remit.timeline.cursor import Cursor
from remit.timeline.model import Filter, Scope, ScopeKind, StepKind, StepStatus

KEY = b"k" * 32
RUN = Scope("acme", ScopeKind.RUN, "run_1")
CURSOR = Cursor(RUN, Filter(), key=KEY)

NAMES = st.sampled_from(["a", "ab", "b", "", '"', "|", "a|b"])
STREAMS = st.tuples(
    st.builds(Scope, NAMES, st.sampled_from(ScopeKind), NAMES),
    st.builds(
        Filter,
        st.frozensets(st.sampled_from(StepKind), max_size=1),
        st.frozensets(st.sampled_from(StepStatus), max_size=1),
        st.dictionaries(NAMES, NAMES, max_size=2),
    ),
)


@given(STREAMS, st.integers(0, 2**96 - 1))
def test_a_cursor_gives_its_place_back(stream: tuple[Scope, Filter], position: int) -> None:
    cursor = Cursor(*stream, key=KEY)
    assert cursor.decode(cursor.encode(position)) == position
    assert len(cursor.encode(position)) <= 512


@given(STREAMS, STREAMS, st.integers(0, 1_000))
def test_a_cursor_of_another_stream_is_refused(
    one: tuple[Scope, Filter], other: tuple[Scope, Filter], position: int
) -> None:
    if one != other:
        with pytest.raises(CursorInvalidError) as raised:
            Cursor(*other, key=KEY).decode(Cursor(*one, key=KEY).encode(position))
        assert raised.value.field == "cursor"


def test_a_cursor_of_another_service_is_refused() -> None:
    with pytest.raises(CursorInvalidError):
        Cursor(RUN, Filter(), key=b"o" * 32).decode(CURSOR.encode(1))


@given(
    st.text()
    | st.binary(min_size=28, max_size=28).map(lambda data: base64.urlsafe_b64encode(data).decode()[:38])
)
def test_made_up_text_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalidError):
        CURSOR.decode(text)


@given(st.data())
def test_any_change_is_refused(data: st.DataObject) -> None:
    text = CURSOR.encode(7)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABab01-_=. \né").filter(lambda character: character != text[place]))
    with pytest.raises(CursorInvalidError):
        CURSOR.decode(text[:place] + other + text[place + 1 :])


def test_a_place_moved_on_is_refused() -> None:
    one, two = (base64.urlsafe_b64decode(CURSOR.encode(place) + "==") for place in (1, 2))
    with pytest.raises(CursorInvalidError):
        CURSOR.decode(base64.urlsafe_b64encode(two[:12] + one[12:]).rstrip(b"=").decode())


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Cursor(RUN, Filter(), key=b"short")
