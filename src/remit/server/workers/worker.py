"""One worker, in its own process: takes orders from the supervisor, serves, reports. Takes no settings by itself.

Its orders come by a socket at its standard input. When that closes, the supervisor is gone, and so it goes too.
"""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

import structlog

from remit.clock import monotonic
from remit.config import Config, ConfigError, load
from remit.errors import RemitError
from remit.server.launched import Launched
from remit.server.workers.orders import Orders, Report

FAILED: Final = 1
WRONG_SETTINGS: Final = 2
ORPHANED: Final = 3
"""Exit codes, for the log: the supervisor hears the reason itself."""
ORPHAN_MARGIN: Final = 5.0
"""Seconds beyond `drain_seconds` after which a worker without a supervisor ends even if its event loop hangs."""
_LINE_BYTES: Final = 65_536

_log: Final[Any] = structlog.get_logger("remit.server")


class Launch(Protocol):
    """Serves until SIGTERM, as `remit.server.offer.launch` does."""

    def __call__(
        self, config: Config, announce: Callable[[Launched], None], *, install: bool, new_key: bool
    ) -> None:
        """Serve; `announce` is called once calls are taken."""
        ...


def work(launch: Launch, number: int) -> int:
    """Be worker `number`: take orders, serve with `launch`, and return the exit code."""
    line = _take_line()
    # It means "replace the workers" to the supervisor; to one worker alone it means nothing.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    structlog.contextvars.bind_contextvars(worker=number)
    orders = Orders.from_line(_read(line))
    try:
        config = load(**orders.settings)
        watch = threading.Thread(target=_end_with, args=(line, config.drain_seconds), daemon=True)
        watch.start()
        launch(
            config,
            lambda launched: line.sendall(Report(launched).to_line()),
            install=orders.install,
            new_key=orders.new_key,
        )
    except ConfigError as error:
        _tell(line, Report(failure=str(error), hopeless=True))
        return WRONG_SETTINGS
    except RemitError as error:
        _log.error("worker ends", why=error.reason, message=error.message)
        _tell(line, Report(failure=error.message))
        return FAILED
    return 0


def _take_line() -> socket.socket:
    """Move the socket away from standard input, which is nobody's from now on."""
    line = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    return line


def _read(line: socket.socket) -> bytes:
    read = b""
    while not read.endswith(b"\n"):
        part = line.recv(_LINE_BYTES)
        if not part:
            raise SystemExit(ORPHANED)
        read += part
    return read


def _tell(line: socket.socket, report: Report) -> None:
    try:
        line.sendall(report.to_line())
    except OSError:
        _log.warning("the supervisor is gone", told=report.failure)


def _end_with(line: socket.socket, drain_seconds: float) -> None:
    """Leave when the supervisor is gone: after the calls under way, and at last even if the event loop hangs."""
    try:
        while line.recv(1):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    limit = monotonic() + drain_seconds + ORPHAN_MARGIN
    while (left := limit - monotonic()) > 0:
        threading.Event().wait(left)
    os._exit(ORPHANED)
