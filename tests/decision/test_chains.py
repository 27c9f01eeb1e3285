"""Grants that were passed on, as a decision meets them: each is looked at anew, none costs a trip when it is at hand."""

from dataclasses import replace
from typing import Any

import pytest

from remit.decision.delegated import vouched
from remit.decision.model import Effect, ReasonCode
from remit.identity.model import Delegation, Subject
from remit.policy.model import Binding
from tests.decision.house import AGENT, House, principal
from tests.decision.test_evidence import body_of
from tests.decision.test_revision import authorize_while, change_unseen

ANN, LEAD, BOB = "user:ann", "agent:lead", "user:bob"

FIRST = Delegation(f"{ANN}>>{LEAD}", ANN, LEAD, "del_1", depth=3)
SECOND = Delegation(f"{ANN}>>{BOB}", ANN, BOB, "del_2", depth=2, passed_by=LEAD, parent_id="del_1")
THIRD = Delegation(f"{ANN}>>{AGENT}", ANN, AGENT, "del_3", passed_by=BOB, parent_id="del_2")


@pytest.fixture
async def chained(house: House) -> House:
    """A house in which the agent acts for a user, by a chain of three."""
    parties = [Subject(ref) for ref in (ANN, LEAD, BOB)]
    bindings = [Binding(f"worker@{one.id}", "worker", one.id) for one in parties]
    await house.put(*parties, *bindings, FIRST, SECOND, THIRD)
    return house


async def code_of(house: House, request_id: str, **asked: Any) -> ReasonCode | None:
    decision = (await house.authorize(request_id, on_behalf_of=ANN, **asked)).decision
    assert (decision.effect is Effect.ALLOW) == (not decision.reasons)
    return decision.reasons[0].code if decision.reasons else None


async def test_nobody_in_a_chain_is_readable_in_the_evidence(chained: House) -> None:
    committed = await chained.authorize("q", on_behalf_of=ANN)
    assert [link.split(">")[:2] for link in committed.decision.delegation] == [
        [ANN, LEAD],
        [LEAD, BOB],
        [BOB, AGENT],
    ]
    body = await body_of(chained, committed)
    assert b'"agent:lead>person:per_' in body
    assert ANN.encode() not in body
    assert BOB.encode() not in body


async def test_a_repeat_gets_the_chain_of_the_first_answer(chained: House) -> None:
    first = await chained.authorize("q", on_behalf_of=ANN)
    await chained.put(replace(FIRST, revoked_at=1))
    again = await chained.authorize("q", on_behalf_of=ANN)
    assert again.repeated
    assert again.decision == first.decision


async def test_a_chain_at_hand_is_not_read_again(chained: House, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    find = chained.app.entities.find

    async def counted(tenant: str, kind: Any, *, identity: str) -> Any:
        read.append(identity)
        return await find(tenant, kind, identity=identity)

    monkeypatch.setattr(chained.app.catalogs._entities, "find", counted)
    await chained.authorize("plain")
    assert read == []
    assert await code_of(chained, "cold") is None
    assert read == [THIRD.id, SECOND.id, FIRST.id]
    assert await code_of(chained, "warm") is None
    assert len(read) == 3


@pytest.mark.parametrize("grant", [FIRST, SECOND, THIRD], ids=["first", "second", "third"])
async def test_a_grant_that_another_replica_revoked(chained: House, grant: Delegation) -> None:
    assert await code_of(chained, "before") is None
    await change_unseen(chained, replace(grant, revoked_at=1))
    assert await code_of(chained, "after") is ReasonCode.DELEGATION_MISSING


@pytest.mark.parametrize("grant", [FIRST, SECOND, THIRD], ids=["first", "second", "third"])
async def test_a_grant_that_is_revoked_while_the_question_is_gathered(
    chained: House, grant: Delegation
) -> None:
    assert await code_of(chained, "before") is None
    revoked = replace(grant, revoked_at=1)
    committed = await authorize_while(chained, lambda: chained.put(revoked), on_behalf_of=ANN)
    assert committed.decision.reasons[0].code is ReasonCode.DELEGATION_MISSING


async def test_a_grant_that_is_revoked_while_a_party_is_sealed(
    chained: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = chained.app.people
    waits: list[tuple[str, ...]] = []
    sealed = people.sealed

    async def slowly(tenant: str, refs: Any) -> Any:
        wanted = tuple(refs)
        if BOB in wanted and not waits:
            waits.append(wanted)
            await chained.put(replace(FIRST, revoked_at=1))
        return await sealed(tenant, wanted)

    monkeypatch.setattr(people, "sealed", slowly)
    assert await code_of(chained, "q") is ReasonCode.DELEGATION_MISSING
    assert waits


async def test_a_verified_token_vouches_in_the_place_of_grants(chained: House) -> None:
    await chained.put(replace(FIRST, revoked_at=1))
    now = chained.clock.now()
    token = replace(
        principal(),
        credential="tok_1",
        on_behalf_of=ANN,
        chain=(ANN, LEAD, AGENT),
        expires_at=now + 1_000_000,
    )
    asked = await chained.authorize("vouched", principal=token, on_behalf_of=ANN)
    assert asked.decision.effect is Effect.ALLOW
    assert asked.decision.delegation == (
        f"{ANN}>{LEAD}>>{now + 1_000_000}",
        f"{LEAD}>{AGENT}>>{now + 1_000_000}",
    )
    await chained.put(Subject("user:eve"), Binding("worker@user:eve", "worker", "user:eve"))
    for other, by in ((BOB, token), ("user:eve", token), (ANN, replace(token, on_behalf_of=""))):
        denied = (await chained.authorize(f"for-{other}", principal=by, on_behalf_of=other)).decision
        assert denied.reasons[0].code is ReasonCode.DELEGATION_MISSING
    assert vouched(token, owner=ANN, delegate=LEAD) == ()
    assert vouched(token, owner=BOB, delegate=AGENT) == ()
    await chained.drop(Binding, f"worker@{LEAD}")
    denied = (await chained.authorize("lacking", principal=token, on_behalf_of=ANN)).decision
    assert denied.reasons[0].code is ReasonCode.ROLE_MISSING
