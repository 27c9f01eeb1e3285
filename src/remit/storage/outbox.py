"""The outbox, on any engine: what is due is taken by one process alone, and no transaction is open while it is sent."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, delete, func, select, update

from remit.storage.dialect import upsert
from remit.storage.store import Store
from remit.storage.tables.outbox import outbox as table
from remit.upkeep.outbox import (
    MOST_AT_ONCE,
    MOST_OF_TENANT,
    MOST_TO_DESTINATION,
    Candidate,
    Ending,
    Message,
    MessageState,
)

BATCH: Final = 500
"""Messages that are forgotten in one transaction."""

_WAITS: Final = table.c.state == MessageState.WAITING


class OutboxStore:
    """Implements `Outbox`."""

    def __init__(self, store: Store) -> None:
        """Keep messages in `store`."""
        self._store = store

    async def due(self, at: int) -> bool:
        """Tell whether there is anything to do."""
        query = select(table.c.id).where(table.c.due_at <= at).limit(1)
        return await self._store.read(lambda connection: connection.scalar(query) is not None)

    async def take(
        self, at: int, choose: Callable[[Sequence[Candidate]], Sequence[str]], *, until: int
    ) -> Sequence[Message]:
        """Begin an attempt of each message that is chosen of some that are due, unless another process has it."""

        def run(connection: Connection) -> Sequence[Message]:
            chosen = choose(_candidates(connection, at))
            mine = (
                select(table)
                .where(table.c.id.in_(chosen), _WAITS, table.c.due_at <= at)
                .order_by(table.c.due_at, table.c.id)
                .with_for_update(skip_locked=True)
            )
            found = [_message(row) for row in connection.execute(mine).all()] if chosen else []
            if found:
                begun = update(table).where(table.c.id.in_([one.id for one in found]))
                connection.execute(begun.values(attempts=table.c.attempts + 1, due_at=until))
            return found

        return await self._store.write(run)

    async def end(self, message: Message, ending: Ending) -> bool:
        """Note how an attempt ended, with what is to be told further; False when a later attempt has begun since."""
        mine = (table.c.id == message.id, table.c.attempts == message.attempts, _WAITS)
        values = {"state": ending.state.value, "due_at": ending.due_at, "error": ending.error}

        def run(connection: Connection) -> bool:
            if not connection.execute(update(table).where(*mine).values(values)).rowcount:
                return False
            for one in ending.further:
                # Whoever makes it again makes it with the same id.
                connection.execute(upsert(connection, table).values(_row(one)).on_conflict_do_nothing())
            return True

        return await self._store.write(run)

    async def forget(self, at: int) -> int:
        """Remove some of what ended long enough ago, and return how many."""
        old = select(table.c.id).where(~_WAITS, table.c.due_at <= at).limit(BATCH)
        if not await self._store.read(lambda connection: connection.scalar(old.limit(1))):
            return 0
        gone = delete(table).where(table.c.id.in_(old))
        return await self._store.write(lambda connection: connection.execute(gone).rowcount)


def _candidates(connection: Connection, at: int) -> Sequence[Candidate]:
    """Return the oldest that are due, of each tenant and destination no more than may be under way at once."""
    order = (table.c.due_at, table.c.id)
    place = func.row_number().over(partition_by=[table.c.tenant, table.c.destination], order_by=order)
    near = select(table, place.label("place")).where(_WAITS, table.c.due_at <= at).subquery()
    rank = func.row_number().over(partition_by=near.c.tenant, order_by=(near.c.due_at, near.c.id))
    fair = select(near, rank.label("rank")).where(near.c.place <= MOST_TO_DESTINATION).subquery()
    query = (
        select(fair.c.id, fair.c.tenant, fair.c.destination)
        .where(fair.c.rank <= MOST_OF_TENANT)
        .order_by(fair.c.due_at, fair.c.id)
        .limit(MOST_AT_ONCE * 4)
    )
    return [(row.id, row.tenant, row.destination) for row in connection.execute(query)]


def _message(row: Row[Any]) -> Message:
    """Read a message that is being taken."""
    return Message(
        id=row.id,
        tenant=row.tenant,
        kind=row.kind,
        destination=row.destination,
        body=orjson.loads(row.body),
        created_at=row.created_at,
        attempts=row.attempts + 1,
    )


def _row(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "tenant": message.tenant,
        "kind": message.kind,
        "destination": message.destination,
        "body": orjson.dumps(message.body).decode(),
        "created_at": message.created_at,
        "attempts": 0,
        "due_at": message.created_at,
        "state": MessageState.WAITING.value,
        "error": "",
    }
