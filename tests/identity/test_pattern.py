"""Action patterns agree with a slow and obvious matcher, and cannot be made to run long."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from remit.identity.pattern import contains, covers, first_outside, matches, matches_any
from tests.effort import examples

patterns = st.text("ab**", max_size=6)
actions = st.text("ab", max_size=6)


@example("a*a", "a")
@example("ab*b*ba", "abba")
@given(patterns, actions)
def test_a_pattern_means_what_its_regular_expression_means(pattern: str, action: str) -> None:
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))
    assert matches(pattern, action) == (re.fullmatch(expression, action) is not None)


@given(st.from_regex(r"[a-z]{1,9}:[a-z]{1,9}", fullmatch=True))
def test_stars_cover_every_action_and_a_noun_only_its_own(action: str) -> None:
    assert matches("*", action)
    assert matches("*:*", action)
    assert matches(action, action)
    assert not matches(action, action + "x")
    assert not matches(action.upper(), action)


def test_no_scope_is_no_limit_but_no_pattern_covers_nothing() -> None:
    assert covers((), "tool:execute")
    assert covers(["tool:*"], "tool:execute")
    assert not covers(("tool:*",), "path:read")
    assert not matches_any((), "tool:execute")


def test_other_characters_of_globs_and_regular_expressions_are_plain() -> None:
    assert not matches("tool:?", "tool:x")
    assert not matches("tool:[a-z]", "tool:x")
    assert not matches("tool:.", "tool:x")


def test_many_stars_do_not_take_long() -> None:
    began = time.perf_counter()
    assert not matches("*a" * 60 + "*b", "a" * 120)
    assert time.perf_counter() - began < 0.1


names = st.builds("{}:{}".format, st.text("ab", max_size=3), st.text("ab:", max_size=4))
pairs = st.builds("{}:{}".format, st.text("ab*", max_size=4), st.text("ab*:", max_size=4)) | st.just("*")


@settings(max_examples=examples(500))
@example("*a*b", "*ba*", "ba:b")
@example("*:*", "*", "a:b")
@example("a*:b", "*", "b:b")
@given(pairs, pairs, names)
def test_a_pattern_that_contains_another_covers_all_its_names(wide: str, narrow: str, name: str) -> None:
    if contains(wide, narrow) and matches(narrow, name):
        assert matches(wide, name)


@pytest.mark.parametrize(
    ("wide", "narrow", "inside"),
    [
        ("*", "*:*", True),
        ("*:*", "*", True),
        ("tool:*", "tool:web-*", True),
        ("tool:*", "tool:*", True),
        ("tool:web-*", "tool:web-search", True),
        ("tool:web-*", "tool:*", False),
        ("tool:web-search", "tool:web-*", False),
        ("tool:*", "*", False),
        ("*:read", "path:*", False),
        ("*:read", "*:read*", False),
    ],
)
def test_what_lies_inside_a_pattern(wide: str, narrow: str, inside: bool) -> None:  # noqa: FBT001  what is wanted
    assert contains(wide, narrow) is inside


def test_the_first_pattern_outside_is_named_by_its_place() -> None:
    assert first_outside(("tool:*", "path:read"), ("path:read", "tool:x")) is None
    assert first_outside(("tool:*", "path:read"), ("tool:x", "path:write", "a:b")) == 1
    assert first_outside(("tool:a*", "tool:b*"), ("tool:*",)) == 0
