"""The way to Redis and back: runs scripts, publishes, listens; whatever goes wrong is a `BackendUnavailableError`."""

import asyncio
import contextlib
import itertools
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import structlog
from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    MasterDownError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError

from remit.decision.breaker import SHORTEST, Breaker
from remit.errors import BackendUnavailableError
from remit.tally import BackendTally
from remit.volatile.redis.address import Address
from remit.volatile.redis.script import Script
from remit.volatile.redis.servers import CONNECTIONS, servers_at

T = TypeVar("T")

TIMEOUT: Final = 1.0
"""Seconds for an answer, connecting included."""
FIRST: Final = 5.0
"""Seconds that a process spends at its start on connecting, at most, however short the wait for an answer is."""
HEARTBEAT: Final = 2.0
"""Seconds of silence after which a listener asks whether the server is still there."""

# uvloop says RuntimeError when a connection that was reset meanwhile is written to.
_FAULTS: Final = (RedisError, RedisClusterException, OSError, TimeoutError, RuntimeError)
_HUNG: Final = (RedisTimeoutError, TimeoutError)
_SERVER_IS_ILL: Final = (
    BusyLoadingError,
    ClusterDownError,
    MasterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    TryAgainError,
)
_ILL_WORDS: Final = frozenset({"BUSY", "MISCONF", "NOREPLICAS"})
"""First words of errors about the server, and not about the command, for which the library has no class."""

_log: Final[Any] = structlog.get_logger("remit.redis")
_random: Final = random.SystemRandom()


class GarbageError(RedisError):
    """An answer that is not of the question."""


