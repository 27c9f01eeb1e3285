"""What the log keeps of a decision: the whole answer, and no person that a reader could name."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from remit.audit.leaf import leaf_hash
from remit.audit.person import UnsealError, unseal
from remit.budget.model import Budget, Period, ScopeType, Unit, Usage
from remit.decision.model import Committed, Effect, Estimate, Reserved
from remit.decision.record import decode
from remit.identity.model import Delegation, Subject
from remit.policy.model import ApprovalRule, Binding, Guardrail, GuardrailEffect
from tests.decision.house import AGENT, TENANT, House, known_names, principal
from tests.decision.story import wire


async def body_of(house: House, committed: Committed) -> bytes:
    ((body,),) = await house.rows("SELECT body FROM audit_entry WHERE hash=?", committed.leaf_hash)
    assert isinstance(body, bytes)
    return body


@pytest.fixture
async def house(house: House) -> House:
    await house.put(
        Subject("user:ann"),
        Binding("worker@user:ann", "worker", "user:ann"),
        Delegation("user:ann>>agent:r7", "user:ann", AGENT),
        Budget("agents", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100),
        Guardrail(
            "g", GuardrailEffect.REQUIRE_APPROVAL, actions=("tool:pay",), approval=ApprovalRule(("user:eve",))
        ),
    )
    return house


@pytest.mark.parametrize(
    "asked",
    [
        {"estimate": Estimate(money=5), "run_id": "x", "labels": {"a": "b"}},
        {"estimate": Estimate(money=500)},
        {"action": "tool:pay"},
        {"action": "payment:send", "data_classes": ("public",)},
        {"on_behalf_of": "user:ann", "estimate": Estimate()},
    ],
    ids=lambda asked: str(sorted(asked)),
)
async def test_the_answer_can_be_read_back_from_the_log(house: House, asked: dict[str, Any]) -> None:
    ask = house.ask("q", **asked)
    committed = await house.app.authorizer.authorize(ask)
    body = await body_of(house, committed)
    assert leaf_hash(body) == committed.leaf_hash
    read = Committed(decode(body, known_names(house)), committed.leaf_hash)
    assert wire(read, ask) == wire(committed, ask)


async def test_it_says_who_asked_what(house: House) -> None:
    committed = await house.authorize("q", estimate=Estimate(money=5), run_id="x", step_id="s")
    told = orjson.loads(await body_of(house, committed))
    wanted = {
        "id": committed.decision.id, "tenant": TENANT, "kind": "decision", "at": house.clock.now(),
        "principal": AGENT, "subject": AGENT, "credential": "key_r7", "request_id": "q", "action": "tool:execute",
        "resource": "tool:web-search", "run_id": "x", "step_id": "s",
    }  # fmt: skip
    assert {name: told[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "asked",
    [
        {"subject": "user:ann"},
        {"on_behalf_of": "user:ann"},
        {"resource": "user:ann", "action": "tool:read"},
        {"subject": "user:ann", "estimate": Estimate(money=5)},
        {"on_behalf_of": "user:ann", "estimate": Estimate(money=500)},
        {"action": "tool:pay"},
    ],
    ids=str,
)
async def test_no_person_can_be_read_in_it(house: House, asked: dict[str, Any]) -> None:
    await house.put(Budget("users", ScopeType.USER, "", Period.DAY, Unit.MONEY, 100))
    body = await body_of(house, await house.authorize("q", **asked))
    assert b"user:ann" not in body
    assert b"user:eve" not in body
    assert b"ann@" not in body


async def test_no_person_can_be_read_in_a_usage_record(house: House) -> None:
    await house.put(Budget("users", ScopeType.USER, "", Period.DAY, Unit.MONEY, 100))
    recorded = await house.settle(Usage("u1", "user:ann", cost=5), by=principal("user:ann"))
    ((body,),) = await house.rows("SELECT body FROM audit_entry WHERE hash=?", recorded.leaf_hash)
    assert b"user:ann" not in body


async def test_a_person_is_sealed_under_the_own_key_alone(house: House) -> None:
    body = orjson.loads(await body_of(house, await house.authorize("q", on_behalf_of="user:ann")))
    sealed = body["on_behalf_of"]
    await house.authorize("r", subject="user:eve", principal=principal("user:eve"))
    people = house.app.people
    keys = await house.app.store.write(
        lambda connection: [people.key(connection, TENANT, ref=ref) for ref in ("user:ann", "user:eve")]
    )
    assert unseal(keys[0], TENANT, sealed=sealed) == "user:ann"
    with pytest.raises(UnsealError):
        unseal(replace(keys[1], person_id=keys[0].person_id), TENANT, sealed=sealed)
    with pytest.raises(UnsealError):
        unseal(keys[0], "globex", sealed=sealed)


async def test_every_answer_has_its_entry_reservation_and_step(house: House) -> None:
    for n in range(5):
        await house.authorize(f"q{n}", estimate=Estimate(money=30), run_id="x")
    rows = await house.rows("SELECT id, effect FROM audit_entry WHERE kind='decision' ORDER BY position")
    assert [Effect(effect) for _, effect in rows] == [Effect.ALLOW] * 3 + [Effect.DENY] * 2
    kept = {row[0] for row in await house.rows("SELECT id FROM reservation")}
    assert kept == {"res_" + name.removeprefix("dec_") for name, effect in rows if effect == Effect.ALLOW}
    steps = await house.rows("SELECT sequence, status FROM step WHERE run_id='x' ORDER BY position")
    assert steps == [(1, "SUCCEEDED"), (2, "SUCCEEDED"), (3, "SUCCEEDED"), (4, "DENIED"), (5, "DENIED")]


async def test_a_reservation_says_what_it_holds(house: House) -> None:
    decision = (await house.authorize("q", estimate=Estimate(money=5))).decision
    assert isinstance(decision.reservation, Reserved)
    kept = await house.app.reservations.find(TENANT, decision.reservation.id)
    assert kept is not None
    assert kept.holds == decision.reservation.holds
    assert (kept.money, kept.subject, kept.principal) == (5, AGENT, AGENT)
    assert kept.expires_at == decision.at + 300_000_000
