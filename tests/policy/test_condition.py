"""Conditions say yes, no, or that it cannot be said; and never anything else, whatever they are given."""

import itertools
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import DocumentInvalidError, JsonInvalidError
from remit.policy.compare import OPERATORS
from remit.policy.condition import UnevaluableError, compile_condition, compile_tree
from remit.policy.facts import Facts
from remit.policy.path import KNOWN_PATHS

FACTS = Facts(
    "agent:researcher-7",
    "tool:execute",
    "tool:web-search",
    subject_attributes_json='{"level": 3, "tags": ["a", "b"], "name": "x", "on": true}',
    resource_attributes_json=(
        '{"amount": 12.50, "one": 1, "deep": {"er": "y"}, "none": null, "a.b": 1, "list": [[1]]}'
    ),
    arguments_json='{"url": "https://example.com/x", "ip": "::ffff:10.1.2.3", "limit": 3, "empty": []}',
    labels={"cost.center": "r-1"},
    data_classes=("health", "email"),
    estimate_money=2_500_000_000,
    estimate_tokens=1000,
    estimate_model="openai/gpt-4o",
    on_behalf_of="user:ann",
    session_id="ses_1",
    now=1_790_000_000_000_000,
)


def say(text: str) -> bool | None:
    try:
        return compile_condition(text)(FACTS)
    except UnevaluableError:
        return None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", True),
        ("{path: subject, op: eq, value: 'agent:researcher-7'}", True),
        ("{path: subject.type, op: eq, value: agent}", True),
        ("{path: subject.id, op: starts_with, value: researcher}", True),
        ("{path: resource.type, op: ne, value: tool}", False),
        ("{path: action, op: glob, value: 'tool:*'}", True),
        ("{path: resource.attributes.amount, op: eq, value: 12.5}", True),
        ("{path: resource.attributes.amount, op: gt, value: 12.49}", True),
        ("{path: resource.attributes.one, op: eq, value: 1.0}", True),
        ("{path: resource.attributes.one, op: eq, value: true}", None),
        ("{path: subject.attributes.on, op: eq, value: 1}", None),
        ("{path: resource.attributes.one, op: eq, value: '1'}", None),
        ("{path: subject.attributes.on, op: lt, value: true}", None),
        ("{path: resource.attributes.deep.er, op: in, value: [x, y]}", True),
        ("{path: resource.attributes.deep.er, op: not_in, value: [x, z]}", True),
        ("{path: resource.attributes.deep.er, op: not_in, value: [1, 2]}", None),
        ("{path: resource.attributes.deep, op: eq, value: y}", None),
        ("{path: resource.attributes.absent, op: ne, value: y}", None),
        ("{path: resource.attributes.absent, op: exists}", False),
        ("{path: resource.attributes.none, op: absent}", True),
        ("{path: resource.attributes.none, op: eq, value: x}", None),
        ("{path: [resource, attributes, a.b], op: eq, value: 1}", True),
        ("{path: resource.attributes.amount.x, op: exists}", False),
        ("{path: resource.attributes.list, op: contains, value: 1}", None),
        ("{path: subject.attributes.tags, op: contains, value: a}", True),
        ("{path: subject.attributes.tags, op: contains, value: 1}", False),
        ("{path: subject.attributes.name, op: contains, value: 1}", None),
        ("{path: subject.attributes.tags, op: subset_of, value: [a, b, c]}", True),
        ("{path: subject.attributes.tags, op: intersects, value: [c]}", False),
        ("{path: arguments.empty, op: intersects, value: [c]}", False),
        ("{path: arguments.url, op: contains, value: example}", True),
        ("{path: arguments.url, op: ends_with, value: /x}", True),
        ("{path: arguments.ip, op: cidr, value: 10.0.0.0/8}", True),
        ("{path: arguments.ip, op: cidr, value: [192.168.0.0/16, 'fe80::/10']}", False),
        ("{path: arguments.url, op: cidr, value: 10.0.0.0/8}", None),
        ("{path: arguments.limit, op: le, value: {path: subject.attributes.level}}", True),
        ("{path: arguments.url, op: lt, value: {path: subject.attributes.level}}", None),
        ("{path: subject.attributes.name, op: in, value: {path: subject.attributes.tags}}", False),
        ("{path: subject.attributes.name, op: not_in, value: {path: arguments.empty}}", None),
        ("{path: labels.cost.center, op: eq, value: r-1}", True),
        ("{path: labels.other, op: exists}", False),
        ("{path: data_classes, op: contains, value: health}", True),
        ("{path: estimate.money, op: gt, value: 2.499999999}", True),
        ("{path: estimate.tokens, op: ge, value: 1001}", False),
        ("{path: estimate.model, op: glob, value: 'openai/*'}", True),
        ("{path: on_behalf_of, op: eq, value: 'user:ann'}", True),
        ("{path: session, op: exists}", True),
        ("{path: run, op: absent}", True),
        ("{path: time.hour, op: eq, value: 14}", True),
        ("{path: time.weekday, op: in, value: [monday, tuesday]}", True),
        ("{path: time.date, op: ge, value: '2026-09-21'}", True),
        ("{not: {path: run, op: exists}}", True),
    ],
)
def test_comparisons(text: str, wanted: bool | None) -> None:  # noqa: FBT001 - a wanted outcome
    assert say(text) is wanted


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[]", "c"),
        ("~", "c"),
        ("{}", "c.path"),
        ("{all: []}", "c.all"),
        ("{all: {}}", "c.all"),
        ("{any: [{path: action, op: exists}, {path: action, op: near}]}", "c.any[1].op"),
        ("{all: [{not: {path: actions, op: exists}}]}", "c.all[0].not.path"),
        ("{path: time.minute, op: eq, value: 1}", "c.path"),
        ("{path: subject.attributes, op: exists}", "c.path"),
        ("{path: labels, op: exists}", "c.path"),
        ("{path: [], op: exists}", "c.path"),
        ("{path: [action, 1], op: exists}", "c.path"),
        ("{path: arguments..x, op: exists}", "c.path"),
        ("{path: action}", "c.op"),
        ("{path: action, op: [eq], value: 1}", "c.op"),
        ("{path: action, op: eq}", "c.value"),
        ("{path: action, op: eq, value: ~}", "c.value"),
        ("{path: action, op: eq, value: [1]}", "c.value"),
        ("{path: action, op: in, value: []}", "c.value"),
        ("{path: action, op: in, value: x}", "c.value"),
        ("{path: action, op: in, value: [[x]]}", "c.value"),
        ("{path: action, op: starts_with, value: ''}", "c.value"),
        ("{path: action, op: exists, value: 1}", "c.value"),
        ("{path: action, op: cidr, value: 10.0.0.1/8}", "c.value"),
        ("{path: action, op: glob, value: {path: arguments.x}}", "c.value"),
        ("{path: action, op: eq, value: {path: run, x: 1}}", "c.value"),
        ("{path: action, op: eq, value: {path: nowhere}}", "c.value.path"),
        ("{path: action, op: eq, value: 1, note: x}", "c"),
        ("{all: [{path: action, op: exists}], any: [{path: action, op: exists}]}", "c"),
        ("{not: " * 16 + "{path: run, op: exists}" + "}" * 16, "c" + ".not" * 16),
        ("{any: [" + "{path: run, op: exists}," * 256 + "]}", "c.any[255]"),
        ("{path: action", "c"),
    ],
)
def test_bad_documents_are_refused_where_they_are_wrong(text: str, field: str) -> None:
    with pytest.raises(DocumentInvalidError) as refused:
        compile_condition(text, "c")
    assert refused.value.field == field
    assert refused.value.message


