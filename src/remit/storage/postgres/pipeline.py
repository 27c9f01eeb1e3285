"""Statements to Postgres, as many in one trip as need no answer before the next. Knows no table.

asyncpg waits for the answer to each statement before it sends another. So it opens the connection and says who we are,
and from then on both ends speak here: the extended protocol of version 3, pipelined
(https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING). Values and answers are texts.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import asyncpg
from asyncpg import connect_utils

from remit.value import value

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

Text: TypeAlias = str | None
"""A value as Postgres writes and reads it; None is NULL."""

CANCEL_SECONDS: Final = 2.0
"""Until the server is to have heard that nobody waits any more."""
CANCEL_PAUSE: Final = 0.1
"""Seconds after which it is told again: one that had not begun what is cancelled then did not hear it."""

FRAME_LIMIT: Final = 1 << 26
"""Bytes of a message, at most: far beyond any answer to what is asked here. What claims to be longer is none, and is not
waited for."""

_HEAD: Final = 5
"""Bytes of a message's kind and length."""
_LENGTH: Final = 4
_SIZES: Final = tuple(size.to_bytes(_LENGTH, "big") for size in range(1_024))
"""Lengths of values, ready: a commit has some ninety of them, most of them short."""
_NULL: Final = (-1).to_bytes(_LENGTH, "big", signed=True)
_EXECUTE: Final = b"E\0\0\0\x09\0\0\0\0\0"
_SYNC: Final = b"S\0\0\0\x04"
_TERMINATE: Final = b"X\0\0\0\x04"
_PASSED: Final = frozenset(b"123nSTtAI")
"""Answers that say nothing which is not known: that something was understood, settings, columns."""
_ROW, _DONE, _ERROR, _NOTICE, _READY = b"DCENZ"
_KINDS: Final = _PASSED | frozenset(b"DCENZ")
"""All that is ever answered to what is asked here."""
_WARNING: Final = b"VWARNING\0"
"""The field of a notice that says, in no language, how grave it is."""


@value
class Query:
    """A statement and its values."""

    sql: str
    values: Sequence[str | int | None] = ()


@dataclass(slots=True)
class Answer:
    """What came of one statement."""

    tag: str
    """Such as `COMMIT` or `INSERT 0 1`."""
    rows: list[list[Text]]
    warned: bool = False
    """Whether a warning came with the last of a trip: that of a COMMIT says that no standby has it."""


