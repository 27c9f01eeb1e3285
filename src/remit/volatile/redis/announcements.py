"""Wake-ups between servers by Redis' channels. They may be lost: whoever waits looks at storage now and then by itself.

One connection listens. When it breaks, all who wait here are woken after it is back, for something may have been missed.
"""

import asyncio
import contextlib
import random
import secrets
from collections.abc import Callable, Iterable
from typing import Any, Final

import orjson
import structlog

from remit.clock import monotonic
from remit.errors import BackendUnavailableError
from remit.tally import BackendTally
from remit.volatile.memory import MemoryAnnouncements
from remit.volatile.redis.link import Link

CHANNEL: Final = "remit:news"
MOST_PENDING: Final = 10_000
"""Topics that may wait to be sent; with more, the others are told to look at everything."""
APART: Final = 0.025
"""Seconds between two messages: every server reads each, so under load a few carry what many would. The first after a
pause goes at once."""
SHORTEST: Final = 0.05
LONGEST: Final = 2.0
"""Seconds between two attempts, growing; jittered."""

Hear = Callable[[str | None], None]

_log: Final[Any] = structlog.get_logger("remit.redis")
_random: Final = random.SystemRandom()


class RedisAnnouncements:
    """Implements `Announcements` for all servers that use the same Redis and the same channel.

    Between `open` and `close` the others hear what is published here, and the other way round. Waiters here are woken
    at once and without Redis.
    """

    def __init__(self, link: Link, *, channel: str = CHANNEL) -> None:
        """Publish and listen on a channel over `link`, which whoever made it closes."""
        self._link = link
        self._channel = channel
        self._here = MemoryAnnouncements()
        self._me = secrets.token_hex(8)
        self._ears: list[tuple[str, Hear]] = []
        # A dict for its order: each topic once, however often it was announced meanwhile.
        self._pending: dict[str, None] = {}
        self._overflown = False
        self._due = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._connected = False

    async def open(self) -> None:
        """Begin to listen and to send. Returns at once, whether Redis is there or not."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._send())]

    async def close(self) -> None:
        """End both; what waits to be sent is lost."""
        for task in self._tasks:
            # Python 3.11's wait_for, which the library uses for clusters, may swallow a cancellation.
            while not task.done():
                task.cancel()
                await asyncio.wait([task], timeout=0.1)
        self._tasks.clear()

    @property
    def connected(self) -> bool:
        """Whether the others are heard at this moment, for metrics and readiness."""
        return self._connected

    @property
    def tally(self) -> BackendTally:
        """Messages sent to Redis, for metrics."""
        return self._link.publishes

    @property
    def waiting(self) -> int:
        """How many waiters there are here, for metrics."""
        return self._here.waiting

    def listen(self, prefix: str, hear: Hear) -> None:
        """Call `hear` with each topic that another server announces and that begins with `prefix`, from now on.

        It is called with None when something may have been missed: then all such topics may have news. It runs in the
        event loop between other work, so it must be quick, and begin a task for what takes long.
        """
        self._ears.append((prefix, hear))

    async def publish(self, topics: Iterable[str]) -> None:
        """Wake whoever waits for one of these topics: here now, in other servers as soon as Redis takes it."""
        wanted = list(topics)
        await self._here.publish(wanted)
        if not self._tasks:
            return
        self._pending.update(dict.fromkeys(wanted))
        if len(self._pending) > MOST_PENDING:
            self._pending.clear()
            self._overflown = True
        self._due.set()

    def position(self, topic: str) -> int:
        """Return where a topic stands; take it before reading storage."""
        return self._here.position(topic)

    async def wait(self, topic: str, seen: int, *, within: float) -> int:
        """Return the topic's position once it is past `seen`, or after `within` seconds as it is."""
        return await self._here.wait(topic, seen, within=within)

    async def _send(self) -> None:
        """Send what is pending, all in one message; what was not taken is tried again, so waking is late, not lost."""
        pauses = _Pauses()
        while True:
            await self._due.wait()
            self._due.clear()
            topics, self._pending = self._pending, {}
            everything, self._overflown = self._overflown, False
            message = orjson.dumps([self._me, None if everything else list(topics)])
            try:
                await self._link.publish(self._channel, message)
                pauses.reset()
                await asyncio.sleep(APART)
            except BackendUnavailableError:
                self._pending = {**topics, **self._pending}
                self._overflown |= everything or len(self._pending) > MOST_PENDING
                self._due.set()
                await pauses.sleep()

    async def _listen(self) -> None:
        pauses = _Pauses()
        while True:
            began = monotonic()
            with contextlib.suppress(BackendUnavailableError):
                async with self._link.listen(self._channel) as next_payload:
                    self._connected = True
                    self._wake_everyone()
                    while (payload := await next_payload()) is not None:
                        await self._hear(payload)
            self._connected = False
            if monotonic() - began > LONGEST:
                pauses.reset()
            await pauses.sleep()

    async def _hear(self, payload: bytes) -> None:
        topics = _topics(payload, self._me)
        if topics is None:
            self._wake_everyone()
            return
        await self._here.publish(topics)
        for prefix, hear in self._ears:
            for topic in topics:
                if topic.startswith(prefix):
                    _tell(hear, topic)

    def _wake_everyone(self) -> None:
        self._here.wake_everyone()
        for _, hear in self._ears:
            _tell(hear, None)


class _Pauses:
    """Sleeps longer each time, up to a limit; jittered, so that servers do not come back all at once."""

    def __init__(self) -> None:
        self._next = SHORTEST

    def reset(self) -> None:
        self._next = SHORTEST

    async def sleep(self) -> None:
        pause, self._next = self._next, min(2 * self._next, LONGEST)
        await asyncio.sleep(pause * _random.uniform(0.5, 1.0))


def _topics(payload: bytes, me: str) -> list[str] | None:
    """Return the topics of a message, none of one's own; None when everything may have news."""
    try:
        sender, topics = orjson.loads(payload)
    except (TypeError, ValueError):
        # Somebody else's words on this channel. To look without need is harmless.
        return None
    if sender == me:
        return []
    if not isinstance(topics, list):
        return None
    return [topic for topic in topics if isinstance(topic, str)]


def _tell(hear: Hear, topic: str | None) -> None:
    try:
        hear(topic)
    except Exception:  # noqa: BLE001  the others must hear too; the log has the truth
        _log.exception("an announcement was not heard", topic=topic)
