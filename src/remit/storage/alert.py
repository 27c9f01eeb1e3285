"""Alerts that were raised: read, and marked with who passes them on. Who raises them is in `raised`."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Row, select, update

from remit.decision.alert import Alert, AlertFilter
from remit.decision.disguise import NOBODY
from remit.decision.standing_record import read
from remit.storage.store import Store
from remit.storage.tables.outbox import alert as table


class AlertStore:
    """Implements `Alerts`."""

    def __init__(self, store: Store) -> None:
        """Read from and write to `store`."""
        self._store = store

    async def page(self, tenant: str, wanted: AlertFilter, *, before: str, limit: int) -> Sequence[Alert]:
        """Return alerts, newest first, of ids below `before`; empty: from the newest on."""
        query = select(table).where(table.c.tenant == tenant).order_by(table.c.id.desc()).limit(limit)
        if wanted.budget_id:
            query = query.where(table.c.budget_id == wanted.budget_id)
        if wanted.since is not None:
            query = query.where(table.c.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(table.c.at < wanted.until)
        if before:
            query = query.where(table.c.id < before)
        return await self._store.read(lambda connection: [_alert(row) for row in connection.execute(query)])

    async def find(self, tenant: str, alert_id: str) -> Alert | None:
        """Return an alert; None when there is none."""
        query = select(table).where(table.c.tenant == tenant, table.c.id == alert_id)
        row = await self._store.read(lambda connection: connection.execute(query).one_or_none())
        return _alert(row) if row is not None else None

    async def pass_on(self, tenant: str, alert_id: str, *, rules: Sequence[str]) -> None:
        """Note which rules pass an alert on."""
        mine = update(table).where(table.c.tenant == tenant, table.c.id == alert_id)
        named = mine.values(rules=orjson.dumps(list(rules)).decode())
        await self._store.write(lambda connection: connection.execute(named))


def _alert(row: Row[Any]) -> Alert:
    line = read(orjson.loads(row.standing), NOBODY)
    return Alert(row.id, row.percent, line, row.at, tuple(orjson.loads(row.rules)))
