"""Which stretches of time sums are kept for, and how a span of time is made up of them. Pure.

Two lengths, both in UTC. A quarter hour, since every time zone in use is off UTC by a multiple of it (Kathmandu by 5:45,
Eucla by 8:45, Chatham by 12:45), so the days and hours of any tenant are whole quarter hours, also after it has moved to
another zone. And a day, since of what is used seldom there are hardly fewer quarter hours than entries: most of a month
is whole days in any zone.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from remit.clock import DAY, MINUTE

QUARTER: Final = 15 * MINUTE
SPANS: Final = (DAY, QUARTER)
"""The lengths for which sums are kept, in microseconds; each is a multiple of the next."""

EVER: Final = (-(1 << 62), 1 << 62)
"""Begin and end of a span that has none, in microseconds; as an instant neither is possible."""


class Stretch(NamedTuple):
    """A stretch of time in one of the spans that are asked for."""

    asked: int
    """Begin of the span that is asked for: by it sums are told apart."""
    begins_at: int
    ends_at: int
    """Outside."""
    span: int = 0
    """The length of the sums that make it up; 0 where only entries can."""


def cut(asked: Iterable[Stretch]) -> tuple[Sequence[Stretch], Sequence[Stretch]]:
    """Return the stretches that sums make up, few and long, and those that only entries can: begins and ends of spans."""
    whole: list[Stretch] = []
    edges: list[Stretch] = []
    for one in asked:
        for piece in _cut(one, SPANS):
            (whole if piece.span else edges).append(piece)
    return whole, edges


def _cut(one: Stretch, spans: Sequence[int]) -> Iterable[Stretch]:
    if one.begins_at >= one.ends_at:
        return
    if not spans:
        yield one
        return
    span, *shorter = spans
    first = one.begins_at if one.begins_at == EVER[0] else -(-one.begins_at // span) * span
    last = one.ends_at if one.ends_at == EVER[1] else one.ends_at // span * span
    if first >= last:
        yield from _cut(one, shorter)
        return
    yield from _cut(one._replace(ends_at=first), shorter)
    yield Stretch(one.asked, first, last, span)
    yield from _cut(one._replace(begins_at=last), shorter)
