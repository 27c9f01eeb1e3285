"""A session or run that was begun for somebody is for that one: neither silence escapes it, nor another name."""

from dataclasses import replace
from typing import Any, Final

import pytest

from remit.budget.model import Budget, Period, ScopeType, Standing, Unit, Usage
from remit.decision.model import Decision, Effect, Estimate, ReasonCode
from remit.decision.record_usage import Reported
from remit.errors import NotFoundError
from remit.identity.model import Delegation, Run, Session, Subject
from remit.policy.model import Binding
from tests.decision.house import AGENT, House, principal
from tests.decision.test_evidence import body_of

ANN, BOB = "user:ann", "user:bob"
GRANTS = {ref: Delegation(f"{ref}>>{AGENT}", ref, AGENT, f"del_{ref[5:]}") for ref in (ANN, BOB)}
HERS = Budget("hers", ScopeType.USER, "ann", Period.TOTAL, Unit.MONEY, 100)

PLACES: Final = pytest.mark.parametrize(
    "place", [{"session_id": "ses_ann"}, {"run_id": "run_ann"}, {"run_id": "run_in"}], ids=str
)
"""A session for ann, a run for ann, and a run of hers by its session alone."""


@pytest.fixture
async def begun(house: House) -> House:
    """A house in which the agent may act for two, and has begun something for one of them."""
    await house.put(
        *map(Subject, (ANN, BOB)),
        *(Binding(f"worker@{ref}", "worker", ref) for ref in (ANN, BOB)),
        *GRANTS.values(),
        HERS,
        Session("ses_ann", AGENT, on_behalf_of=ANN),
        Session("ses_own", AGENT),
        Run("run_ann", AGENT, on_behalf_of=ANN),
        Run("run_in", AGENT, session_id="ses_ann"),
    )
    return house


async def decided(house: House, name: str, **asked: Any) -> Decision:
    return (await house.authorize(name, estimate=Estimate(money=60), **asked)).decision


def code_of(decision: Decision) -> ReasonCode | None:
    return decision.reasons[0].code if decision.reasons else None


@PLACES
async def test_silence_is_for_whom_it_was_begun(begun: House, place: Any) -> None:
    committed = await begun.authorize("q", estimate=Estimate(money=60), **place)
    assert committed.decision.effect is Effect.ALLOW
    assert [link.split(">")[:2] for link in committed.decision.delegation] == [[ANN, AGENT]]
    assert await begun.standing("hers") == Standing(0, 60)
    assert ANN.encode() not in await body_of(begun, committed)
    assert code_of(await decided(begun, "q2", **place)) is ReasonCode.BUDGET_HELD_BY_OTHERS


@PLACES
async def test_what_she_may_not_is_not_done_in_silence(begun: House, place: Any) -> None:
    await begun.drop(Binding, f"worker@{ANN}")
    assert code_of(await decided(begun, "q", **place)) is ReasonCode.ROLE_MISSING


@PLACES
async def test_a_grant_that_ended_ends_what_was_begun_by_it(begun: House, place: Any) -> None:
    assert (await decided(begun, "before", **place)).effect is Effect.ALLOW
    await begun.put(replace(GRANTS[ANN], revoked_at=1))
    assert code_of(await decided(begun, "after", **place)) is ReasonCode.DELEGATION_MISSING


@PLACES
async def test_another_is_not_named_in_it(begun: House, place: Any) -> None:
    code = code_of(await decided(begun, "q", on_behalf_of=BOB, **place))
    wanted = ReasonCode.RUN_UNKNOWN if place == {"run_id": "run_ann"} else ReasonCode.SESSION_UNKNOWN
    assert code is wanted
    assert await begun.standing("hers") == Standing(0, 0)


async def test_a_session_for_nobody_serves_all(begun: House) -> None:
    for name, behalf in (("own", ""), ("ann", ANN), ("bob", BOB)):
        decision = await decided(begun, name, session_id="ses_own", on_behalf_of=behalf)
        assert decision.effect is Effect.ALLOW
    assert await begun.standing("hers") == Standing(0, 60)


async def test_a_batch_is_charged_alike(begun: House) -> None:
    asks = [begun.ask(f"q{number}", session_id="ses_ann", estimate=Estimate(money=40)) for number in range(3)]
    results = await begun.app.authorizer.authorize_all(asks)
    assert [one.decision.effect.name for one in results] == ["ALLOW", "ALLOW", "DENY"]  # type: ignore[union-attr]
    assert await begun.standing("hers") == Standing(0, 80)


async def test_usage_without_a_reservation_is_hers_too(begun: House) -> None:
    await begun.settle(Usage("u1", AGENT, session_id="ses_ann", cost=7))
    await begun.settle(Usage("u2", AGENT, run_id="run_ann", cost=7))
    await begun.settle(Usage("u3", AGENT, session_id="ses_own", cost=7))
    assert await begun.standing("hers") == Standing(14, 0)


async def test_usage_after_the_grant_has_ended_is_booked_on_the_agent(begun: House) -> None:
    await begun.put(replace(GRANTS[ANN], revoked_at=1))
    await begun.settle(Usage("u", AGENT, session_id="ses_ann", cost=7))
    assert await begun.standing("hers") == Standing(0, 0)
    assert await begun.rows("SELECT cost, on_behalf_of FROM ledger") == [(7, "")]


async def test_usage_in_it_is_not_charged_to_another(begun: House) -> None:
    reported = Reported(Usage("u", AGENT, session_id="ses_ann", cost=7), b"digest", on_behalf_of=BOB)
    (refused,) = await begun.app.settler.record(principal(), [reported])
    assert isinstance(refused, NotFoundError)
    assert refused.field == "on_behalf_of"
