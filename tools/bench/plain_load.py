"""The load in Python, for machines without Go: the options, calls and figures of `load/`, at a higher cost.

Runs as its own process, on the core of the load. Never measures servers itself.
"""

import argparse
import asyncio
import base64
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import grpc
import uvloop

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as identity
from remitpb.v1 import policy_decision_service_pb2 as pb

# Repeated from `scene.py`, which would bring the whole server into this process.
OWN_MARK: Final = b"@" * 16
DECISION_MARK: Final = b"dec_" + b"@" * 32
MILLION: Final = 1_000_000
MOST_BYTES: Final = 64 << 20

Sheet = tuple[bytes, tuple[tuple[str, str], ...]]
"""One call: the message and its metadata."""


class Sheets:
    """Hands out calls, each with fresh ids, the bodies in turn."""

    def __init__(self, told: argparse.Namespace) -> None:
        """Read what is sent."""
        listed = json.loads(told.spec.read_text())
        self._blanks = [
            (base64.b64decode(one["body"]), (("authorization", one["authorization"]),)) for one in listed
        ]
        self._decisions = told.ids.read_bytes().split() if told.ids else []
        self.next = told.first
        self._left = told.calls or sys.maxsize
        if wanted := self._blanks[0][0].count(DECISION_MARK):
            self._left = min(self._left, len(self._decisions) // wanted)
        self._calls = self._filled()

    def take(self) -> Sheet | None:
        """Return the next call, or None when there is none left."""
        return next(self._calls, None)

    def _filled(self) -> Iterator[Sheet]:
        decisions = iter(self._decisions)
        for number in range(self._left):
            body, metadata = self._blanks[number % len(self._blanks)]
            while DECISION_MARK in body:
                body = body.replace(DECISION_MARK, next(decisions), 1)
            while OWN_MARK in body:
                body = body.replace(OWN_MARK, b"%016x" % self.next, 1)
                self.next += 1
            yield body, metadata


class Tally:
    """What calls came to."""

    def __init__(self, method: str) -> None:
        """Know what a good answer of this method is."""
        self._method = method.rpartition("/")[2]
        self.latencies: list[float] = []
        self.failures: Counter[str] = Counter()
        self.decisions: list[str] = []

    def note(self, answer: bytes, took: float) -> None:
        """Take an answer apart as far as needed."""
        decisions, sound = self._read(answer)
        if not sound:
            self.failures["not the answer expected"] += 1
            return
        self.latencies.append(took)
        self.decisions += decisions

    def _read(self, answer: bytes) -> tuple[list[str], bool]:
        if self._method == "RecordUsage":
            results = pb.RecordUsageResponse.FromString(answer).results
            return [], all(one.receipt.disposition == pb.USAGE_DISPOSITION_RECORDED for one in results)
        if self._method == "WhoAmI":
            return [], bool(identity.WhoAmIResponse.FromString(answer).tenant_id)
        if self._method == "Authorize":
            found = [pb.AuthorizeResponse.FromString(answer)]
        else:
            found = [one.response for one in pb.BatchAuthorizeResponse.FromString(answer).results]
        return [one.decision_id for one in found], all(one.effect == core.EFFECT_ALLOW for one in found)

    def quantile(self, share: float) -> float:
        """Return the latency in microseconds that this share of calls did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * MILLION if ordered else 0.0


class Sender:
    """Sends."""

    def __init__(self, told: argparse.Namespace) -> None:
        """Connect; needs a running loop."""
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", MOST_BYTES)]
        self._told = told
        targets = told.target.split(",")
        self._channels = [
            grpc.aio.insecure_channel(targets[number % len(targets)], options=options)
            for number in range(told.connections)
        ]
        self._calls: list[Any] = [channel.unary_unary(told.method) for channel in self._channels]
        self.sheets = Sheets(told)
        self.tally = Tally(told.method)

    async def run(self) -> float:
        """Send everything; returns the seconds that it took."""
        started = time.perf_counter()
        if self._told.rate:
            await self._on_time(started)
        else:
            end = started + self._told.seconds
            await asyncio.gather(*(self._as_answered(caller, end) for caller in range(self._told.callers)))
        took = time.perf_counter() - started
        for channel in self._channels:
            await channel.close()
        return took

    async def _as_answered(self, caller: int, end: float) -> None:
        while (now := time.perf_counter()) < end and (sheet := self.sheets.take()) is not None:
            await self._call(caller, sheet, since=now)

    async def _on_time(self, started: float) -> None:
        """Latency counts from when a call was due, so that a slow server cannot hide."""
        async with asyncio.TaskGroup() as group:
            for number in range(int(self._told.rate * self._told.seconds)):
                due = started + number / self._told.rate
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                if (sheet := self.sheets.take()) is None:
                    return
                group.create_task(self._call(number, sheet, since=due))

    async def _call(self, number: int, sheet: Sheet, *, since: float) -> None:
        body, metadata = sheet
        try:
            answer = await self._calls[number % len(self._calls)](body, metadata=metadata)
        except grpc.aio.AioRpcError as error:
            self.tally.failures[f"{error.code().name}: {error.details()}"] += 1
        else:
            self.tally.note(answer, time.perf_counter() - since)


async def send(told: argparse.Namespace) -> dict[str, object]:
    """Send everything; returns what `load/` prints."""
    sender = Sender(told)
    before = time.process_time()
    seconds = await sender.run()
    tally = sender.tally
    if told.keep:
        told.keep.write_text("\n".join(tally.decisions) + "\n")
    return {
        "calls": len(tally.latencies),
        "failures": tally.failures,
        "seconds": seconds,
        "p50_us": tally.quantile(0.5),
        "p99_us": tally.quantile(0.99),
        "max_us": tally.quantile(1),
        "cpu_seconds": time.process_time() - before,
        "next": sender.sheets.next,
    }


def main(arguments: list[str]) -> None:
    """Do one measurement and print it."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.plain_load")
    for name, kind, default in (
        ("target", str, ""), ("method", str, ""), ("spec", Path, None), ("keep", Path, None),
        ("ids", Path, None), ("connections", int, 4), ("callers", int, 64), ("rate", float, 0.0),
        ("seconds", float, 1.0), ("calls", int, 0), ("first", int, 0),
    ):  # fmt: skip
        parser.add_argument(f"-{name}", type=kind, default=default)
    sys.stdout.write(json.dumps(uvloop.run(send(parser.parse_args(arguments)))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