def test_limits_themselves_are_admitted() -> None:
    assert compile_condition("{not: " * 15 + "{path: run, op: exists}" + "}" * 15)(FACTS)
    assert compile_condition("{all: [" + "{path: run, op: absent}," * 255 + "]}")(FACTS)


def test_what_cannot_be_said_names_the_path() -> None:
    with pytest.raises(UnevaluableError, match=r"resource\.attributes\.size is absent"):
        compile_condition("{path: resource.attributes.size, op: gt, value: 1}")(FACTS)


def test_invalid_attributes_are_an_error_of_the_caller() -> None:
    with pytest.raises(JsonInvalidError):
        compile_condition("{path: arguments.x, op: exists}")(Facts("a:b", "c:d", "e:f", arguments_json="{"))


TRUTHS = {
    True: {"path": "run", "op": "absent"},
    False: {"path": "run", "op": "exists"},
    None: {"path": "run", "op": "eq", "value": "x"},
}


@pytest.mark.parametrize("parts", list(itertools.product([True, False, None], repeat=3)))
def test_all_any_and_not_are_kleenes_in_every_order(parts: tuple[bool | None, ...]) -> None:
    trees = [TRUTHS[part] for part in parts]
    everything = False if False in parts else None if None in parts else True
    something = True if True in parts else None if None in parts else False
    assert say(json.dumps({"all": trees})) is everything
    assert say(json.dumps({"any": trees})) is something
    assert say(json.dumps({"not": {"any": trees}})) is (None if something is None else not something)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.decimals(-2, 2, places=1)
    | st.sampled_from(["", "a", "*", "10.0.0.1", "10.0.0.0/8", "agent", *KNOWN_PATHS]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "path", "op", "value", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
paths = st.sampled_from([path.replace("<name>", name) for path in KNOWN_PATHS for name in ("a", "b.c")])
leaves = st.fixed_dictionaries(
    {"path": paths, "op": st.sampled_from([*OPERATORS, "exists", "absent"])},
    optional={"value": anything | paths.map(lambda path: {"path": path})},
)
documents = anything | st.recursive(
    leaves,
    lambda inner: (
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"not": inner})
    ),
    max_leaves=6,
)


def as_json(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


attributes = st.just("") | st.dictionaries(st.sampled_from("abc"), anything, max_size=3).map(
    lambda value: json.dumps(value, default=as_json)
)
facts = st.builds(
    Facts,
    st.sampled_from(["agent:a", "user:ann", "", "x"]),
    st.sampled_from(["a:b", ""]),
    st.sampled_from(["t:a", "t:10.0.0.1"]),
    subject_attributes_json=attributes,
    resource_attributes_json=attributes | st.just("[1]"),
    arguments_json=attributes | st.sampled_from(["null", "[]", "1", '"x"']),
    labels=st.dictionaries(st.sampled_from(["a", "b.c"]), st.sampled_from(["", "x"])),
    data_classes=st.lists(st.sampled_from(["a", "b"])).map(tuple),
    estimate_money=st.none() | st.integers(0, 9 * 10**18),
    estimate_tokens=st.none() | st.integers(0, 10),
    now=st.integers(0, 4_102_444_800_000_000),
)


@given(documents, facts)
def test_every_document_is_compiled_or_refused_and_every_condition_answers(
    document: object, given_facts: Facts
) -> None:
    try:
        condition = compile_tree(document)
    except DocumentInvalidError as error:
        assert error.field.startswith("condition")
        return
    truth = condition.probe(given_facts)
    # A reason is never empty: empty text would be neither yes, no, nor why not.
    assert isinstance(truth, bool) or truth
    assert condition.probe(given_facts) == truth
