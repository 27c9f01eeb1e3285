"""Decisions are counted as they are recorded: also those whose callers left, and none that was not."""

import asyncio
from collections.abc import Sequence

import pytest

from remit.decision.model import Draft, Outcome
from remit.errors import BackendUnavailableError
from tests.decision.house import House


async def recorded(house: House) -> int:
    """Return how many decisions the audit log has."""
    return len(await house.rows("SELECT 1 FROM audit_entry WHERE kind=?", "decision"))


async def test_each_decision_by_effect_and_first_reason(house: House) -> None:
    await house.authorize("q1")
    await house.authorize("q1")
    await house.authorize("q2", action="memory:write", resource="memory:m")
    await house.authorize("q3", dry_run=True)
    tally = house.app.authorizer.tally
    allowed = ("ALLOW", "NONE")
    assert tally.decisions.pop(allowed) == 1
    ((effect, reason), count) = tally.decisions.popitem()
    assert (effect, count) == ("DENY", 1)
    assert reason != "NONE"
    assert (tally.repeated, tally.rehearsed, await recorded(house)) == (1, 1, 2)
    assert [one.count for one in (tally.gather, tally.checks, tally.pace, tally.commit)] == [3] * 4


async def test_one_whose_caller_left_is_counted_with_its_evidence(house: House) -> None:
    batches, go, flying = house.app.batches, asyncio.Event(), asyncio.Event()
    commit = batches._commit

    async def slowly(drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        flying.set()
        await go.wait()
        return await commit(drafts)

    batches._commit = slowly
    call = asyncio.ensure_future(house.authorize("q1"))
    await flying.wait()
    call.cancel()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await call
    await house.app.authorizer.turn.drain()
    assert house.app.authorizer.tally.decisions == {("ALLOW", "NONE"): 1}
    assert await recorded(house) == 1


async def test_a_batch_that_finds_storage_away_is_a_failure_and_no_decision(house: House) -> None:
    batches = house.app.batches

    async def away(_drafts: object) -> Sequence[Outcome | Exception]:
        raise BackendUnavailableError("away")

    batches._commit = away
    with pytest.raises(BackendUnavailableError):
        await house.authorize("q1")
    assert (batches.failures, batches.away, batches.sizes.count) == (1, 1, 1)
    assert not house.app.authorizer.tally.decisions


async def test_whoever_traces_is_told_of_each_stage_in_order(house: House) -> None:
    told: list[tuple[Sequence[float], Outcome]] = []
    house.app.authorizer.tally.trace = lambda marks, outcome: told.append((marks, outcome))
    committed = await house.authorize("q1")
    ((marks, outcome),) = told
    assert outcome == committed
    assert len(marks) == 5
    assert list(marks) == sorted(marks)
