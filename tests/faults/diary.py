"""What callers know of a day on which somebody is killed: what they asked, what they got, what was lost on the way."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import grpc

from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.faults.caller import Caller, gathered, is_passing
from tests.promises.town import Town

AGENTS: Final = 3


@dataclass(slots=True)
class Diary:
    """What the callers know."""

    town: Town
    asked: dict[str, pb.AuthorizeRequest] = field(default_factory=dict)
    """By request id."""
    answers: dict[str, pb.AuthorizeResponse] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    """Sent, and nobody knows what became of them."""
    over: bool = False

    async def work(self, caller: Caller, worker: int) -> None:
        """Ask without pause, each question once; what got no answer is noted."""
        agent, turn = f"r{worker % AGENTS}", 0
        while not self.over:
            turn += 1
            request = self.town.ask(f"w{worker}-{turn}", agent, run_id=f"run-{worker % 5}")
            self.asked[request.request_id] = request
            stub = caller.stubs[(worker + turn) % len(caller.stubs)]
            try:
                answer = await stub.Authorize(request, metadata=self.town.metadata(agent), timeout=5)
            except grpc.aio.AioRpcError as error:
                assert is_passing(error), error
                self.lost.add(request.request_id)
                await asyncio.sleep(0.1)
            else:
                self.answers[request.request_id] = answer

    async def ask_again(self, asking: Sequence[Caller]) -> None:
        """Ask everything that was lost, twice and at all replicas; and some of what was answered."""
        lost = sorted(self.lost)
        await gathered(*(self.ask_lost(caller, lost[n :: len(asking)]) for n, caller in enumerate(asking)))
        some = sorted(self.answers)[:: max(1, len(self.answers) // 50)]
        await gathered(*(self.repeat(caller, some[n :: len(asking)]) for n, caller in enumerate(asking)))

    async def ask_lost(self, caller: Caller, request_ids: Sequence[str]) -> None:
        """Ask twice what was lost, the second time at another replica."""
        for request_id in request_ids:
            agent = self.asked[request_id].subject.id
            first = await caller.call("Authorize", self.asked[request_id], self.town, agent)
            caller.at += 1
            second = await caller.call("Authorize", self.asked[request_id], self.town, agent)
            assert first.decision_id == second.decision_id
            self.answers[request_id] = first

    async def repeat(self, caller: Caller, request_ids: Sequence[str]) -> None:
        """Ask again what was answered, and get the same answer."""
        for request_id in request_ids:
            caller.at += 1
            again = await caller.call(
                "Authorize", self.asked[request_id], self.town, self.asked[request_id].subject.id
            )
            again.evaluation_duration.CopyFrom(self.answers[request_id].evaluation_duration)
            assert again == self.answers[request_id]
