"""Removes what is too old from one tenant's log, a bounded part of it in one transaction, and writes an entry that says so.

Each part of the log (decisions, usage, all else) goes in the order of the tree, up to the first entry that is too young
or must stay; so of each part one index says what is gone. Leaves go up to the lowest of these: the edge of the tree over
them is kept, which later proofs need. What has no place in the tree yet has no leaf here, and is never touched.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select

from remit.audit import leaf, removal
from remit.audit.removal import Part
from remit.ids import ENTRY, Ids, decision_of, reservation_of
from remit.storage import ledger_removal, log_pins, log_state
from remit.storage.ledger_removal import RolledUp, nothing_rolled_up
from remit.storage.log_state import Removed
from remit.storage.partition import Month
from remit.storage.remembered import forget
from remit.storage.tables.audit import audit_entry, tree_leaf
from remit.storage.tables.budget import asked_act, reservation
from remit.storage.turn import CALL

BATCH: Final = 250
"""Leaves of each part looked at in one transaction, some 15 ms of SQLite's writer, so that calls never wait long for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a tenant's log may go."""

    before: Mapping[Part, int]
    """The instant before which entries of a part are too old; a part that is absent is kept for ever."""
    kept: Mapping[Part, int]
    """For how many microseconds, as the entry says that tells of it."""
    rolled_up: RolledUp = nothing_rolled_up
    """Below which position the ledger may go."""

    @property
    def whole(self) -> int:
        """The instant before which all is too old; 0 when something is kept for ever."""
        return min(self.before.values()) if len(self.before) == len(Part) else 0


@dataclass(frozen=True, slots=True)
class Going:
    """A month of a tenant whose partitions are dropped next, so that its rows need not be deleted."""

    month: Month
    until: int
    """The index behind its last leaf."""


@dataclass(slots=True)
class _Batch:
    """What goes in one transaction."""

    entries: list[Row[Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    moved: bool = False
    """Whether anything went, or was gone past."""


class LogRemoval:
    """One transaction's removal from one tenant's log."""

    def __init__(
        self, connection: Connection, tenant: str, *, limits: Limits, going: Going | None = None
    ) -> None:
        """Remove over `connection`, inside an open transaction, what `limits` let go.

        Args:
            connection: in an open transaction.
            tenant: whose.
            limits: which are too old.
            going: no further than this, and without its rows.
        """
        self._connection = connection
        self._tenant = tenant
        self._limits = limits
        self._going = going
        self._state = Removed()
        self._batch = _Batch()

    def run(self, ids: Ids, *, at: int, approved: Collection[str]) -> int:
        """Remove, and return how many entries and leaves went, at least 1 while there may be more to do.

        Args:
            ids: makes the id of the entry that says so.
            at: now.
            approved: decisions that must stay, whatever their age.
        """
        self._state, batch = log_state.lock(self._connection, self._tenant), self._batch
        # Before the evidence of usage, which stays as long as the ledger tells of it.
        self._remove_ledger()
        for part in Part:
            self._walk(part, approved=approved)
        self._remove_what_decisions_made()
        leaves = self._shorten()
        if not batch.moved:
            return 0
        if batch.counts:
            self._tell(ids, at=at)
        self._delete(leaves)
        log_state.save(self._connection, self._tenant, removed=self._state)
        return max(sum(batch.counts.values()), 1)

    def due(self) -> bool:
        """Tell whether there is anything to remove, by a look at the next leaf of each part; locks nothing."""
        self._state = log_state.read(self._connection, self._tenant)
        return any(self._old(part, 1) for part in self._limits.before)

    def _remove_ledger(self) -> None:
        before = self._limits.before.get(Part.USAGE)
        if before is None or self._going is not None:
            return
        connection, tenant, state = self._connection, self._tenant, self._state
        reached, below = state.ledger, self._limits.rolled_up(connection, tenant)
        if went := ledger_removal.remove(connection, tenant, removed=state, before=before, below=below):
            self._batch.counts["ledger"] = went
        self._batch.moved |= state.ledger > reached

    def pass_over(self, ids: Ids, *, at: int, position: int, count: int) -> None:
        """Say that a tenant's ledger is gone up to a position: `count` entries, whose partition is dropped next."""
        self._state = log_state.lock(self._connection, self._tenant)
        if position > self._state.ledger:
            self._state.ledger = position
            self._batch.counts["ledger"] = count
            self._tell(ids, at=at)
            log_state.save(self._connection, self._tenant, removed=self._state)

    def _walk(self, part: Part, *, approved: Collection[str]) -> None:
        """Go on in a part, up to the first entry of it that is to stay."""
        state, rows = self._state, self._old(part, BATCH)
        mine = [row for row in rows if row.kind is not None and removal.part_of(row.kind) is part]
        pinned = self._pinned(part, [row.id for row in mine], approved=approved)
        if len(rows) < BATCH and all(row.kind == removal.KIND for row in mine):
            # What tells of removals goes with something else, or each would only make room for the next.
            pinned = {row.id for row in mine}
        first = next((row.tree_index for row in mine if row.id in pinned), None)
        went = [row for row in mine if first is None or row.tree_index < first]
        reach = first if first is not None else rows[-1].tree_index + 1 if rows else state.reach[part]
        self._batch.moved |= reach > state.reach[part]
        state.reach[part] = reach
        if went:
            self._batch.entries += went
            self._batch.counts[part.value] = len(went)

    def _old(self, part: Part, limit: int) -> Sequence[Row[Any]]:
        """Return the next leaves from a part's reach on that are too old, in order, each with its entry if it is there.

        Of a part that is kept for ever, as far as all else goes: up to its first entry there is none of it.
        """
        before = self._limits.before.get(part, max(self._limits.before.values(), default=0))
        # By the id alone, which no two entries share: asked for the tenant, too, SQLite would read all that it has.
        joined = audit_entry.c.id == tree_leaf.c.entry_id
        query = (
            select(
                tree_leaf.c.tree_index,
                func.coalesce(tree_leaf.c.at, audit_entry.c.at).label("at"),
                *(audit_entry.c[name] for name in ("id", "kind", "principal")),
            )
            .select_from(tree_leaf.join(audit_entry, joined, isouter=True))
            .where(tree_leaf.c.tenant == self._tenant, tree_leaf.c.tree_index >= self._state.reach[part])
            .order_by(tree_leaf.c.tree_index)
            .limit(limit)
        )
        if self._going is not None:
            query = query.where(tree_leaf.c.tree_index < self._going.until)
        old = []
        for row in self._connection.execute(query):
            # A leaf of a time when leaves had no instant, whose entry is gone, is as old as the one before it.
            if row.at is not None and row.at >= before:
                break
            old.append(row)
        return old

    def _pinned(self, part: Part, ids: Sequence[str], *, approved: Collection[str]) -> Collection[str]:
        if part not in self._limits.before:
            return set(ids)
        if part is Part.OTHERS:
            return ()
        if part is Part.USAGE:
            return log_pins.booked(self._connection, ids)
        before = self._limits.before[part]
        return {*approved, *log_pins.held(self._connection, self._tenant, ids=ids, before=before)}

    def _remove_what_decisions_made(self) -> None:
        """Remove their callers' ids first, then their reservations, as everyone locks; then what approvers saw."""
        connection, tenant = self._connection, self._tenant
        decisions = {
            row.id: row for row in self._batch.entries if removal.part_of(row.kind) is Part.DECISIONS
        }
        if not decisions:
            return
        bodies = select(audit_entry.c.id, audit_entry.c.body).where(
            audit_entry.c.id.in_(sorted(decisions)),
            *_between(decisions.values()),
        )
        claims = sorted(
            (tenant, decisions[row.id].principal, CALL, orjson.loads(row.body)["request_id"])
            for row in connection.execute(bodies)
        )
        forget(connection, claims)
        made = [reservation_of(one) for one in sorted(decisions)]
        found = select(reservation.c.id).where(reservation.c.tenant == tenant, reservation.c.id.in_(made))
        there = set(connection.scalars(found.order_by(reservation.c.id).with_for_update()))
        if gone := self._over(there):
            connection.execute(delete(reservation).where(reservation.c.id.in_(gone)))
            self._batch.counts["reservations"] = len(gone)
        connection.execute(delete(asked_act).where(asked_act.c.decision_id.in_(sorted(decisions))))

    def _over(self, there: Collection[str]) -> Sequence[str]:
        """Return those of some reservations, which are locked, that nobody needs: asked anew under their locks."""
        if not there:
            return ()
        before, decisions = self._limits.before[Part.DECISIONS], [decision_of(one) for one in there]
        held = log_pins.held(self._connection, self._tenant, ids=decisions, before=before)
        charged = log_pins.charged(self._connection, there)
        return sorted(one for one in there if one not in charged and decision_of(one) not in held)

    def _shorten(self) -> Sequence[int]:
        """Take leaves whose entries are all gone into the edge; return the first and the one behind the last."""
        before = self._state.before
        end = min(*self._state.reach.values(), before.size + BATCH)
        if end <= before.size:
            return ()
        query = (
            select(tree_leaf.c.hash)
            .where(_leaves(self._tenant, before.size, end=end))
            .order_by(tree_leaf.c.tree_index)
        )
        self._state.before = before.extend(self._connection.scalars(query))
        self._batch.counts["leaves"] = end - before.size
        self._batch.moved = True
        return before.size, self._state.before.size

    def _tell(self, ids: Ids, *, at: int) -> None:
        """Write the entry that says what is gone, before anything is: so its position is behind all that were."""
        name = ids.new(ENTRY)
        self._state.entry_id = name
        said = removal.content(self._state.said(), counts=self._batch.counts, kept=self._limits.kept)
        made = leaf.make(name, self._tenant, at=at, kind=removal.KIND, content=said)
        who = dict.fromkeys(("principal", "subject"), removal.REMOVER)
        empty = dict.fromkeys(("resource", "code", "source", "run_id"), "")
        self._connection.execute(
            insert(audit_entry).values(
                id=name, tenant=self._tenant, at=at, kind=removal.KIND, action=removal.KIND, effect=0, body=made.body,
                hash=made.hash, **who, **empty,
            )
        )  # fmt: skip

    def _delete(self, leaves: Sequence[int]) -> None:
        """Delete rows, but for those whose partition goes with them."""
        entries, going = self._batch.entries, self._going
        if going is not None:
            entries = [row for row in entries if Month.of(row.at) != going.month]
        if entries:
            names = sorted(row.id for row in entries)
            self._connection.execute(
                delete(audit_entry).where(audit_entry.c.id.in_(names), *_between(entries))
            )
        if leaves:
            first, end = leaves
            away = delete(tree_leaf).where(_leaves(self._tenant, first, end=end))
            if going is not None:
                earlier, later = tree_leaf.c.at < going.month.starts_at, tree_leaf.c.at >= going.month.ends_at
                away = away.where(or_(tree_leaf.c.at.is_(None), earlier, later))
            self._connection.execute(away)


def _between(entries: Collection[Row[Any]]) -> Sequence[Any]:
    """Return when entries were made, so that Postgres looks into their months alone."""
    return [audit_entry.c.at.between(min(row.at for row in entries), max(row.at for row in entries))]


def _leaves(tenant: str, first: int, *, end: int) -> Any:  # noqa: ANN401  a condition, whatever SQLAlchemy calls it
    return and_(tree_leaf.c.tenant == tenant, tree_leaf.c.tree_index >= first, tree_leaf.c.tree_index < end)
