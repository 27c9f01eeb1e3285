"""Lists of patterns between the wire, where none means every one, and the inside, where a star says so."""

from collections.abc import Iterable
from typing import Final

EVERY: Final = ("*",)


def from_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return patterns, each once; none means every one."""
    return tuple(dict.fromkeys(patterns)) or EVERY


def to_patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return patterns as they were given; every one is told by none."""
    return () if patterns == EVERY else patterns
