"""The catalogs of the tenants that were asked for lately: loaded, followed, dropped. Knows nothing of what they mean."""

import asyncio
import gc
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from sys import intern
from typing import Final, Protocol

from remit.budget.price import PriceBook
from remit.decision.catalog import KEYS_LIMIT, Catalog, E, Edition, Entity, Row
from remit.errors import NotFoundError, RevisionNotReachedError
from remit.identity.model import ApiKey
from remit.shelf import Shelf

MOST_AT_ONCE: Final = 2_000
"""Changed entities that a catalog takes over in one step, some 5 microseconds each; of more, a new one is built."""

PAGE: Final = 500
"""Entities read at once while a catalog is built: some 3 milliseconds of work."""

SLICE: Final = 0.002
"""Seconds after which the building of a catalog lets other calls run."""

PAGES_A_COLLECTION: Final = 20
"""Pages after which the garbage collector looks through what is new, some milliseconds each time, and then leaves it
out for good: else it would stop all calls to look through the whole, which has no cycles and goes when it is dropped."""

REVISION_WAIT: Final = 1.0
"""Seconds in which a revision that was asked for must arrive: twice the interval at which storage is asked."""

MOST_BYTES: Final = 512 * 1_048_576
"""Bytes that all catalogs together may take, roughly: half of the 1 GiB that one server is promised to stay within."""


class Entities(Protocol):
    """Where the catalog is read from."""

    async def load(self, tenant: str, after: int, *, limit: int | None = None) -> tuple[int, Sequence[Row]]:
        """Return the newest revision (0 without the tenant) and what was written after revision `after`, of all kinds.

        Each entity comes as it is now. The revision is read first, so that nothing up to it is missing; when there
        is more than `limit`, any so many are returned.
        """
        ...

    async def page_of_all(self, tenant: str, *, beyond: tuple[str, str], limit: int) -> Sequence[Row]:
        """Return the next entities of the eager kinds that are there, in the order of (kind, id), beyond a place."""
        ...

    async def revisions(self, tenants: Collection[str] | None = None) -> Mapping[str, int]:
        """Return the newest revision of each of these tenants that is there; of all when absent."""
        ...

    async def find(self, tenant: str, kind: type[E], *, identity: str) -> E | None:
        """Return one entity, or None."""
        ...

    async def find_key(self, digest: str) -> tuple[str, ApiKey | None] | None:
        """Return the key with this SHA-256 and the tenant in which it lives; None when no tenant has it."""
        ...


