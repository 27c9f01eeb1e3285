"""Scopes and filters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.timeline.model import Filter, Scope, ScopeKind, Step, StepKind, StepStatus, announcements

STEP = Step(
    "acme",
    "run_1",
    1,
    "stp_1",
    StepKind.TOOL_CALL,
    "search",
    StepStatus.RUNNING,
    subject="agent:x",
    labels={"team": "research", "env": "test"},
)
START = Step(
    "acme", "run_1", 1, "run_1", StepKind.RUN_STARTED, "", StepStatus.RUNNING, labels={"team": "research"}
)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope("acme", ScopeKind.RUN, "run_1"), True),
        (Scope("acme", ScopeKind.RUN, "run_2"), False),
        (Scope("acme", ScopeKind.AGENT, "agent:x"), True),
        (Scope("acme", ScopeKind.AGENT, "agent:y"), False),
        (Scope("acme", ScopeKind.TENANT), True),
        (Scope("other", ScopeKind.RUN, "run_1"), False),
        (Scope("other", ScopeKind.AGENT, "agent:x"), False),
        (Scope("other", ScopeKind.TENANT), False),
    ],
)
def test_a_scope_covers_its_own_and_is_told_of_it(scope: Scope, covered: bool) -> None:  # noqa: FBT001
    assert scope.covers(STEP) is covered
    assert (scope.key in announcements(STEP)) is covered


@pytest.mark.parametrize(
    ("wanted", "matches"),
    [
        (Filter(), True),
        (Filter(kinds=frozenset({StepKind.TOOL_CALL, StepKind.MEMORY})), True),
        (Filter(kinds=frozenset({StepKind.MEMORY})), False),
        (Filter(statuses=frozenset({StepStatus.RUNNING})), True),
        (Filter(statuses=frozenset({StepStatus.FAILED})), False),
        (Filter(labels={"team": "research"}), True),
        (Filter(labels={"team": "research", "env": "live"}), False),
        (Filter(labels={"owner": ""}), False),
        (Filter(frozenset({StepKind.TOOL_CALL}), frozenset({StepStatus.FAILED})), False),
    ],
)
def test_a_filter_wants_all_that_it_names(wanted: Filter, matches: bool) -> None:  # noqa: FBT001
    assert wanted.matches(STEP) is matches


def test_begin_and_end_of_a_run_pass_kinds_and_statuses_but_not_labels() -> None:
    assert Filter(frozenset({StepKind.MEMORY}), frozenset({StepStatus.FAILED})).matches(START)
    assert not Filter(labels={"team": "sales"}).matches(START)


FILTERS = st.builds(
    Filter,
    st.frozensets(st.sampled_from(StepKind), max_size=3),
    st.frozensets(st.sampled_from(StepStatus), max_size=3),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3),
)


@given(FILTERS, FILTERS)
def test_filters_are_equal_when_their_bytes_are(one: Filter, other: Filter) -> None:
    assert (one.canonical() == other.canonical()) is (one == other)


def test_the_order_of_writing_does_not_matter() -> None:
    labels = {"a": "1", "b": "2"}
    assert Filter(labels=labels).canonical() == Filter(labels=dict(reversed(labels.items()))).canonical()
