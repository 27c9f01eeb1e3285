"""Servers feel each other's changes: by announcement at once, by looking at storage soon, and hold no more than fits."""

import asyncio
import gc
import time
import weakref
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress

import pytest

from remit.administration.installation import INSTALLER
from remit.administration.unit import Office
from remit.administration.unit import Unit as Work
from remit.decision.catalog import Catalog, Entity
from remit.decision.catalogs import Catalogs
from remit.decision.follow import POLL_SECONDS, Follower, revision_topic
from remit.decision.tenant import Tenant
from remit.errors import BackendUnavailableError, NotFoundError, RevisionNotReachedError
from remit.identity.model import Subject
from remit.policy.model import Binding, Role
from remit.volatile.memory import MemoryAnnouncements
from tests.decision.house import AGENT, TENANT, House


class CountedEntities:
    """Storage that counts how often a tenant's changes are read, and can be away."""

    def __init__(self, house: House) -> None:
        self._entities = house.app.entities
        self.loads = 0
        self.pages = 0
        self.away = False
        self.slow: asyncio.Event | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._entities, name)

    async def load(self, tenant: str, after: int, *, limit: int | None = None) -> object:
        self.loads += 1
        self._require()
        found = await self._entities.load(tenant, after, limit=limit)
        if self.slow is not None:
            await self.slow.wait()
        return found

    async def page_of_all(self, tenant: str, *, beyond: tuple[str, str], limit: int) -> object:
        self.pages += 1
        self._require()
        return await self._entities.page_of_all(tenant, beyond=beyond, limit=limit)

    async def revisions(self, tenants: Collection[str] | None = None) -> Mapping[str, int]:
        self._require()
        return await self._entities.revisions(tenants)

    def _require(self) -> None:
        if self.away:
            message = "storage did not answer"
            raise BackendUnavailableError(message, retry_after=1.0)


class Replica:
    """Another server's catalogs over the same storage."""

    def __init__(self, house: House, *, most_bytes: int = 1 << 30) -> None:
        self.entities = CountedEntities(house)
        self.catalogs = Catalogs(self.entities, house.app.catalogs._prices, most_bytes=most_bytes)  # type: ignore[arg-type]

    async def roles(self) -> frozenset[str]:
        return (await self.catalogs.of(TENANT)).policy.roles_of(AGENT, 0)


def at_work(house: House, announcements: MemoryAnnouncements | None = None) -> Office:
    """Return where operators' changes are made on the first server."""
    return Office(house.app.office._changes, house.app.catalogs, announcements=announcements)


async def change(office: Office, *items: Entity, dropped: tuple[type[Entity], str] | None = None) -> int:
    def work(unit: Work) -> None:
        for item in items:
            unit.put(item)
        if dropped is not None:
            unit.drop(*dropped)

    return (await office.change(TENANT, INSTALLER, action="test:put", target="test:put", work=work))[1]


async def unbind(office: Office) -> int:
    return await change(office, dropped=(Binding, f"worker@{AGENT}"))


async def until(true: Callable[[], bool]) -> float:
    """Wait until something is true, and return how many seconds that took."""
    since = time.monotonic()
    while not true():
        assert time.monotonic() - since < 20
        await asyncio.sleep(0.002)
    return time.monotonic() - since


@asynccontextmanager
async def followed(replica: Replica, announcements: MemoryAnnouncements) -> AsyncIterator[Follower]:
    """Follow as a server does, look by look, whatever a look meets."""
    follower = Follower(replica.catalogs, announcements)

    async def look() -> None:
        while True:
            with suppress(BackendUnavailableError):
                await follower.run()
            await asyncio.sleep(POLL_SECONDS)

    looking = asyncio.create_task(look())
    await asyncio.sleep(0.05)
    try:
        yield follower
    finally:
        looking.cancel()
        await follower.close()


async def test_what_is_announced_is_felt_at_once(house: House) -> None:
    replica, announcements = Replica(house), MemoryAnnouncements()
    catalog = await replica.catalogs.of(TENANT)
    follower = Follower(replica.catalogs, announcements)
    await follower.run()
    await asyncio.sleep(0)
    revision = await unbind(at_work(house, announcements))
    # Nobody looks by himself here.
    await until(lambda: catalog.revision == revision)
    assert await replica.roles() == frozenset()
    await follower.close()


