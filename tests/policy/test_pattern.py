"""Patterns agree with a slow and obvious matcher, and cannot be made to run long."""

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import InvalidFieldError
from remit.policy.index import PatternIndex
from remit.policy.pattern import any_of, compile_action, compile_glob, compile_resource

globs = st.text("ab:*.", max_size=9)
names = st.text("ab:.", max_size=12)


def obvious(pattern: str, name: str) -> bool:
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(expression, name, re.DOTALL) is not None


@given(globs, names)
def test_a_glob_means_what_its_regular_expression_means(pattern: str, name: str) -> None:
    assert compile_glob(pattern)(name) is obvious(pattern, name)


@given(st.lists(globs, max_size=4), names)
def test_any_of_matches_when_one_does(patterns: list[str], name: str) -> None:
    assert any_of(map(compile_glob, patterns))(name) is any(obvious(pattern, name) for pattern in patterns)


@given(st.lists(st.lists(globs, min_size=1, max_size=3), max_size=6), names)
def test_an_index_finds_what_a_walk_over_everything_finds_and_each_once(
    filed: list[list[str]], name: str
) -> None:
    index = PatternIndex(
        ((patterns, place) for place, patterns in enumerate(filed)), compile_pattern=compile_glob
    )
    wanted = [
        place for place, patterns in enumerate(filed) if any(obvious(pattern, name) for pattern in patterns)
    ]
    assert index.matching(name) == wanted
    assert (index.first(name) is None) is (not wanted)
    assert index.first(name) in {*wanted, None}


@pytest.mark.parametrize(
    ("pattern", "covered", "not_covered"),
    [
        ("*", "tool:execute", ""),
        ("*:*", "tool:execute", "tool"),
        ("tool:*", "tool:execute", "tools:execute"),
        ("memory:re*", "memory:read", "memory:write"),
        ("*:read", "path:read", "path:reads"),
        ("tool:execute", "tool:execute", "tool:Execute"),
    ],
)
def test_actions(pattern: str, covered: str, not_covered: str) -> None:
    matches = compile_action(pattern)
    assert matches(covered)
    assert pattern == "*" or not matches(not_covered)


def test_resources_are_compared_bytewise_and_a_star_crosses_slashes_and_colons() -> None:
    assert compile_resource("path:/srv/*")("path:/srv/a/b:c")
    assert not compile_resource("path:/srv/*")("path:/SRV/a")
    assert compile_resource("tool:a.b")("tool:a.b")
    assert not compile_resource("tool:a.b")("tool:aXb")
    assert not compile_resource("tool:web-*")("tool:web")
    assert not compile_glob("é")("e\u0301")


@pytest.mark.parametrize(
    "bad", ["", "tool", "Tool:x", "tool:", ":x", "tool:x:y", "tool:x y", "tool:é", "a:" + "b" * 127]
)
def test_bad_action_patterns_are_refused(bad: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        compile_action(bad, "permissions[0].action")
    assert refused.value.field == "permissions[0].action"


@pytest.mark.parametrize(
    "bad", ["", "tool", "web-*", "tool:", ":x", "tool:a b", "tool:[a]", "tool:\n", "t:" + "b" * 255]
)
def test_bad_resource_patterns_are_refused(bad: str) -> None:
    with pytest.raises(InvalidFieldError):
        compile_resource(bad)


@given(st.text(max_size=20))
def test_whatever_is_written_is_compiled_or_refused(text: str) -> None:
    for compile_pattern in (compile_action, compile_resource):
        assert_total(compile_pattern, text)


def assert_total(compile_pattern: Callable[[str], Callable[[str], bool]], text: str) -> None:
    try:
        matches = compile_pattern(text)
    except InvalidFieldError:
        return
    assert matches(text.replace("*", "x"))


def test_many_stars_do_not_run_long() -> None:
    matches = compile_resource("t:" + "a*" * 120 + "b")
    name = "t:" + "a" * 100_000
    started = time.perf_counter()
    assert not matches(name)
    assert time.perf_counter() - started < 0.5
