"""Callers that never give up: the same request again, at the next replica, until an answer comes. Decide nothing."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
from google.rpc import error_details_pb2

from tests.faults.site import Site
from tests.promises.town import Stub, Town, details_of, reason_of

PASSING: Final = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.ABORTED,
    }
)
"""Codes after which the same request may come again."""
DEADLINE: Final = 10.0
"""Seconds."""


@dataclass(slots=True)
class Caller:
    """Asks at one replica until it fails, then at the next."""

    stubs: Sequence[Stub]
    chance: random.Random
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(code, Remit's reason or nothing) of what went wrong on the way."""
    at: int = 0

    async def call(self, method: str, request: Any, town: Town, agent: str = "r0") -> Any:
        """Return the answer, whenever it comes.

        Raises:
            AioRpcError: of a kind that trying again does not mend.
        """
        while True:
            stub = self.stubs[self.at % len(self.stubs)]
            try:
                return await getattr(stub, method)(request, metadata=town.metadata(agent), timeout=DEADLINE)
            except grpc.aio.AioRpcError as error:
                self.failures[error.code().name, reason_of(error)] += 1
                if not is_passing(error):
                    raise
            self.at += 1
            await asyncio.sleep(0.02 + self.chance.random() / 10)


def is_passing(error: grpc.aio.AioRpcError) -> bool:
    """Tell whether the same request may come again; gRPC says UNKNOWN of some connections that were reset."""
    if error.code() in PASSING:
        return True
    return error.code() is grpc.StatusCode.UNKNOWN and not reason_of(error)


def retry_after(error: grpc.aio.AioRpcError) -> float | None:
    """Return the seconds that an error says to wait; None when it says nothing."""
    info = error_details_pb2.RetryInfo()
    for detail in details_of(error):
        if detail.Unpack(info):
            return info.retry_delay.seconds + info.retry_delay.nanos / 1e9
    return None


@asynccontextmanager
async def callers(site: Site, number: int, seed: int = 7) -> AsyncIterator[list[Caller]]:
    """Open callers, each with connections of its own, spread over the replicas."""
    async with AsyncExitStack() as stack:
        made = []
        for place in range(number):
            stubs = [await stack.enter_async_context(Town(server).stub()) for server in site.servers]
            made.append(Caller(stubs, random.Random(seed * 1_000 + place), at=place))
        yield made


async def gathered(*work: Any) -> list[Any]:
    """Await all at once; the first that fails ends the others too, instead of leaving them behind."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in work]
    return [task.result() for task in tasks]
