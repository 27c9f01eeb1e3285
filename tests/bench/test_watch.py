"""The load sees it when a step does not reach a watcher, or reaches it twice."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import grpc
import pytest

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb
from remitpb.v1.policy_decision_service_pb2_grpc import (
    PolicyDecisionServiceServicer,
    add_PolicyDecisionServiceServicer_to_server,
)
from tools.bench import load, samples
from tools.bench.load import Load, Told
from tools.bench.process import BenchError
from tools.bench.scene import Agent, question

AGENT = Agent("bench-0", "key", "ses_1", "run_1")
WATCHERS, STEPS = 3, 4


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    if shutil.which("go") is None:
        pytest.skip("no Go on this machine")
    assert load.build() == ""


def test_what_every_watcher_sees_once_is_counted(tmp_path: Path) -> None:
    with served(copies=[1] * STEPS) as address:
        seen = watched(address, tmp_path)
    assert seen.calls == WATCHERS * STEPS
    assert 0 < seen.p50_us <= seen.p99_us <= seen.max_us


@pytest.mark.parametrize(
    ("copies", "said"), [([1, 0, 1, 1], "did not see every step"), ([1, 2, 1, 1], "saw a step twice")]
)
def test_what_a_watcher_misses_or_sees_twice_is_told(copies: list[int], said: str, tmp_path: Path) -> None:
    with served(copies) as address, pytest.raises(BenchError, match=said):
        watched(address, tmp_path)


def watched(address: str, folder: Path) -> load.Seen:
    ask = Load.of("Authorize", {AGENT: question(AGENT)}, folder=folder)
    watch = Load.of("StreamTimeline", {AGENT: samples.watching(AGENT)}, folder=folder)
    return ask.run(address, Told(0.4, rate=STEPS / 0.4, watch=watch, watchers=WATCHERS, grace=1.0))


@contextmanager
def served(copies: list[int]) -> Iterator[str]:
    """A server that tells its watchers of each step so many times."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server, address = asyncio.run_coroutine_threadsafe(_start(list(copies)), loop).result()
    try:
        yield address
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(0), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _start(copies: list[int]) -> tuple[grpc.aio.Server, str]:
    watchers: list[asyncio.Queue[str]] = []

    class Told(PolicyDecisionServiceServicer):
        async def Authorize(self, request: Any, context: Any) -> pb.AuthorizeResponse:  # noqa: N802  gRPC's name
            for _ in range(copies.pop(0)):
                for watcher in watchers:
                    watcher.put_nowait(request.step_id)
            return pb.AuthorizeResponse(decision_id="dec_1", effect=core.EFFECT_ALLOW)

        async def StreamTimeline(  # noqa: N802  gRPC's name
            self, request: Any, context: Any
        ) -> AsyncIterator[pb.StreamTimelineResponse]:
            steps: asyncio.Queue[str] = asyncio.Queue()
            watchers.append(steps)
            yield pb.StreamTimelineResponse(live=pb.TimelineLive())
            while True:
                yield pb.StreamTimelineResponse(step=core.Step(step_id=await steps.get()))

    server = grpc.aio.server()
    add_PolicyDecisionServiceServicer_to_server(Told(), server)  # type: ignore[abstract]  # the rest is not called
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    return server, f"127.0.0.1:{port}"
