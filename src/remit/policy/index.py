"""Things found by name through the patterns that they were filed under. Never walks other exact names."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from remit.policy.pattern import Matcher, any_of, is_exact

T = TypeVar("T")

Entry = tuple[Sequence[str], T]
"""Patterns, and what they lead to."""


class PatternIndex(Generic[T]):
    """Values by pattern: exact names in a dictionary, the rest in a list."""

    __slots__ = ("_exact", "_wild")

    def __init__(self, entries: Iterable[Entry[T]], *, compile_pattern: Callable[[str], Matcher]) -> None:
        """File each value once under all of its patterns.

        Raises:
            InvalidFieldError: from `compile_pattern`, when a pattern is not of its form.
        """
        self._exact: dict[str, list[tuple[int, T]]] = {}
        self._wild: list[tuple[Matcher, int, T]] = []
        for order, (patterns, value) in enumerate(entries):
            matchers = [compile_pattern(pattern) for pattern in patterns]
            # A value with one wild pattern goes to the list with all of them, so that it is never found
            # twice.
            if all(map(is_exact, patterns)):
                for name in dict.fromkeys(patterns):
                    self._exact.setdefault(name, []).append((order, value))
            else:
                self._wild.append((any_of(matchers), order, value))

    def __bool__(self) -> bool:
        return bool(self._exact or self._wild)

    def first(self, name: str) -> T | None:
        """Return what is filed under `name` itself, else the first whose pattern covers it, else None."""
        exact = self._exact.get(name)
        if exact is not None:
            return exact[0][1]
        for matcher, _, value in self._wild:
            if matcher(name):
                return value
        return None

    def matching(self, name: str) -> list[T]:
        """Return all that cover `name`, in the order in which they were given."""
        found = [(order, value) for matcher, order, value in self._wild if matcher(name)]
        exact = self._exact.get(name)
        if exact is not None:
            found.extend(exact)
            found.sort(key=_order)
        return [value for _, value in found]


def _order(found: tuple[int, T]) -> int:
    return found[0]
