"""Roles and bindings over the wire."""

import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from remit.clock import HOUR
from remit.server.convert.money import to_time
from remitpb.v1 import policy_pb2 as pb
from remitpb.v1 import policy_service_pb2 as calls
from tests.server.services.actors import entity, subject
from tests.server.services.house import House

READER = pb.Role(
    role_id="reader",
    display_name="Reader",
    permissions=[
        pb.Permission(action="path:read", resource="path:/srv/*"),
        pb.Permission(action="path:read", resource="path:/srv/secret", effect=pb.PERMISSION_EFFECT_DENY),
    ],
    inherits=["viewer"],
)


async def test_a_role_comes_back_as_it_was_made(house: House) -> None:
    made = await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    read = await house.call("Policy.GetRole", calls.GetRoleRequest(role_id="reader"))
    assert read.role == made.role
    assert [(one.action, one.resource, one.effect) for one in read.role.permissions] == [
        ("path:read", "path:/srv/*", pb.PERMISSION_EFFECT_ALLOW),
        ("path:read", "path:/srv/secret", pb.PERMISSION_EFFECT_DENY),
    ]
    assert list(read.role.inherits) == ["viewer"]
    assert read.role.created_at == to_time(house.clock.now())
    assert made.revision == 2


async def test_a_taken_id_is_refused_also_a_built_in_one(house: House) -> None:
    await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    again = await house.refused("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    assert again == ("ALREADY_EXISTS", "role.id")
    admin = await house.refused("Policy.CreateRole", calls.CreateRoleRequest(role=pb.Role(role_id="admin")))
    assert admin == ("ALREADY_EXISTS", "role.role_id")


@pytest.mark.parametrize(
    ("role", "reason", "field"),
    [
        (pb.Role(role_id="x", inherits=["ghost"]), "NOT_FOUND", "role.inherits[0]"),
        (pb.Role(role_id="x", inherits=["x"]), "INVALID_FIELD", "role.inherits"),
        (
            pb.Role(role_id="x", permissions=[pb.Permission(action="Tool:Run")]),
            "INVALID_FIELD",
            "role.permissions[0].action",
        ),
        (
            pb.Role(role_id="x", permissions=[pb.Permission(action="a:b", resource="no colon")]),
            "INVALID_FIELD",
            "role.permissions[0].resource",
        ),
        (pb.Role(role_id="x@y"), "INVALID_FIELD", "role.role_id"),
        (pb.Role(), "MISSING_FIELD", "role.role_id"),
    ],
)
async def test_a_role_that_is_not_of_its_form_is_refused(
    house: House, role: pb.Role, reason: str, field: str
) -> None:
    assert await house.refused("Policy.CreateRole", calls.CreateRoleRequest(role=role)) == (reason, field)
    listed = await house.call("Policy.ListRoles", calls.ListRolesRequest())
    assert [one.role_id for one in listed.roles] == ["admin", "approver", "runtime", "viewer"]


async def test_an_update_changes_what_its_mask_names_and_clears_what_is_not_set(house: House) -> None:
    await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    request = calls.UpdateRoleRequest(
        role=pb.Role(role_id="reader", description="reads"),
        update_mask=FieldMask(paths=["description", "inherits"]),
    )
    updated = await house.call("Policy.UpdateRole", request)
    assert updated.role.description == "reads"
    assert updated.role.display_name == "Reader"
    assert not updated.role.inherits
    assert len(updated.role.permissions) == 2


async def test_without_a_mask_every_field_that_is_set_is_changed(house: House) -> None:
    await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    request = calls.UpdateRoleRequest(role=pb.Role(role_id="reader", display_name="R"))
    updated = await house.call("Policy.UpdateRole", request)
    assert updated.role.display_name == "R"
    assert list(updated.role.inherits) == ["viewer"]


async def test_a_mask_with_an_unknown_or_unwritable_path_is_refused(house: House) -> None:
    await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    for path in ("nothing", "created_at", "role_id", "permissions.action"):
        request = calls.UpdateRoleRequest(role=pb.Role(role_id="reader"), update_mask=FieldMask(paths=[path]))
        assert await house.refused("Policy.UpdateRole", request) == ("INVALID_FIELD", "update_mask")


async def test_an_update_with_an_old_etag_changes_nothing(house: House) -> None:
    made = await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    first = calls.UpdateRoleRequest(role=pb.Role(role_id="reader", display_name="1"), etag=made.role.etag)
    await house.call("Policy.UpdateRole", first)
    second = calls.UpdateRoleRequest(role=pb.Role(role_id="reader", display_name="2"), etag=made.role.etag)
    assert await house.refused("Policy.UpdateRole", second) == ("ETAG_MISMATCH", "etag")
    read = await house.call("Policy.GetRole", calls.GetRoleRequest(role_id="reader"))
    assert read.role.display_name == "1"


async def test_an_update_that_changes_nothing_takes_no_revision(house: House) -> None:
    made = await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=READER))
    same = await house.call("Policy.UpdateRole", calls.UpdateRoleRequest(role=READER, etag=made.role.etag))
    assert (same.revision, same.role) == (made.revision, made.role)


