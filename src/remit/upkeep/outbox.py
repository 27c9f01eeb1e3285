"""Delivers what was written to be told outside: at least once, each under an id that stays, so that receivers know repeats.

A receiver that is slow or away holds up nobody else: so many attempts at once go to one host, so many are of one tenant,
and no transaction is open meanwhile. A process that dies leaves what it was at to be tried again once its time is over.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

import structlog

from remit.clock import DAY, HOUR, MINUTE, SECOND, Clock
from remit.errors import BackendUnavailableError, RemitError
from remit.tally import Outcomes

ALERT_KIND: Final = "alert"
"""Kind of a message that is for whichever rules want the alert of the same id."""

DELAYS: Final = (
    5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
)  # fmt: skip
"""Before each further attempt, as Standard Webhooks recommends: ten attempts within some three days."""
JITTER: Final = 0.2
"""Part of a delay by which it is shorter or longer, so that what failed together is not tried together."""
PATIENCE: Final = MINUTE
"""Microseconds after which others may try what is under way: longer than any attempt takes."""
ATTEMPT_SECONDS: Final = 30.0
"""After which an attempt is given up, whatever its handler does."""
KEPT: Final = 7 * DAY
"""Microseconds that what was delivered, or withdrawn, is still there to be looked at."""
DEAD_KEPT: Final = 30 * DAY
"""Microseconds that what was given up is."""

MOST_AT_ONCE: Final = 64
"""Attempts under way in all."""
MOST_OF_TENANT: Final = 16
"""Of them of one tenant."""
MOST_TO_DESTINATION: Final = 4
"""Of them of one tenant to one host."""

BROKEN_OFF: Final = "the server that tried it was stopped"

_log: Final[Any] = structlog.get_logger("remit.upkeep")


class MessageState(StrEnum):
    """What became of a message."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    WITHDRAWN = "WITHDRAWN"
    """Nobody wants it any more: its rule was removed, or has another channel."""
    DEAD = "DEAD"
    """Given up after its last attempt."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be told outside."""

    id: str
    tenant: str
    kind: str
    destination: str
    """The host it goes to; empty when it leaves this server only as further messages."""
    body: Mapping[str, Any]
    created_at: int
    attempts: int = 0
    """This one included, once it is taken."""


class UndeliverableError(Exception):
    """An attempt failed. The text says why, and repeats nothing that the receiver said."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        """Say why; `final` when no further attempt can be of use."""
        super().__init__(why)
        self.final = final


class WithdrawnError(Exception):
    """Nobody wants a message any more."""


Handler = Callable[[Message], Awaitable[Sequence[Message]]]
"""Makes one attempt, within `PATIENCE`; returns what is to be told further. Raises as above."""

Candidate = tuple[str, str, str]
"""(id, tenant, destination) of what is due."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended."""

    state: MessageState
    due_at: int
    """When to try again; of what has ended, when it is forgotten."""
    error: str = ""
    further: Sequence[Message] = ()


class Outbox(Protocol):
    """What is to be told, in storage."""

    async def due(self, at: int) -> bool:
        """Tell whether there is anything to do."""
        ...

    async def take(
        self, at: int, choose: Callable[[Sequence[Candidate]], Sequence[str]], *, until: int
    ) -> Sequence[Message]:
        """Begin an attempt of each message that is chosen of some that are due, unless another process has it.

        Args:
            at: now.
            choose: given the oldest, so many of each destination and tenant as may be under way at once.
            until: when others may take them, should nothing be heard of this attempt.
        """
        ...

    async def end(self, message: Message, ending: Ending) -> bool:
        """Note how an attempt ended, with what is to be told further; False when a later attempt has begun since."""
        ...

    async def forget(self, at: int) -> int:
        """Remove some of what ended long enough ago, and return how many."""
        ...


