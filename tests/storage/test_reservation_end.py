"""What ends a reservation without a report is on record: once, with its reason, in the commit of the end itself."""

import asyncio
from typing import Any

import orjson
import pytest

from remit.audit.leaf import leaf_hash
from remit.budget.model import Budget, Period, ScopeType, Standing, Unit
from remit.clock import MINUTE, monotonic
from remit.decision.model import Estimate
from remit.decision.tenant import ExpiryCharge, Settings, Tenant
from remit.storage import reservation_end
from remit.storage.postgres.engine import PostgresStore
from tests.decision.house import AGENT, TENANT, House
from tests.stores import aside, open_one

DAY = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 10_000)
CHARGED = Tenant(TENANT, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE))


@pytest.fixture
async def house(house: House) -> House:
    await house.put(DAY, CHARGED)
    return house


async def hold(house: House, name: str = "q", run_id: str = "run") -> str:
    asked = house.authorize(name, estimate=Estimate(money=100), hold_for=MINUTE, run_id=run_id)
    decision = (await asked).decision
    assert decision.reservation is not None
    return decision.reservation.id


async def entries(house: House) -> list[dict[str, Any]]:
    """What the audit log has of reservations; each body is what its hash says."""
    rows = await house.rows(
        "SELECT body, hash, subject FROM audit_entry WHERE kind LIKE 'reservation:%' ORDER BY id"
    )
    assert all(leaf_hash(row[0]) == row[1] for row in rows)
    assert all(row[2] == AGENT for row in rows)
    return [orjson.loads(row[0]) for row in rows]


async def steps(house: House, run_id: str = "run") -> list[tuple[int, str, dict[str, Any]]]:
    rows = await house.rows(
        "SELECT sequence, status, body FROM step WHERE run_id=? ORDER BY sequence", run_id
    )
    return [(sequence, status, orjson.loads(body)) for sequence, status, body in rows]


async def test_a_release_is_on_record_with_its_reason(house: House) -> None:
    kept = await hold(house)
    assert await house.release(kept, "the tool is gone") is not None
    (entry,) = await entries(house)
    told = {
        name: entry[name]
        for name in ("kind", "principal", "credential", "resource", "run_id", "reason", "charged")
    }
    assert told == {
        "kind": "reservation:release", "principal": AGENT, "credential": "key_r7", "resource": kept, "run_id": "run",
        "reason": "the tool is gone", "charged": {"money": 0, "tokens": 0},
    }  # fmt: skip
    (_, _, asked), (sequence, status, body) = await steps(house)
    assert (sequence, status, body["name"], body["step_id"]) == (2, "CANCELLED", "release", entry["id"])
    assert body["decision_id"] == asked["decision_id"]


async def test_of_many_who_release_one_is_on_record(house: House) -> None:
    kept = await hold(house)
    released = await asyncio.gather(*(house.release(kept, f"{n}") for n in range(8)))
    assert sum(one is not None for one in released) == 1
    assert await house.release(kept, "again") is None
    assert len(await entries(house)) == 1
    assert len(await steps(house)) == 2
    assert await house.standing("day") == Standing(0, 0)


async def test_who_is_named_in_a_reason_cannot_be_read(house: House) -> None:
    await house.release(await hold(house), "user:ann went home")
    (row,) = await house.rows("SELECT body FROM audit_entry WHERE kind='reservation:release'")
    assert b"ann" not in row[0]
    assert b"went home" not in row[0]


async def test_an_expiry_that_charges_is_on_record_beside_the_ledger(house: House) -> None:
    kept = await hold(house)
    house.clock.advance(MINUTE)
    assert await house.app.expiry.run() == 1
    (entry,) = await entries(house)
    ((booked, cost),) = await house.rows("SELECT id, cost FROM ledger")
    assert (entry["kind"], entry["principal"]) == ("reservation:expire", "system:expiry")
    assert (entry["resource"], entry["ledger_entry"], entry["charged"]["money"]) == (kept, booked, cost)
    (_, status, body) = (await steps(house))[-1]
    assert (status, body["name"], body["cost"]) == ("FAILED", "expiry", 100)


async def test_an_expiry_that_charges_nothing_leaves_no_record(house: House) -> None:
    await house.put(Tenant(TENANT, settings=Settings(expiry_charge=ExpiryCharge.NOTHING)))
    await hold(house)
    house.clock.advance(MINUTE)
    assert await house.app.expiry.run() == 1
    assert await entries(house) == []
    assert len(await steps(house)) == 1


async def test_an_end_that_cannot_be_recorded_is_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = await hold(house)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(reservation_end, "write_ends", fail)
        await house.release(kept)
    assert await house.standing("day") == Standing(0, 100)
    assert await house.release(kept) is not None


async def test_ends_beside_decisions_of_the_same_runs_number_steps_densely(house: House) -> None:
    runs = ("a", "b", "c")
    first = [await hold(house, f"first-{n}", runs[n % 3]) for n in range(12)]
    house.clock.advance(MINUTE)
    later = [await hold(house, f"later-{n}", runs[-n % 3]) for n in range(12)]
    others = [
        house.authorize(f"other-{n}", estimate=Estimate(money=1), run_id=runs[n % 3]) for n in range(12)
    ]
    expiring = [house.app.expiry.run() for _ in range(3)]
    releasing = [house.release(one) for one in later]
    ended = asyncio.gather(*expiring)
    await asyncio.gather(ended, *releasing, *others)
    assert sum(await ended) == len(first)
    for run in runs:
        sequences = [sequence for sequence, _, _ in await steps(house, run)]
        assert sequences == list(range(1, 21))
    assert len(await entries(house)) == 24


@pytest.mark.postgres
async def test_runs_are_locked_by_key_as_everyone_does(house: House) -> None:
    await hold(house, "q1", "b")
    await hold(house, "q2", "a")
    house.clock.advance(MINUTE)
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    run = "SELECT 1 FROM run_head WHERE run_id = '{}' FOR UPDATE {}"
    async with aside(store) as other:
        await other.execute(f"BEGIN; {run.format('a', '')}")
        expiring = asyncio.create_task(house.app.expiry.run())
        until = monotonic() + 10
        while (
            not await other.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted")
            and monotonic() < until
        ):
            await asyncio.sleep(0.01)
        # It waits for the first, so it has not taken the second.
        await other.execute(run.format("b", "NOWAIT"))
        await other.execute("COMMIT")
    assert await expiring == 2
