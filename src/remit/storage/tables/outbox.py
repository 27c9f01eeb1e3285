"""What is to be told outside, written with what it tells of; and the alerts that were raised."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table

from remit.storage.tables.base import BIG, TEXT, metadata

alert: Final = Table(
    "alert",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("budget_id", TEXT, primary_key=True),
    Column(
        "bucket",
        TEXT,
        primary_key=True,
        comment="with the percent the key: raised once, whoever crosses it again",
    ),
    Column("percent", BIG, primary_key=True, autoincrement=False),
    Column("id", TEXT, nullable=False, comment="sorts by time"),
    Column("at", BIG, nullable=False),
    Column("standing", TEXT, nullable=False, comment="JSON [counter, spent, held] as it was raised"),
    Column("rules", TEXT, nullable=False, comment="JSON list of the rules that passed it on"),
    Index("alert_by_id", "tenant", "id"),
    Index("alert_by_budget", "tenant", "budget_id", "id"),
    sqlite_with_rowid=False,
)

outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", TEXT, primary_key=True, comment="the receiver's to tell a repeat by"),
    Column("tenant", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False, comment="who handles it: `alert`, `webhook`, `email`"),
    Column("destination", TEXT, nullable=False, comment="the host it goes to; so many at once go to each"),
    Column("body", TEXT, nullable=False, comment="JSON, for its handler"),
    Column("created_at", BIG, nullable=False),
    Column(
        "attempts", Integer, nullable=False, comment="begun so far; a new one ends the say of the one before"
    ),
    Column(
        "due_at",
        BIG,
        nullable=False,
        comment="of what waits, when to try; while it is tried, when others may; of what has ended, when it goes",
    ),
    Column("state", TEXT, nullable=False, comment="WAITING, DELIVERED, WITHDRAWN, DEAD"),
    Column(
        "error", TEXT, nullable=False, comment="why the last attempt failed; nothing that the receiver said"
    ),
    Index("outbox_by_due", "due_at"),
    Index("outbox_by_state", "state"),
    sqlite_with_rowid=False,
)
