"""P2: no decision leaves before its record lasts. A server is killed under load, again and again."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import grpc
import orjson

from remit.audit.leaf import leaf_hash
from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.promises.town import Stub, Town, budget, people, rows, until
from tests.running import RunningServer

WORKERS = 16
KILLS = 3
BETWEEN_KILLS = 120
"""Answers after which the next kill comes."""
FEW = 60 * 100
"""Nano-units that each agent may hold: room for 60 acts, so that some are refused."""


@dataclass
class Diary:
    """What the callers know."""

    answers: dict[str, pb.AuthorizeResponse] = field(default_factory=dict)
    """By request id."""
    lost: dict[str, pb.AuthorizeRequest] = field(default_factory=dict)
    """Sent, and nobody knows what became of them."""
    asked: int = 0
    over: bool = False


async def work(town: Town, diary: Diary, worker: int) -> None:
    """Ask without pause, as long as the day lasts; what got no answer is noted."""
    agent = f"r{worker % len(town.agents)}"
    turn = 0
    async with town.stub() as stub:
        while not diary.over:
            turn += 1
            request = town.ask(f"w{worker}-{turn}", agent, run_id=f"run-{worker % 5}")
            diary.asked += 1
            try:
                diary.answers[request.request_id] = await stub.Authorize(
                    request, metadata=town.metadata(agent), timeout=5
                )
            except grpc.aio.AioRpcError:
                diary.lost[request.request_id] = request
                await asyncio.sleep(0.2)


async def kill_and_raise(server: RunningServer, diary: Diary) -> None:
    for kill in range(1, KILLS + 1):
        await until(lambda: len(diary.answers) >= kill * BETWEEN_KILLS)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
    before = len(diary.answers)
    await until(lambda: len(diary.answers) >= before + WORKERS)
    diary.over = True


async def ask_lost(town: Town, diary: Diary, *, stub: Stub, lost: list[pb.AuthorizeRequest]) -> None:
    """Ask twice each that was lost, and note the decision."""
    for request in lost:
        agent = request.subject.id
        first = await stub.Authorize(request, metadata=town.metadata(agent))
        second = await stub.Authorize(request, metadata=town.metadata(agent))
        assert first.decision_id == second.decision_id
        diary.answers[request.request_id] = first


async def ask_again(town: Town, diary: Diary, stub: Stub) -> None:
    """Ask everything again that was lost, and some of what was answered: the same decision comes."""
    lost = list(diary.lost.values())
    await asyncio.gather(*(ask_lost(town, diary, stub=stub, lost=lost[n::WORKERS]) for n in range(WORKERS)))
    for request_id, answer in list(diary.answers.items())[:: max(1, len(diary.answers) // 50)]:
        if request_id in diary.lost:
            continue
        worker = int(request_id[1:].partition("-")[0])
        agent = f"r{worker % len(town.agents)}"
        again = await stub.Authorize(
            town.ask(request_id, agent, run_id=f"run-{worker % 5}"), metadata=town.metadata(agent)
        )
        again.evaluation_duration.CopyFrom(answer.evaluation_duration)
        assert again == answer


async def test_every_answer_is_in_the_log_after_every_kill(mortal: RunningServer) -> None:
    town = people(mortal, 3, [budget("tenant-month", 10**9), budget("few", FEW, m.SCOPE_AGENT)])
    diary = Diary()
    await asyncio.gather(kill_and_raise(mortal, diary), *(work(town, diary, n) for n in range(WORKERS)))
    assert diary.lost, "nothing was lost, so nothing was shown"

    logged = {
        name: (body, digest)
        for name, body, digest in rows(mortal, "SELECT id, body, hash FROM audit_entry WHERE kind='decision'")
    }
    kept = {row[0] for row in rows(mortal, "SELECT id FROM reservation")}
    for answer in diary.answers.values():
        body, digest = logged[answer.decision_id]
        assert answer.leaf_hash == digest == leaf_hash(body)
        assert orjson.loads(body)["answer"]["effect"] == answer.effect
        if answer.HasField("reservation"):
            assert answer.reservation.reservation_id in kept

    async with town.stub() as stub:
        await ask_again(town, diary, stub)
    require_one_decision_for_each_question(mortal, diary)
    require_counters_explained(mortal)


def require_one_decision_for_each_question(server: RunningServer, diary: Diary) -> None:
    bodies = [
        orjson.loads(body) for (body,) in rows(server, "SELECT body FROM audit_entry WHERE kind='decision'")
    ]
    decided = Counter((told["principal"], told["request_id"]) for told in bodies)
    assert set(decided.values()) == {1}
    assert {request_id for _, request_id in decided} == diary.answers.keys()
    assert len(decided) == diary.asked
    effects = {answer.effect for answer in diary.answers.values()}
    assert effects == {m.EFFECT_ALLOW, m.EFFECT_DENY}


def require_counters_explained(server: RunningServer) -> None:
    held: Counter[tuple[str, str]] = Counter()
    for (holds,) in rows(server, "SELECT holds FROM reservation WHERE state='OPEN'"):
        for budget_id, bucket, _, amount in orjson.loads(holds):
            held[budget_id, bucket] += amount
    counters = {
        (name, bucket): is_held
        for name, bucket, is_held in rows(server, "SELECT budget_id, bucket, held FROM counter")
    }
    assert counters == dict(held)
    assert max(amount for (name, _), amount in held.items() if name == "few") == FEW
