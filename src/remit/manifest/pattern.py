"""Names and patterns, compiled once: `web-*`, `openai/gpt-4o`. `*` is any run of characters, even none.

Never a regular expression: matching takes time linear in the name, whatever a document says.
"""

from collections.abc import Iterable


class Patterns:
    """A set of names and patterns, compared bytewise with case kept. An empty set matches nothing."""

    __slots__ = ("_exact", "_globs", "_prefixes")

    def __init__(self, patterns: Iterable[str]) -> None:
        """Sort the patterns by how cheaply they are matched."""
        exact: set[str] = set()
        prefixes: list[str] = []
        globs: list[tuple[str, ...]] = []
        for pattern in patterns:
            parts = tuple(pattern.split("*"))
            if len(parts) == 1:
                exact.add(pattern)
            elif not any(parts[1:]):
                prefixes.append(parts[0])
            else:
                globs.append(parts)
        self._exact = frozenset(exact)
        self._prefixes = tuple(prefixes)
        self._globs = tuple(globs)

    def matches(self, name: str) -> bool:
        """Tell whether one of them covers the whole name."""
        if name in self._exact or name.startswith(self._prefixes):
            return True
        return any(_covers(parts, name) for parts in self._globs)


def _covers(parts: tuple[str, ...], name: str) -> bool:
    """Match greedily from the left: the first place where a part fits is as good as any later one."""
    first, *middle, last = parts
    end = len(name) - len(last)
    if end < len(first) or not (name.startswith(first) and name.endswith(last)):
        return False
    at = len(first)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
