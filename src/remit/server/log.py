"""What the server logs, an object a line. Never a secret, a metadata value or the content of a message."""

import logging
import sys
from collections.abc import Sequence
from typing import Any, Final, TextIO

import orjson
import structlog
from google.protobuf.descriptor import MethodDescriptor

from remit.clock import monotonic
from remit.config import Config
from remit.errors import Family, RemitError
from remit.server.call import Call
from remit.server.methods import DECISION_SERVICE

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}

# Without local variables: among them are keys and the arguments of tools.
_TRACEBACK: Final = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)

# What somebody who runs the server should look into; all else is the caller's affair.
_WORRYING: Final = frozenset({"BACKEND_UNAVAILABLE", "CLOCK_SKEW", "OVERLOADED"})


def configure(config: Config, stream: TextIO | None = None) -> None:
    """Make structlog write as `log_level` and `log_format` say, for the whole process; to standard error by default."""
    stream = sys.stderr if stream is None else stream
    text = config.log_format == "text" or (config.log_format == "auto" and stream.isatty())
    last: Sequence[Any] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if text
        else [structlog.processors.ExceptionRenderer(_TRACEBACK), structlog.processors.JSONRenderer(_json)]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[config.log_level]),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=True,
    )


def _json(event: Any, **_options: Any) -> str:  # noqa: ANN401  structlog's own types
    return orjson.dumps(event, default=str).decode()


class CallLog:
    """The log of calls; formats nothing that would not be written."""

    def __init__(self, level: str) -> None:
        """Write lines of at least this level: `debug`, `info`, `warning` or `error`."""
        self._level = _LEVELS[level]
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
    """The log of one method's calls: one line for each, at a level that its outcome gives."""

    __slots__ = ("_answered_level", "_level", "_logger", "_timed")

    def __init__(self, logger: Any, *, level: int, answered_level: int) -> None:  # noqa: ANN401  structlog has no type
        """Write answered calls at `answered_level`, and nothing below `level`."""
        self._logger = logger
        self._level = level
        self._answered_level = answered_level
        self._timed = answered_level >= level

    def start(self) -> float:
        """Return when the call began, as `monotonic`; 0 when answered calls are not written."""
        return monotonic() if self._timed else 0.0

    def answered(self, call: Call, started: float) -> None:
        """Write a call that had its answer."""
        if self._timed:
            self._logger.log(self._answered_level, "call", code="OK", **_fields(call, started))

    def cancelled(self, call: Call, started: float) -> None:
        """Write a call whose caller left."""
        if self._level <= logging.INFO:
            self._logger.info("call", code="CANCELLED", **_fields(call, started))

    def failed(self, call: Call, started: float, *, told: RemitError, cause: Exception) -> None:
        """Write a call that ended in an error: `told` to the caller, because of `cause`."""
        fields = _fields(call, started)
        if told.field:
            fields["field"] = told.field
        if told.family is Family.INTERNAL:
            # The one place that has the truth about an unknown failure, under the id that the caller holds.
            self._logger.error("call", code=told.reason, **told.metadata, **fields, exc_info=cause)
        elif told.reason in _WORRYING:
            self._logger.warning("call", code=told.reason, message=told.message, **fields)
        elif self._level <= logging.INFO:
            self._logger.info("call", code=told.reason, **fields)


def _fields(call: Call, started: float) -> dict[str, Any]:
    principal = call.principal
    fields: dict[str, Any] = {"method": call.method, "request_id": call.request_id, "peer": call.peer_ip}
    if started:
        fields["milliseconds"] = round((monotonic() - started) * 1_000, 3)
    if not call.anonymous:
        fields |= {
            "tenant": principal.tenant,
            "subject": principal.subject,
            "credential": principal.credential,
        }
    return fields
