"""One process owns the data, and whoever is told to go finishes what is under way."""

import asyncio
import subprocess
import sys
from dataclasses import dataclass, field

import grpc

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.promises.town import Town, people, reason_of, rows, until
from tests.running import RunningServer


def test_a_second_server_on_the_same_data_refuses_to_start(mortal: RunningServer) -> None:
    command = [
        sys.executable,
        "-m",
        "remit",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        str(mortal.data_dir),
    ]
    second = subprocess.run(command, capture_output=True, text=True, timeout=40, check=False)
    assert second.returncode not in {0, -9}
    assert "in use by another Remit server" in second.stdout + second.stderr
    assert "Traceback" not in second.stdout + second.stderr
    with mortal.client() as client:
        assert client.who_am_i().tenant_id
    mortal.kill()
    # The kernel drops the lock with the process, so that nobody has to clean up after a crash.
    mortal.start()


@dataclass
class Shift:
    """What callers know when the server is told to go."""

    answered: dict[str, pb.AuthorizeResponse] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    told: bool = False


async def work(town: Town, shift: Shift, worker: int) -> None:
    async with town.stub() as stub:
        for turn in range(100_000):
            request = town.ask(f"w{worker}-{turn}")
            try:
                shift.answered[request.request_id] = await stub.Authorize(
                    request, metadata=town.metadata(), timeout=10
                )
            except grpc.aio.AioRpcError as error:
                shift.refused[request.request_id] = reason_of(error) or error.code().name
                return


async def test_sigterm_loses_no_call(mortal: RunningServer) -> None:
    town = people(mortal, 1)
    shift = Shift()
    workers = [asyncio.create_task(work(town, shift, n)) for n in range(32)]
    await until(lambda: len(shift.answered) >= 300)
    assert not shift.refused
    code = await asyncio.to_thread(mortal.stop)
    await asyncio.gather(*workers)
    assert code == 0
    # Whoever was under way got an answer; whoever came later was told so, before anything was decided.
    assert set(shift.refused.values()) <= {"DRAINING", "UNAVAILABLE"}
    logged = {row[0] for row in rows(mortal, "SELECT id FROM audit_entry WHERE kind='decision'")}
    assert logged == {answer.decision_id for answer in shift.answered.values()}
    claimed = {row[0] for row in rows(mortal, "SELECT key FROM idempotency WHERE call='Authorize'")}
    assert claimed == shift.answered.keys()
    assert {answer.effect for answer in shift.answered.values()} == {m.EFFECT_ALLOW}


async def test_streams_are_told_that_the_server_goes(mortal: RunningServer) -> None:
    town = people(mortal, 1)
    async with town.stub() as stub:
        stream = stub.StreamTimeline(
            pb.StreamTimelineRequest(agent_id="r0", follow=True), metadata=town.metadata()
        )
        async for event in stream:
            if event.WhichOneof("event") == "live":
                break
        stopping = asyncio.create_task(asyncio.to_thread(mortal.stop))
        try:
            async for _ in stream:
                pass
        except grpc.aio.AioRpcError as error:
            assert reason_of(error) == "DRAINING"
        else:
            raise AssertionError("the stream ended as if everything had been said")
        assert await stopping == 0


async def test_after_an_orderly_end_everything_is_notarised(mortal: RunningServer) -> None:
    town = people(mortal, 1)
    async with town.stub() as stub:
        for n in range(20):
            await stub.Authorize(town.ask(f"q{n}"), metadata=town.metadata())
    mortal.stop()
    entries = rows(mortal, "SELECT tenant, count(*) FROM audit_entry GROUP BY tenant ORDER BY tenant")
    assert rows(mortal, "SELECT tenant, size FROM tree_head ORDER BY tenant") == entries
