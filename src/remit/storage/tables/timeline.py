"""What happened: the steps of runs, dense within a run, in order of commit across all."""

from typing import Final

from sqlalchemy import Column, Index, Table

from remit.storage.tables.base import BIG, TEXT, metadata

run_head: Final = Table(
    "run_head",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("run_id", TEXT, primary_key=True),
    Column("sequence", BIG, nullable=False, comment="of the newest step; this row's lock makes it dense"),
    Column("change", BIG, nullable=False, comment="of the newest change; as dense, and above every sequence"),
    Column(
        "removed",
        BIG,
        nullable=False,
        server_default="0",
        comment="of the newest change that retention removed",
    ),
    sqlite_with_rowid=False,
)

timeline_head: Final = Table(
    "timeline_head",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("removed", BIG, nullable=False, comment="position up to which retention removed steps"),
    sqlite_with_rowid=False,
)

step: Final = Table(
    "step",
    metadata,
    Column("position", BIG, primary_key=True, autoincrement=True, comment="order of commit"),
    Column("tenant", TEXT, nullable=False),
    Column("run_id", TEXT, nullable=False),
    Column("sequence", BIG, nullable=False, comment="1, 2, 3 … within the run, without gaps; 0: no step"),
    Column(
        "change", BIG, nullable=False, comment="its place in the run's stream: steps, changes, begin and end"
    ),
    Column("step_id", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("status", TEXT, nullable=False),
    Column("at", BIG, nullable=False, comment="when it was written, or last changed"),
    Column("body", TEXT, nullable=False, comment="JSON of the whole step"),
    Index("step_by_run", "tenant", "run_id", "change"),
    Index("step_by_tenant", "tenant", "position"),
    Index("step_by_subject", "tenant", "subject", "position"),
)
