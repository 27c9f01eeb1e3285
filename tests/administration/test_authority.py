"""Nobody gives by a write what they do not hold."""

import pytest

from remit.administration.authority import Authority
from remit.administration.binding import bind, new_binding
from remit.administration.installation import install
from remit.administration.unit import Unit
from remit.errors import CallerPermissionMissingError, CredentialScopeError
from remit.identity.model import ApiKey, Principal, Subject
from remit.policy.model import Guardrail, GuardrailEffect, Permission, PermissionEffect, Role
from tests.administration.conftest import ADMIN, Room

CLERK = Principal("t", "user:clerk", "key_2")


async def staff(room: Room, *permissions: Permission) -> Authority:
    """Give `user:clerk` a role with these permissions."""

    def work(unit: Unit) -> None:
        unit.put(Subject("user:clerk"))
        unit.put(Role("clerk", permissions=permissions))
        unit.put(Role("payer", permissions=(Permission("payment:send"),)))
        unit.put(Role("chief", inherits=("payer",)))
        bind(unit, new_binding("clerk", "user:clerk"))

    await room.editor().write("subject:create", "user:clerk", work=work)
    return Authority(room.catalogs, room.clock)


async def test_an_administrator_gives_anything(room: Room) -> None:
    authority = await staff(room)
    await authority.require_holds(ADMIN, [Permission("*:*")], field="f")


async def test_what_is_inherited_counts_as_given(room: Room) -> None:
    authority = await staff(room, Permission("tool:*"))
    with pytest.raises(CallerPermissionMissingError) as refused:
        await authority.require_roles(CLERK, await room.catalog(), roles=["chief"], field="role_id")
    assert (refused.value.field, refused.value.metadata) == ("role_id", {"permission": "payment:send"})


async def test_taking_away_is_free(room: Room) -> None:
    authority = await staff(room)
    denial = Permission("payment:send", effect=PermissionEffect.DENY)
    await authority.require_role(CLERK, await room.catalog(), role=Role("x", permissions=(denial,)))


async def test_whoever_is_denied_a_part_does_not_give_the_whole(room: Room) -> None:
    denial = Permission("tool:execute", "tool:shell", PermissionEffect.DENY)
    authority = await staff(room, Permission("tool:*"), denial)
    await authority.require_holds(CLERK, [Permission("tool:execute", "tool:web")], field="f")
    with pytest.raises(CallerPermissionMissingError):
        await authority.require_holds(CLERK, [Permission("tool:execute")], field="f")


async def test_scopes_bound_what_is_given(room: Room) -> None:
    authority = await staff(room)
    scoped = Principal("t", "user:admin", "key_3", scopes=("role:*",))
    await authority.require_holds(scoped, [Permission("role:get")], field="f")
    with pytest.raises(CredentialScopeError):
        await authority.require_holds(scoped, [Permission("budget:get")], field="f")


async def test_a_guardrail_that_permits_is_a_gift_and_others_are_not(room: Room) -> None:
    authority = await staff(room)
    await authority.require_guardrail(CLERK, Guardrail("g", GuardrailEffect.FORBID))
    with pytest.raises(CallerPermissionMissingError):
        await authority.require_guardrail(CLERK, Guardrail("g", GuardrailEffect.PERMIT))


async def test_a_key_within_what_the_caller_holds_is_no_gift(room: Room) -> None:
    authority = await staff(room, Permission("payment:*"))
    catalog = await room.catalog()
    await authority.require_key(CLERK, catalog, key=ApiKey("", "", "user:clerk"))
    await authority.require_key(CLERK, catalog, key=ApiKey("", "", "user:admin", scopes=("payment:send",)))
    with pytest.raises(CallerPermissionMissingError):
        await authority.require_key(CLERK, catalog, key=ApiKey("", "", "user:admin", scopes=("pay*:*",)))


async def test_an_operator_is_measured_at_home(room: Room) -> None:
    await install(room.office, room.entities, environment="test")
    authority = await staff(room)
    name = "system:platform/user:admin"
    away = Principal("t", name, "key_4", operator=True, home="platform", home_subject="user:admin")
    await authority.require_roles(away, await room.catalog(), roles=["admin"], field="role_id")
    guest = Principal("t", name, "key_5", operator=True, home="platform", home_subject="user:guest")
    with pytest.raises(CallerPermissionMissingError):
        await authority.require_roles(guest, await room.catalog(), roles=["payer"], field="role_id")
