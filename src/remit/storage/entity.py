"""What operators write, as JSON documents at a revision: read by the catalog, changed in a unit of work."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, select, update

from remit.decision.catalog import EAGER, LAZY, Entity, N, Row
from remit.identity.model import ApiKey
from remit.storage import deadline
from remit.storage.dialect import lock, public_name, upsert
from remit.storage.store import Store
from remit.storage.tables.entity import PUBLIC_NAMES, api_key_place, entity, of_kind, tenant_head

E = TypeVar("E", bound=Entity)
T = TypeVar("T")

KINDS: Final[dict[str, type[Entity]]] = {kind.kind: kind for kind in (*EAGER, *LAZY)}
_EAGER_NAMES: Final = sorted(kind.kind for kind in EAGER)

MOST_NAMED: Final = 1_000
"""Tenants that a query names; of more, all are read."""

_ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {kind.kind: TypeAdapter(kind) for kind in KINDS.values()}


def to_json(item: Entity) -> str:
    """Write an entity as JSON."""
    return _ADAPTERS[item.kind].dump_json(item).decode()


def from_json(kind: str, body: str | None) -> Entity | None:
    """Read an entity back; None for one that was deleted."""
    return cast("Entity", _ADAPTERS[kind].validate_json(body)) if body is not None else None


class EntityStore:
    """Reads entities for the catalog and for lists."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store

    async def load(self, tenant: str, after: int, *, limit: int | None = None) -> tuple[int, Sequence[Row]]:
        """Return the newest revision (0 without the tenant) and what was written after revision `after`, of all kinds.

        Each entity comes as it is now; when there is more than `limit`, any so many are returned.
        """
        return await self._store.read(lambda connection: _load(connection, tenant, after=after, limit=limit))

    async def page_of_all(self, tenant: str, *, beyond: tuple[str, str], limit: int) -> Sequence[Row]:
        """Return the next entities of the eager kinds that are there, in the order of (kind, id), beyond a place."""
        return await self._store.read(
            lambda connection: _page_of_all(connection, tenant, beyond=beyond, limit=limit)
        )

    async def find(self, tenant: str, kind: type[E], *, identity: str) -> E | None:
        """Return one entity, or None."""
        return await self._store.read(
            lambda connection: find(connection, tenant, kind=kind, identity=identity)
        )

    async def find_key(self, digest: str) -> tuple[str, ApiKey | None] | None:
        """Return the key with this SHA-256 and the tenant in which it lives; None when no tenant has it."""
        row = (
            (entity.c.tenant == api_key_place.c.tenant)
            & of_kind(ApiKey.kind)
            & (entity.c.id == api_key_place.c.hash)
        )
        query = (
            select(api_key_place.c.tenant, entity.c.body)
            .select_from(api_key_place.outerjoin(entity, row))
            .where(api_key_place.c.hash == digest)
        )
        found = await self._store.read(lambda connection: connection.execute(query).one_or_none())
        return found and (found.tenant, cast("ApiKey | None", from_json(ApiKey.kind, found.body)))

    async def page(
        self, tenant: str, kind: type[E], *, after: str, limit: int, newest_first: bool = False, **where: str
    ) -> Sequence[E]:
        """Return entities of a kind in order of id, beyond id `after`; `where` may fix `owner` and `state`.

        Ids made by Remit sort by time, so that `newest_first` begins with the last; `after` empty begins at the end.
        """
        query = page(tenant, kind.kind, after=after, limit=limit, newest_first=newest_first, where=where)
        return await self._store.read(lambda connection: read(connection, kind, query=query))

    async def page_named(
        self, tenant: str, kind: type[N], *, before: str, limit: int, **where: str
    ) -> Sequence[N]:
        """Return entities of a kind by public name downwards, below one; from the last when `before` is empty."""
        query = _named(tenant, kind, where=where)
        name = public_name(entity.c.body, PUBLIC_NAMES[kind.kind])
        if before:
            query = query.where(name < before)
        query = query.order_by(name.desc()).limit(limit)
        return await self._store.read(lambda connection: read(connection, kind, query=query))

    async def find_named(self, tenant: str, kind: type[N], *, name: str) -> N | None:
        """Return an entity by its public name; None if none has it."""
        query = _named(tenant, kind).where(public_name(entity.c.body, PUBLIC_NAMES[kind.kind]) == name)
        return await self._store.read(
            lambda connection: cast("N | None", from_json(kind.kind, connection.scalar(query)))
        )

    async def revisions(self, tenants: Collection[str] | None = None) -> dict[str, int]:
        """Return the newest revision of each of these tenants that is there; of all when absent."""
        query = select(tenant_head.c.tenant, tenant_head.c.revision)
        if tenants is not None and len(tenants) <= MOST_NAMED:
            query = query.where(tenant_head.c.tenant.in_(tenants))
        return await self._store.read(
            lambda connection: {row.tenant: row.revision for row in connection.execute(query)}
        )

    async def tenants(self) -> Sequence[str]:
        """Return the ids of all tenants, in order."""
        return sorted(await self.revisions())

    async def tenants_with(self, kind: type[Entity], *, state: str) -> Sequence[str]:
        """Return the ids of tenants that have an entity of a kind in this state, in order."""
        # Each tenant is looked at by itself: of a join a planner would read all entities.
        one = (
            select(entity.c.id)
            .where(
                entity.c.tenant == tenant_head.c.tenant, entity.c.kind == kind.kind, entity.c.state == state
            )
            .limit(1)
            .scalar_subquery()
        )
        query = select(tenant_head.c.tenant).where(one.is_not(None)).order_by(tenant_head.c.tenant)
        return await self._store.read(lambda connection: list(connection.scalars(query)))


