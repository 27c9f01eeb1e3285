"""Masks personal data by its kind: `ann@example.com` becomes `[EMAIL]`. Never leaves a part of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from remit.privacy.detect import detect
from remit.privacy.document import Walk, parse
from remit.privacy.model import Finding, Span


@dataclass(frozen=True, slots=True)
class Redacted:
    """A JSON text after redaction."""

    text: str
    """The text as it came when nothing was found; else JSON without spaces."""
    findings: tuple[Finding, ...] = ()


def mask(text: str, spans: Sequence[Span]) -> str:
    """Return `text` with each span replaced by its kind in brackets.

    Args:
        text: in which the spans were found.
        spans: in order, without overlaps, as `detect` returns them.
    """
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += (text[end : span.start], f"[{span.kind}]")
        end = span.stop
    return "".join((*parts, text[end:]))


def redact_text(text: str) -> str:
    """Return plain text with everything personal masked."""
    return mask(text, detect(text))


def redact_json(text: str, *, field: str = "arguments_json") -> Redacted:
    """Return a JSON text with everything personal masked, in values and in the names of members.

    A number in which a card is found becomes a text. Names that become the same are told apart by an
    apostrophe.

    Args:
        text: the JSON text; empty stays empty.
        field: the request field that it came in, for the error.

    Raises:
        JsonInvalidError: when the text is not one acceptable JSON value.
    """
    if not text:
        return Redacted("")
    walk = Walk(mask, field)
    made = walk.value(parse(text, field))
    if not walk.findings:
        return Redacted(text)
    return Redacted(json.dumps(made, ensure_ascii=False, separators=(",", ":")), tuple(walk.findings))
