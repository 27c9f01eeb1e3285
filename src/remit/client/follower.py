"""Where a stream has come to, and how it goes on after a cut. Never calls: both clients drive it."""

from typing import Any, Final, Generic

from google.protobuf.message import Message

from remit.client.errors import CallError
from remit.client.method import RequestT
from remit.client.retry import Attempts, Retry

_CURSOR: Final = "cursor"
_EVENT: Final = "event"
_SKIPPED: Final = frozenset({None, "heartbeat"})
"""Signs of life, and events that this client does not know."""
_ONCE: Final = "live"


class Follower(Generic[RequestT]):
    """One stream, through however many connections. Each event is handed out once, in order."""

    def __init__(self, request: RequestT, retry: Retry) -> None:
        """Begin where the request says; `retry` counts the failures since the last message."""
        self._request = request
        self._resumable = _CURSOR in request.DESCRIPTOR.fields_by_name
        self._retry = retry
        self._attempts = Attempts(retry, None, repeatable=True)
        self._begun = False
        self._live = False
        self.cursor = ""
        """Of the last message; empty before the first, or when the stream has none."""

    def request(self) -> RequestT:
        """Return what to ask now: the same, from the last cursor on."""
        if not self.cursor:
            return self._request
        again = type(self._request)()
        again.CopyFrom(self._request)
        setattr(again, _CURSOR, self.cursor)
        return again

    def take(self, message: Message) -> bool:
        """Note how far the stream has come; tells whether the message is for the caller."""
        self._begun = True
        self._attempts = Attempts(self._retry, None, repeatable=True)
        if not self._resumable:
            return True
        told: Any = message
        self.cursor = told.cursor or self.cursor
        event = message.WhichOneof(_EVENT)
        if event in _SKIPPED or (event == _ONCE and self._live):
            return False
        self._live |= event == _ONCE
        return True

    def wait_after(self, error: CallError) -> float:
        """Return seconds to wait before going on.

        Raises:
            CallError: `error` itself, when going on would leave a gap, or after too many failures.
        """
        if self._begun and not self._resumable:
            raise error
        return self._attempts.wait_after(error)
