"""P3: every unit of usage counts exactly once, to the nano-unit, though reports repeat and servers are killed."""

import asyncio
import random
from collections import Counter

import grpc
import orjson
import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.promises.town import NANO, Town, budget, nanos, people, rows, until
from tests.running import RunningServer

HELD = 60
UNHELD = 120
KILLS = 2


def cost(record: pb.UsageRecord) -> int:
    return record.cost.units * NANO + record.cost.nanos


async def hold_all(town: Town) -> list[str]:
    async with town.stub() as stub:
        answers = await asyncio.gather(
            *(stub.Authorize(town.ask(f"h{n}"), metadata=town.metadata()) for n in range(HELD))
        )
    return [answer.reservation.reservation_id for answer in answers]


def usage_of(kept: list[str], chance: random.Random) -> list[pb.UsageRecord]:
    """In parts and final, less and more than was held, late ones, and some of no hold at all."""
    records = []
    for place, one in enumerate(kept):
        parts = chance.choice([1, 1, 2, 3])
        for part in range(parts):
            amount = nanos(chance.choice([0, 1, 33, 100, 101, 7 * NANO + 1]))
            final = part == parts - 1 and place % 7 != 0
            records.append(
                pb.UsageRecord(usage_id=f"u{place}-{part}", reservation_id=one, cost=amount, final=final)
            )
    for place in range(UNHELD):
        amount = nanos(chance.randrange(10**12))
        records.append(pb.UsageRecord(usage_id=f"n{place}", cost=amount, final=True))
    return records


async def report(town: Town, batch: list[pb.UsageRecord], done: set[str]) -> None:
    """Report until an answer comes; a lost answer is no answer, so the same is reported again."""
    while True:
        async with town.stub() as stub:
            try:
                answer = await stub.RecordUsage(
                    pb.RecordUsageRequest(records=batch), metadata=town.metadata(), timeout=5
                )
            except grpc.aio.AioRpcError as error:
                if error.code() not in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}:
                    raise
                await asyncio.sleep(0.05)
                continue
        for result in answer.results:
            assert result.WhichOneof("result") == "receipt", result
            done.add(result.receipt.usage_id)
        return


async def kill_meanwhile(server: RunningServer, done: set[str], total: int) -> None:
    for kill in range(1, KILLS + 1):
        await until(lambda: len(done) >= kill * total // (KILLS + 1))
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)


@pytest.mark.parametrize("seed", [11])
async def test_the_ledger_equals_what_was_reported(mortal: RunningServer, seed: int) -> None:
    town = people(mortal, 1, [budget("tenant-month", 9 * 10**18), budget("agent", 9 * 10**18, m.SCOPE_AGENT)])
    chance = random.Random(seed)
    records = usage_of(await hold_all(town), chance)
    sent = [record for record in records for _ in range(chance.choice([1, 2, 3]))]
    chance.shuffle(sent)
    batches = [sent[start : start + 5] for start in range(0, len(sent), 5)]
    done: set[str] = set()

    async def sender(mine: list[list[pb.UsageRecord]]) -> None:
        for batch in mine:
            await report(town, batch, done)

    await asyncio.gather(
        kill_meanwhile(mortal, done, len(records)), *(sender(batches[n::16]) for n in range(16))
    )
    assert done == {record.usage_id for record in records}

    wanted = sum(cost(record) for record in records)
    ledger = dict(rows(mortal, "SELECT usage_id, cost FROM ledger"))
    assert ledger == {record.usage_id: cost(record) for record in records}
    assert len(rows(mortal, "SELECT id FROM ledger")) == len(records)
    assert {spent for (spent,) in rows(mortal, "SELECT spent FROM counter")} == {wanted}
    require_open_holds_explain_what_is_held(mortal)


def require_open_holds_explain_what_is_held(server: RunningServer) -> None:
    held: Counter[str] = Counter({"tenant-month": 0, "agent": 0})
    for (holds,) in rows(server, "SELECT holds FROM reservation WHERE state='OPEN'"):
        for budget_id, _, _, amount in orjson.loads(holds):
            held[budget_id] += amount
    assert dict(rows(server, "SELECT budget_id, held FROM counter")) == dict(held)
