"""What the wire counts of itself: calls by method and code, errors, credentials. Never a name of who calls."""

from collections import Counter
from typing import Final

from google.protobuf.descriptor import MethodDescriptor

from remit.errors import Family, InternalError, RemitError
from remit.server.gate import Gate
from remit.server.metric_families import (
    AUTHENTICATIONS,
    CALLS_LIMIT,
    CALLS_OPEN,
    DRAINING,
    ERRORS,
    RPC_SECONDS,
    STREAM_MESSAGES,
    STREAMS,
    WATCHERS_LIMIT,
    WATCHERS_OPEN,
)
from remit.server.metrics import Snapshot
from remit.server.status import code_of
from remit.tally import Histogram, Outcomes

OK: Final = "OK"
CANCELLED: Final = "CANCELLED"


class CallTally:
    """The calls of one server."""

    __slots__ = ("authenticated", "errors", "methods", "refused")

    def __init__(self) -> None:
        """Begin with none."""
        self.authenticated = 0
        """Calls whose credential was good."""
        self.refused = Outcomes()
        """Credentials that were not, by reason."""
        self.errors = Outcomes({InternalError.reason: 0})
        """Calls that ended in an error, by its reason. What nobody may miss is there before its first, for to
        Prometheus' `increase` a series that begins with 1 has not grown."""
        self.methods: dict[str, MethodTally] = {}

    def of(self, method: MethodDescriptor) -> "MethodTally":
        """Return the tally of one method."""
        name = f"{method.containing_service.name}/{method.name}"
        return self.methods.setdefault(name, MethodTally(self, streams=method.server_streaming))

    def put(self, snapshot: Snapshot) -> None:
        """Put all of it into a snapshot."""
        snapshot.put(AUTHENTICATIONS, self.authenticated, OK)
        snapshot.put_all(AUTHENTICATIONS, self.refused)
        snapshot.put_all(ERRORS, self.errors)
        for name, method in self.methods.items():
            for code, seconds in method.by_code.items():
                if seconds.count:
                    snapshot.put(RPC_SECONDS, seconds, name, code)
            snapshot.put_all(STREAMS, method.ended, name)
            if method.messages:
                snapshot.put(STREAM_MESSAGES, method.messages, name)


class MethodTally:
    """The calls of one method."""

    __slots__ = ("_all", "_streams", "by_code", "ended", "messages", "ok")

    def __init__(self, every: CallTally, *, streams: bool) -> None:
        """Begin with none; what is no method's own goes to `every`."""
        self._all = every
        self._streams = streams
        self.ok = Histogram()
        """Seconds of the unary calls that were answered."""
        self.by_code: dict[str, Histogram] = {OK: self.ok}
        self.ended: Counter[str] = Counter()
        """Streams that ended, by code."""
        self.messages = 0
        """Messages sent on streams."""

    def over(self, code: str, seconds: float) -> None:
        """Count a call that ended with a code."""
        if self._streams:
            # How long somebody watched says nothing.
            self.ended[code] += 1
            return
        found = self.by_code.get(code)
        if found is None:
            found = self.by_code[code] = Histogram()
        found.observe(seconds)

    def failed(self, told: RemitError, seconds: float) -> None:
        """Count a call that ended in an error."""
        self._all.errors[told.reason] += 1
        if told.family is Family.UNAUTHENTICATED:
            self._all.refused[told.reason] += 1
        self.over(code_of(told).name, seconds)


def put_gate(snapshot: Snapshot, gate: Gate) -> None:
    """Put into a snapshot what is under way."""
    snapshot.put(CALLS_OPEN, gate.calls)
    snapshot.put(CALLS_LIMIT, gate.max_calls)
    snapshot.put(WATCHERS_OPEN, gate.watchers)
    snapshot.put(WATCHERS_LIMIT, gate.max_watchers)
    snapshot.put(DRAINING, float(gate.draining))
