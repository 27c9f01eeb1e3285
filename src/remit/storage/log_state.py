"""How far retention has removed a tenant's log: read, locked and written inside an open transaction."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select, update

from remit.audit.proof import EMPTY, Frontier
from remit.audit.removal import Part, Said
from remit.storage.dialect import upsert
from remit.storage.tables.audit import log_removed as table


@dataclass(slots=True)
class Removed:
    """What is gone of one tenant."""

    before: Frontier = EMPTY
    """The edge of the leaves that are gone."""
    reach: dict[Part, int] = field(default_factory=lambda: dict.fromkeys(Part, 0))
    """The index before which no entry of a part is there any more."""
    ledger: int = 0
    """The position up to which the ledger was removed."""
    entry_id: str = ""
    """The newest entry that says so; empty when nothing was removed yet."""

    def said(self) -> Said:
        """Return what an entry of the log says of it."""
        return Said(self.reach, self.before.size, self.before.root())


def read(connection: Connection, tenant: str) -> Removed:
    """Return what is gone of a tenant."""
    return _read(connection.execute(select(table).where(table.c.tenant == tenant)).one_or_none())


def lock(connection: Connection, tenant: str) -> Removed:
    """Return what is gone of a tenant, and let nobody else remove anything until the transaction ends."""
    begun = upsert(connection, table).values(_row(tenant, Removed())).on_conflict_do_nothing()
    connection.execute(begun)
    query = select(table).where(table.c.tenant == tenant).with_for_update()
    return _read(connection.execute(query).one())


def save(connection: Connection, tenant: str, *, removed: Removed) -> None:
    """Write what is gone of a tenant whose row is locked."""
    connection.execute(update(table).where(table.c.tenant == tenant).values(_row(tenant, removed)))


def _read(row: Row[tuple[object, ...]] | None) -> Removed:
    if row is None:
        return Removed()
    found = row._mapping  # noqa: SLF001  SQLAlchemy's own way to a row's names
    reach = {part: found[part.value] for part in Part}
    return Removed(Frontier.from_bytes(found["frontier"]), reach, found["ledger"], found["entry_id"])


def _row(tenant: str, removed: Removed) -> dict[str, object]:
    return {
        "tenant": tenant,
        "size": removed.before.size,
        "frontier": removed.before.to_bytes(),
        "root": removed.before.root(),
        **{part.value: index for part, index in removed.reach.items()},
        "ledger": removed.ledger,
        "entry_id": removed.entry_id,
    }
