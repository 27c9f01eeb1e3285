"""A load that does not wait for its answers, and what came of it: for tests of overload.

Run as a program it is a load in a process of its own, so that whoever measures beside it measures the server, not the
load: a line of JSON says what to send, another what came of it.
"""

import asyncio
import base64
import dataclasses
import itertools
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import grpc

from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.promises.town import OPTIONS, Town, as_caller, reason_of

MARK: Final = "################"
"""Stands in a message wherever something of the call's own belongs; as long as what takes its place."""
PAGE: Final = 4_096
MIB: Final = 1 << 20
ROOT: Final = Path(__file__).parents[2]
_SERVICE: Final = "/remit.v1.PolicyDecisionService"

Send: TypeAlias = Callable[[float], Awaitable[None]]

_numbers = itertools.count(1)


@dataclass
class Seen:
    """What became of the calls of one load. Seconds."""

    answered: list[float] = field(default_factory=list)
    """Times that answers took."""
    refused: list[float] = field(default_factory=list)
    """Times that refusals took."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Of everything that was no answer; `LATE` where the caller's own deadline ended it."""
    seconds: float = 0.0
    """How long it was to be sent."""
    sending: float = 0.0
    """How long it took to send it: more where whoever sends could not keep up."""

    @property
    def calls(self) -> int:
        """All that were made."""
        return len(self.answered) + self.reasons.total()

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answered) / self.seconds

    @property
    def offered(self) -> float:
        """Calls a second that were really sent."""
        return self.calls / max(self.seconds, self.sending)


@dataclass(frozen=True)
class Told:
    """What to send."""

    seconds: float
    callers: int = 0
    """Calls under way at once, as fast as answered; 0: by `rate`."""
    rate: float = 0.0
    """Calls a second, each at its time, whatever becomes of those before."""
    patience: float = 30.0
    """Seconds until each call's deadline."""


def quantile(seconds: list[float], share: float) -> float:
    """Return the time that this share of calls did not exceed; 0 of none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Line:
    """A connection of one agent that sends one prepared message again and again, with ids of its own."""

    def __init__(self, address: str, key: str, *, method: str, body: bytes) -> None:
        # What gRPC itself sends again under load may hang beyond its deadline, and whoever waits for all calls with it.
        self._channel = grpc.aio.insecure_channel(address, options=(*OPTIONS, ("grpc.enable_retries", 0)))
        self._call: Any = self._channel.unary_unary(f"{_SERVICE}/{method}")
        self._body = body
        self._metadata = as_caller(key)
        self._mark = f"{os.getpid():06}"
        self._seen = Seen()

    async def run(self, told: Told) -> Seen:
        """Send, and return what came of it."""
        self._seen = Seen()
        started = time.perf_counter()
        if told.callers:
            await self._saturate(told)
            self._seen.seconds = self._seen.sending = time.perf_counter() - started
        else:
            await self._pour(told)
            self._seen.seconds = told.seconds
        return self._seen

    async def close(self) -> None:
        """Close the connection."""
        await self._channel.close()

    async def _saturate(self, told: Told) -> None:
        until = time.perf_counter() + told.seconds

        async def one() -> None:
            while time.perf_counter() < until:
                await self._send(told.patience)

        await asyncio.gather(*(one() for _ in range(told.callers)))

    async def _pour(self, told: Told) -> None:
        started = time.perf_counter()
        tasks: set[asyncio.Task[None]] = set()
        for number in range(int(told.rate * told.seconds)):
            ahead = started + number / told.rate - time.perf_counter()
            if ahead < -told.seconds:
                # Who sends cannot keep up, as `offered` tells; the rest would only make it last.
                break
            if ahead > 0 or not number % 64:
                await asyncio.sleep(max(ahead, 0))
            task = asyncio.create_task(self._send(told.patience))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        self._seen.sending = time.perf_counter() - started
        if tasks:
            await asyncio.wait(tasks)

    async def _send(self, patience: float) -> None:
        own = f"{self._mark}{next(_numbers):0{len(MARK) - len(self._mark)}}"
        body = self._body.replace(MARK.encode(), own.encode())
        started = time.perf_counter()
        try:
            await self._call(body, metadata=self._metadata, timeout=patience)
        except grpc.aio.AioRpcError as error:
            took = time.perf_counter() - started
            reason = reason_of(error) or ("LATE" if took >= patience * 0.95 else error.code().name)
            self._seen.reasons[reason] += 1
            if reason != "LATE":
                self._seen.refused.append(took)
        else:
            self._seen.answered.append(time.perf_counter() - started)


def single(town: Town) -> bytes:
    """Return one question."""
    return town.ask(MARK).SerializeToString()


def batch(town: Town, items: int) -> bytes:
    """Return a batch of questions, each with an id of its own."""
    asks = [town.ask(f"{MARK}-{number}") for number in range(items)]
    return pb.BatchAuthorizeRequest(requests=asks).SerializeToString()


async def elsewhere(town: Town, method: str, body: bytes, told: Told) -> Seen:
    """Run a load in a process of its own."""
    paths = os.pathsep.join(str(ROOT / path) for path in (".", "src", "generated/python"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.promises.storm", cwd=ROOT, env={**os.environ, "PYTHONPATH": paths},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=64 * MIB,
    )  # fmt: skip
    spec = {
        "address": town.server.address, "key": town.keys["r0"], "method": method,
        "body": base64.b64encode(body).decode(), "told": dataclasses.asdict(told),
    }  # fmt: skip
    said, _ = await process.communicate(json.dumps(spec).encode())
    assert process.returncode == 0
    found = json.loads(said)
    return Seen(**{**found, "reasons": Counter(found["reasons"])})


def memory(pid: int) -> float:
    """Return the MiB that a process holds in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / MIB


def processor(pid: int) -> float:
    """Return the seconds of a processor that a process has used so far, in user and kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _run(spec: dict[str, Any]) -> Seen:
    line = Line(spec["address"], spec["key"], method=spec["method"], body=base64.b64decode(spec["body"]))
    try:
        return await line.run(Told(**spec["told"]))
    finally:
        await line.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vars(asyncio.run(_run(json.loads(sys.stdin.readline()))))))
