"""Groups and teams over the wire: they behave alike but for what they are good for."""

from typing import Any, TypeAlias

import pytest

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.identity.model import Principal
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_service_pb2 as policy
from tests.server.services.actors import actor, entity, subject
from tests.server.services.house import House

Part: TypeAlias = Any
"""A request, a response or a part of one: of a group or of a team."""

BOTH = pytest.mark.parametrize("noun", ["Group", "Team"])


def ask(name: str, **fields: Part) -> Part:
    """A request by its name; `id` and `circle` are spelt as the noun is."""
    noun = "Group" if "Group" in name else "Team"
    if "id" in fields:
        fields[f"{noun.lower()}_id"] = fields.pop("id")
    if "circle" in fields:
        identity, display_name = fields.pop("circle")
        made = getattr(pb, noun)(**{f"{noun.lower()}_id": identity, "display_name": display_name})
        fields[noun.lower()] = made
    return getattr(calls, f"{name}Request")(**fields)


async def do(house: House, name: str, **fields: Part) -> Part:
    return await house.call(f"Identity.{name}", ask(name, **fields))


@BOTH
async def test_it_is_made_with_members_read_renamed_and_removed(house: House, noun: str) -> None:
    await subject(house, "agent:b")
    await subject(house, "agent:a")
    members = [entity("agent:b"), entity("agent:a"), entity("agent:b")]
    made = getattr(await do(house, f"Create{noun}", circle=("c", "C"), members=members), noun.lower())
    assert (made.display_name, made.member_count) == ("C", 2)
    assert getattr(await do(house, f"Get{noun}", id="c"), noun.lower()) == made
    listed = await do(house, f"List{noun}Members", id="c", page_size=1)
    assert [one.id for one in listed.members] == ["a"]
    rest = await do(house, f"List{noun}Members", id="c", page_size=1, page_token=listed.next_page_token)
    assert ([one.id for one in rest.members], rest.next_page_token) == (["b"], "")
    renamed = await do(house, f"Update{noun}", circle=("c", "D"), etag=made.etag)
    assert getattr(renamed, noun.lower()).display_name == "D"
    assert getattr(renamed, noun.lower()).member_count == 2
    await do(house, f"Delete{noun}", id="c")
    refused = await house.refused(f"Identity.Get{noun}", ask(f"Get{noun}", id="c"))
    assert refused == ("NOT_FOUND", f"{noun.lower()}_id")


@BOTH
async def test_members_come_and_go_and_twice_is_once(house: House, noun: str) -> None:
    await subject(house, "agent:a")
    await do(house, f"Create{noun}", circle=("c", ""))
    added = await do(house, f"Add{noun}Member", id="c", member=entity("agent:a"))
    again = await do(house, f"Add{noun}Member", id="c", member=entity("agent:a"))
    assert again.revision == added.revision
    assert len(getattr(await do(house, f"List{noun}s", member=entity("agent:a")), f"{noun.lower()}s")) == 1
    removed = await do(house, f"Remove{noun}Member", id="c", member=entity("agent:a"))
    twice = await do(house, f"Remove{noun}Member", id="c", member=entity("agent:a"))
    assert twice.revision == removed.revision == added.revision + 1
    assert not getattr(await do(house, f"List{noun}s", member=entity("agent:a")), f"{noun.lower()}s")


@BOTH
async def test_what_is_not_there_is_refused(house: House, noun: str) -> None:
    members = [entity("user:admin"), entity("agent:ghost")]
    request = ask(f"Create{noun}", circle=("c", ""), members=members)
    assert await house.refused(f"Identity.Create{noun}", request) == ("NOT_FOUND", "members[1]")
    add = ask(f"Add{noun}Member", id="c", member=entity("user:admin"))
    assert (await house.refused(f"Identity.Add{noun}Member", add))[0] == "NOT_FOUND"
    await do(house, f"Create{noun}", circle=("c", ""))
    add = ask(f"Add{noun}Member", id="c", member=entity("agent:ghost"))
    assert await house.refused(f"Identity.Add{noun}Member", add) == ("NOT_FOUND", "member")
    nested = ask(f"Add{noun}Member", id="c", member=entity("group:c"))
    assert await house.refused(f"Identity.Add{noun}Member", nested) == ("INVALID_FIELD", "member.type")


