"""A batch is decided in order, each item seeing the holds of those before, whatever had to be read for some of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import orjson
import pytest

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.clock import HOUR
from remit.decision.model import Committed, Effect, Estimate, ReasonCode
from remit.errors import IdempotencyConflictError, OverloadedError, RevisionNotReachedError
from remit.identity.model import LifeState, Session, Subject
from remit.policy.model import Binding, RateLimit, RateWindow
from tests.decision.house import AGENT, House

DAY = Budget("day", ScopeType.AGENT, "", Period.DAY, Unit.MONEY, 100)


def told(results: Sequence[Committed | BaseException]) -> list[str]:
    return [
        type(one).__name__ if isinstance(one, BaseException) else one.decision.effect.name for one in results
    ]


async def test_those_for_whom_something_must_be_read_keep_their_place(house: House) -> None:
    await house.put(
        DAY, Session("ses_1", AGENT), Subject("user:ann"), Binding("worker@user:ann", "worker", "user:ann")
    )
    asks = [
        house.ask("a", session_id="ses_1", estimate=Estimate(money=60)),
        house.ask("b", run_id="never-seen", approval_id="apr_none", estimate=Estimate(money=40)),
        house.ask("c", estimate=Estimate(money=1)),
        house.ask("d", subject="user:ann", estimate=Estimate(money=1)),
    ]
    results = await house.app.authorizer.authorize_all(asks)
    assert told(results) == ["ALLOW", "ALLOW", "DENY", "ALLOW"]
    rows = await house.rows("SELECT body FROM audit_entry WHERE kind='decision' ORDER BY position")
    assert [orjson.loads(body)["request_id"] for (body,) in rows] == ["a", "b", "c", "d"]


async def test_each_sees_those_before(house: House) -> None:
    await house.put(DAY)
    asks = [house.ask(f"q{n}", estimate=Estimate(money=30)) for n in range(6)]
    results = await house.app.authorizer.authorize_all(asks)
    assert told(results) == ["ALLOW"] * 3 + ["DENY"] * 3
    assert (await house.standing("day")).held == 90


async def test_one_that_fails_fails_alone(house: House) -> None:
    await house.put(DAY)
    await house.authorize("old", estimate=Estimate(money=1))
    asks = [
        house.ask("a", estimate=Estimate(money=1)),
        house.ask("old", estimate=Estimate(money=2)),
        house.ask("b", estimate=Estimate(money=1), min_revision=1 << 40),
        house.ask("c", estimate=Estimate(money=1)),
        house.ask("c", estimate=Estimate(money=1)),
    ]
    results = await house.app.authorizer.authorize_all(asks)
    assert told(results) == [
        "ALLOW", IdempotencyConflictError.__name__, RevisionNotReachedError.__name__, "ALLOW", "ALLOW",
    ]  # fmt: skip
    assert isinstance(results[4], Committed)
    assert results[4].repeated
    assert (await house.standing("day")).held == 3


def interrupt(house: House, meanwhile: Callable[[], Awaitable[object]]) -> None:
    """Let something happen while the first entity that is not in memory is read."""
    catalogs, happened = house.app.catalogs, asyncio.Event()
    find = catalogs.find

    async def find_late(*wanted: Any, **named: Any) -> object:
        if not happened.is_set():
            happened.set()
            await meanwhile()
        return await find(*wanted, **named)

    catalogs.find = find_late  # type: ignore[method-assign,assignment]


def codes(results: Sequence[Committed | BaseException]) -> list[ReasonCode | None]:
    """Return why each was refused; None when it was allowed."""
    decisions = [one.decision for one in results if isinstance(one, Committed)]
    return [one.reasons[0].code if one.effect is not Effect.ALLOW else None for one in decisions]


async def test_a_revocation_while_a_batch_is_gathered_is_felt_by_all_of_it(house: House) -> None:
    await house.put(DAY)
    interrupt(house, lambda: house.drop(Binding, f"worker@{AGENT}"))
    asks = [house.ask(f"q{n}", estimate=Estimate(money=1)) for n in range(3)]
    slow = house.ask("slow", session_id="ses_none", estimate=Estimate(money=1))
    results = await house.app.authorizer.authorize_all([*asks, slow])
    assert codes(results) == [ReasonCode.ROLE_MISSING] * 3 + [ReasonCode.SESSION_UNKNOWN]


async def test_a_session_that_ends_while_a_batch_is_gathered_has_ended_for_all_of_it(house: House) -> None:
    await house.put(DAY, Session("ses_1", AGENT))
    await house.authorize("before", session_id="ses_1", estimate=Estimate(money=1))
    ended = Session("ses_1", AGENT, state=LifeState.ENDED, ended_at=1)
    interrupt(house, lambda: house.put(ended))
    asks = [house.ask(f"q{n}", session_id="ses_1", estimate=Estimate(money=1)) for n in range(2)]
    slow = house.ask("slow", run_id="never-seen", estimate=Estimate(money=1))
    results = await house.app.authorizer.authorize_all([*asks, slow])
    assert codes(results) == [ReasonCode.SESSION_ENDED, ReasonCode.SESSION_ENDED, None]


async def test_a_batch_that_cannot_wait_gives_its_rate_tokens_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.put(RateLimit("slow", windows=(RateWindow(5, HOUR),)))
    asks = [house.ask(f"q{n}") for n in range(5)]
    turn = house.app.authorizer.turn

    async def full(_: object) -> Any:
        raise OverloadedError("full", retry_after=1.0)

    with monkeypatch.context() as patch:
        patch.setattr(turn, "join_all", full)
        results = await house.app.authorizer.authorize_all(asks)
    assert all(isinstance(one, OverloadedError) for one in results)
    assert told(await house.app.authorizer.authorize_all(asks)) == ["ALLOW"] * 5
