"""The events of streams as bytes: what goes to many is written once. Never knows who is sent what."""

import asyncio
from contextvars import Context
from typing import Final

from remit.administration.account import NOTHING_USED, Accounts
from remit.clock import Clock
from remit.server.convert.money import to_time
from remit.server.convert.step import run_message, step_message
from remit.server.wire import nested, tag_of
from remit.timeline.model import Step
from remit.timeline.stream import Event, EventKind
from remitpb.v1 import policy_decision_service_pb2 as pb

MOST_BYTES: Final = 16 * 1024 * 1024
"""Bytes of what is kept written, in a process: thousands of usual steps, though each is wanted by all who follow it
within moments of its commit. The oldest goes first, and is written again if somebody slow still comes to it."""

KEPT_BESIDE: Final = 2_048
"""Bytes counted for each beside what is written, about: the step itself, which must not be gone while its name is used."""

_CURSOR: Final = tag_of(pb.StreamTimelineResponse.DESCRIPTOR, "cursor")
_LIVE: Final = pb.StreamTimelineResponse(live=pb.TimelineLive()).SerializeToString()

_Key = tuple[int, str]


class Written:
    """What was written last."""

    def __init__(self, accounts: Accounts, clock: Clock, *, most_bytes: int = MOST_BYTES) -> None:
        """Keep at most so many bytes; ask `accounts` what an ended run has used."""
        self._accounts = accounts
        self._clock = clock
        self._most_bytes = most_bytes
        # By the step's identity: all who follow a scope are handed the same object, which the entry keeps alive.
        self._bodies: dict[_Key, tuple[Step, bytes]] = {}
        self._ends: dict[_Key, asyncio.Task[bytes]] = {}
        self._bytes = 0

    async def message(self, event: Event, currency: str) -> bytes:
        """Return an event as a StreamTimelineResponse; money is in `currency`, the tenant's."""
        return nested(_CURSOR, event.cursor.encode()) + await self._body(event, currency)

    async def _body(self, event: Event, currency: str) -> bytes:
        """Return everything but the cursor, which alone differs between filters."""
        step = event.step
        if step is None:
            return _LIVE if event.kind is EventKind.LIVE else self._heartbeat()
        key = id(step), currency
        known = self._bodies.get(key)
        if known is not None:
            return known[1]
        if event.kind is EventKind.RUN_ENDED:
            return await self._end(step, key)
        if event.kind is EventKind.RUN_STARTED:
            response = pb.StreamTimelineResponse(run_started=run_message(step, currency, used=NOTHING_USED))
        else:
            response = pb.StreamTimelineResponse(step=step_message(step, currency))
        return self._keep(step, key, body=response.SerializeToString())

    def _heartbeat(self) -> bytes:
        beat = pb.TimelineHeartbeat(time=to_time(self._clock.now()))
        return pb.StreamTimelineResponse(heartbeat=beat).SerializeToString()

    async def _end(self, step: Step, key: _Key) -> bytes:
        """Sum up what a run has used: once, however many see its end, and whoever of them is cut off meanwhile."""
        task = self._ends.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._write_end(step, key), context=Context())
            self._ends[key] = task
        return await asyncio.shield(task)

    async def _write_end(self, step: Step, key: _Key) -> bytes:
        try:
            used = (await self._accounts.of_runs(step.tenant, [step.run_id]))[step.run_id]
        finally:
            del self._ends[key]
        response = pb.StreamTimelineResponse(run_ended=run_message(step, key[1], used=used))
        return self._keep(step, key, body=response.SerializeToString())

    def _keep(self, step: Step, key: _Key, *, body: bytes) -> bytes:
        self._bodies[key] = step, body
        self._bytes += KEPT_BESIDE + len(body)
        while self._bytes > self._most_bytes:
            _, oldest = self._bodies.pop(next(iter(self._bodies)))
            self._bytes -= KEPT_BESIDE + len(oldest)
        return body
