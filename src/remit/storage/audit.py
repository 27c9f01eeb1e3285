"""Audit entries and the tree over them. Nothing here changes or removes an entry."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from remit.audit.model import Leaf, SequencedLeaf, TreeHead, TreeState, Waiting
from remit.storage.dialect import horizon, marks, upsert
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry, tree_head, tree_leaf


class AuditStore:
    """The log of every tenant."""

    def __init__(self, store: Store) -> None:
        """Keep it in `store`."""
        self._store = store

    async def append(self, leaves: Sequence[Leaf], principal: str = "") -> None:
        """Store leaves, all or none, in the name of `principal`.

        Those of a decision are stored by the decision's own commit instead.
        """
        rows = [
            {
                "id": leaf.id, "tenant": leaf.tenant, "at": leaf.at, "kind": leaf.kind, "principal": principal,
                "subject": principal,
                "action": leaf.kind, "resource": "", "effect": 0, "code": "", "source": "", "run_id": "",
                "body": leaf.body, "hash": leaf.hash,
            }
            for leaf in leaves
        ]  # fmt: skip
        await self._store.write(lambda connection: connection.execute(insert(audit_entry), rows))

    async def tree(self, tenant: str) -> TreeState | None:
        """Return how far the tenant's tree has come; None when nothing was sequenced yet."""
        return await self._store.read(lambda connection: _tree(connection, tenant))

    async def waiting(self, tenant: str, after: int, *, limit: int) -> Sequence[Waiting]:
        """Return the oldest leaves after `after`, in order of commit; none can be overtaken any more."""
        query = (
            select(audit_entry.c.position, audit_entry.c.id, audit_entry.c.hash)
            .where(audit_entry.c.tenant == tenant, audit_entry.c.position > after)
            .order_by(audit_entry.c.position)
            .limit(limit)
        )

        def run(connection: Connection) -> Sequence[Waiting]:
            below = horizon(connection)
            found = query if below is None else query.where(audit_entry.c.position < below)
            return [Waiting(*row) for row in connection.execute(found)]

        return await self._store.read(run)

    async def sequence(self, leaves: Sequence[Waiting], state: TreeState, *, expected_size: int) -> bool:
        """Give the leaves the indexes from `expected_size` on and store the new state, all or none."""
        return await self._store.write(
            lambda connection: _sequence(connection, leaves, state=state, expected_size=expected_size)
        )

    async def read(self, tenant: str, start: int, *, limit: int) -> Sequence[SequencedLeaf]:
        """Return up to `limit` leaves from index `start` on, in order of index."""
        query = (
            _leaves(tenant)
            .where(tree_leaf.c.tree_index >= start)
            .order_by(tree_leaf.c.tree_index)
            .limit(limit)
        )
        return await self._store.read(
            lambda connection: [_sequenced(row) for row in connection.execute(query)]
        )

    async def hashes(self, tenant: str, size: int) -> Sequence[bytes]:
        """Return the hashes of the first `size` leaves, in order of index."""
        query = (
            select(tree_leaf.c.hash)
            .where(tree_leaf.c.tenant == tenant, tree_leaf.c.tree_index < size)
            .order_by(tree_leaf.c.tree_index)
        )
        return await self._store.read(lambda connection: list(connection.scalars(query)))

    async def find(self, tenant: str, entry_id: str) -> Leaf | None:
        """Return one entry, sequenced or not; None when the tenant has none such."""
        query = select(audit_entry).where(audit_entry.c.tenant == tenant, audit_entry.c.id == entry_id)
        return await self._store.read(
            lambda connection: next((_leaf(row) for row in connection.execute(query)), None)
        )

    async def index_of(self, tenant: str, entry_id: str) -> int | None:
        """Return an entry's place in the tree; None while the notary has not come to it."""
        query = select(tree_leaf.c.tree_index).where(
            tree_leaf.c.tenant == tenant, tree_leaf.c.entry_id == entry_id
        )
        return await self._store.read(lambda connection: connection.scalar(query))

    async def search(
        self,
        tenant: str,
        *,
        before: int,
        limit: int,
        since: int = 0,
        until: int = 0,
        where: dict[str, object],
    ) -> Sequence[tuple[int, Leaf]]:
        """Return entries with their positions, the newest first.

        Args:
            tenant: whose.
            before: only entries at lower positions; 0 means from the newest on.
            limit: how many at most.
            since: not older than this instant; 0 means any.
            until: older than this instant; 0 means any.
            where: wanted values of `kind`, `principal`, `subject`, `action`, `resource`, `effect`, `code`, `run_id`.
        """
        query = select(audit_entry).where(audit_entry.c.tenant == tenant)
        for column, value in where.items():
            query = query.where(audit_entry.c[column] == value)
        if before:
            query = query.where(audit_entry.c.position < before)
        if since:
            query = query.where(audit_entry.c.at >= since)
        if until:
            query = query.where(audit_entry.c.at < until)
        query = query.order_by(audit_entry.c.position.desc()).limit(limit)
        return await self._store.read(
            lambda connection: [(row.position, _leaf(row)) for row in connection.execute(query)]
        )


def _tree(connection: Connection, tenant: str, *, locked: bool = False) -> TreeState | None:
    query = select(tree_head).where(tree_head.c.tenant == tenant)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        return None
    return TreeState(TreeHead(row.tenant, row.size, row.root, row.at), row.position, row.frontier)


def _sequence(
    connection: Connection, leaves: Sequence[Waiting], *, state: TreeState, expected_size: int
) -> bool:
    head = state.head
    known = _tree(connection, head.tenant, locked=True)
    if (known.head.size if known else 0) != expected_size:
        return False
    values = {
        "size": head.size, "position": state.position, "frontier": state.frontier, "root": head.root, "at": head.at,
    }  # fmt: skip
    if known is None:
        first = upsert(connection, tree_head).values(tenant=head.tenant, **values).on_conflict_do_nothing()
        if not connection.execute(first).rowcount:
            return False
    else:
        connection.execute(update(tree_head).where(tree_head.c.tenant == head.tenant).values(**values))
    # Straight to the driver: this is done for every entry, and each parameter costs more on its way through SQLAlchemy.
    connection.exec_driver_sql(
        f"INSERT INTO tree_leaf (tenant, tree_index, entry_id, hash) VALUES ({marks(connection, 4)})",  # noqa: S608  marks alone
        [(head.tenant, index, leaf.id, leaf.hash) for index, leaf in enumerate(leaves, start=expected_size)],
    )
    return True


def _leaves(tenant: str) -> Select[Any]:
    joined = tree_leaf.join(audit_entry, tree_leaf.c.entry_id == audit_entry.c.id)
    return select(tree_leaf.c.tree_index, audit_entry).select_from(joined).where(tree_leaf.c.tenant == tenant)


def _leaf(row: Row[Any]) -> Leaf:
    return Leaf(row.id, row.tenant, row.at, row.kind, row.body, row.hash)


def _sequenced(row: Row[Any]) -> SequencedLeaf:
    return SequencedLeaf(row.tree_index, _leaf(row))
