"""How a line of the log looks, for every process of a server. Imports no gRPC, for a supervisor logs too."""

import logging
import sys
from collections.abc import Sequence
from typing import Any, Final, TextIO

import orjson
import structlog

from remit.config import Config

LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}

# Without local variables: among them are keys and the arguments of tools.
_TRACEBACK: Final = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


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
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[config.log_level]),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=True,
    )


def _json(event: Any, **_options: Any) -> str:  # noqa: ANN401  structlog's own types
    return orjson.dumps(event, default=str).decode()