@BOTH
async def test_its_roles_are_its_members_and_go_with_it(house: House, noun: str) -> None:
    await subject(house, "agent:a")
    await do(house, f"Create{noun}", circle=("c", ""), members=[entity("agent:a")])
    binding = policy.CreateBindingRequest()
    binding.binding.role_id = "viewer"
    binding.binding.member.CopyFrom(entity(f"{noun.lower()}:c"))
    await house.call("Policy.CreateBinding", binding)
    catalog, at = await house.catalogs.of("default"), house.clock.now()
    assert catalog.may("agent:a", "role:list", resource="role:x", at=at)
    await do(house, f"Delete{noun}", id="c")
    assert not catalog.may("agent:a", "role:list", resource="role:x", at=at)
    listed = await house.call("Policy.ListBindings", policy.ListBindingsRequest())
    assert [one.binding_id for one in listed.bindings] == ["admin@user:admin"]


@BOTH
async def test_the_last_administrator_by_membership_stays(house: House, noun: str) -> None:
    await subject(house, "user:ann")
    await do(house, f"Create{noun}", circle=("c", ""), members=[entity("user:admin")])
    binding = policy.CreateBindingRequest()
    binding.binding.role_id = "admin"
    binding.binding.member.CopyFrom(entity(f"{noun.lower()}:c"))
    await house.call("Policy.CreateBinding", binding)
    await house.call("Policy.DeleteBinding", policy.DeleteBindingRequest(binding_id="admin@user:admin"))
    remove = ask(f"Remove{noun}Member", id="c", member=entity("user:admin"))
    assert (await house.refused(f"Identity.Remove{noun}Member", remove))[0] == "PRECONDITION_FAILED"
    delete = ask(f"Delete{noun}", id="c")
    assert (await house.refused(f"Identity.Delete{noun}", delete))[0] == "PRECONDITION_FAILED"
    await do(house, f"Add{noun}Member", id="c", member=entity("user:ann"))
    await do(house, f"Remove{noun}Member", id="c", member=entity("user:admin"))


@BOTH
async def test_nobody_lets_others_in_to_more_than_they_hold(house: House, noun: str) -> None:
    await subject(house, "agent:a")
    await do(house, f"Create{noun}", circle=("c", ""))
    key = await actor(house, "user:clerk", f"{noun.lower()}_member:add")
    add = ask(f"Add{noun}Member", id="c", member=entity("user:clerk"))
    await house.call(f"Identity.Add{noun}Member", add, key=key)
    binding = policy.CreateBindingRequest()
    binding.binding.role_id = "admin"
    binding.binding.member.CopyFrom(entity(f"{noun.lower()}:c"))
    await do(house, f"Remove{noun}Member", id="c", member=entity("user:clerk"))
    await house.call("Policy.CreateBinding", binding)
    refused = await house.refused(f"Identity.Add{noun}Member", add, key=key)
    assert refused == ("PERMISSION_MISSING", "member")


async def test_a_team_that_a_budget_names_stays(house: House) -> None:
    await do(house, "CreateTeam", circle=("t", ""))
    budget = Budget("bud_1", ScopeType.TEAM, "t", Period.DAY, Unit.TOKENS, 100)
    admin = Principal("default", "user:admin", "key_1")
    await house.office.change(
        "default", admin, action="budget:create", target="budget:bud_1", work=lambda unit: unit.put(budget)
    )
    refused = await house.refused("Identity.DeleteTeam", ask("DeleteTeam", id="t"))
    assert refused == ("PRECONDITION_FAILED", "team_id")
