"""Which decisions used approvals, and approvals in the order in which they changed. Never writes."""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import func, select

from remit.approval.model import Approval
from remit.storage.entity import from_json
from remit.storage.store import Store
from remit.storage.tables.budget import approval_use
from remit.storage.tables.entity import entity


class ApprovalStore:
    """Approvals beyond what every entity has."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store

    async def counts(self, approval_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how often approvals were used, by id; one that is absent never was."""
        if not approval_ids:
            return {}
        query = (
            select(approval_use.c.approval_id, func.count().label("uses"))
            .where(approval_use.c.approval_id.in_(approval_ids))
            .group_by(approval_use.c.approval_id)
        )
        return await self._store.read(
            lambda connection: {row.approval_id: row.uses for row in connection.execute(query)}
        )

    async def decisions(self, approval_id: str) -> Sequence[str]:
        """Return the decisions that used an approval, oldest first."""
        query = (
            select(approval_use.c.decision_id)
            .where(approval_use.c.approval_id == approval_id)
            .order_by(approval_use.c.use)
        )
        return await self._store.read(lambda connection: list(connection.scalars(query)))

    async def changed(self, tenant: str, after: int, *, limit: int) -> Sequence[tuple[int, Approval]]:
        """Return approvals with the revisions of their last change, in order of revision, after `after`.

        Each approval appears once, as it is now: one that changes again moves behind.
        """
        query = (
            select(entity.c.revision, entity.c.body)
            .where(
                entity.c.tenant == tenant,
                entity.c.kind == Approval.kind,
                entity.c.revision > after,
                entity.c.body.is_not(None),
            )
            .order_by(entity.c.revision)
            .limit(limit)
        )
        return await self._store.read(
            lambda connection: [
                (row.revision, cast("Approval", from_json(Approval.kind, row.body)))
                for row in connection.execute(query)
            ]
        )
