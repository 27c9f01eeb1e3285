"""Units of work end whole: changed, or as they were."""

import pytest

from remit.administration.editor import UnchangedError
from remit.administration.unit import Unit
from remit.errors import AlreadyExistsError, IdempotencyConflictError, NotFoundError
from remit.identity.model import Principal
from remit.policy.model import Role
from tests.administration.conftest import Room


async def test_a_create_is_stamped_and_seen_at_once(room: Room) -> None:
    written = await room.editor().create(Role("r"))
    assert (written.result.created_at, written.result.updated_at) == (room.clock.now(), room.clock.now())
    assert written.revision == await room.revision() == 2
    catalog = room.catalogs.at_hand("t")
    assert catalog is not None
    assert catalog.get(Role, "r") == written.result


async def test_a_work_that_fails_leaves_nothing(room: Room) -> None:
    def work(unit: Unit) -> None:
        unit.put(Role("half"))
        raise NotFoundError("the other half is missing")

    with pytest.raises(NotFoundError):
        await room.editor().write("role:create", "role:half", work=work)
    assert await room.revision() == 1
    assert (await room.catalog()).get(Role, "half") is None


async def test_a_work_that_changes_nothing_takes_no_revision(room: Room) -> None:
    def work(unit: Unit) -> Role:
        unit.put(Role("half"))
        raise UnchangedError(Role("whole"))

    written = await room.editor().write("role:create", "role:half", work=work)
    assert (written.result, written.revision, written.repeated) == (Role("whole"), 1, True)
    assert (await room.catalog()).get(Role, "half") is None


async def test_an_id_counts_once_for_each_principal_and_only_with_its_content(room: Room) -> None:
    first = await room.editor("k", b"1").create(Role("r"))
    again = await room.editor("k", b"1").create(Role("r"))
    assert (again.result, again.revision, again.repeated) == (first.result, first.revision, True)
    with pytest.raises(IdempotencyConflictError):
        await room.editor("k", b"2").create(Role("r"))
    other = Principal("t", "user:other", "key_2")
    with pytest.raises(AlreadyExistsError):
        await room.editor("k", b"1", other).create(Role("r"))
    assert await room.revision() == 2


async def test_an_id_of_a_call_that_failed_is_free_again(room: Room) -> None:
    await room.editor().create(Role("r"))
    with pytest.raises(AlreadyExistsError):
        await room.editor("k", b"1").create(Role("r"))
    await room.editor().delete(Role, "r")
    assert not (await room.editor("k", b"1").create(Role("r"))).repeated


async def test_what_a_repeated_create_had_made_may_be_gone(room: Room) -> None:
    await room.editor("k", b"1").create(Role("r"))
    await room.editor().delete(Role, "r")
    with pytest.raises(NotFoundError):
        await room.editor("k", b"1").create(Role("r"))
