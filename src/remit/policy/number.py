"""Numbers of documents and attributes, read exactly. Never a float: 0.1 is one tenth here."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

GREATEST_INTEGER: Final = 2**53 - 1
"""RFC 7493, section 2.2: beyond it, readers of JSON no longer agree on which integer was meant."""

MOST_DIGITS: Final = 64
"""Digits of one number; a double needs 17, an amount of money 19."""

GREATEST_EXPONENT: Final = 308
"""Ten to this power is the greatest that a double holds (IEEE 754 binary64)."""

NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
"""RFC 8259, section 6."""


def read_integer(text: str) -> int:
    """Read an integer of ±(2^53−1) at most.

    Raises:
        ValueError: when it is beyond; the number's digits are not echoed.
    """
    # The length is looked at first: reading a million digits takes quadratic time.
    if (
        len(text) > len(str(GREATEST_INTEGER)) + 1
        or not -GREATEST_INTEGER <= (value := int(text)) <= GREATEST_INTEGER
    ):
        raise ValueError("an integer is beyond ±(2^53−1); write it as text")
    return value


def read_decimal(text: str) -> Decimal:
    """Read a number with a point or an exponent, exactly.

    Raises:
        ValueError: when it has more than 64 digits, or is beyond what a double can hold.
    """
    if len(text) > MOST_DIGITS:
        raise ValueError(f"a number has more than {MOST_DIGITS} digits")
    beyond = f"a number is beyond 10^±{GREATEST_EXPONENT}"
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(beyond) from error
    if not value.is_finite() or abs(value.adjusted()) > GREATEST_EXPONENT:
        raise ValueError(beyond)
    return value


def write_decimal(value: Decimal) -> str:
    """Write a decimal without an exponent and always with a point, so that it is read as a decimal again."""
    text = f"{value:f}"
    return text if "." in text else f"{text}.0"
