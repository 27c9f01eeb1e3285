"""Forgets callers' ids that nobody may repeat any more: a look at all of them, a part at a time, every few hours.

In the order of their key, for an index by time would be one more write of every decision. Those without an instant are
never forgotten: they are of a time when none was noted, or of usage that says no time by which a repeat would be known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select, tuple_

from remit.clock import HOUR
from remit.decision.settle import REMEMBERED
from remit.decision.tenant import Settings, Tenant
from remit.storage.booking import CALL as RECORD_USAGE
from remit.storage.dialect import json_number
from remit.storage.store import Store
from remit.storage.tables.entity import entity, idempotency

BATCH: Final = 2_000
"""Ids looked at at once."""
REST: Final = 6 * HOUR
"""Between the beginnings of two looks at all of them."""
SLACK: Final = HOUR
"""So much longer than promised ids are remembered: servers' clocks differ."""

_KEY: Final = tuple(idempotency.primary_key.columns)
_START: Final = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Which ids may be forgotten."""

    now: int
    lateness: Mapping[str, int]
    """For how long usage may arrive late, by tenant; absent: the default."""

    def may(self, row: Any) -> bool:  # noqa: ANN401  a row, of whatever type SQLAlchemy says
        """Tell whether nobody may repeat the call of an id any more."""
        if row.at is None:
            return False
        kept = REMEMBERED if row.call == RECORD_USAGE else self.lateness.get(row.tenant, Settings().lateness)
        return bool(row.at < self.now - kept - SLACK)


class RememberedIds:
    """Implements `Kept`, for all tenants at once: ids of one that keeps all else for ever are forgotten, too."""

    def __init__(self, store: Store) -> None:
        """Forget in `store`."""
        self._store = store
        self._after: tuple[str, ...] = _START
        self._next = 0
        """When the next look at all begins."""

    async def limits(self, now: int) -> Mapping[str, Forgetting]:
        """Return what may be forgotten, while a look at all is under way or due."""
        if self._after == _START:
            if now < self._next:
                return {}
            self._next = now + REST
        late = json_number(entity.c.body, "settings", "lateness")
        query = select(entity.c.tenant, late).where(entity.c.kind == Tenant.kind, entity.c.body.is_not(None))
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return {"": Forgetting(now, {tenant: span for tenant, span in rows if span is not None})}

    async def remove(self, _all: str, limit: Forgetting) -> int:
        """Look at the next ids, and forget some; return how many, at least 1 while there are more to look at, else 0."""
        query = (
            select(*_KEY, idempotency.c.at).where(tuple_(*_KEY) > self._after).order_by(*_KEY).limit(BATCH)
        )
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        if old := [tuple(row)[:4] for row in rows if limit.may(row)]:
            await self._store.write(lambda connection: forget(connection, old))
        self._after = tuple(rows[-1])[:4] if len(rows) == BATCH else _START
        return max(len(old), 1) if len(rows) == BATCH else 0

    async def drop(self, _limits: Mapping[str, Forgetting], _check: Callable[[], None]) -> int:
        """Drop nothing: an id is unique whenever it was taken, so its table has no months."""
        return 0


def forget(connection: Connection, keys: Sequence[tuple[Any, ...]]) -> None:
    """Forget ids, inside an open transaction, one by one in the order in which everyone locks.

    Of many keys in one statement SQLite would look at every row there is.
    """
    if keys:
        connection.execute(_FORGET, [dict(zip(_NAMES, key, strict=True)) for key in sorted(keys)])


_NAMES: Final = ("of", "who", "named", "taken")
_FORGET: Final = delete(idempotency).where(
    *(column == bindparam(name) for column, name in zip(_KEY, _NAMES, strict=True))
)