class Link:
    """The connections to Redis of one process. Opens them when they are needed, and again when they broke.

    Each server has its breaker: while it is away, calls for it are answered at once.
    """

    def __init__(self, address: Address, *, timeout: float = TIMEOUT) -> None:
        """Reach `address`; wait `timeout` seconds for an answer, connecting included."""
        self.address = address
        self._timeout = timeout
        self._servers = servers_at(address, timeout=timeout)
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
        self._room = asyncio.Semaphore(CONNECTIONS)
        # Begins anywhere, so that an answer to somebody else is hardly ever taken for one's own.
        self._numbers = itertools.count(_random.getrandbits(48))
        self.instant = 0
        """Redis' clock at the last script, in microseconds since the epoch; 0 before the first."""
        self.scripts = BackendTally()
        self.publishes = BackendTally()

    def slot(self, tenant: str) -> Hashable:
        """Return a value that tenants whose keys share a trip have in common."""
        return self._servers.slot(tenant)

    @property
    def away(self) -> bool:
        """Whether any server is known to be away, for metrics and readiness."""
        return any(breaker.away for breaker in self._breakers.values())

    async def open(self) -> None:
        """Connect before a call needs it: a first connection may take longer than a call should wait.

        Returns after `FIRST` seconds at the latest, and at once when nobody is there: then a call connects later.
        """
        with contextlib.suppress(*_FAULTS):
            async with asyncio.timeout(FIRST):
                while not await self._opened():
                    pass

    async def run(
        self, script: Script, *, tenant: str, keys: Sequence[str], arguments: Sequence[bytes | int], size: int
    ) -> list[int]:
        """Run a script where a tenant's keys are and return its answer: `size` integers without number and instant.

        Raises:
            BackendUnavailableError: when there was no answer, or one that cannot be of this script. What it did is
                then unknown.
        """
        number = next(self._numbers)
        rest = (len(keys), *keys, number, *arguments)

        async def attempt() -> list[int]:
            try:
                answer: Any = await self._servers.execute(tenant, "EVALSHA", script.sha, *rest)
            except NoScriptError:
                # Nothing ran: the server was restarted, or never saw it.
                answer = await self._servers.execute(tenant, "EVAL", script.text, *rest)
            if not _is_answer(answer, number, size=size + 2):
                await self._servers.drop()
                raise GarbageError("an answer to another question")
            self.instant = answer[1]
            numbers: list[int] = answer[2:]
            return numbers

        return await self.scripts.through(self._guarded(tenant, attempt))

    async def publish(self, channel: str, payload: bytes) -> None:
        """Send a payload to all who listen to a channel now.

        Raises:
            BackendUnavailableError: when there was no answer.
        """
        publishing = self._guarded("", lambda: self._servers.execute("", "PUBLISH", channel, payload))
        await self.publishes.through(publishing)

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncIterator[Callable[[], Awaitable[bytes | None]]]:
        """Open a connection that hears what is published on a channel from now until the context ends.

        It gives a function that returns the next payload, or None when the connection has broken or the server says
        nothing for too long; then it is over.

        Raises:
            BackendUnavailableError: when there is no connection.
        """
        connection: Any = self._servers.listener()
        try:
            try:
                async with asyncio.timeout(self._timeout):
                    await connection.connect()
                    await connection.send_command("SUBSCRIBE", channel)
                    await connection.read_response()
            except _FAULTS as error:
                raise _unavailable(SHORTEST) from error
            yield lambda: self._next_payload(connection)
        finally:
            await connection.disconnect(nowait=True)

    async def close(self) -> None:
        """Close all connections."""
        await self._servers.close()

    async def _opened(self) -> bool:
        try:
            await self._servers.open()
        except _HUNG:
            # The library's own bound is as short as that of a call.
            return False
        return True

    async def _next_payload(self, connection: Any) -> bytes | None:  # noqa: ANN401  the library has no types
        try:
            while True:
                heard = await connection.read_response(timeout=HEARTBEAT)
                if heard is None:
                    await connection.send_command("PING")
                    heard = await connection.read_response(timeout=self._timeout)
                    if heard is None:
                        return None
                if isinstance(heard, list) and heard[:1] == [b"message"] and isinstance(heard[-1], bytes):
                    return heard[-1]
        except _FAULTS:
            return None

    async def _guarded(self, tenant: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """Make one attempt if its server is not away, with so many others at once as there are connections."""
        breaker = self._breakers[""]
        async with self._room:
            try:
                _require(breaker)
                async with asyncio.timeout(self._timeout):
                    name = await self._servers.find(tenant) if tenant else ""
                    if name:
                        breaker.succeeded()
                        breaker = self._breakers[name]
                        _require(breaker)
                    result = await attempt()
            except BackendUnavailableError:
                raise
            except _FAULTS as error:
                await self._note(breaker, error)
                raise _unavailable(breaker.retry_after) from error
            except BaseException:
                breaker.unknown()
                raise
            if breaker.succeeded():
                _log.info("redis is back")
            return result

    async def _note(self, breaker: Breaker, error: BaseException) -> None:
        """Count a fault of the server; one of the command says nothing about the next."""
        if isinstance(error, ReadOnlyError):
            # Another server is the primary by now; a new connection finds it.
            with contextlib.suppress(*_FAULTS):
                await self._servers.drop()
        if _is_of_server(error):
            if breaker.failed(hung=isinstance(error, _HUNG)):
                _log.warning("redis is away", error=type(error).__name__)
        else:
            breaker.succeeded()
            _log.error("redis refused a command", error=str(error))


def _require(breaker: Breaker) -> None:
    if not breaker.admits():
        raise _unavailable(breaker.retry_after)


def _is_of_server(error: BaseException) -> bool:
    if not isinstance(error, ResponseError) or isinstance(error, _SERVER_IS_ILL):
        return True
    return str(error).partition(" ")[0] in _ILL_WORDS


def _is_answer(answer: object, number: int, *, size: int) -> bool:
    return (
        isinstance(answer, list)
        and len(answer) == size
        and answer[0] == number
        and all(type(one) is int for one in answer)
    )


def _unavailable(retry_after: float) -> BackendUnavailableError:
    message = "the store of rates and leases did not answer; nothing was allowed"
    return BackendUnavailableError(message, retry_after=retry_after)
