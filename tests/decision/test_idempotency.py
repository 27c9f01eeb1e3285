"""A repeat gets the first answer and nothing more; the same id with other content is refused and changes nothing."""

import asyncio
from dataclasses import replace

import pytest

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.decision.model import Effect, Estimate, ReasonCode
from remit.errors import IdempotencyConflictError
from remit.identity.model import State, Subject
from remit.policy.model import Binding, Permission, Role
from tests.decision.house import AGENT, House, principal
from tests.decision.story import wire

DAY = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100)


@pytest.fixture
async def house(house: House) -> House:
    await house.put(DAY)
    return house


async def test_a_repeat_gets_the_same_answer_to_the_byte(house: House) -> None:
    ask = house.ask("q", estimate=Estimate(money=60), run_id="x")
    first = await house.app.authorizer.authorize(ask)
    before = await house.footprint()
    second = await house.app.authorizer.authorize(ask)
    assert (first.repeated, second.repeated) == (False, True)
    assert wire(first, ask) == wire(second, ask)
    assert await house.footprint() == before


async def test_a_denial_is_repeated_too(house: House) -> None:
    ask = house.ask("q", estimate=Estimate(money=101))
    first = await house.app.authorizer.authorize(ask)
    await house.put(replace(DAY, limit=1_000))
    second = await house.app.authorizer.authorize(ask)
    assert second.repeated
    assert wire(first, ask) == wire(second, ask)
    assert (await house.authorize("new", estimate=Estimate(money=101))).decision.effect is Effect.ALLOW


async def test_a_repeat_is_answered_as_then_though_policy_has_changed(house: House) -> None:
    ask = house.ask("q", estimate=Estimate(money=60))
    first = await house.app.authorizer.authorize(ask)
    await house.put(Subject(AGENT, state=State.SUSPENDED))
    assert wire(await house.app.authorizer.authorize(ask), ask) == wire(first, ask)
    assert (await house.authorize("new")).decision.reasons[0].code is ReasonCode.SUBJECT_SUSPENDED


async def test_callers_at_once_with_one_id_share_one_decision(house: House) -> None:
    ask = house.ask("q", estimate=Estimate(money=60))
    answers = await asyncio.gather(*(house.app.authorizer.authorize(ask) for _ in range(30)))
    assert len({answer.decision.id for answer in answers}) == 1
    assert sum(not answer.repeated for answer in answers) == 1
    assert (await house.standing("day")).held == 60
    assert len(await house.rows("SELECT id FROM reservation")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"action": "tool:list"},
        {"resource": "tool:web-other"},
        {"estimate": Estimate(money=61)},
        {"arguments_json": "{}"},
        {"run_id": "y"},
        {"labels": {"team": "blue"}},
        {"hold_for": 1_000_000},
        {"approval_id": "apr_1"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_other_content_is_a_conflict_and_changes_nothing(
    house: House, change: dict[str, object]
) -> None:
    await house.authorize("q", estimate=Estimate(money=60))
    before = await house.footprint()
    with pytest.raises(IdempotencyConflictError) as refused:
        await house.authorize("q", **{"estimate": Estimate(money=60), **change})
    assert refused.value.field == "request_id"
    assert await house.footprint() == before


async def test_ids_are_each_principals_own(house: House) -> None:
    await house.put(
        Subject("agent:r8"),
        Subject("service:gateway"),
        Binding("worker@agent:r8", "worker", "agent:r8"),
        Role("asker", permissions=(Permission("decision:authorize"),)),
        Binding("asker@service:gateway", "asker", "service:gateway"),
    )
    answers = [
        await house.authorize("q", estimate=Estimate(money=1)),
        await house.authorize("q", estimate=Estimate(money=2), subject="agent:r8"),
        await house.authorize(
            "q", estimate=Estimate(money=3), principal=principal("service:gateway"), subject=AGENT
        ),
    ]
    assert not any(answer.repeated for answer in answers)
    assert len({answer.decision.id for answer in answers}) == 3


async def test_ids_keep_their_case(house: House) -> None:
    await house.authorize("q", estimate=Estimate(money=1))
    assert not (await house.authorize("Q", estimate=Estimate(money=2))).repeated


async def test_a_conflict_in_a_batch_fails_nobody_else(house: House) -> None:
    await house.authorize("q", estimate=Estimate(money=60))
    authorize = house.app.authorizer.authorize
    results = await asyncio.gather(
        authorize(house.ask("a", estimate=Estimate(money=10))),
        authorize(house.ask("q", estimate=Estimate(money=11))),
        authorize(house.ask("b", estimate=Estimate(money=12))),
        return_exceptions=True,
    )
    assert isinstance(results[1], IdempotencyConflictError)
    assert not isinstance(results[0], BaseException)
    assert not isinstance(results[2], BaseException)
    assert (await house.standing("day")).held == 82


async def test_answers_outlive_a_restart(house: House) -> None:
    ask = house.ask("q", estimate=Estimate(money=60))
    first = await house.app.authorizer.authorize(ask)
    ((held,),) = await house.rows("SELECT count(*) FROM idempotency WHERE key='q'")
    assert held == 1
    house.app.catalogs._catalogs.clear()
    assert wire(await house.app.authorizer.authorize(ask), ask) == wire(first, ask)
