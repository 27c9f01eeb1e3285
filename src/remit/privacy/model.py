"""What personal data is, where it was found and what follows. Pure values; none ever holds what was found."""

from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """What a tenant wants done about personal data in arguments. OFF, the default, costs nothing."""

    OFF = "OFF"
    REDACT = "REDACT"
    BLOCK = "BLOCK"


class Verdict(StrEnum):
    """What an inspection says."""

    PASS = "PASS"  # noqa: S105  a verdict, not a password
    REDACT = "REDACT"
    """May go on, once the values at the paths are redacted."""
    BLOCK = "BLOCK"
    """Must not go on."""


class DataKind(StrEnum):
    """What kind of personal or secret data."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    IBAN = "IBAN"
    CARD = "CARD"
    IP = "IP"
    SECRET = "SECRET"  # noqa: S105  a kind, not a secret
    """An API key, token, password or private key."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something was found in one text."""

    kind: DataKind
    start: int
    stop: int
    """In characters of the text as it came, before any normalisation; `stop` is just after the last one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in a JSON document."""

    kind: DataKind
    path: str
    """JSON Pointer (RFC 6901) of the value, or of the member whose name it is; such names are masked."""
    span: Span
    in_name: bool = False
    """Whether it is in the name of a member, where redacting the value would not help."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the PRIVACY stage of a decision needs."""

    verdict: Verdict
    paths: tuple[str, ...] = ()
    """JSON Pointers of the values to redact, in the document's order; empty unless the verdict is REDACT."""
    kinds: tuple[DataKind, ...] = ()
    """What was found, each once, sorted."""