def page(
    tenant: str, kind: str, *, after: str, limit: int, newest_first: bool = False, where: Mapping[str, str]
) -> Select[Any]:
    """Return the query for bodies of a kind in order of id, beyond id `after`."""
    query = select(entity.c.body).where(
        entity.c.tenant == tenant, entity.c.kind == kind, entity.c.body.is_not(None)
    )
    if after:
        query = query.where(entity.c.id < after if newest_first else entity.c.id > after)
    for column, value in where.items():
        query = query.where(entity.c[column] == value)
    return query.order_by(entity.c.id.desc() if newest_first else entity.c.id).limit(limit)


def _named(tenant: str, kind: type[N], *, where: Mapping[str, str] | None = None) -> Select[Any]:
    query = select(entity.c.body).where(
        entity.c.tenant == tenant, of_kind(kind.kind), entity.c.body.is_not(None)
    )
    for column, value in (where or {}).items():
        query = query.where(entity.c[column] == value)
    return query


def read(connection: Connection, kind: type[E], *, query: Select[Any]) -> Sequence[E]:
    """Return the entities whose bodies a query selects."""
    return [cast("E", from_json(kind.kind, row.body)) for row in connection.execute(query)]


def _load(connection: Connection, tenant: str, *, after: int, limit: int | None) -> tuple[int, Sequence[Row]]:
    revision = connection.scalar(select(tenant_head.c.revision).where(tenant_head.c.tenant == tenant)) or 0
    query = (
        select(entity.c.kind, entity.c.id, entity.c.body)
        .where(entity.c.tenant == tenant, entity.c.revision > after)
        .limit(limit)
    )
    return revision, [(row.kind, row.id, from_json(row.kind, row.body)) for row in connection.execute(query)]


def _page_of_all(
    connection: Connection, tenant: str, *, beyond: tuple[str, str], limit: int
) -> Sequence[Row]:
    """Go from kind to kind: those that are read one by one may be very many, and are stepped over."""
    rows: list[Row] = []
    for kind in _EAGER_NAMES:
        if kind >= beyond[0] and len(rows) < limit:
            after = beyond[1] if kind == beyond[0] else ""
            query = page(tenant, kind, after=after, limit=limit - len(rows), where={})
            rows += [(kind, item.id, item) for item in read(connection, KINDS[kind], query=query)]
    return rows


def find(connection: Connection, tenant: str, *, kind: type[E], identity: str) -> E | None:
    """Return one entity, or None."""
    query = select(entity.c.body).where(
        entity.c.tenant == tenant, entity.c.kind == kind.kind, entity.c.id == identity
    )
    return cast("E | None", from_json(kind.kind, connection.scalar(query)))


def save(connection: Connection, tenant: str, *, item: Entity, revision: int) -> None:
    """Write an entity at a revision, in place of an earlier one."""
    values = {
        "owner": getattr(item, "owner", ""),
        "state": str(getattr(item, "state", "")),
        "revision": revision,
        "body": to_json(item),
    }
    statement = upsert(connection, entity).values(tenant=tenant, kind=item.kind, id=item.id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["tenant", "kind", "id"], set_=values))
    deadline.follow(connection, tenant, item=item)


def remove(connection: Connection, tenant: str, *, kind: str, identity: str, revision: int) -> None:
    """Leave a gravestone at a revision, so that catalogs notice."""
    connection.execute(
        update(entity)
        .where(entity.c.tenant == tenant, entity.c.kind == kind, entity.c.id == identity)
        .values(body=None, owner="", state="", revision=revision)
    )


def next_revision(connection: Connection, tenant: str) -> int:
    """Take the tenant's next revision; the tenant is locked until the transaction ends."""
    lock(connection, tenant)
    statement = upsert(connection, tenant_head).values(tenant=tenant, revision=1)
    statement = statement.on_conflict_do_update(
        index_elements=["tenant"], set_={"revision": tenant_head.c.revision + 1}
    )
    connection.execute(statement)
    return int(
        connection.execute(select(tenant_head.c.revision).where(tenant_head.c.tenant == tenant)).scalar_one()
    )
