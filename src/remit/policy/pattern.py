"""Patterns over actions and resources, compiled once. Never a regular expression made of what somebody wrote.

A pattern comes from an operator and a name from anybody, so matching must not be able to run long.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from remit.errors import InvalidFieldError

Matcher = Callable[[str], bool]
"""Tells whether a name is covered. Case counts, and nothing is normalised: equal means the same bytes."""

MOST_ACTION_CHARACTERS: Final = 128
MOST_RESOURCE_CHARACTERS: Final = 256

# Patterns are few beside names and are compiled again with every change of policy; what does not fit costs a
# microsecond.
REMEMBERED_PATTERNS: Final = 16_384

_ACTION: Final = re.compile(r"[a-z*][a-z0-9_*]*:[a-z*][a-z0-9_*]*", re.ASCII)
_RESOURCE: Final = re.compile(r"[a-z*][a-z0-9_*]*:[A-Za-z0-9._/@:*-]+", re.ASCII)


def compile_action(pattern: str, field: str = "action") -> Matcher:
    """Compile an action pattern: `tool:execute`, `tool:*`, `memory:re*`, `*:read`, `*:*` or `*`.

    Raises:
        InvalidFieldError: at `field`, when it is not `noun:verb` in lower-case snake, with `*` for any run of
            characters.
    """
    if len(pattern) > MOST_ACTION_CHARACTERS or not (pattern == "*" or _ACTION.fullmatch(pattern)):
        raise InvalidFieldError(
            f"{_shown(pattern)} is no action pattern; write `noun:verb` in lower case, such as `tool:execute`"
            f" or `tool:*`, of at most {MOST_ACTION_CHARACTERS} characters",
            field=field,
        )
    return compile_glob(pattern)


def compile_resource(pattern: str, field: str = "resource") -> Matcher:
    """Compile a resource pattern over `type:id`: `tool:web-*`, `path:/srv/*`, `*:public` or `*`.

    A star stands for any run of characters, `:` and `/` included.

    Raises:
        InvalidFieldError: at `field`, when it is not `type:id` of the characters that ids may have, and
            stars.
    """
    if len(pattern) > MOST_RESOURCE_CHARACTERS or not (pattern == "*" or _RESOURCE.fullmatch(pattern)):
        raise InvalidFieldError(
            f"{_shown(pattern)} is no resource pattern; write `type:id`, such as `tool:web-*` or `path:/a/*`,"
            f" of at most {MOST_RESOURCE_CHARACTERS} characters, or `*` for every resource",
            field=field,
        )
    return compile_glob(pattern)


def is_exact(pattern: str) -> bool:
    """Tell whether a pattern covers one name alone, its own."""
    return "*" not in pattern


@lru_cache(maxsize=REMEMBERED_PATTERNS)
def compile_glob(pattern: str) -> Matcher:
    """Compile text in which `*` stands for any run of characters, an empty one too; all else is literal."""
    head, *rest = pattern.split("*")
    if not rest:
        return pattern.__eq__
    *between, tail = rest
    middle = tuple(filter(None, between))
    if middle:
        return _through(head, tail, middle=middle)
    if not head and not tail:
        return _everything
    if not tail:
        return lambda name: name.startswith(head)
    if not head:
        return lambda name: name.endswith(tail)
    least = len(head) + len(tail)
    return lambda name: len(name) >= least and name.startswith(head) and name.endswith(tail)


def any_of(matchers: Iterable[Matcher]) -> Matcher:
    """Return what matches when one of `matchers` does; of none, nothing."""
    all_of_them = tuple(dict.fromkeys(matchers))
    if _everything in all_of_them:
        return _everything
    if len(all_of_them) == 1:
        return all_of_them[0]
    return lambda name: any(matcher(name) for matcher in all_of_them)


def _everything(_: str) -> bool:
    return True


def _through(head: str, tail: str, *, middle: tuple[str, ...]) -> Matcher:
    """Match parts in order: the first place of a part leaves most room, so none is tried again."""

    def match(name: str) -> bool:
        end = len(name) - len(tail)
        if end < len(head) or not name.startswith(head) or not name.endswith(tail):
            return False
        at = len(head)
        for part in middle:
            found = name.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True

    return match


def _shown(pattern: str) -> str:
    """Quote a pattern without letting it fill a log."""
    return repr(
        pattern if len(pattern) <= MOST_RESOURCE_CHARACTERS else pattern[:MOST_RESOURCE_CHARACTERS] + "…"
    )
