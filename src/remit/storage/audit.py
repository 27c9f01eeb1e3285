"""Audit entries and the tree over them. Nothing here changes or removes an entry."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from remit.audit.kept import KeptLeaves
from remit.audit.model import Leaf, SequencedLeaf, TreeHead, TreeState
from remit.storage import log_state, tree
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

    async def waiting(self) -> Sequence[str]:
        """Return the tenants with leaves that have no place in the tree yet, in order."""
        return await self._store.read(tree.waiting)

    async def sequence(self, tenant: str, *, at: int, limit: int) -> int:
        """Give the oldest leaves that wait the next places and store the tree with them; return how many those were."""
        return await self._store.write(
            lambda connection: tree.sequence(connection, tenant, at=at, limit=limit)
        )

    async def read(self, tenant: str, start: int, *, limit: int) -> Sequence[SequencedLeaf]:
        """Return up to `limit` leaves from index `start` on, in order of index; those without bytes, too."""
        query = (
            _leaves(tenant)
            .where(tree_leaf.c.tree_index >= start)
            .order_by(tree_leaf.c.tree_index)
            .limit(limit)
        )
        return await self._store.read(
            lambda connection: [_sequenced(tenant, row) for row in connection.execute(query)]
        )

    async def kept(self, tenant: str, size: int) -> KeptLeaves:
        """Return what is kept of the first `size` leaves: the edge of those that are gone, the hashes of the others."""
        query = (
            select(tree_leaf.c.hash)
            .where(tree_leaf.c.tenant == tenant, tree_leaf.c.tree_index < size)
            .order_by(tree_leaf.c.tree_index)
        )

        def read(connection: Connection) -> KeptLeaves:
            before = log_state.read(connection, tenant).before
            # Of a month that is about to be dropped the rows are there still.
            rest = query.where(tree_leaf.c.tree_index >= before.size)
            return KeptLeaves(before, list(connection.scalars(rest)))

        return await self._store.read(read)

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


def _tree(connection: Connection, tenant: str) -> TreeState | None:
    row = connection.execute(select(tree_head).where(tree_head.c.tenant == tenant)).one_or_none()
    if row is None:
        return None
    return TreeState(TreeHead(row.tenant, row.size, row.root, row.at), row.position, row.frontier)


def _leaves(tenant: str) -> Select[Any]:
    leaves = (tree_leaf.c.entry_id, tree_leaf.c.hash.label("leaf_hash"), tree_leaf.c.at.label("leaf_at"))
    joined = tree_leaf.join(audit_entry, tree_leaf.c.entry_id == audit_entry.c.id, isouter=True)
    query = select(tree_leaf.c.tree_index, *leaves, audit_entry).select_from(joined)
    return query.where(tree_leaf.c.tenant == tenant)


def _leaf(row: Row[Any]) -> Leaf:
    return Leaf(row.id, row.tenant, row.at, row.kind, row.body, row.hash)


def _sequenced(tenant: str, row: Row[Any]) -> SequencedLeaf:
    if row.id is not None:
        return SequencedLeaf(row.tree_index, _leaf(row))
    return SequencedLeaf(row.tree_index, Leaf(row.entry_id, tenant, row.leaf_at or 0, "", b"", row.leaf_hash))
