"""By whose rights a caller's own calls are judged, also where its token itself vouches for the chain."""

from dataclasses import replace

import pytest

from remit.administration.binding import new_binding
from remit.decision.caller import find_caller
from remit.identity.delegation import pair_id
from remit.identity.model import CredentialKind, Delegation, Principal, State, Subject
from remit.policy.model import Permission, Role
from tests.decision.house import TENANT, House

ANN, LEAD, WORKER = "user:ann", "agent:lead", "agent:worker"
VOUCHED = Principal(
    TENANT, WORKER, "jti", kind=CredentialKind.EXTERNAL_TOKEN, on_behalf_of=ANN, chain=(ANN, LEAD, WORKER)
)
RECORDED = replace(VOUCHED, chain=())


async def staff(house: House, *, without: str = "", grants: tuple[str, ...] = ("*:*",)) -> None:
    """Give all three a role, but for one, and record grants of actions from the first to the last."""
    own = Delegation(pair_id(ANN, LEAD), ANN, LEAD, delegation_id="del_1", actions=grants, depth=2)
    passed = Delegation(
        pair_id(ANN, WORKER), ANN, WORKER, delegation_id="del_2", passed_by=LEAD, parent_id="del_1"
    )
    bindings = [new_binding("reader", ref) for ref in (ANN, LEAD, WORKER) if ref != without]
    subjects = map(Subject, (ANN, LEAD, WORKER))
    await house.put(Role("reader", permissions=(Permission("role:list"),)), *subjects, *bindings, own, passed)


async def may(house: House, principal: Principal) -> bool:
    caller = await find_caller(house.app.catalogs, principal)
    return caller.may("role:list", resource="*", at=house.clock.now())


@pytest.mark.parametrize("principal", [VOUCHED, RECORDED], ids=["vouched", "recorded"])
@pytest.mark.parametrize("without", ["", ANN, LEAD, WORKER])
async def test_everyone_in_the_chain_must_be_let(house: House, principal: Principal, without: str) -> None:
    await staff(house, without=without)
    assert await may(house, principal) is not bool(without)


@pytest.mark.parametrize("principal", [VOUCHED, RECORDED], ids=["vouched", "recorded"])
@pytest.mark.parametrize("stopped", [ANN, LEAD, WORKER])
async def test_everyone_in_the_chain_must_be_active(house: House, principal: Principal, stopped: str) -> None:
    await staff(house)
    assert await may(house, principal)
    await house.put(Subject(stopped, state=State.SUSPENDED))
    assert not await may(house, principal)


async def test_a_tokens_own_scopes_and_end_are_those_of_its_links(house: House) -> None:
    await staff(house)
    assert not await may(house, replace(VOUCHED, scopes=("memory:*",)))
    assert not await may(house, replace(VOUCHED, expires_at=house.clock.now()))


async def test_a_recorded_grant_gives_its_actions_alone(house: House) -> None:
    await staff(house, grants=("memory:read",))
    assert not await may(house, RECORDED)
    # The token is the grant: recorded ones are not asked.
    assert await may(house, VOUCHED)


async def test_a_chain_that_is_not_there_lets_nothing(house: House) -> None:
    await staff(house)
    assert not await may(house, replace(RECORDED, on_behalf_of="user:bob"))
    # A chain for another is no proof.
    assert not await may(house, replace(VOUCHED, on_behalf_of="user:bob"))