class Catalogs:
    """The catalogs of the tenants that were asked for lately, kept current."""

    def __init__(self, entities: Entities, prices: PriceBook, *, most_bytes: int = MOST_BYTES) -> None:
        """Read from `entities`; `prices` is what tenants' own prices override.

        All together take about `most_bytes`; beyond it those are dropped that nobody asked for longest, to be read
        again when somebody does.
        """
        self._entities = entities
        self._prices = prices
        self._most_bytes = most_bytes
        self._catalogs: OrderedDict[str, Catalog] = OrderedDict()
        self._tenants_of_keys: Shelf[str, str] = Shelf(KEYS_LIMIT)
        self._turns: dict[str, asyncio.Lock] = {}
        self._next: dict[str, asyncio.Future[Catalog]] = {}
        self._news: dict[str, asyncio.Event] = {}
        # How often any of them took something over.
        self._changes = 0

    def at_hand(self, tenant: str) -> Catalog | None:
        """Return the tenant's catalog if it is loaded."""
        catalog = self._catalogs.get(tenant)
        if catalog is not None:
            self._catalogs.move_to_end(tenant)
        return catalog

    def is_loaded(self, tenant: str) -> bool:
        """Tell whether the tenant's catalog is loaded, without taking it for asked for."""
        return tenant in self._catalogs

    @property
    def loaded(self) -> Sequence[Catalog]:
        """All catalogs that are loaded."""
        return tuple(self._catalogs.values())

    async def of(self, tenant: str) -> Catalog:
        """Return the tenant's catalog, loading it first if need be.

        Raises:
            NotFoundError: when there is no such tenant.
        """
        return self.at_hand(tenant) or await self.refresh(tenant)

    async def refresh(self, tenant: str) -> Catalog:
        """Take over everything written to the tenant so far, and return its catalog.

        Those who ask while a reading is under way share the next one: what was written before they asked may have
        come too late for this one.

        Raises:
            NotFoundError: when there is no such tenant.
        """
        waiting = self._next.get(tenant)
        if waiting is None:
            waiting = self._next[tenant] = asyncio.ensure_future(self._read(tenant))
            waiting.add_done_callback(_told)
        return await asyncio.shield(waiting)

    async def _read(self, tenant: str) -> Catalog:
        """Read what was written, after whoever reads it now; a task of its own, so that no caller's end ends it."""
        turn = self._turns.setdefault(tenant, asyncio.Lock())
        async with turn:
            del self._next[tenant]
            try:
                return await self._take_over(tenant)
            finally:
                if tenant not in self._next:
                    del self._turns[tenant]

    async def _take_over(self, tenant: str) -> Catalog:
        catalog = self._catalogs.get(tenant)
        if catalog is None:
            return await self._load(tenant)
        revision, rows = await self._entities.load(tenant, catalog.revision, limit=MOST_AT_ONCE + 1)
        # A storage that went back, to a copy that lacked the last commits, is read as if it were new.
        if len(rows) > MOST_AT_ONCE or revision < catalog.revision:
            return await self._load(tenant)
        if revision > catalog.revision:
            catalog.apply(revision, rows)
            self._tell(tenant)
        return catalog

    async def _load(self, tenant: str) -> Catalog:
        """Build a catalog beside the one there is, in slices between other calls, and put it in its place.

        The pages are of different instants. Whatever changed since the first is read again in the end, and so all of
        it is as it was at one.
        """
        begun = (await self._entities.revisions([tenant])).get(tenant, 0)
        if not begun:
            message = f"there is no tenant {tenant!r}"
            raise NotFoundError(message, field="tenant")
        catalog = Catalog(tenant, self._prices)
        place, pages, full = ("", ""), 0, True
        while full:
            rows = await self._entities.page_of_all(tenant, beyond=place, limit=PAGE)
            await _put_all(catalog, rows)
            pages, full = pages + 1, len(rows) == PAGE
            place = rows[-1][:2] if rows else place
            if pages % PAGES_A_COLLECTION == 0:
                # The oldest generation, too: what is garbage there when it is left out stays for good. The first look is
                # through all that came since the last, such as small catalogs; the next ones have less to do.
                gc.collect()
                gc.freeze()
        revision, rows = await self._entities.load(tenant, begun)
        await _put_all(catalog, rows)
        catalog.apply(revision, ())
        before = self._catalogs.get(tenant)
        if before is not None:
            before.retire()
        self._catalogs[tenant] = catalog
        self._catalogs.move_to_end(tenant)
        self.trim()
        self._tell(tenant)
        return catalog

    def trim(self) -> None:
        """Drop those that nobody asked for longest, while all take more than they may; never the last one."""
        weights = {tenant: catalog.weight for tenant, catalog in self._catalogs.items()}
        total = sum(weights.values())
        while total > self._most_bytes and len(self._catalogs) > 1:
            tenant, dropped = self._catalogs.popitem(last=False)
            dropped.retire()
            total -= weights[tenant]

    async def catch_up(self) -> int:
        """Take over what other servers wrote to the tenants that are loaded; return how many had changed."""
        loaded = dict(self._catalogs)
        newest = await self._entities.revisions(loaded.keys()) if loaded else {}
        changed = [tenant for tenant, one in loaded.items() if newest.get(tenant) != one.revision]
        await asyncio.gather(*map(self.refresh, changed))
        self.trim()
        return len(changed)

    async def reach(self, tenant: str, revision: int) -> Catalog:
        """Return the tenant's catalog at a revision or a later one, which another server may just have made.

        Raises:
            RevisionNotReachedError: when it does not arrive within `REVISION_WAIT`.
        """
        catalog = await self.refresh(tenant)
        try:
            async with asyncio.timeout(REVISION_WAIT):
                while catalog.revision < revision:
                    await self._news.setdefault(tenant, asyncio.Event()).wait()
                    catalog = await self.of(tenant)
        except TimeoutError as error:
            message = f"revision {revision} is not known yet; this server is at {catalog.revision}"
            raise RevisionNotReachedError(message, field="min_revision", retry_after=1.0) from error
        return catalog

    def _tell(self, tenant: str) -> None:
        self._changes += 1
        news = self._news.pop(tenant, None)
        if news is not None:
            news.set()

    async def find(self, catalog: Catalog, kind: type[E], *, identity: str) -> E | None:
        """Return a lazy entity, reading it on a miss; None when it does not exist."""
        if catalog.knows(kind, identity):
            return catalog.recall(kind, identity)
        revision = catalog.revision
        found = await self._entities.find(catalog.tenant, kind, identity=identity)
        # A change that was applied meanwhile may already have overtaken what was read.
        if catalog.revision == revision:
            catalog.remember(kind, identity, entity=found)
        return found

    async def tenant_of_key(self, digest: str) -> str | None:
        """Return the tenant of a key by its SHA-256; of one that is read, its row is at hand then, too."""
        tenant = self._tenants_of_keys.get(digest)
        if tenant is None:
            changes = self._changes
            found = await self._entities.find_key(digest)
            if found is None:
                return None
            # One text for all of its keys: the row's would be kept for each.
            tenant = self._tenants_of_keys[digest] = intern(found[0])
            catalog = self._catalogs.get(tenant)
            # As in `find`; before whose it is was known, nobody could say whose changes count.
            if catalog is not None and changes == self._changes and not catalog.knows(ApiKey, digest):
                catalog.remember(ApiKey, digest, entity=found[1])
        return tenant

    def tenant_at_hand(self, digest: str) -> str:
        """Return the tenant of a key that is in memory; empty when it is not."""
        return self._tenants_of_keys.get(digest, "")

    def edition(self, tenant: str, like: Entity) -> Edition | None:
        """Return the edition in which a lazy entity is as it was read; None when it is not, or not in memory."""
        catalog = self._catalogs.get(tenant)
        return catalog.edition(like) if catalog is not None else None


async def _put_all(catalog: Catalog, rows: Iterable[Row]) -> None:
    """Put rows into a catalog that nobody sees yet, letting other calls run in between."""
    now = asyncio.get_running_loop().time
    until = now() + SLICE
    for kind, identity, entity in rows:
        catalog.put(kind, identity, entity=entity)
        if now() >= until:
            await asyncio.sleep(0)
            until = now() + SLICE


def _told(reading: "asyncio.Future[Catalog]") -> None:
    """Nobody may be left to hear how a reading ended; then its error is nobody's."""
    if not reading.cancelled():
        reading.exception()
