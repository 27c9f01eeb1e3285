"""Retention of the log: how long tenants keep its parts, and which months go whole. What goes of one, `LogRemoval` says.

A month's partitions (of entries and of leaves) are dropped where every tenant's time is over for all parts of it. First
each tenant's state and an entry of its log say that it is gone, so that nobody reads beyond; then both go at once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection, and_, select, text

from remit.audit.removal import Part
from remit.clock import HOUR, Clock
from remit.decision.tenant import Settings, Tenant
from remit.ids import Ids
from remit.storage import ledger_removal, log_pins, log_state
from remit.storage.dialect import json_number
from remit.storage.ledger_removal import RolledUp, nothing_rolled_up
from remit.storage.log_removal import Going, Limits, LogRemoval
from remit.storage.partition import SLACK, Month, drop, months, tenants_in
from remit.storage.store import Store
from remit.storage.tables.audit import tree_leaf
from remit.storage.tables.entity import entity, tenant_head

STEP: Final = HOUR
"""Limits move on by so much at once, so that the entries that tell of removals are few."""

_SETTINGS: Final = {
    Part.DECISIONS: "retention_decisions",
    Part.USAGE: "retention_ledger",
    Part.OTHERS: "retention_audit",
}


class LogRetention:
    """Implements `Kept`."""

    def __init__(
        self, store: Store, *, ids: Ids, clock: Clock, rolled_up: RolledUp = nothing_rolled_up
    ) -> None:
        """Remove from `store`.

        Args:
            store: from which.
            ids: makes ids of the entries that say so.
            clock: tells when.
            rolled_up: says below which position of a tenant's ledger sums are kept elsewhere: only there it may go.
        """
        self._store = store
        self._rolled_up = rolled_up
        self._ids = ids
        self._clock = clock

    async def limits(self, now: int) -> Mapping[str, Limits]:
        """Return how much may go, by tenant; those that keep all for ever are absent."""
        names = (*_SETTINGS.values(), "lateness")
        own = and_(
            entity.c.tenant == tenant_head.c.tenant,
            entity.c.kind == Tenant.kind,
            entity.c.id == tenant_head.c.tenant,
        )
        numbers = [json_number(entity.c.body, "settings", name).label(name) for name in names]
        query = select(tenant_head.c.tenant, *numbers).join(entity, own).where(entity.c.body.is_not(None))
        rows = await self._store.read(lambda connection: connection.execute(query).mappings().all())
        found = {}
        for row in rows:
            # A repeated call, and usage that comes late, may still need what is younger than this.
            least = Settings().lateness if row["lateness"] is None else row["lateness"]
            kept = {part: max(row[name], least) for part, name in _SETTINGS.items() if row[name]}
            before = {part: (now - span) // STEP * STEP for part, span in kept.items()}
            if before:
                found[row["tenant"]] = Limits(before, kept, self._rolled_up)
        return found

    async def remove(self, tenant: str, limits: Limits) -> int:
        """Remove some of what is too old, the oldest first, and return how much that was; 0 when nothing is left."""
        due = await self._store.read(lambda one: LogRemoval(one, tenant, limits=limits).due())
        return await self._remove(tenant, limits) if due else 0

    async def drop(self, limits: Mapping[str, Limits], check: Callable[[], None]) -> int:
        """Drop the months in which all is too old, whoever's it is; return how many those were.

        Args:
            limits: by tenant; one that is absent keeps all for ever.
            check: called before each step that writes.
        """
        dropped = await self._drop_ledger(limits, check)
        newest = max((one.whole for one in limits.values()), default=0)
        for month in await self._store.read(lambda connection: months(connection, "audit_entry")):
            if month.ends_at + SLACK > newest:
                break
            ends = await self._store.read(partial(_ends, month=month))
            over = all(limits[one].whole >= month.ends_at + SLACK for one in ends if one in limits)
            if not over or not ends.keys() <= limits.keys() or None in ends.values():
                continue
            goings = {tenant: Going(month, end or 0) for tenant, end in ends.items()}
            if all([await self._mark(one, limits[one], going=go, check=check) for one, go in goings.items()]):
                check()
                await self._store.write(partial(_drop, month=month))
                dropped += 1
        return dropped

    async def _drop_ledger(self, limits: Mapping[str, Limits], check: Callable[[], None]) -> int:
        before = {tenant: one.before.get(Part.USAGE, 0) for tenant, one in limits.items()}
        dropped = 0
        for month in await self._store.read(lambda connection: months(connection, "ledger")):
            over = month.ends_at + SLACK
            if over > max(before.values(), default=0):
                break
            name = month.partition("ledger")
            tenants = await self._store.read(partial(tenants_in, name=name))
            if all(before.get(tenant, 0) >= over for tenant in tenants) and await self._rolled(
                tenants, month
            ):
                for tenant in tenants:
                    check()
                    await self._store.write(partial(self._pass_over, tenant=tenant, month=month))
                check()
                await self._store.write(partial(ledger_removal.drop_month, month=month))
                dropped += 1
        return dropped

    async def _rolled(self, tenants: Sequence[str], month: Month) -> bool:
        """Tell whether the sums of all entries of a month are kept elsewhere, and all before them are gone."""

        def look_at(connection: Connection, tenant: str) -> bool:
            after = log_state.read(connection, tenant).ledger
            last, _ = ledger_removal.last_in(connection, tenant, month=month)
            rolled = last < self._rolled_up(connection, tenant)
            return rolled and ledger_removal.goes_on_in(connection, tenant, month=month, after=after)

        def look(connection: Connection) -> bool:
            return all(look_at(connection, one) for one in tenants)

        return await self._store.read(look)

    def _pass_over(self, connection: Connection, *, tenant: str, month: Month) -> None:
        position, count = ledger_removal.last_in(connection, tenant, month=month)
        removal = LogRemoval(connection, tenant, limits=Limits({}, {}))
        removal.pass_over(self._ids, at=self._clock.now(), position=position, count=count)

    async def _mark(self, tenant: str, limits: Limits, *, going: Going, check: Callable[[], None]) -> bool:
        """Say of all that a tenant has in a month that it is gone; tell whether that could be said of all."""
        check()
        while await self._remove(tenant, limits, going=going):
            check()
        state = await self._store.read(lambda connection: log_state.read(connection, tenant))
        return state.before.size >= going.until

    async def _remove(self, tenant: str, limits: Limits, *, going: Going | None = None) -> int:
        now = self._clock.now()
        approved = await self._store.read(lambda one: log_pins.approved(one, tenant, now=now))

        def run(connection: Connection) -> int:
            removal = LogRemoval(connection, tenant, limits=limits, going=going)
            return removal.run(self._ids, at=now, approved=approved)

        return await self._store.write(run)


def _ends(connection: Connection, month: Month) -> Mapping[str, int | None]:
    """Return the index behind the last leaf of each tenant that has anything in a month.

    None where the newest entry has no leaf there: it is not in the tree yet, or from a time when leaves had no month.
    """
    entries, leaves = month.partition("audit_entry"), month.partition("tree_leaf")
    if month not in months(connection, "tree_leaf"):
        return dict.fromkeys(tenants_in(connection, entries))
    found: dict[str, int | None] = {}
    last = text(f"SELECT max(tree_index) FROM {leaves} WHERE tenant = :tenant")  # noqa: S608  names of ours
    newest = text(
        f"SELECT id FROM {entries} WHERE tenant = :tenant ORDER BY position DESC LIMIT 1"  # noqa: S608  names of ours
    )
    for tenant in {*tenants_in(connection, entries), *tenants_in(connection, leaves)}:
        index, name = (connection.scalar(query, {"tenant": tenant}) for query in (last, newest))
        own = select(tree_leaf.c.tree_index).where(
            tree_leaf.c.entry_id == name, tree_leaf.c.tenant == tenant,
            tree_leaf.c.at >= month.starts_at, tree_leaf.c.at < month.ends_at,
        )  # fmt: skip
        lies = name is None or connection.scalar(own) is not None
        found[tenant] = index + 1 if index is not None and lies else None
    return found


def _drop(connection: Connection, month: Month) -> None:
    drop(connection, "audit_entry", month=month)
    drop(connection, "tree_leaf", month=month)
