"""Whether and when a failed call is tried again. Arithmetic alone: never waits, never calls."""

import random
from dataclasses import dataclass
from typing import Final

from remit.client.errors import CallError, UnavailableError

_REFUSED_BEFORE_BEGINNING: Final = frozenset({"DRAINING", "OVERLOADED", "TOO_MANY_CALLS"})
"""The server did not even look at the call: safe to repeat, whatever it is."""
_NO_USE: Final = frozenset({"TOO_MANY_REFUSALS"})
"""Says how long to wait, but the same question would only be refused again."""
_WORTH_IT: Final = frozenset({"STALE_REVISION"})
"""Worth another try at once, though the server names no wait."""
_JITTER: Final = 0.25
"""Part of the wait that is added at random, so that callers refused together do not come back together."""

_random = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Retry:
    """How patient a client is. `Retry(attempts=1)` never tries again."""

    attempts: int = 4
    """Tries of one call in all. 1 or more."""
    first_wait: float = 0.1
    """Seconds before the second try, doubled before each further one, where the server names no time."""
    longest_wait: float = 5.0
    """Seconds; a server that asks for more gets no further try, and the error says how long it asked for."""

    def wait(self, error: CallError, tries: int, *, repeatable: bool) -> float | None:
        """Return seconds until the next try; None when there is to be none.

        Args:
            error: why the last try failed.
            tries: how many there were, 1 or more.
            repeatable: whether the call changes nothing more when it is repeated.
        """
        if tries >= self.attempts or not worth_retrying(error, repeatable=repeatable):
            return None
        if error.retry_after is not None:
            wait = error.retry_after
            return (
                None
                if wait > self.longest_wait
                else wait + _random.uniform(0, _JITTER * max(wait, self.first_wait))
            )
        doubled = min(self.first_wait * 2.0 ** (tries - 1), self.longest_wait)
        return doubled * _random.uniform(1 - _JITTER, 1 + _JITTER)


def worth_retrying(error: CallError, *, repeatable: bool) -> bool:
    """Tell whether the same call may succeed later without doing anything twice."""
    if error.reason in _REFUSED_BEFORE_BEGINNING:
        return True
    if not repeatable or error.reason in _NO_USE:
        return False
    return isinstance(error, UnavailableError) or error.retry_after is not None or error.reason in _WORTH_IT


class Attempts:
    """The tries of one call: how long the next may take, and how long to wait for it."""

    __slots__ = ("_repeatable", "_retry", "_tries", "timeout")

    def __init__(self, retry: Retry, timeout: float | None, *, repeatable: bool) -> None:
        """Begin; `timeout` is in seconds, None without deadline."""
        self._retry = retry
        self._repeatable = repeatable
        self._tries = 0
        self.timeout = timeout
        """Seconds that the next try may take: what was given, less the waits so far."""

    def wait_after(self, error: CallError) -> float:
        """Return seconds to wait before the next try.

        Raises:
            CallError: `error` itself, when there is to be none.
        """
        self._tries += 1
        wait = self._retry.wait(error, self._tries, repeatable=self._repeatable)
        if wait is None or (self.timeout is not None and wait >= self.timeout):
            raise error
        if self.timeout is not None:
            self.timeout -= wait
        return wait
