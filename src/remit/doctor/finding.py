"""What a check found: a verdict, a sentence, what to do. Never holds a secret."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    """It works, but not as it should, or not for long."""
    WRONG = "wrong"
    """A server does not start, or a promise does not hold."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    """Its name, `database.durability`."""
    verdict: Verdict
    said: str
    """A sentence for a human, without a full stop."""
    remedy: str = ""
    """What to do; empty when all is well."""


def ok(check: str, said: str) -> Finding:
    """Return that all is well."""
    return Finding(check, Verdict.OK, said)


def warn(check: str, said: str, *, remedy: str) -> Finding:
    """Return that something should be seen to."""
    return Finding(check, Verdict.WARN, said, remedy)


def wrong(check: str, said: str, *, remedy: str) -> Finding:
    """Return that something must be mended."""
    return Finding(check, Verdict.WRONG, said, remedy)
