"""P3: every unit of usage counts once, to the nano-dollar: repeated, in parts, out of order, late, through crashes."""

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from google.protobuf.duration_pb2 import Duration

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.effort import length
from tests.faults.books import require_books_agree
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Site
from tests.promises.town import NANO, Town, budget, nanos, until

CALLERS = 16
HELD = length(80, 400)
UNHELD = length(160, 800)
KILLS = length(3, 12)
EXPIRING = 5
"""Each so manieth hold is so short that it expires, is charged, and must be reversed by the report that comes late."""
UNFINISHED = 7
"""Each so manieth hold gets no final report, and stays open."""
BUDGETS = (
    budget("tenant-month", 9 * 10**18),
    budget("each-agent", 9 * 10**18, m.SCOPE_AGENT, m.PERIOD_DAY),
    budget("tenant-total", 9 * 10**18, m.SCOPE_TENANT, m.PERIOD_TOTAL),
)


def cost(record: pb.UsageRecord) -> int:
    return record.cost.units * NANO + record.cost.nanos


@dataclass(slots=True)
class Clerk:
    """Reports for all, and knows what was acknowledged."""

    town: Town
    chance: random.Random
    done: dict[str, pb.UsageReceipt] = field(default_factory=dict)
    """By usage id."""

    async def hold(self, caller: Caller, place: int) -> str:
        """Get a hold; some are of a second."""
        hold = Duration(seconds=1) if place % EXPIRING == 0 else None
        answer = await caller.call("Authorize", self.town.ask(f"h{place}", hold=hold), self.town)
        assert answer.effect == m.EFFECT_ALLOW
        return str(answer.reservation.reservation_id)

    def usage_of(self, kept: list[str]) -> list[pb.UsageRecord]:
        """In parts and final, less and more than was held, and some of no hold at all."""
        records = []
        for place, one in enumerate(kept):
            parts = self.chance.choice([1, 1, 2, 3])
            for part in range(parts):
                amount = nanos(self.chance.choice([0, 1, 33, 100, 101, 7 * NANO + 1]))
                unfinished = place % UNFINISHED == 0 and place % EXPIRING != 0
                final = part == parts - 1 and not unfinished
                records.append(
                    pb.UsageRecord(usage_id=f"u{place}-{part}", reservation_id=one, cost=amount, final=final)
                )
        for place in range(UNHELD):
            amount = nanos(self.chance.randrange(10**12))
            records.append(pb.UsageRecord(usage_id=f"n{place}", cost=amount, final=True))
        return records

    async def report(self, caller: Caller, batches: list[list[pb.UsageRecord]]) -> None:
        """Report until every record is acknowledged; what failed alone is reported again alone."""
        for batch in batches:
            left = batch
            while left:
                answer = await caller.call("RecordUsage", pb.RecordUsageRequest(records=left), self.town)
                failed = []
                for record, result in zip(left, answer.results, strict=True):
                    if result.WhichOneof("result") == "receipt":
                        self.note(result.receipt)
                    else:
                        assert result.error.code in {8, 10, 14}, result.error
                        failed.append(record)
                left = failed

    def note(self, receipt: pb.UsageReceipt) -> None:
        """A repeat is told the same price."""
        first = self.done.setdefault(receipt.usage_id, receipt)
        assert first.cost == receipt.cost

    async def kill(self, site: Site, total: int) -> None:
        """Kill one after the other while reports come in."""
        names = list(site.mortals)
        for number in range(KILLS):
            await until(lambda: len(self.done) >= (number + 1) * total // (KILLS + 1))
            await site.crash(names[number % len(names)])


@pytest.mark.timeout(120 + 12 * KILLS)
@pytest.mark.parametrize("seed", [11])
async def test_the_ledger_equals_what_was_reported(site: Site, seed: int) -> None:
    clerk = Clerk(site.town(1, BUDGETS), random.Random(seed))
    town = clerk.town
    async with callers(site, CALLERS, seed) as reporting:
        kept = await gathered(*(clerk.hold(reporting[place % CALLERS], place) for place in range(HELD)))
        expiring = (HELD + EXPIRING - 1) // EXPIRING
        expired = "SELECT count(*) FROM reservation WHERE tenant=? AND state='EXPIRED'"
        await until(lambda: town.rows(expired) == [(expiring,)])
        records = clerk.usage_of(kept)
        sent = [record for record in records for _ in range(clerk.chance.choice([1, 2, 3]))]
        clerk.chance.shuffle(sent)
        batches = [sent[start : start + 5] for start in range(0, len(sent), 5)]
        await gathered(
            clerk.kill(site, len(records)),
            *(clerk.report(caller, batches[n::CALLERS]) for n, caller in enumerate(reporting)),
        )
        assert sum((caller.failures for caller in reporting), Counter()), "no report was lost"
    require_ledger(town, records)
    require_books_agree(town)


def require_ledger(town: Town, records: list[pb.UsageRecord]) -> None:
    """Every record stands once and as it was sent; what expiry charged was taken back; sums agree to the nano-dollar."""
    entries = town.rows("SELECT id, usage_id, cost, provisional, reverses FROM ledger WHERE tenant=?")
    actual = [
        (usage_id, amount)
        for _, usage_id, amount, provisional, back in entries
        if not provisional and not back
    ]
    assert sorted(actual) == sorted((record.usage_id, cost(record)) for record in records)
    charged = {name: amount for name, _, amount, provisional, back in entries if provisional and not back}
    taken_back = [(back, -amount) for _, _, amount, _, back in entries if back]
    assert charged, "nothing was charged at expiry"
    assert sorted(taken_back) == sorted(charged.items())
    wanted = sum(map(cost, records))
    assert sum(amount for _, _, amount, _, _ in entries) == wanted
    counters = town.rows("SELECT DISTINCT spent FROM counter WHERE tenant=?")
    assert counters == [(wanted,)]
