"""Failures of decisions and limits that have been shipped elsewhere, each by its symptom: here it does not appear."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.clock import MINUTE
from remit.decision.model import Draft, Effect, Estimate, Outcome, ReasonCode
from remit.errors import CallerPermissionMissingError
from remit.identity.model import Group, Session, Subject
from remit.policy.model import Binding, Guardrail, GuardrailEffect, Permission, RateLimit, RateWindow, Role
from tests.decision.house import AGENT, House, principal

FREE = Estimate()


async def effect_of(house: House, request_id: str, **asked: Any) -> Effect:
    return (await house.authorize(request_id, **{"estimate": FREE, **asked})).decision.effect


# ---- Limits ----


async def test_denied_calls_burn_rate(house: House) -> None:
    await house.put(
        RateLimit("r", windows=(RateWindow(2, MINUTE),)),
        Budget("none", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 0),
        Guardrail("never", GuardrailEffect.FORBID, actions=("tool:drop",)),
    )
    for n in range(20):
        assert await effect_of(house, f"m{n}", estimate=Estimate(money=1)) is Effect.DENY
        assert await effect_of(house, f"g{n}", action="tool:drop") is Effect.DENY
        assert await effect_of(house, f"p{n}", action="payment:send") is Effect.DENY
    assert [await effect_of(house, f"q{n}") for n in range(3)] == [Effect.ALLOW, Effect.ALLOW, Effect.DENY]


async def test_a_slot_is_taken_and_never_given_back(house: House) -> None:
    await house.put(RateLimit("c", concurrency=1))
    turn = house.app.authorizer.turn
    commit = turn._commit

    async def fail(_: Sequence[Draft]) -> Sequence[Outcome]:
        raise ConnectionError

    turn._commit = fail
    for n in range(5):
        with pytest.raises(ConnectionError):
            await house.authorize(f"f{n}")
    turn._commit = commit
    assert await effect_of(house, "q") is Effect.ALLOW


async def test_a_slot_is_taken_that_no_call_can_free(house: House) -> None:
    """An act that costs nothing has no reservation, so nobody could tell that it ended."""
    await house.put(RateLimit("c", concurrency=1), RateLimit("r", windows=(RateWindow(6, MINUTE),)))
    nothing = Estimate(money=0)
    assert [await effect_of(house, f"a{n}", estimate=nothing) for n in range(3)] == [Effect.ALLOW] * 3
    assert await effect_of(house, "q1", estimate=Estimate(money=1)) is Effect.ALLOW
    assert await effect_of(house, "q2", estimate=Estimate(money=1)) is Effect.DENY
    # It is not kept from a slot that it does not take, and counts in windows as all do.
    assert await effect_of(house, "b", estimate=nothing) is Effect.ALLOW
    assert await effect_of(house, "c", estimate=nothing) is Effect.ALLOW
    assert await effect_of(house, "d", estimate=nothing) is Effect.DENY


async def test_updates_of_a_bucket_are_lost(house: House) -> None:
    await house.put(RateLimit("r", windows=(RateWindow(20, MINUTE),)))
    effects = await asyncio.gather(*(effect_of(house, f"q{n}") for n in range(50)))
    assert effects.count(Effect.ALLOW) == 20


async def test_open_acts_beyond_the_limit_slip_through_together(house: House) -> None:
    await house.put(RateLimit("c", concurrency=5))
    effects = await asyncio.gather(
        *(effect_of(house, f"q{n}", estimate=Estimate(tokens=1)) for n in range(50))
    )
    assert effects.count(Effect.ALLOW) == 5


# ---- Decisions ----


async def test_keys_made_by_joining_texts_meet(house: House) -> None:
    """Ids may hold every separator that a careless key would be joined with."""
    names = ("a", "a@total", "a:b", "a@2026-11-20", "a/b", "a-b")
    await house.put(
        *(Subject(f"agent:{name}") for name in names),
        *(Binding(f"worker@agent:{name}", "worker", f"agent:{name}") for name in names),
        Budget("each", ScopeType.AGENT, "", Period.TOTAL, Unit.MONEY, 10),
        Budget("a", ScopeType.AGENT, "", Period.DAY, Unit.MONEY, 10),
        RateLimit("r", windows=(RateWindow(1, MINUTE),)),
    )
    for name in names:
        asked = {"subject": f"agent:{name}", "estimate": Estimate(money=10)}
        assert await effect_of(house, "first", **asked) is Effect.ALLOW
        assert await effect_of(house, "second", **asked) is Effect.DENY
    assert len(await house.counters()) == 2 * len(names)


async def test_a_permission_on_one_thing_is_remembered_for_another(house: House) -> None:
    await house.put(
        Subject("agent:reader"),
        Role("reader", permissions=(Permission("doc:read", "doc:a"),)),
        Binding("reader@agent:reader", "reader", "agent:reader"),
    )
    asked = {"subject": "agent:reader"}
    assert await effect_of(house, "1", action="doc:read", resource="doc:a", **asked) is Effect.ALLOW
    for place, (action, resource) in enumerate(
        [
            ("doc:read", "doc:ab"),
            ("doc:reada", "doc:a"),
            ("doc:read", "doc:A"),
            ("doc:read", "docs:a"),
            ("do:cread", "doc:a"),
        ]
    ):
        assert await effect_of(house, f"x{place}", action=action, resource=resource, **asked) is Effect.DENY
    assert (
        await effect_of(house, "1", action="doc:read", resource="doc:a", principal=principal()) is Effect.DENY
    )


async def test_a_cancelled_question_is_remembered_as_its_answer(house: House) -> None:
    await house.put(Session("ses_1", AGENT))
    for kept in house.app.catalogs._catalogs["acme"]._lazy.values():
        kept.clear()
    asked = asyncio.create_task(house.authorize("q", session_id="ses_1", estimate=FREE))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await effect_of(house, "r", session_id="ses_1") is Effect.ALLOW
    assert await effect_of(house, "q", session_id="ses_1") is Effect.ALLOW


async def test_ids_that_differ_in_case_are_one(house: House) -> None:
    await house.put(Session("ses_a", AGENT), Subject("agent:R7"))
    decision = (await house.authorize("q", session_id="SES_A", estimate=FREE)).decision
    assert decision.reasons[0].code is ReasonCode.SESSION_UNKNOWN
    assert (await house.authorize("r", subject="agent:R7", estimate=FREE)).decision.reasons[0].code is (
        ReasonCode.ROLE_MISSING
    )


async def test_an_empty_group_stands_for_everybody(house: House) -> None:
    await house.put(
        Subject("agent:other"),
        Group("nobody", members=()),
        Role("all", permissions=(Permission("*:*"),)),
        Binding("all@group:nobody", "all", "group:nobody"),
    )
    decision = (await house.authorize("q", subject="agent:other", estimate=FREE)).decision
    assert decision.reasons[0].code is ReasonCode.ROLE_MISSING


async def test_an_absent_attribute_equals_an_absent_attribute(house: House) -> None:
    condition = (
        '{"path": "resource.attributes.owner", "op": "eq", "value": {"path": "subject.attributes.name"}}'
    )
    await house.put(Guardrail("own", GuardrailEffect.PERMIT, actions=("memory:read",), condition=condition))
    decision = (await house.authorize("q", action="memory:read", resource="memory:1", estimate=FREE)).decision
    assert decision.reasons[0].code is ReasonCode.PERMISSION_MISSING


async def test_who_asks_is_taken_from_what_is_asked(house: House) -> None:
    await house.put(Subject("agent:intruder"))
    intruder = principal("agent:intruder")
    own = (await house.authorize("q", principal=intruder, subject="agent:intruder")).decision
    assert own.reasons[0].code is ReasonCode.ROLE_MISSING
    with pytest.raises(CallerPermissionMissingError):
        await house.authorize("r", principal=intruder, subject=AGENT)
