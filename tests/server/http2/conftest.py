"""A server on the event loop, with little room, and a service that is told how much to answer."""

# ruff: noqa: N802  gRPC names the methods of a service

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

import pytest

from remit.config import load
from remit.server.call import Call
from remit.server.serve import Offer, Server
from remitpb.v1 import policy_decision_service_pb2
from tests.server.conftest import leave
from tests.server.http2.peer import Peer, connected
from tests.server.offering import Decisions, authenticate

PAGE: Final = 10_000
"""Bytes of one message of a stream."""


class Pages(Decisions):
    """Decisions, and a stream of numbered pages: as many as its `after_cursor` says."""

    def __init__(self) -> None:
        """Begin with nothing called."""
        super().__init__()
        self.written = 0
        """Pages that were taken."""
        self.cancelled = 0
        """Calls in which a cancellation was felt."""
        self.open = 0
        """Calls under way."""
        self.metadata: list[tuple[str, str | bytes]] = []
        """Of the last call."""
        self.size = 0
        """Bytes of an answer, beside its tenant."""

    async def Authorize(
        self, request: policy_decision_service_pb2.AuthorizeRequest, call: Call
    ) -> policy_decision_service_pb2.AuthorizeResponse:
        """Answer as `Decisions`, and note how the call ended."""
        self.open += 1
        self.metadata = list(call.metadata)
        try:
            answer = await super().Authorize(request, call)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.open -= 1
        if self.size:
            answer.decision_id = "x" * self.size
        return answer

    async def StreamTimeline(
        self, request: policy_decision_service_pb2.StreamTimelineRequest, _call: Call
    ) -> AsyncGenerator[policy_decision_service_pb2.StreamTimelineResponse, None]:
        """Send pages."""
        self.open += 1
        try:
            for number in range(int(request.cursor)):
                yield policy_decision_service_pb2.StreamTimelineResponse(cursor=f"{number:{PAGE}}")
                self.written += 1
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.open -= 1


@pytest.fixture
def decisions() -> Pages:
    return Pages()


@pytest.fixture
async def server(decisions: Pages) -> AsyncIterator[Server]:
    offer = Offer({"remit.v1.PolicyDecisionService": decisions}, authenticate, lambda *_: None)
    config = load(
        listen="127.0.0.1:0", drain_seconds=20, http2="loop", max_watchers=500, max_watchers_per_tenant=300
    )
    served = Server(config, offer)
    await served.start()
    yield served
    await leave(served)


@pytest.fixture
async def peer(server: Server) -> AsyncIterator[Peer]:
    async with connected(server.address) as peer:
        yield peer