class Relay:
    """Takes what is due, has it handled, and notes what came of it. May run twice at once: each message is taken by one."""

    def __init__(
        self,
        outbox: Outbox,
        handlers: Mapping[str, Handler],
        *,
        clock: Clock,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Deliver what is in `outbox` by the handler of its kind; `draw` spreads further attempts."""
        self._outbox = outbox
        self._handlers = handlers
        self._clock = clock
        self._draw = draw
        self._under_way: dict[str, tuple[Message, asyncio.Task[None]]] = {}
        self.attempts: Outcomes = Counter({state.value: 0 for state in MessageState})
        """By what came of them: DELIVERED, WITHDRAWN, DEAD, or WAITING for another."""

    @property
    def under_way(self) -> int:
        """Attempts that have begun and not ended."""
        return len(self._under_way)

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Begin attempts of what is due while there is room, and return how many; does not wait for them.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        now = self._clock.now()
        if len(self._under_way) >= MOST_AT_ONCE or not await self._outbox.due(now):
            return 0
        check()
        await self._outbox.forget(now)
        check()
        taken = await self._outbox.take(now, self._choose, until=now + PATIENCE)
        for message in taken:
            self._under_way[message.id] = message, asyncio.create_task(self._attempt(message))
        return len(taken)

    async def idle(self) -> None:
        """Wait for the attempts that are under way."""
        while self._under_way:
            await asyncio.wait([task for _, task in self._under_way.values()])

    async def close(self) -> None:
        """Break off what is under way; others may try it at once."""
        broken = list(self._under_way.values())
        for _, task in broken:
            task.cancel()
        if broken:
            await asyncio.wait([task for _, task in broken])
        for message, _ in broken:
            # Of one that had come to its end, this changes nothing.
            with suppress(RemitError):
                await self._outbox.end(message, Ending(MessageState.WAITING, self._clock.now(), BROKEN_OFF))

    def _choose(self, candidates: Sequence[Candidate]) -> Sequence[str]:
        """Choose in the order given, so that no host, no tenant and not all of them together have too many."""
        found = [message for message, _ in self._under_way.values()]
        to = Counter((one.tenant, one.destination) for one in found)
        of = Counter(one.tenant for one in found)
        chosen: list[str] = []
        for identity, tenant, destination in candidates:
            if len(found) + len(chosen) >= MOST_AT_ONCE:
                break
            if of[tenant] < MOST_OF_TENANT and to[tenant, destination] < MOST_TO_DESTINATION:
                of[tenant] += 1
                to[tenant, destination] += 1
                chosen.append(identity)
        return chosen

    async def _attempt(self, message: Message) -> None:
        try:
            ending = await self._ending(message)
            if await self._outbox.end(message, ending):
                self.attempts[ending.state] += 1
        except RemitError as error:
            # Storage is away: it is tried again once its time is over.
            _log.warning("what came of a message cannot be noted", message=message.id, why=error.message)
        except Exception:  # noqa: BLE001  one message must not end the task; the log has the truth
            _log.exception("what came of a message cannot be noted", message=message.id)
        finally:
            del self._under_way[message.id]

    async def _ending(self, message: Message) -> Ending:
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                further = await self._handlers[message.kind](message)
        except WithdrawnError:
            return Ending(MessageState.WITHDRAWN, self._clock.now() + KEPT)
        except UndeliverableError as failed:
            return self._failed(message, str(failed), final=failed.final)
        except (BackendUnavailableError, TimeoutError) as error:
            return self._failed(message, getattr(error, "message", "") or "no answer in time", final=False)
        except Exception:  # noqa: BLE001  as above
            _log.exception("a message cannot be delivered", message=message.id, kind=message.kind)
            return self._failed(message, "an unknown failure; the log has the truth", final=False)
        return Ending(MessageState.DELIVERED, self._clock.now() + KEPT, further=further)

    def _failed(self, message: Message, why: str, *, final: bool) -> Ending:
        now = self._clock.now()
        if final or message.attempts > len(DELAYS):
            _log.warning("a message is given up", message=message.id, tenant=message.tenant, why=why)
            return Ending(MessageState.DEAD, now + DEAD_KEPT, why)
        delay = DELAYS[message.attempts - 1] * self._draw(1 - JITTER, 1 + JITTER)
        return Ending(MessageState.WAITING, now + round(delay), why)
