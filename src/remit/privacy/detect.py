"""Finds personal data and secrets in one text. Never logs or keeps what it finds.

The time grows with the length of the text alone. No substring decides: a finding has the whole form of its
kind.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from remit.privacy import number
from remit.privacy.credential import secrets
from remit.privacy.fold import fold
from remit.privacy.model import DataKind, Span

LOCAL_LIMIT: Final = 64
"""Characters before the `@` (RFC 5321, section 4.5.3.1.1)."""

_DOMAIN: Final = re.compile(r"(?:[^\W_][\w-]{0,62}+\.){1,8}(?:xn--[\w-]{1,59}+|[^\W\d_]{2,63}+)")
_LOCAL: Final = frozenset("._%+-'&")
# `git@host:repository` is how a repository is written, and names nobody.
_NOBODY: Final = frozenset({"git"})


def detect(text: str, name: str = "") -> list[Span]:
    """Return what is in one text, in order; two that overlap become one, of the earlier one's kind.

    Args:
        text: any text.
        name: of the member of which it is the value, for a password is known by its name alone; empty for
            none.
    """
    folded, places = fold(text)
    found = sorted(_found(folded, name), key=lambda span: (span.start, -span.stop))
    spans: list[Span] = []
    for span in found:
        if not spans or span.start >= spans[-1].stop:
            spans.append(span)
        elif span.stop > spans[-1].stop:
            spans[-1] = replace(spans[-1], stop=span.stop)
    if folded is text:
        return spans
    # A character that was folded into several leads back to itself; the stop is the place after the last one
    # found.
    return [Span(span.kind, places[span.start], places[span.stop - 1] + 1) for span in spans]


def _found(text: str, name: str) -> Iterator[Span]:
    yield from _spans(DataKind.SECRET, secrets(text, name))
    if "@" in text:
        yield from _spans(DataKind.EMAIL, _emails(text))
    if number.has_digits(text):
        yield from _spans(DataKind.IBAN, number.ibans(text))
        yield from _spans(DataKind.CARD, number.cards(text))
        yield from _spans(DataKind.PHONE, number.phones(text))
    yield from _spans(DataKind.IP, number.addresses(text))


def _spans(kind: DataKind, places: Iterable[tuple[int, int]]) -> Iterator[Span]:
    return (Span(kind, start, stop) for start, stop in places)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    sign = text.find("@")
    while sign >= 0:
        start = sign
        while start > max(0, sign - LOCAL_LIMIT) and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
            start -= 1
        domain = _DOMAIN.match(text, sign + 1)
        if start < sign and domain is not None and text[start:sign] not in _NOBODY:
            yield start, domain.end()
        sign = text.find("@", sign + 1)
