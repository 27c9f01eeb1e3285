"""The yardstick: a server that parses the same requests, builds the same answers, and does nothing else.

`python -m tools.bench.echo --answers FILE`, with a file that `answers.py` wrote. Bare grpc.aio on uvloop: no
credentials, no checks, no storage. Never slower than anybody could write it.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import uvloop

from remitpb.v1 import policy_decision_service_pb2 as pb
from remitpb.v1.policy_decision_service_pb2_grpc import (
    PolicyDecisionServiceServicer,
    add_PolicyDecisionServiceServicer_to_server,
)


def servicer(source: str) -> PolicyDecisionServiceServicer:
    """Return what answers with the functions `decision`, `receipt` and `event` of a source text of `answers.py`."""
    made: dict[str, Any] = {}
    exec(compile(source, "answers", "exec"), made)  # noqa: S102  our own text, as its author would have typed it
    decision, receipt, event = made["decision"], made["receipt"], made["event"]
    watchers: set[asyncio.Queue[pb.StreamTimelineResponse]] = set()

    class Echo(PolicyDecisionServiceServicer):
        async def Authorize(self, request: Any, context: Any) -> pb.AuthorizeResponse:  # noqa: ANN401, ARG002, N802
            answer: pb.AuthorizeResponse = decision()
            if watchers:
                told: pb.StreamTimelineResponse = event()
                told.step.step_id = request.step_id
                for watcher in watchers:
                    watcher.put_nowait(told)
            return answer

        async def BatchAuthorize(self, request: Any, context: Any) -> pb.BatchAuthorizeResponse:  # noqa: ANN401, ARG002, N802
            return pb.BatchAuthorizeResponse(
                results=[pb.BatchAuthorizeResult(response=decision()) for _ in request.requests]
            )

        async def RecordUsage(self, request: Any, context: Any) -> pb.RecordUsageResponse:  # noqa: ANN401, ARG002, N802
            return pb.RecordUsageResponse(
                results=[pb.UsageResult(receipt=receipt()) for _ in request.records]
            )

        async def StreamTimeline(  # noqa: N802
            self,
            request: Any,  # noqa: ANN401, ARG002
            context: Any,  # noqa: ANN401, ARG002
        ) -> AsyncIterator[pb.StreamTimelineResponse]:
            told: asyncio.Queue[pb.StreamTimelineResponse] = asyncio.Queue()
            watchers.add(told)
            try:
                yield pb.StreamTimelineResponse(live=pb.TimelineLive())
                while True:
                    yield await told.get()
            finally:
                watchers.discard(told)

    return Echo()  # type: ignore[abstract]  # the rest of the contract is not measured


async def serve(source: str) -> None:
    """Serve until SIGTERM."""
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", 1 << 26)])
    add_PolicyDecisionServiceServicer_to_server(servicer(source), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    sys.stdout.write(json.dumps({"address": f"127.0.0.1:{port}", "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    await told.wait()
    await server.stop(1)


def main(arguments: list[str]) -> None:
    """Serve what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.echo")
    parser.add_argument("--answers", type=Path, required=True)
    told = parser.parse_args(arguments)
    uvloop.run(serve(told.answers.read_text("utf-8")))


if __name__ == "__main__":
    main(sys.argv[1:])
