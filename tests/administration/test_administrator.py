"""Somebody is always left who administers a tenant, in whatever order people are stopped."""

import pytest

from remit.administration.administrator import has_administrator
from remit.administration.binding import create_binding, delete_binding, new_binding
from remit.administration.editor import Written
from remit.administration.subject import create_subject, resume_subject, suspend_subject
from remit.clock import HOUR
from remit.errors import PreconditionFailedError
from remit.identity.model import Subject
from remit.policy.model import Binding, Role
from tests.administration.conftest import Room


async def anybody(room: Room) -> bool:
    written: Written[bool] = await room.editor().write("test:look", "t", work=has_administrator)
    return written.result


async def test_a_binding_that_ends_counts_until_then(room: Room) -> None:
    await create_subject(room.editor(), Subject("user:ann"), roles=[])
    await create_binding(room.editor(), new_binding("admin", "user:ann", expires_at=room.clock.now() + HOUR))
    await delete_binding(room.editor(), "admin@user:admin")
    assert await anybody(room)
    room.clock.advance(HOUR)
    assert not await anybody(room)


async def test_a_suspended_administrator_is_none(room: Room) -> None:
    await create_subject(room.editor(), Subject("user:ann"), roles=["admin"])
    await suspend_subject(room.editor(), "user:ann", etag="", reason="")
    with pytest.raises(PreconditionFailedError):
        await suspend_subject(room.editor(), "user:admin", etag="", reason="")
    await resume_subject(room.editor(), "user:ann", etag="")
    await suspend_subject(room.editor(), "user:admin", etag="", reason="")
    assert await anybody(room)


async def test_a_role_whose_id_begins_alike_is_another(room: Room) -> None:
    await room.editor().create(Role("admin-of-nothing"))
    await create_subject(room.editor(), Subject("user:ann"), roles=["admin-of-nothing"])
    with pytest.raises(PreconditionFailedError):
        await delete_binding(room.editor(), "admin@user:admin")


async def test_a_tenant_without_an_administrator_may_stay_so(room: Room) -> None:
    await room.editor().write("test:empty", "t", work=lambda unit: unit.drop(Binding, "admin@user:admin"))
    await create_subject(room.editor(), Subject("user:ann"), roles=["viewer"])
    await delete_binding(room.editor(), "viewer@user:ann")
    assert not await anybody(room)
