"""A tenant on a real store, and an administrator who changes it: what the tests in this folder stand on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio

from remit.administration.editor import EVERY_TIME, Editor, Once
from remit.administration.unit import Office, Unit
from remit.audit.person import MasterKey
from remit.budget.price import PriceBook
from remit.clock import FakeClock
from remit.decision.catalog import Catalog
from remit.decision.catalogs import Catalogs
from remit.decision.tenant import Tenant
from remit.identity.model import Principal, Subject
from remit.ids import Ids
from remit.policy.model import Binding
from remit.storage.change import ChangeStore
from remit.storage.entity import EntityStore
from remit.storage.person import People
from tests.stores import open_sqlite

ADMIN = Principal("t", "user:admin", "key_1")


@dataclass(frozen=True)
class Room:
    """One tenant, `t`."""

    clock: FakeClock
    entities: EntityStore
    catalogs: Catalogs
    office: Office

    def editor(self, key: str = "", content: bytes = b"", principal: Principal = ADMIN) -> Editor:
        """Whoever changes the tenant, with an id for the call if one is given."""
        once = Once("Call", key, content) if key else EVERY_TIME
        return Editor(self.office, "t", principal, once)

    async def catalog(self) -> Catalog:
        return await self.catalogs.refresh("t")

    async def revision(self) -> int:
        return (await self.entities.revisions())["t"]


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    clock = FakeClock()
    ids = Ids(clock)
    store = open_sqlite(tmp_path)
    entities = EntityStore(store)
    catalogs = Catalogs(entities, PriceBook.catalog(clock))
    people = People(store, MasterKey(bytes(32)), ids=ids)
    office = Office(ChangeStore(store, people, clock=clock, ids=ids), catalogs)

    def work(unit: Unit) -> None:
        unit.put(Tenant("t"))
        unit.put(Subject("user:admin"))
        unit.put(Binding("admin@user:admin", "admin", "user:admin"))

    await office.change("t", ADMIN, action="tenant:create", target="tenant:t", work=work)
    yield Room(clock, entities, catalogs, office)
    await store.close()