async def test_without_announcements_it_is_felt_by_looking(house: House) -> None:
    replica = Replica(house)
    catalog = await replica.catalogs.of(TENANT)
    async with followed(replica, MemoryAnnouncements()):
        revision = await unbind(at_work(house))
        await until(lambda: catalog.revision == revision)
        assert await replica.roles() == frozenset()


async def test_storage_that_was_away_is_followed_again(house: House) -> None:
    replica, announcements = Replica(house), MemoryAnnouncements()
    catalog = await replica.catalogs.of(TENANT)
    async with followed(replica, announcements) as follower:
        replica.entities.away = True
        revision = await unbind(at_work(house, announcements))
        await asyncio.sleep(0.05)
        assert catalog.revision < revision
        with pytest.raises(BackendUnavailableError):
            await follower.run()
        replica.entities.away = False
        await until(lambda: catalog.revision == revision)
        # Whoever listens listens again, too: now and then it is quicker than any poll.
        waits = []
        for n in range(5):
            await asyncio.sleep(POLL_SECONDS / 2)
            revision = await change(at_work(house, announcements), Role(f"more-{n}"))
            waits.append(await until(lambda wanted=revision: catalog.revision == wanted))  # type: ignore[misc]
        assert min(waits) < POLL_SECONDS / 10


class MuteAnnouncements(MemoryAnnouncements):
    """Announcements that are away: some refuse, and some never end."""

    def __init__(self, *, hang: bool) -> None:
        super().__init__()
        self._hang = hang

    async def publish(self, topics: object) -> None:
        if self._hang:
            await asyncio.sleep(60)
        message = "away"
        raise BackendUnavailableError(message)


@pytest.mark.parametrize("hang", [False, True])
async def test_a_change_does_not_fail_for_want_of_an_announcement(house: House, hang: bool) -> None:  # noqa: FBT001
    since = time.monotonic()
    revision = await unbind(at_work(house, MuteAnnouncements(hang=hang)))
    # Whoever never ends would end this after a minute.
    assert time.monotonic() - since < 30
    assert (await house.app.catalogs.of(TENANT)).revision == revision


async def test_a_revision_that_was_asked_for_is_waited_for(house: House) -> None:
    replica, announcements = Replica(house), MemoryAnnouncements()
    known = (await replica.catalogs.of(TENANT)).revision
    async with followed(replica, announcements):
        waiting = asyncio.create_task(replica.catalogs.reach(TENANT, known + 1))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await unbind(at_work(house, announcements))
        assert (await waiting).policy.roles_of(AGENT, 0) == frozenset()
        with pytest.raises(RevisionNotReachedError):
            await replica.catalogs.reach(TENANT, known + 2)


async def test_those_who_ask_at_once_share_a_reading_that_began_after_they_asked(house: House) -> None:
    replica = Replica(house)
    await replica.catalogs.of(TENANT)
    before = replica.entities.loads
    replica.entities.slow = asyncio.Event()
    first = [asyncio.create_task(replica.catalogs.refresh(TENANT)) for _ in range(50)]
    while replica.entities.loads == before:
        await asyncio.sleep(0)
    # Storage moves on behind the reading that is under way; who asks now must not get its answer.
    await asyncio.sleep(0.05)
    revision = await change(at_work(house), Role("meanwhile"))
    second = [asyncio.create_task(replica.catalogs.refresh(TENANT)) for _ in range(50)]
    await asyncio.sleep(0)
    replica.entities.slow.set()
    await asyncio.gather(*first)
    assert [catalog.revision for catalog in await asyncio.gather(*second)] == [revision] * 50
    assert replica.entities.loads - before == 2


async def test_a_caller_that_vanishes_takes_nothing_from_the_others(house: House) -> None:
    replica = Replica(house)
    first = asyncio.create_task(replica.catalogs.of(TENANT))
    second = asyncio.create_task(replica.catalogs.of(TENANT))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).get(Subject, AGENT) is not None


async def test_very_much_at_once_is_built_beside_and_swapped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.decision.catalogs.MOST_AT_ONCE", 5)
    replica = Replica(house)
    old = await replica.catalogs.of(TENANT)
    revision = await change(at_work(house), *(Role(f"r{n}") for n in range(20)))
    new = await replica.catalogs.refresh(TENANT)
    assert (new.revision, len(new.every(Role))) == (revision, 21)
    assert new is not old
    assert len(old.every(Role)) == 1
    assert replica.catalogs.at_hand(TENANT) is new


