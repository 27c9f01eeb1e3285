"""The language of guardrails, compiled to functions. Never matches what it could not evaluate.

A condition is a document of `all`, `any`, `not` and comparisons.

A comparison with an absent fact, or of a type that does not fit, is neither true nor false. `all`, `any` and
`not` treat that as Kleene's strong logic does: it only counts where it could change the answer, in whatever
order things stand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from remit.errors import DocumentInvalidError
from remit.policy.compare import OPERATORS, Operator
from remit.policy.facts import Facts
from remit.policy.path import Getter, compile_path
from remit.policy.yaml_reader import read_yaml

MOST_CONDITION_BYTES: Final = 64 * 1024
MOST_CONDITION_DEPTH: Final = 16
MOST_CONDITION_NODES: Final = 256
"""Of one condition: with a comparison at about 300 ns, the worst one takes less than 0.1 ms."""

# Conditions are compiled again with every change of policy, and few of them have changed.
REMEMBERED_CONDITIONS: Final = 8_192

Truth = bool | str
"""True, False, or why it cannot be said."""

Test = Callable[[Facts], Truth]


class UnevaluableError(Exception):
    """A condition cannot be evaluated on these facts; its text names the path and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition."""

    probe: Test
    """Evaluates without raising for facts that are absent or mistyped: True, False, or why neither."""

    def __call__(self, facts: Facts) -> bool:
        """Tell whether it holds.

        Raises:
            UnevaluableError: when an absent or mistyped fact decides.
            JsonInvalidError: when attributes or arguments that it asks for are no valid JSON.
        """
        truth = self.probe(facts)
        if isinstance(truth, str):
            raise UnevaluableError(truth)
        return truth


@dataclass(slots=True)
class _Count:
    nodes: int = 0


@lru_cache(maxsize=REMEMBERED_CONDITIONS)
def compile_condition(text: str, field: str = "condition") -> Condition:
    """Compile a condition document in YAML or JSON; the empty text always holds.

    Raises:
        DocumentInvalidError: at the path of the part at fault, such as `condition.all[1].op`.
    """
    if not text:
        return Condition(lambda _: True)
    return compile_tree(read_yaml(text, field, most_bytes=MOST_CONDITION_BYTES), field)


def compile_tree(tree: object, field: str = "condition") -> Condition:
    """Compile a condition that was read already: dicts, lists, texts, ints and Decimals.

    Raises:
        DocumentInvalidError: as `compile_condition`.
    """
    return Condition(_node(tree, field, depth=1, count=_Count()))


def _node(tree: object, field: str, *, depth: int, count: _Count) -> Test:
    count.nodes += 1
    if depth > MOST_CONDITION_DEPTH:
        raise DocumentInvalidError(
            f"the condition is deeper than {MOST_CONDITION_DEPTH}; flatten it", field=field
        )
    if count.nodes > MOST_CONDITION_NODES:
        message = f"the condition has more than {MOST_CONDITION_NODES} parts; split the guardrail in two"
        raise DocumentInvalidError(message, field=field)
    if not isinstance(tree, dict):
        raise DocumentInvalidError(
            "a condition is a mapping: `all`, `any`, `not`, or `path` with `op`", field=field
        )
    word = next(iter(tree)) if len(tree) == 1 else ""
    if word == "not":
        return _not(_node(tree["not"], f"{field}.not", depth=depth + 1, count=count))
    if word in {"all", "any"}:
        parts = tree[word]
        if not isinstance(parts, list) or not parts:
            raise DocumentInvalidError(
                f"`{word}` is a list of one condition or more", field=f"{field}.{word}"
            )
        tests = tuple(
            _node(part, f"{field}.{word}[{place}]", depth=depth + 1, count=count)
            for place, part in enumerate(parts)
        )
        return _decisive(tests, decisive=word == "any")
    return _leaf(tree, field)


def _not(test: Test) -> Test:
    def negated(facts: Facts) -> Truth:
        truth = test(facts)
        return truth if isinstance(truth, str) else not truth

    return negated


def _decisive(tests: tuple[Test, ...], *, decisive: bool) -> Test:
    """`any` is decided by a True, `all` by a False; else one that is unknown leaves the whole unknown."""

    def joined(facts: Facts) -> Truth:
        unknown = ""
        for test in tests:
            truth = test(facts)
            if truth is decisive:
                return decisive
            if isinstance(truth, str) and not unknown:
                unknown = truth
        return unknown or not decisive

    return joined


def _leaf(tree: dict[str, object], field: str) -> Test:
    for key in tree:
        if key not in {"path", "op", "value"}:
            message = f"{key[:100]!r} is no key here; those are `all`, `any`, `not`, `path`, `op`, `value`"
            raise DocumentInvalidError(message, field=field)
    path, get = _path(tree, field)
    name = tree["op"] if isinstance(tree.get("op"), str) else ""
    if name in {"exists", "absent"}:
        if "value" in tree:
            raise DocumentInvalidError(f"`{name}` takes no value; remove it", field=f"{field}.value")
        return _present(get, wanted=name == "exists")
    operator = OPERATORS.get(str(name))
    if operator is None:
        message = f"there is no such operator; write one of {', '.join(OPERATORS)}, exists, absent"
        raise DocumentInvalidError(message, field=f"{field}.op")
    if "value" not in tree:
        raise DocumentInvalidError(f"`{name}` needs a value: {operator.wants}", field=f"{field}.value")
    value = tree["value"]
    if isinstance(value, dict):
        return _compared(path, get, operator=operator, other=_other(value, operator, field=f"{field}.value"))
    right = operator.prepare(value)
    if right is None:
        raise DocumentInvalidError(f"the value of `{name}` is {operator.wants}", field=f"{field}.value")
    return _measured(path, get, operator=operator, right=right)


def _path(tree: dict[str, object], field: str) -> tuple[str, Getter]:
    if "path" not in tree:
        raise DocumentInvalidError(
            "`path` is missing, such as `path: resource.attributes.amount`", field=f"{field}.path"
        )
    try:
        return compile_path(tree["path"])
    except ValueError as error:
        raise DocumentInvalidError(str(error), field=f"{field}.path") from error


def _other(value: dict[str, object], operator: Operator, *, field: str) -> tuple[str, Getter]:
    if operator.literal:
        raise DocumentInvalidError(
            f"this operator compares with a fixed value: {operator.wants}", field=field
        )
    if set(value) != {"path"}:
        raise DocumentInvalidError(
            "to compare with another fact write `value: {path: …}` and no more", field=field
        )
    return _path(value, field)


def _present(get: Getter, *, wanted: bool) -> Test:
    return lambda facts: (get(facts) is not None) is wanted


def _measured(path: str, get: Getter, *, operator: Operator, right: object) -> Test:
    """Compare a fact with a fixed value."""
    test = operator.test
    absent = f"{path} is absent"
    mistyped = f"{path} is not of a type that can be compared so"

    def measured(facts: Facts) -> Truth:
        left = get(facts)
        if left is None:
            return absent
        truth = test(left, right)
        return mistyped if truth is None else truth

    return measured


def _compared(path: str, get: Getter, *, operator: Operator, other: tuple[str, Getter]) -> Test:
    """Compare two facts."""
    other_path, get_other = other
    mistyped = f"{path} and {other_path} are not of types that can be compared so"

    def compared(facts: Facts) -> Truth:
        left, right = get(facts), get_other(facts)
        if left is None or right is None:
            return f"{path if left is None else other_path} is absent"
        prepared = operator.prepare(right)
        truth = None if prepared is None else operator.test(left, prepared)
        return mistyped if truth is None else truth

    return compared
