"""What the wire must know of traces, whether any are made or not. Imports nothing of OpenTelemetry, which is heavy."""

import re
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from typing import Final, Protocol, TypeVar

from google.protobuf.descriptor import MethodDescriptor

from remit.server.call import Context

In = TypeVar("In")
Out = TypeVar("Out")

TRACEPARENT: Final = "traceparent"

TRACE_ID: Final[ContextVar[str]] = ContextVar("trace_id", default="")
"""Of the call that runs, 32 hexadecimal digits; empty when no traces are made."""

_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}").match


class Tracing(Protocol):
    """Makes a span of each call."""

    def around(
        self, method: MethodDescriptor, handle: Callable[[In, Context], Awaitable[Out]]
    ) -> Callable[[In, Context], Awaitable[Out]]:
        """Return `handle` within a span."""
        ...


def trace_id_of(metadata: Iterable[tuple[str, str | bytes]]) -> str:
    """Return the trace of a call, for its line in the log; empty when it is part of none."""
    if known := TRACE_ID.get():
        return known
    for key, value in metadata:
        if key == TRACEPARENT and isinstance(value, str) and (found := _TRACEPARENT(value)):
            return found[1]
    return ""
