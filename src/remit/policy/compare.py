"""The operators of conditions. Each says yes, no, or None where types do not fit, never a guess."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from remit.policy.pattern import compile_glob

# By exact type: a bool is an int to Python, and must not equal 1 here.
_SORTS: Final[Mapping[type, str]] = {bool: "truth", int: "number", Decimal: "number", str: "text"}
_ORDERED: Final = frozenset({"number", "text"})

Scalar = tuple[str, object]
"""The sort of a value, and the value: so that 1, true and "1" differ while 1 and 1.0 do not."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: what it takes on its right side, and how it compares."""

    prepare: Callable[[object], object]
    """Brings the right side into the form that `test` takes; None when it cannot be one."""
    test: Callable[[object, object], bool | None]
    """Compares a fact with a prepared right side; None when the fact's type does not fit."""
    wants: str
    """What the right side must be, for the person who wrote another thing."""
    literal: bool = False
    """Whether the right side must stand in the document: a pattern never comes from a caller."""


def _scalar(value: object) -> Scalar | None:
    sort = _SORTS.get(type(value))
    return None if sort is None else (sort, value)


def _scalars(value: object) -> frozenset[Scalar] | None:
    """The elements of a list; None when it is none, or when one of them is a list or an object."""
    if not isinstance(value, list):
        return None
    found = [scalar for scalar in map(_scalar, value) if scalar is not None]
    return frozenset(found) if len(found) == len(value) else None


def _choices(value: object) -> frozenset[Scalar] | None:
    """A list of choices: an empty one would let `not_in` and `subset_of` say something of nothing."""
    return _scalars(value) or None


def _text(value: object) -> str | None:
    """Text that is not empty: every text begins with, ends with and contains the empty one."""
    return value if isinstance(value, str) and value else None


def _networks(value: object) -> tuple[IPv4Network | IPv6Network, ...] | None:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        return None
    try:
        return tuple(map(ip_network, texts))
    except ValueError:
        return None


def _glob(value: object) -> object:
    return compile_glob(value) if isinstance(value, str) and value else None


def _compare(
    compare: Callable[[Any, Any], bool], *, sorts: frozenset[str]
) -> Callable[[object, object], bool | None]:
    def test(left: object, right: object) -> bool | None:
        sort = _SORTS.get(type(left))
        if sort not in sorts or not isinstance(right, tuple) or sort != right[0]:
            return None
        return compare(left, right[1])

    return test


def _in(left: object, right: object, *, wanted: bool) -> bool | None:
    scalar = _scalar(left)
    if scalar is None or not isinstance(right, frozenset):
        return None
    if scalar in right:
        return wanted
    # A number among texts is a mistake of whoever wrote one of them, not a number that is not there.
    return not wanted if any(sort == scalar[0] for sort, _ in right) else None


def _contains(left: object, right: object) -> bool | None:
    if not isinstance(right, tuple):
        return None
    if isinstance(left, str):
        return right[1] in left if isinstance(right[1], str) and right[1] else None
    scalars = _scalars(left)
    return None if scalars is None else right in scalars


def _with(method: Callable[[str, str], bool]) -> Callable[[object, object], bool | None]:
    return lambda left, right: (
        method(left, right) if isinstance(left, str) and isinstance(right, str) else None
    )


def _globs(left: object, right: object) -> bool | None:
    return bool(right(left)) if isinstance(left, str) and callable(right) else None


def _sets(
    compare: Callable[[frozenset[Scalar], frozenset[Scalar]], bool],
) -> Callable[[object, object], bool | None]:
    def test(left: object, right: object) -> bool | None:
        scalars = _scalars(left)
        return None if scalars is None or not isinstance(right, frozenset) else compare(scalars, right)

    return test


def _cidr(left: object, right: object) -> bool | None:
    if not isinstance(left, str) or not isinstance(right, tuple):
        return None
    try:
        address: IPv4Address | IPv6Address = ip_address(left)
    except ValueError:
        return None
    # ::ffff:10.0.0.1 is 10.0.0.1 to the network stack (RFC 4291, section 2.5.5.2), so it must be to a rule.
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in right)


_SCALAR: Final = "text, a number, true or false"
_LIST: Final = "a list, not empty, of texts, numbers, true or false"
_TEXT: Final = "text that is not empty"
_EVERY: Final = frozenset(_SORTS.values())

OPERATORS: Final[Mapping[str, Operator]] = {
    "eq": Operator(_scalar, _compare(eq, sorts=_EVERY), _SCALAR),
    "ne": Operator(_scalar, _compare(ne, sorts=_EVERY), _SCALAR),
    "lt": Operator(_scalar, _compare(lt, sorts=_ORDERED), "a number or text"),
    "le": Operator(_scalar, _compare(le, sorts=_ORDERED), "a number or text"),
    "gt": Operator(_scalar, _compare(gt, sorts=_ORDERED), "a number or text"),
    "ge": Operator(_scalar, _compare(ge, sorts=_ORDERED), "a number or text"),
    "in": Operator(_choices, partial(_in, wanted=True), _LIST),
    "not_in": Operator(_choices, partial(_in, wanted=False), _LIST),
    "contains": Operator(_scalar, _contains, _SCALAR),
    "starts_with": Operator(_text, _with(str.startswith), _TEXT),
    "ends_with": Operator(_text, _with(str.endswith), _TEXT),
    "glob": Operator(_glob, _globs, "text in which * stands for any run of characters", literal=True),
    "subset_of": Operator(_choices, _sets(frozenset.issubset), _LIST),
    "intersects": Operator(_choices, _sets(lambda left, right: not left.isdisjoint(right)), _LIST),
    "cidr": Operator(_networks, _cidr, "a network such as 10.0.0.0/8, or a list of them", literal=True),
}
"""All that compare; `exists` and `absent` look at one side alone."""
