"""Things found by name through the patterns that they were filed under. Never walks other exact names."""

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from remit.policy.pattern import Matcher, any_of, is_exact

T = TypeVar("T")

Entry = tuple[Sequence[str], T]
"""Patterns, and what they lead to."""


class Order(Protocol):
    """What values of one index are ordered by: a number or a text, of one sort in one index."""

    def __lt__(self, other: Any, /) -> bool:  # noqa: ANN401  as ints and texts define it
        """Tell whether this comes first."""
        ...


class PatternIndex(Generic[T]):
    """Values by pattern: exact names in a dictionary, the rest in a list."""

    __slots__ = ("_compile", "_exact", "_wild")

    def __init__(
        self, entries: Iterable[Entry[T]] = (), *, compile_pattern: Callable[[str], Matcher]
    ) -> None:
        """File each value once under all of its patterns, in the order in which they are given.

        Raises:
            InvalidFieldError: from `compile_pattern`, when a pattern is not of its form.
        """
        self._compile = compile_pattern
        self._exact: dict[str, list[tuple[Order, T]]] = {}
        self._wild: list[tuple[Order, T, Matcher]] = []
        for order, (patterns, value) in enumerate(entries):
            self.put(order, patterns, value=value)

    def __bool__(self) -> bool:
        return bool(self._exact or self._wild)

    def put(self, order: Order, patterns: Sequence[str], *, value: T) -> None:
        """File a value under all of its patterns, behind all whose order is not greater.

        Raises:
            InvalidFieldError: from `compile_pattern`; nothing was filed then.
        """
        matchers = [self._compile(pattern) for pattern in patterns]
        # A value with one wild pattern goes to the list with all of them, so that it is never found twice.
        if all(map(is_exact, patterns)):
            for name in dict.fromkeys(patterns):
                insort(self._exact.setdefault(name, []), (order, value), key=_order)
        else:
            insort(self._wild, (order, value, any_of(matchers)), key=_order)

    def drop(self, order: Order, patterns: Sequence[str]) -> None:
        """Take out what was filed with this order under these patterns."""
        if not all(map(is_exact, patterns)):
            self._wild = [filed for filed in self._wild if filed[0] != order]
            return
        for name in dict.fromkeys(patterns):
            left = [filed for filed in self._exact.pop(name, ()) if filed[0] != order]
            if left:
                self._exact[name] = left

    def first(self, name: str) -> T | None:
        """Return what is filed under `name` itself, else the first whose pattern covers it, else None."""
        exact = self._exact.get(name)
        if exact is not None:
            return exact[0][1]
        for _, value, matcher in self._wild:
            if matcher(name):
                return value
        return None

    def matching(self, name: str) -> list[T]:
        """Return all that cover `name`, in order."""
        found = [(order, value) for order, value, matcher in self._wild if matcher(name)]
        exact = self._exact.get(name)
        if exact is not None:
            found.extend(exact)
            found.sort(key=_order)
        return [value for _, value in found]


def _order(filed: tuple[Order, T] | tuple[Order, T, Matcher]) -> Order:
    return filed[0]
