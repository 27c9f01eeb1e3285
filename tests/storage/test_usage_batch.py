"""Usage that is reported in one batch leaves exactly what it leaves when it is reported record by record."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from remit.budget.model import (
    Budget,
    Period,
    Price,
    ScopeType,
    Standing,
    Threshold,
    TokenPrices,
    TokenUsage,
    Unit,
    Usage,
)
from remit.clock import DAY, HOUR, MINUTE
from remit.decision.model import CallEstimate, Estimate
from remit.decision.record_usage import PORTION, Recorded
from remit.decision.tenant import ExpiryCharge, FallbackPrice, Settings, Tenant
from remit.errors import RemitError
from remit.identity.model import Subject
from remit.policy.model import Binding, Permission, Role
from remit.storage import booking
from tests.decision.house import AGENT, NOON, TENANT, House, open_house, principal

HELD: Final = 16
EXPIRED: Final = 5
RECORDS: Final = 4 * PORTION
LIMIT: Final = 60_000
OTHER: Final = "agent:r8"
GATEWAY: Final = "service:gateway"
"""Asks and reports for both."""

BUDGETS: Final = (
    Budget("agent-day", ScopeType.AGENT, "", Period.DAY, Unit.MONEY, LIMIT, thresholds=(Threshold(10), Threshold(50))),
    Budget("house", ScopeType.TENANT, "", Period.TOTAL, Unit.TOKENS, LIMIT, thresholds=(Threshold(30),)),
    Budget("model", ScopeType.MODEL, "acme/m", Period.TOTAL, Unit.MONEY, LIMIT),
    Budget("run", ScopeType.RUN, "", Period.RUN, Unit.TOKENS, LIMIT),
)  # fmt: skip
PRICES: Final = (
    Price("acme/m", TokenPrices(1_000_000, 3_000_000, cache_read=100_001, reasoning=4_000_000)),
    Price("acme/n", TokenPrices(2_500_000, 500_001), per_request=7),
)
PERCENT: Final = Budget(
    "percent", ScopeType.TENANT, "", Period.TOTAL, Unit.MONEY, 100,
    thresholds=(Threshold(80), Threshold(50), Threshold(100)),
)  # fmt: skip

_ID: Final = re.compile(r"[0-9a-f]{32}")


async def furnish(house: House, chance: random.Random) -> list[tuple[str, str]]:
    """Hold for two agents what has expired when this returns, and what has not; returns whose each reservation is."""
    settings = Settings(expiry_charge=ExpiryCharge.ESTIMATE, fallback_price=FallbackPrice(5, 6))
    await house.put(
        Tenant(TENANT, settings=settings), Subject(OTHER), Binding(f"worker@{OTHER}", "worker", OTHER), *BUDGETS,
        *PRICES,
        Subject(GATEWAY), Role("gateway", permissions=(Permission("decision:authorize"), Permission("usage:record"))),
        Binding(f"gateway@{GATEWAY}", "gateway", GATEWAY),
    )  # fmt: skip
    kept = []
    for place in range(HELD):
        agent = chance.choice([AGENT, OTHER])
        call = CallEstimate("acme", "m", chance.randint(0, 300), chance.randint(1, 300))
        hold_for = MINUTE if place < EXPIRED else HOUR
        estimate = Estimate(calls=(call,))
        committed = await house.authorize(
            f"q{place}",
            principal=chance.choice([principal(agent), principal(GATEWAY)]),
            subject=agent,
            run_id=chance.choice(["", "x", "y"]),
            estimate=estimate,
            hold_for=hold_for,
        )
        assert committed.decision.reservation is not None
        kept.append((committed.decision.reservation.id, agent))
    # Opened after the holds: their usage counts in it, though they hold nothing of it.
    await house.open_budget(Budget("young", ScopeType.TENANT, "", Period.TOTAL, Unit.MONEY, LIMIT))
    house.clock.advance(2 * MINUTE)
    assert await house.app.expiry.run() == EXPIRED
    return kept


def usage_of(kept: Sequence[tuple[str, str]], chance: random.Random) -> list[Usage]:
    """In parts and final, of another model, twice, with other content, late, of no hold, and wrong."""
    records: list[Usage] = []
    for place in range(RECORDS):
        name, (reservation_id, _) = f"u{place}", chance.choice(kept)
        tokens = TokenUsage(chance.randint(0, 400), chance.randint(0, 400))
        usage = Usage(
            name, "", tokens, "acme", chance.choice(["m", "m", "m", "n", "unknown"]), reservation_id=reservation_id,
            final=chance.random() < 0.6, step_id=chance.choice(["", f"s{place}"]),
            operation=chance.choice(["", "chat"]), outcome=chance.choice(["SUCCESS", "FAILURE"]),
            labels=chance.choice([{}, {"k": '"é'}]),
        )  # fmt: skip
        others = {
            0: replace(usage, tokens=TokenUsage(500, 400, cache_read=30, cache_write=7, reasoning=200)),
            1: replace(usage, reservation_id="", subject=AGENT, run_id=chance.choice(["", "x", "y"])),
            2: replace(usage, reservation_id="", ended_at=NOON - chance.choice([0, HOUR, DAY, 9 * DAY])),
            3: replace(usage, cost=chance.randint(0, 5_000)),
            4: replace(usage, reservation_id="res_none"),
            5: replace(usage, tokens=TokenUsage(1, cache_read=2)),
            6: replace(usage, provider="", model=""),
            7: replace(usage, run_id="z"),
            8: replace(usage, run_id="z"),
        }
        records.append(others.get(chance.randrange(16), usage))
        if chance.random() < 0.25:
            again = chance.choice(records)
            records.append(chance.choice([again, again, replace(again, cost=1 + (again.cost or 0))]))
    return records


class Names:
    """Names for ids: by the order in which they were made, which is the order of ids."""

    def __init__(self, *seen: object) -> None:
        """Know those in `seen`."""
        found = sorted({one for text in map(_text, seen) for one in _ID.findall(text)})
        self._names = {one: f"#{place}" for place, one in enumerate(found)}

    def plain(self, value: object) -> str:
        """Return a value with names for ids."""
        return _ID.sub(lambda match: self._names[match[0]], _text(value))


def _text(value: object) -> str:
    # Hashes of what names ids differ as they do; everything else that is bytes is a document.
    if isinstance(value, bytes):
        return value.decode() if value.startswith(b"{") else "a hash"
    return repr([_text(one) for one in value]) if isinstance(value, tuple) else str(value)


async def left_by(house: House, results: Sequence[Recorded | RemitError]) -> dict[str, list[str]]:
    """Return everything that reports changed and were told, with names for ids, and without places in the log."""
    told = [
        f"{type(one).__name__} {one}"
        if isinstance(one, RemitError)
        else f"{one.repeated} {one.closed} {one.receipt}"
        for one in results
    ]
    left: dict[str, list[Any]] = {"told": told}
    columns = {
        "counter": "*", "reservation": "*", "run_head": "*", "audit_entry": "tenant, kind, subject, run_id, body",
        "ledger": "id, usage_id, reservation_id, subject, run_id, model, tokens, cost, price_version, provisional,"
        " reverses, booked_at, recorded_at, labels, buckets, operation, outcome, step_id, input_tokens, output_tokens",
        "step": "run_id, sequence, change, step_id, subject, kind, status, at, body",
        "idempotency": "principal, call, key, ref",
    }  # fmt: skip
    for table, names in columns.items():
        left[table] = list(await house.rows(f"SELECT {names} FROM {table}"))
    known = Names(*(row for rows in left.values() for row in rows))
    return {table: [known.plain(row) for row in rows] for table, rows in left.items()}


async def reported(folder: Path, seed: int, *, size: int) -> dict[str, list[str]]:
    """Report the same usage in batches of a size, and return what that left."""
    chance = random.Random(seed)
    async with open_house(folder) as house:
        kept = await furnish(house, chance)
        records = usage_of(kept, chance)
        results: list[Recorded | RemitError] = []
        for start in range(0, len(records), size):
            # What one call found of its records is not there for the next: it must make no difference.
            booking._alike.clear()
            results += await house.record(*records[start : start + size], by=principal(GATEWAY))
        left = await left_by(house, results)
        told = left.pop("told")
        return {"told": told, **{table: sorted(rows) for table, rows in left.items()}}


@pytest.mark.parametrize("seed", range(6))
async def test_a_batch_leaves_what_its_records_leave_one_by_one(tmp_path: Path, seed: int) -> None:
    alone = await reported(tmp_path / "alone", seed, size=1)
    together = await reported(tmp_path / "together", seed, size=10 * RECORDS)
    for table, rows in alone.items():
        assert together[table] == rows, table
    told = "\n".join(alone["told"])
    assert all(one in told for one in ("Conflict", "NotFound", "InvalidField", "crossed=(("))
    assert any("REVERSED" in row for row in alone["ledger"])


async def test_what_crosses_a_threshold_within_a_batch_says_so(house: House) -> None:
    await house.put(PERCENT)
    usages = [Usage(f"u{place}", AGENT, cost=9) for place in range(12)]
    results = await house.record(*usages)
    crossed = [
        [percent for _, percent, _ in one.receipt.crossed]
        for one in results
        if not isinstance(one, RemitError)
    ]
    # 9, 18, …: the sixth passes 50, the ninth 80, the twelfth 100.
    assert crossed == [[], [], [], [], [], [50], [], [], [80], [], [], [100]]
    assert await house.standing("percent") == Standing(108, 0)


async def test_two_reports_of_one_reservation_in_one_batch(house: House) -> None:
    await house.put(PERCENT)
    decision = (await house.authorize("q", estimate=Estimate(money=40))).decision
    assert decision.reservation is not None
    held = decision.reservation.id
    part = Usage("a", "", cost=15, reservation_id=held, final=False)
    results = await house.record(
        part, Usage("b", "", cost=10, reservation_id=held), Usage("c", "", cost=5, reservation_id=held)
    )
    told = [
        (
            str(one.receipt.state),
            one.receipt.held.money,
            one.receipt.released.money,
            one.receipt.late,
            bool(one.closed),
        )
        for one in results
        if not isinstance(one, RemitError)
    ]
    assert told == [
        ("OPEN", 40, 0, False, False), ("SETTLED", 25, 15, False, True), ("SETTLED", 0, 0, True, False),
    ]  # fmt: skip
    assert await house.standing("percent") == Standing(30, 0)
