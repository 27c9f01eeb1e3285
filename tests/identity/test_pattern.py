"""Action patterns agree with a slow and obvious matcher, and cannot be made to run long."""

import re
import time

from hypothesis import example, given
from hypothesis import strategies as st

from remit.identity.pattern import covers, matches, matches_any

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
