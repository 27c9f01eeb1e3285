"""Gives audit entries their places in the tree of their tenant, inside an open transaction. Changes no entry.

Rows are copied where they are; of what was copied nothing is read but the hashes, in one piece. On SQLite each row that
is read gives the interpreter's lock away, and whoever sequences holds the only writer meanwhile. Statements are texts,
for this is done for a handful of entries as well as for a thousand, and to build one takes longer than most run.
"""

# ruff: noqa: S608  constants and marks alone

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from remit.audit.leaf import HASH_BYTES
from remit.audit.proof import Frontier
from remit.storage.dialect import HORIZON, POSTGRES


class _Statements:
    """What is asked of one engine."""

    def __init__(self, *, mark: str, locked: str, below: str, joined: str) -> None:
        """Spell it as that engine does.

        Args:
            mark: begins parameters: 1 is the tenant, 2 its position or size, others as they come.
            locked: keeps others from a row until the transaction ends.
            below: leaves out entries that others could still overtake.
            joined: hashes one after another, as hexadecimal digits, in the order of their indexes.
        """
        # The next entry of each tenant is looked for by itself; a join would have a planner read all there ever were.
        self.waiting = (
            "SELECT h.tenant FROM tenant_head AS h WHERE (SELECT e.position FROM audit_entry AS e WHERE e.tenant = h.tenant"
            " AND e.position > coalesce((SELECT t.position FROM tree_head AS t WHERE t.tenant = h.tenant), 0)"
            f" {below} ORDER BY e.position LIMIT 1) IS NOT NULL ORDER BY h.tenant"
        )
        self.head = f"SELECT position, frontier FROM tree_head WHERE tenant = {mark}1 {locked}"
        self.next = (
            "SELECT max(position), count(*) FROM (SELECT position FROM audit_entry"
            f" WHERE tenant = {mark}1 AND position > {mark}2 {below} ORDER BY position LIMIT {mark}3) AS following"
        )
        place = (
            "INSERT INTO tree_leaf (tenant, tree_index, entry_id, hash, at)"
            " SELECT tenant, {index}, id, hash, at FROM audit_entry"
            f" WHERE tenant = {mark}1 AND position > {mark}2 AND position <= {mark}3 ORDER BY position"
        )
        self.place = place.format(index=f"{mark}4 + row_number() OVER (ORDER BY position) - 1")
        self.place_dense = place.format(index=f"{mark}4 + position - {mark}2 - 1")
        self.placed = (
            f"SELECT {joined} FROM (SELECT tree_index, hash FROM tree_leaf WHERE tenant = {mark}1 AND tree_index >= {mark}2"
            f" AND tree_index < {mark}3 ORDER BY tree_index) AS leaf"
        )
        values = ", ".join(f"{mark}{place}" for place in range(1, 7))
        self.begin = (
            f"INSERT INTO tree_head (tenant, at, size, frontier, root, position) VALUES ({values})"
            " ON CONFLICT DO NOTHING"
        )
        self.grow = (
            f"UPDATE tree_head SET at = {mark}2, size = {mark}3, frontier = {mark}4, root = {mark}5, position = {mark}6"
            f" WHERE tenant = {mark}1"
        )


_ON: Final = {
    # It joins rows as the subquery has them, and takes an order of its own only from 3.44 on.
    "sqlite": _Statements(mark="?", locked="", below="", joined="group_concat(hex(hash), '')"),
    POSTGRES: _Statements(
        mark="$",
        locked="FOR UPDATE",
        below=f"AND position < {HORIZON}",
        joined="string_agg(encode(hash, 'hex'), '' ORDER BY tree_index)",
    ),
}


def waiting(connection: Connection) -> Sequence[str]:
    """Return the tenants with entries that have no place yet, in order."""
    return [tenant for (tenant,) in connection.exec_driver_sql(_ON[connection.dialect.name].waiting)]


def sequence(connection: Connection, tenant: str, *, at: int, limit: int) -> int:
    """Give the oldest entries that wait the next places, `limit` at most, and return how many those were.

    Args:
        connection: in an open transaction.
        tenant: whose.
        at: now, in microseconds since the epoch.
        limit: entries at most.
    """
    on, ask = _ON[connection.dialect.name], connection.exec_driver_sql
    head = ask(on.head, (tenant,)).one_or_none()
    after, before = (head[0], Frontier.from_bytes(head[1])) if head else (0, Frontier())
    last, count = ask(on.next, (tenant, after, limit)).one()
    if not count:
        return 0
    # Where another notary began with this tenant just now, its row is there to be locked the next time.
    if not head and not ask(on.begin, (tenant, *_row(before, position=0, at=at))).rowcount:
        return 0
    # Where no other tenant wrote in between, as on SQLite with one alone, places follow from positions: a third less time.
    place = on.place_dense if last - after == count else on.place
    ask(place, (tenant, after, last, before.size))
    tree = before.extend(_hashes(ask(on.placed, (tenant, before.size, before.size + count)).scalar_one()))
    ask(on.grow, (tenant, *_row(tree, position=last, at=at)))
    return tree.size - before.size


def _row(tree: Frontier, *, position: int, at: int) -> tuple[object, ...]:
    return at, tree.size, tree.to_bytes(), tree.root(), position


def _hashes(joined: str) -> list[bytes]:
    data = bytes.fromhex(joined)
    return [data[place : place + HASH_BYTES] for place in range(0, len(data), HASH_BYTES)]
