"""What the server logs, an object a line. Never a secret, a metadata value or the content of a message."""

import logging
from typing import Any, Final

import structlog
from google.protobuf.descriptor import MethodDescriptor

from remit.clock import monotonic
from remit.errors import Family, RemitError
from remit.server.call import Call
from remit.server.log_flood import Flood
from remit.server.log_line import LEVELS
from remit.server.methods import DECISION_SERVICE
from remit.server.status import code_of
from remit.server.trace import trace_id_of

_CANCELLED: Final = "CANCELLED"

# What somebody who runs the server should look into; all else is the caller's affair.
_WORRYING: Final = frozenset({"BACKEND_UNAVAILABLE", "CLOCK_SKEW", "OVERLOADED"})


class CallLog:
    """The log of calls; formats nothing that would not be written."""

    def __init__(self, level: str) -> None:
        """Write lines of at least this level: `debug`, `info`, `warning` or `error`."""
        self._level = LEVELS[level]
        self._logger: Any = structlog.get_logger("remit.call")

    def of(self, method: MethodDescriptor) -> "MethodLog":
        """Return the log of one method."""
        quiet = method.containing_service.full_name == DECISION_SERVICE or not method.full_name.startswith(
            "remit."
        )
        return MethodLog(
            self._logger, level=self._level, answered_level=logging.DEBUG if quiet else logging.INFO
        )


class MethodLog:
    """The log of one method's calls: one line for each, at a level that its outcome gives, but for floods.

    `started` is when the call began, as `monotonic`.
    """

    __slots__ = ("_answered_level", "_flood", "_level", "_logger", "_timed")

    def __init__(self, logger: Any, *, level: int, answered_level: int) -> None:  # noqa: ANN401  structlog has no type
        """Write answered calls at `answered_level`, and nothing below `level`."""
        self._logger = logger
        self._level = level
        self._answered_level = answered_level
        self._timed = answered_level >= level
        self._flood = Flood()

    def answered(self, call: Call, started: float) -> None:
        """Write a call that had its answer."""
        if self._timed:
            self._logger.log(self._answered_level, "call", code="OK", **_fields(call, started))

    def cancelled(self, call: Call, started: float) -> None:
        """Write a call whose caller left."""
        if self._level <= logging.INFO and self._flood.admits(_CANCELLED):
            fields = {**_fields(call, started), **self._flood.left_out(_CANCELLED)}
            self._logger.info("call", code=_CANCELLED, **fields)

    def failed(self, call: Call, started: float, *, told: RemitError, cause: Exception) -> None:
        """Write a call that ended in an error: `told` to the caller, because of `cause`."""
        if not self._flood.admits(told.reason):
            return
        fields = {"code": code_of(told).name, "reason": told.reason, **_fields(call, started)}
        fields |= self._flood.left_out(told.reason)
        if told.field:
            fields["field"] = told.field
        if told.family is Family.INTERNAL:
            # The one place that has the truth about an unknown failure, under the id that the caller holds.
            self._logger.error("call", **told.metadata, **fields, exc_info=cause)
        elif told.reason in _WORRYING:
            self._logger.warning("call", message=told.message, **fields)
        elif self._level <= logging.INFO:
            self._logger.info("call", **fields)


def _fields(call: Call, started: float) -> dict[str, Any]:
    principal = call.principal
    fields: dict[str, Any] = {"method": call.method, "request_id": call.request_id, "peer": call.peer_ip}
    fields["milliseconds"] = round((monotonic() - started) * 1_000, 3)
    if trace_id := trace_id_of(call.metadata):
        fields["trace_id"] = trace_id
    if not call.anonymous:
        fields |= {
            "tenant": principal.tenant,
            "subject": principal.subject,
            "credential": principal.credential,
        }
    return fields
