"""What goes wrong between a server and Postgres, and what it means for a call. Knows no connection and no table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError

from remit.config import ConfigError
from remit.errors import BackendUnavailableError, RemitError

RETRY_AFTER: Final = 1.0

ALONE: Final = "storage committed without its standby"
"""Of what a warning came with: whoever cancels the wait of a commit for a standby is told that it was made, here."""

_NAMELESS: Final = (
    OSError,
    TimeoutError,
    UnicodeDecodeError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""Failures that no code of Postgres explains: nobody answered, or not in its language."""

_DRIVER: Final = asyncpg.__name__

_LOCKED: Final = "55P03"
"""A lock was waited for in vain."""

_AGAIN: Final = frozenset({"40001", "40P01", _LOCKED})
"""Serialization failure, deadlock, lock timeout: another transaction was in the way."""

_DATA: Final = ("22", "23", "42", "0A", "2B", "P0")
"""Classes of errors about what was asked, not about the database."""


class Conflicted(Exception):  # noqa: N818  it says what happened, as asyncpg's own do
    """Another transaction was in the way; the same may be tried again."""


class Locked(Conflicted):
    """It did not get out of the way in time."""


_SAID: Final = {
    "25006": "storage takes no changes, it is read-only",
    "53100": "storage has no room left on its disk",
}
"""What it answered, where that helps whoever reads it; else it did not answer as it should."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database or the network refuses into the documented error; its text stays with the cause.

    Raises:
        Conflicted: when the same may be tried again; Locked, when a lock was waited for in vain.
        BackendUnavailableError: when the database does not answer.
    """
    try:
        yield
    except (Conflicted, RemitError):
        raise
    except Exception as error:
        code = _code(_origin(error))
        if code in _AGAIN:
            raise (Locked if code == _LOCKED else Conflicted) from error
        if is_away(error):
            said = _SAID.get(code or "", "storage did not answer")
            message = f"{said}; nothing was decided or changed"
            raise BackendUnavailableError(message, retry_after=RETRY_AFTER) from error
        raise


@contextmanager
def understood() -> Iterator[None]:
    """Tell an address that the driver cannot read from a database that does not answer; no text of the driver's is shown.

    Raises:
        ConfigError: when it cannot.
    """
    try:
        yield
    except UnicodeDecodeError:
        # Said by what answers there.
        raise
    except (ValueError, OverflowError) as error:
        message = (
            "REMIT_DATABASE_URL: cannot be understood; it must be postgresql://user:password@host:port/database, with"
            " %XX for what is special in user and password, and parameters such as ?sslmode=verify-full"
        )
        raise ConfigError(message) from error


def is_away(error: BaseException) -> bool:
    """Tell whether a failure is one of the database or of the way to it, and not of what was asked."""
    origin = _origin(error)
    code = _code(origin)
    if code is not None and not code.startswith(_DATA):
        return code not in _AGAIN
    if isinstance(error, DBAPIError) and (isinstance(error, InterfaceError) or error.connection_invalidated):
        return True
    return code is None and (isinstance(origin, (BackendUnavailableError, *_NAMELESS)) or _stumbled(origin))


def _origin(error: BaseException) -> BaseException:
    """Return what the driver raised, where SQLAlchemy made an error of its own of it."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def _stumbled(error: BaseException) -> bool:
    """Tell whether the driver failed at an answer that makes no sense.

    It trusts what it reads, so that may be any error: Python's, or its own `BufferError`, which is not Python's and has no
    public name. But its own code raises it. What it objects to in a question is told by kinds of errors of its own.
    """
    at = error.__traceback__
    if at is None or not isinstance(error, Exception):
        return False
    while at.tb_next is not None:
        at = at.tb_next
    return str(at.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == _DRIVER


def _code(error: BaseException) -> str | None:
    """Return the code by which Postgres names a failure; None for what it did not say itself."""
    return getattr(error, "sqlstate", None)
