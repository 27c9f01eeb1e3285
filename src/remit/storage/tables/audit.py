"""What can be proven: audit entries (a decision is one) and their place in each tenant's Merkle tree."""

from typing import Any, Final

from sqlalchemy import Column, Index, LargeBinary, Table, text

from remit.storage.tables.base import BIG, TEXT, metadata

_REFUSED: Final = text("source <> ''")

ON_POSTGRES: Final[dict[str, Any]] = {"info": {"on": "postgresql"}}
"""An index that SQLite has not, for it has no need of it, or knows no such kind."""

audit_entry: Final = Table(
    "audit_entry",
    metadata,
    Column("position", BIG, primary_key=True, autoincrement=True, comment="order of commit"),
    Column("id", TEXT, nullable=False, comment="unique by its making; a partitioned table cannot say so"),
    Column("tenant", TEXT, nullable=False),
    Column("at", BIG, nullable=False),
    Column("kind", TEXT, nullable=False, comment="`decision`, or the action of an administrative change"),
    Column("principal", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("resource", TEXT, nullable=False),
    Column("effect", BIG, nullable=False, comment="number of Effect; 0 for changes"),
    Column("code", TEXT, nullable=False, comment="first reason of a refusal"),
    Column("source", TEXT, nullable=False, comment="what refused: a budget, guardrail, limit"),
    Column("run_id", TEXT, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="the exact bytes of the leaf"),
    Column("hash", LargeBinary, nullable=False, comment="RFC 6962 leaf hash of body"),
    Index("audit_entry_by_id", "id"),
    Index("audit_entry_by_tenant", "tenant", "position"),
    Index("audit_entry_by_subject", "tenant", "subject", "position"),
    # A few bytes for every hundred entries: entries lie in the order of time, so no more is needed to find an hour.
    Index("audit_entry_by_time", "at", postgresql_using="brin", **ON_POSTGRES),
    # Refusals alone, which are few: what a budget blocked is counted from here.
    Index(
        "audit_entry_by_source", "tenant", "source", "at", sqlite_where=_REFUSED, postgresql_where=_REFUSED
    ),
)

tree_leaf: Final = Table(
    "tree_leaf",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("tree_index", BIG, primary_key=True, autoincrement=False),
    Column("entry_id", TEXT, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("at", BIG, comment="of its entry; NULL of one that was placed before leaves had it"),
    Index("tree_leaf_by_entry", "entry_id"),
    # Partitioned by month there, so its primary key would have to hold the instant: it has none, as other such tables.
    Index("tree_leaf_by_index", "tenant", "tree_index", **ON_POSTGRES),
    sqlite_with_rowid=False,
)

tree_head: Final = Table(
    "tree_head",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("size", BIG, nullable=False),
    Column("position", BIG, nullable=False, comment="last audit entry sequenced"),
    Column("frontier", LargeBinary, nullable=False, comment="right edge of the tree"),
    Column("root", LargeBinary, nullable=False),
    Column("at", BIG, nullable=False),
    sqlite_with_rowid=False,
)

log_removed: Final = Table(
    "log_removed",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("size", BIG, nullable=False, comment="leaves at the beginning of the tree that are gone"),
    Column("frontier", LargeBinary, nullable=False, comment="right edge of the tree over those"),
    Column("root", LargeBinary, nullable=False, comment="and its root"),
    # Of each part (`audit.removal.Part`): the index before which none of its entries is there any more.
    Column("decisions", BIG, nullable=False),
    Column("usage", BIG, nullable=False),
    Column("others", BIG, nullable=False),
    Column("ledger", BIG, nullable=False, comment="position up to which the ledger was removed"),
    Column("entry_id", TEXT, nullable=False, comment="the newest entry that says so"),
    sqlite_with_rowid=False,
)
