"""Instants as RFC 3339 text, the way documents and receipts write them. Never asks what time it is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
# RFC 3339, section 5.6, with upper-case T and Z and at most the microseconds that an instant keeps.
_FORM: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def instant_from_text(text: str) -> int:
    """Read `2026-01-31T09:00:00Z` as microseconds since the Unix epoch.

    Raises:
        ValueError: when it is not RFC 3339 with an offset, or names no real time.
    """
    if not _FORM.fullmatch(text):
        message = "is not a time such as 2026-01-31T09:00:00Z"
        raise ValueError(message)
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError) as error:
        message = "is a time that does not exist"
        raise ValueError(message) from error


def text_from_instant(instant: int) -> str:
    """Write microseconds since the Unix epoch as RFC 3339 in UTC; outside years 1 to 9999 as a number."""
    try:
        return (_EPOCH + timedelta(microseconds=instant)).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return f"{instant} microseconds since 1970"