async def test_a_role_that_is_bound_or_inherited_stays(house: House) -> None:
    await subject(house, "agent:a")
    await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=pb.Role(role_id="base")))
    await house.call(
        "Policy.CreateRole", calls.CreateRoleRequest(role=pb.Role(role_id="heir", inherits=["base"]))
    )
    inherited = await house.refused("Policy.DeleteRole", calls.DeleteRoleRequest(role_id="base"))
    assert inherited == ("PRECONDITION_FAILED", "role_id")
    binding = pb.Binding(
        role_id="heir", member=entity("agent:a"), expires_at=to_time(house.clock.now() + HOUR)
    )
    await house.call("Policy.CreateBinding", calls.CreateBindingRequest(binding=binding))
    bound = await house.refused("Policy.DeleteRole", calls.DeleteRoleRequest(role_id="heir"))
    assert bound == ("PRECONDITION_FAILED", "role_id")
    house.clock.advance(HOUR)
    await house.call("Policy.DeleteRole", calls.DeleteRoleRequest(role_id="heir"))
    await house.call("Policy.DeleteRole", calls.DeleteRoleRequest(role_id="base"))
    listed = await house.call("Policy.ListBindings", calls.ListBindingsRequest())
    assert [one.binding_id for one in listed.bindings] == ["admin@user:admin"]


async def test_a_built_in_role_is_read_but_never_changed(house: House) -> None:
    read = await house.call("Policy.GetRole", calls.GetRoleRequest(role_id="viewer"))
    assert read.role.display_name == "Viewer"
    changed = calls.UpdateRoleRequest(role=pb.Role(role_id="viewer", display_name="x"))
    assert await house.refused("Policy.UpdateRole", changed) == ("PRECONDITION_FAILED", "role_id")
    deleted = calls.DeleteRoleRequest(role_id="viewer")
    assert await house.refused("Policy.DeleteRole", deleted) == ("PRECONDITION_FAILED", "role_id")


async def test_a_binding_gives_a_role_and_replaces_an_earlier_one(house: House) -> None:
    await subject(house, "agent:a")
    request = calls.CreateBindingRequest(binding=pb.Binding(role_id="viewer", member=entity("agent:a")))
    made = await house.call("Policy.CreateBinding", request)
    assert made.binding.binding_id == "viewer@agent:a"
    again = await house.call("Policy.CreateBinding", request)
    assert (again.revision, again.binding) == (made.revision, made.binding)
    request.binding.expires_at.CopyFrom(to_time(house.clock.now() + HOUR))
    house.clock.advance(1)
    replaced = await house.call("Policy.CreateBinding", request)
    assert replaced.binding.created_at == made.binding.created_at
    assert replaced.binding.updated_at != made.binding.updated_at
    listed = await house.call("Policy.ListBindings", calls.ListBindingsRequest(member=entity("agent:a")))
    assert [one.binding_id for one in listed.bindings] == ["viewer@agent:a"]
    catalog = await house.catalogs.of("default")
    assert catalog.may("agent:a", "role:list", resource="role:x", at=house.clock.now())
    assert not catalog.may("agent:a", "role:list", resource="role:x", at=house.clock.now() + HOUR)


async def test_a_binding_of_what_is_not_there_is_refused(house: House) -> None:
    await subject(house, "agent:a")
    cases = [
        (pb.Binding(role_id="ghost", member=entity("agent:a")), "binding.role_id"),
        (pb.Binding(role_id="viewer", member=entity("agent:ghost")), "binding.member"),
        (pb.Binding(role_id="viewer", member=entity("group:ghost")), "binding.member"),
        (pb.Binding(role_id="viewer", member=entity("team:ghost")), "binding.member"),
    ]
    for binding, field in cases:
        request = calls.CreateBindingRequest(binding=binding)
        assert await house.refused("Policy.CreateBinding", request) == ("NOT_FOUND", field)
    wrong = calls.CreateBindingRequest(binding=pb.Binding(role_id="viewer", member=entity("tool:x")))
    assert await house.refused("Policy.CreateBinding", wrong) == ("INVALID_FIELD", "binding.member.type")
    past = pb.Binding(role_id="viewer", member=entity("agent:a"), expires_at=to_time(house.clock.now()))
    request = calls.CreateBindingRequest(binding=past)
    assert await house.refused("Policy.CreateBinding", request) == ("INVALID_FIELD", "binding.expires_at")
    gone = calls.DeleteBindingRequest(binding_id="viewer@agent:a")
    assert (await house.refused("Policy.DeleteBinding", gone))[0] == "NOT_FOUND"


async def test_the_last_administrator_keeps_the_role(house: House) -> None:
    last = calls.DeleteBindingRequest(binding_id="admin@user:admin")
    assert (await house.refused("Policy.DeleteBinding", last))[0] == "PRECONDITION_FAILED"
    await subject(house, "user:ann", "admin")
    await house.call("Policy.DeleteBinding", last)
    catalog = await house.catalogs.of("default")
    assert not catalog.may("user:admin", "role:create", resource="role:x", at=house.clock.now())


async def test_a_list_of_roles_pages_with_those_built_in_among_them(house: House) -> None:
    for name in ("a", "b", "z"):
        await house.call("Policy.CreateRole", calls.CreateRoleRequest(role=pb.Role(role_id=name)))
    request = calls.ListRolesRequest(page_size=3)
    names = []
    while True:
        page = await house.call("Policy.ListRoles", request)
        names.append([one.role_id for one in page.roles])
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert names == [["a", "admin", "approver"], ["b", "runtime", "viewer"], ["z"]]