class Pipeline(asyncio.Protocol):
    """One connection; one trip at a time."""

    def __init__(self, driver: Driver, *, keeps: bool, seconds: float) -> None:
        """Take over a connection that asyncpg has just opened and nothing has used.

        Args:
            driver: whose; it sends nothing any more, but ends the connection.
            keeps: whether statements may be kept prepared; not where somebody in between changes the server process.
            seconds: until a trip is given up.
        """
        self._driver = driver
        self._keeps = keeps
        self._seconds = seconds
        self._names: dict[str, bytes] = {}
        self._buffer = bytearray()
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[list[Answer]] | None = None
        self._answers: list[Answer] = []
        self._rows: list[list[Text]] = []
        self._warned = False
        self._error: Exception | None = None
        self._cancelling: asyncio.Task[None] | None = None
        self._due = 0
        """Times that the server has yet to say that it is ready."""
        self._wanted = 0
        self._lost = False
        # The driver gives its connection to nobody, so this is taken, as it is for the watch over sockets.
        inside: Any = driver
        self._transport = cast("asyncio.Transport", inside._transport)  # noqa: SLF001
        self._whom = {
            "addr": inside._addr,  # noqa: SLF001
            "params": inside._params,  # noqa: SLF001
            "backend_pid": inside._protocol.backend_pid,  # noqa: SLF001
            "backend_secret": inside._protocol.backend_secret,  # noqa: SLF001
        }
        """Who is told to cancel what, and by which secret."""
        self._transport.set_protocol(self)

    async def run(self, *statements: Query, then: str = "", seconds: float | None = None) -> list[Answer]:
        """Run statements one after another, in one trip, and return what came of each.

        After one that fails none of those behind it is run.

        Args:
            statements: their texts are few and constant, for each is kept prepared.
            then: one more without values, which is run even after a failure: `COMMIT`, that rolls back what failed.
            seconds: until it is given up; None: as long as for every trip.

        Raises:
            asyncpg.PostgresError: what the first one that failed was refused with.
            OSError: when the connection broke, also before.
            TimeoutError: when no answer came in time. The connection is of no use after this and what is above.
        """
        if self.is_closed() or self._waiter is not None:
            message = "the connection is closed" if self._waiter is None else "another trip is under way"
            raise ConnectionError(message)
        request = [self._request(one) for one in statements]
        self._due = bool(request) + bool(then)
        self._wanted = len(statements) + bool(then)
        if request:
            request.append(_SYNC)
        if then:
            request.append(_framed(b"Q", _text(then)))
        waiter: asyncio.Future[list[Answer]] = self._loop.create_future()
        self._waiter = waiter
        self._transport.write(b"".join(request))
        timer = self._loop.call_later(self._seconds if seconds is None else seconds, self._give_up)
        try:
            return await waiter
        except asyncio.CancelledError:
            # Answers will come that nobody waits for.
            self.terminate()
            raise
        finally:
            timer.cancel()
            self._waiter = None

    def is_closed(self) -> bool:
        """Tell whether it is of no use any more."""
        return self._lost or self._driver.is_closed()

    def terminate(self) -> None:
        """End it at once, whatever is under way; but for what is being cancelled, which ends by itself."""
        self._lost = True
        if self._cancelling is None:
            self._driver.terminate()

    def close(self) -> None:
        """End it, saying so to the server."""
        if not self.is_closed():
            self._transport.write(_TERMINATE)
        self.terminate()

    def data_received(self, data: bytes) -> None:
        """Take what came; a message may come in pieces."""
        buffer = self._buffer
        buffer += data
        place, end = 0, len(buffer)
        while end - place >= _HEAD:
            length = int.from_bytes(buffer[place + 1 : place + _HEAD], "big")
            if buffer[place] not in _KINDS or not _LENGTH <= length <= FRAME_LIMIT:
                # Not waited for until it is whole: what makes no sense may claim to be long.
                self._break(asyncpg.InternalClientError("a message makes no sense: its kind, or its length"))
                return
            if end - place <= length:
                break
            body = bytes(buffer[place + _HEAD : place + 1 + length])
            try:
                self._take(buffer[place], body)
            except (ValueError, IndexError) as error:
                self._break(asyncpg.InternalClientError(f"a message makes no sense: {type(error).__name__}"))
                return
            place += length + 1
        del buffer[:place]

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what is under way."""
        self._lost, self._due = True, 0
        self._fail(self._error or exc or ConnectionResetError("the connection was closed"))
        self._driver.terminate()

    def _request(self, statement: Query) -> bytes:
        name = self._names.get(statement.sql)
        prepare = b""
        if name is None:
            name = b""
            if self._keeps:
                name = self._names[statement.sql] = b"remit_%d" % len(self._names)
            prepare = _framed(b"P", b"%b\0%b\0\0" % (name, _text(statement.sql)))
        return prepare + _bind(name, statement.values) + _EXECUTE

    def _take(self, kind: int, body: bytes) -> None:
        if kind == _ROW:
            self._rows.append(_row(body))
        elif kind == _DONE:
            self._answers.append(Answer(body[:-1].decode(), self._rows))
            self._rows = []
        elif kind == _NOTICE:
            self._warned = self._warned or _WARNING in body
        elif kind == _ERROR:
            self._error = self._error or _error(body)
        elif kind == _READY:
            self._land()

    def _land(self) -> None:
        self._due -= 1
        if self._due > 0:
            return
        answers, error, self._answers, self._rows, self._error = self._answers, self._error, [], [], None
        # It comes before the answer to COMMIT, and behind that to a statement that is a transaction of its own.
        if answers:
            answers[-1].warned, self._warned = self._warned, False
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if error is None and len(answers) != self._wanted:
            error = asyncpg.InternalClientError("there are not as many answers as there were statements")
        if error is None:
            waiter.set_result(answers)
        else:
            waiter.set_exception(error)

    def _give_up(self) -> None:
        self._fail(TimeoutError("the database did not answer in time"))
        self._lost = True
        self._cancelling = self._loop.create_task(self._cancel())

    async def _cancel(self) -> None:
        """Have the server stop what nobody waits for any more, and end: else one process each would wait on, unseen.

        Another connection tells it, which the driver would drop as soon as this one is ended.
        """
        try:
            with contextlib.suppress(OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresError):
                async with asyncio.timeout(CANCEL_SECONDS):
                    while self._due > 0:
                        await connect_utils._cancel(loop=self._loop, **self._whom)  # type: ignore[attr-defined]  # noqa: SLF001
                        await asyncio.sleep(CANCEL_PAUSE)
        finally:
            self._cancelling = None
            self.terminate()

    def _break(self, error: Exception) -> None:
        self._fail(error)
        self.terminate()

    def _fail(self, error: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)


def _text(text: str) -> bytes:
    return text.encode() + b"\0"


def _framed(kind: bytes, body: bytes) -> bytes:
    return b"%b%b%b" % (kind, (len(body) + _LENGTH).to_bytes(_LENGTH, "big"), body)


def _bind(name: bytes, values: Sequence[str | int | None]) -> bytes:
    """Give a statement its values, each as a text, and want its answer in texts."""
    parts = [b"\0%b\0\0\0%b" % (name, len(values).to_bytes(2, "big"))]
    for one in values:
        if one is None:
            parts.append(_NULL)
            continue
        data = one.encode() if isinstance(one, str) else b"%d" % one
        size = len(data)
        parts.append(_SIZES[size] if size < len(_SIZES) else size.to_bytes(_LENGTH, "big"))
        parts.append(data)
    parts.append(b"\0\0")
    return _framed(b"B", b"".join(parts))


def _row(body: bytes) -> list[Text]:
    place, row = 2, list[Text]()
    for _ in range(int.from_bytes(body[:2], "big")):
        length = int.from_bytes(body[place : place + _LENGTH], "big", signed=True)
        place += _LENGTH
        if length < 0:
            row.append(None)
            continue
        if place + length > len(body):
            message = "a row is too short"
            raise ValueError(message)
        row.append(body[place : place + length].decode())
        place += length
    return row


def _error(body: bytes) -> Exception:
    """Read an error, in the driver's own classes."""
    fields: dict[str, Any] = {
        one[:1].decode(): one[1:].decode(errors="replace") for one in body.split(b"\0") if one
    }
    made: Exception = asyncpg.PostgresError.new(fields)
    return made
