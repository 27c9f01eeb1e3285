"""How thorough a run of the tests is: `make test` tries some of each kind, `make faults` as many as were promised."""

import os
from typing import Final, TypeVar

T = TypeVar("T")

FULL: Final = os.environ.get("REMIT_TEST_FAULTS") == "full"
"""Whether proofs take as long as was promised (`make faults`), or a short form of each is enough."""

PART: Final = 3
"""One example of so many is tried in the short form. Each run draws others, so that many runs try what one does not."""


def length(short: T, full: T) -> T:
    """Return how long, or how often: in the short form, or in full."""
    return full if FULL else short


def examples(full: int) -> int:
    """Return how many examples Hypothesis tries, of as many as there are in full."""
    return length(max(10, full // PART), full)
