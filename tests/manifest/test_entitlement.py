"""A ceiling refuses what lies outside, and only that."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.manifest.document import parse
from remit.manifest.entitlement import Ceiling, ReasonName
from remit.manifest.model import EntitlementKind, Wanted
from remit.manifest.pattern import Patterns
from remit.money import NANOS_PER_UNIT
from tests.effort import examples
from tests.manifest.signing import EXAMPLE

DOCUMENT = replace(parse(EXAMPLE), plugins=("calendar",))
CEILING = Ceiling(DOCUMENT)
FIVE = 5 * NANOS_PER_UNIT


@pytest.mark.parametrize(
    ("action", "resource", "reason"),
    [
        ("tool:execute", "tool:web-search", None),
        ("tool:execute", "tool:Web-search", ReasonName.TOOL_NOT_ENTITLED),
        ("tool:execute", "tool:shell", ReasonName.TOOL_NOT_ENTITLED),
        ("tool:read", "tool:shell", ReasonName.TOOL_NOT_ENTITLED),
        ("tool:execute", "", ReasonName.TOOL_NOT_ENTITLED),
        ("tool:execute", "shell", ReasonName.TOOL_NOT_ENTITLED),
        ("agent:run", "tool:shell", ReasonName.TOOL_NOT_ENTITLED),
        ("plugin:load", "plugin:calendar", None),
        ("plugin:load", "plugin:mail", ReasonName.PLUGIN_NOT_ENTITLED),
        ("tool:execute", "plugin:calendar", ReasonName.TOOL_NOT_ENTITLED),
        ("memory:write", "memory:notes", None),
        ("toolbox:open", "toolbox:x", None),
    ],
)
def test_tools_and_plugins(action: str, resource: str, reason: ReasonName | None) -> None:
    refusal = CEILING.check(action, resource)
    assert (refusal.reason if refusal else None) is reason


@pytest.mark.parametrize(
    ("model", "granted"),
    [
        ("openai/gpt-4o", True),
        ("openai/gpt-4o-mini", True),
        ("openai/gpt-4o-2024", False),
        ("anthropic/claude-sonnet-4", True),
        ("anthropic/claude-sonnet-4-5", True),
        ("anthropic/claude-sonnet-3", False),
        ("x/anthropic/claude-sonnet-4", False),
        ("gpt-4o", False),
    ],
)
def test_models(model: str, granted: bool) -> None:  # noqa: FBT001 - a column of the table
    refusal = CEILING.check("model:call", "model:any", model=model)
    assert (refusal is None) is granted
    assert CEILING.grants_model(model) is granted
    if refusal:
        assert refusal.reason is ReasonName.MODEL_NOT_ENTITLED
        assert model in refusal.message


def test_data_classes_must_all_be_granted_and_those_outside_are_named() -> None:
    assert CEILING.check("memory:read", "memory:x", data_classes=("public", "internal")) is None
    refusal = CEILING.check("memory:read", "memory:x", data_classes=("public", "health", "personal"))
    assert refusal is not None
    assert refusal.reason is ReasonName.DATA_NOT_ENTITLED
    assert "'health', 'personal'" in refusal.message
    assert "public" not in refusal.message


def test_equality_admits_a_cost_and_one_nano_more_does_not() -> None:
    assert CEILING.check("model:call", "model:x", money=FIVE) is None
    refusal = CEILING.check("model:call", "model:x", money=FIVE + 1)
    assert refusal is not None
    assert refusal.reason is ReasonName.RUN_COST_EXCEEDED
    assert "5.000000001 USD" in refusal.message


def test_a_cost_ceiling_of_zero_is_a_ceiling_and_an_absent_one_is_none() -> None:
    free = Ceiling(replace(DOCUMENT, max_cost_per_run=0))
    assert free.check("model:call", "model:x", money=0) is None
    assert free.check("model:call", "model:x", money=1) is not None
    assert Ceiling(replace(DOCUMENT, max_cost_per_run=None)).check("a:b", "c:d", money=10**18) is None


def test_an_empty_manifest_grants_nothing() -> None:
    empty = Ceiling(replace(DOCUMENT, tools=(), models=(), data_classes=(), plugins=()))
    wanted = Wanted(("web-search",), ("openai/gpt-4o",), ("public",), ("calendar",))
    assert [answer.granted for answer in empty.answer(wanted)] == [False] * 4


def test_answers_come_in_order_and_agree_with_the_check() -> None:
    wanted = Wanted(("summarize", "shell"), ("openai/o3",), ("internal",), ("calendar",), FIVE)
    answers = CEILING.answer(wanted)
    assert [(answer.kind, answer.granted) for answer in answers] == [
        (EntitlementKind.TOOL, True),
        (EntitlementKind.TOOL, False),
        (EntitlementKind.MODEL, False),
        (EntitlementKind.DATA, True),
        (EntitlementKind.PLUGIN, True),
        (EntitlementKind.COST, True),
    ]
    assert answers[-1].name == "5 USD"
    assert not Wanted()
    assert Wanted(cost=0)


@settings(max_examples=examples(500))
@given(st.lists(st.text("ab*", max_size=6), max_size=3), st.text("ab", max_size=8))
def test_patterns_mean_what_the_regular_expression_means(patterns: list[str], name: str) -> None:
    expected = any(re.fullmatch(re.escape(p).replace(r"\*", ".*"), name) for p in patterns)
    assert Patterns(patterns).matches(name) is expected


def test_a_hostile_pattern_is_matched_in_linear_time() -> None:
    assert not Patterns(["*a" * 64]).matches("a" * 63 + "b" * 100_000)