async def test_storage_that_went_back_is_read_anew(house: House) -> None:
    replica = Replica(house)
    catalog = await replica.catalogs.of(TENANT)
    catalog.apply(catalog.revision + 7, [("role", "lost", Role("lost"))])
    assert await replica.catalogs.catch_up() == 1
    found = await replica.catalogs.of(TENANT)
    assert found.get(Role, "lost") is None
    assert found.revision == (await house.app.entities.revisions())[TENANT]


async def test_other_calls_go_on_while_a_tenant_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.decision.catalogs.SLICE", 0.0001)
    monkeypatch.setattr("remit.decision.catalogs.PAGE", 10_000)
    await change(at_work(house), *(Subject(f"agent:{n}") for n in range(2_000)))
    replica, turns, put_in = Replica(house), 0, set[int]()
    put = Catalog.put

    def noted(catalog: Catalog, kind: str, identity: str, *, entity: Entity | None) -> None:
        put_in.add(turns)
        put(catalog, kind, identity, entity=entity)

    monkeypatch.setattr(Catalog, "put", noted)
    reading = asyncio.create_task(replica.catalogs.of(TENANT))
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    assert len((await reading).every(Subject)) == 2_001
    assert replica.entities.pages == 1
    assert len(put_in) > 3


class Knot:
    """Holds itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.own = self


async def test_garbage_is_not_kept_by_the_building_of_a_large_catalog(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.decision.catalogs.PAGE", 2)
    monkeypatch.setattr("remit.decision.catalogs.PAGES_A_COLLECTION", 3)
    await change(at_work(house), *(Role(f"r{n}") for n in range(20)))
    knot = Knot()
    gone = weakref.ref(knot)
    # Old by now, and garbage only then: young generations do not have it.
    gc.collect()
    del knot
    frozen = gc.get_freeze_count()
    try:
        assert len((await Replica(house).catalogs.of(TENANT)).every(Role)) == 21
        assert gc.get_freeze_count() > frozen
        gc.collect()
        assert gone() is None
    finally:
        gc.unfreeze()


async def others(house: House, number: int) -> list[str]:
    tenants = [f"t{n}" for n in range(number)]
    for tenant in tenants:
        await house.put(Tenant(tenant), Subject(AGENT), tenant=tenant)
    return tenants


async def test_memory_is_bounded_and_the_longest_unused_goes_first(house: House) -> None:
    tenants = await others(house, 8)
    weight = (await Replica(house).catalogs.of("t0")).weight
    replica = Replica(house, most_bytes=4 * weight)
    for tenant in tenants:
        await replica.catalogs.of(tenant)
        assert replica.catalogs.at_hand("t0") is not None
    assert sorted(catalog.tenant for catalog in replica.catalogs.loaded) == ["t0", "t5", "t6", "t7"]
    # What was dropped is read again, as it is by then.
    revision = await house.put(Role("new"), tenant="t2")
    assert (await replica.catalogs.of("t2")).revision == revision


async def test_one_that_is_larger_than_all_may_be_still_serves(house: House) -> None:
    replica = Replica(house, most_bytes=1)
    assert await replica.roles() == {"worker"}
    assert replica.catalogs.is_loaded(TENANT)


async def test_what_is_dropped_is_freed_without_a_collection(house: House) -> None:
    replica = Replica(house, most_bytes=1)
    gone: weakref.ref[Catalog] = weakref.ref(await replica.catalogs.of(TENANT))
    (other,) = await others(house, 1)
    gc.disable()
    try:
        await replica.catalogs.of(other)
        await asyncio.sleep(0)
        assert gone() is None
    finally:
        gc.enable()


async def test_a_tenant_that_was_dropped_is_not_listened_for(house: House) -> None:
    replica, announcements = Replica(house, most_bytes=1), MemoryAnnouncements()
    (other,) = await others(house, 1)
    await replica.catalogs.of(other)
    follower = Follower(replica.catalogs, announcements)
    await follower.run()
    await asyncio.sleep(0)
    assert announcements.waiting == 1
    await replica.catalogs.of(TENANT)
    await announcements.publish([revision_topic(other)])
    await asyncio.sleep(0.05)
    assert [catalog.tenant for catalog in replica.catalogs.loaded] == [TENANT]
    await follower.run()
    await until(lambda: announcements.waiting == 1)
    await follower.close()
    assert announcements.waiting == 0


async def test_an_unknown_tenant_leaves_nothing_behind(house: House) -> None:
    replica = Replica(house)
    with pytest.raises(NotFoundError):
        await replica.catalogs.of("nobody")
    await asyncio.sleep(0)
    assert not replica.catalogs._turns
    assert not replica.catalogs._next
