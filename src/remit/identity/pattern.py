"""Patterns over actions: `tool:*` covers `tool:execute`. Pure and linear in time; never a regular expression.

A pattern comes from an operator and an action from anybody, so matching must not be able to run long: a
regular expression with several `.*` can.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# Patterns come from stored keys and delegations and actions are few, so this holds all pairs of a busy
# server; what does not fit is only computed again.
REMEMBERED_PAIRS: Final = 16_384


def matches(pattern: str, action: str) -> bool:
    """Tell whether `pattern` covers `action`.

    `*` stands for any run of characters, an empty one too, `:` included; no other character is special, and
    case counts. `*` and `*:*` cover every action.
    """
    head, *rest = pattern.split("*")
    if not rest:
        return pattern == action
    *middle, tail = rest
    end = len(action) - len(tail)
    if end < len(head) or not action.startswith(head) or not action.endswith(tail):
        return False
    at = len(head)
    for part in middle:
        found = action.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


@lru_cache(maxsize=REMEMBERED_PAIRS)
def matches_any(patterns: tuple[str, ...], action: str) -> bool:
    """Tell whether one of `patterns` covers `action`; no pattern covers nothing."""
    return any(matches(pattern, action) for pattern in patterns)


def covers(scopes: Sequence[str], action: str) -> bool:
    """Tell whether a credential limited to `scopes` may be used for `action`; no scope means no limit."""
    return not scopes or matches_any(tuple(scopes), action)


def contains(wide: str, narrow: str) -> bool:
    """Tell whether `wide` certainly covers every name that `narrow` covers; names are written `a:b`.

    Sound, not complete: False may mean that nobody can tell.
    """
    # `*` covers the same names as `*:*`, for each has a colon.
    text = "*:*" if narrow == "*" else narrow
    # Only a star of the wide one can match a star of this text; so whatever a name has in its place, it matches too.
    return matches(wide, text)


def first_outside(wide: Sequence[str], narrow: Sequence[str]) -> int | None:
    """Return the place of the first pattern of `narrow` that no pattern of `wide` contains by itself; None: all are."""
    for place, pattern in enumerate(narrow):
        if not any(contains(one, pattern) for one in wide):
            return place
    return None
