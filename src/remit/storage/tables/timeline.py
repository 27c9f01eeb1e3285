"""What happened: the steps of runs, dense within a run, in order of commit across all."""

from typing import Final

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from remit.storage.tables.base import BIG, metadata

run_head: Final = Table(
    "run_head",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("run_id", Text, primary_key=True),
    Column(
        "sequence", BIG, nullable=False, comment="of the newest step; its row's lock makes sequences dense"
    ),
    sqlite_with_rowid=False,
)

step: Final = Table(
    "step",
    metadata,
    Column("position", BIG, primary_key=True, autoincrement=True, comment="order of commit"),
    Column("tenant", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("sequence", BIG, nullable=False, comment="1, 2, 3 … within the run, without gaps"),
    Column("step_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("body", Text, nullable=False, comment="JSON of the whole step"),
    UniqueConstraint("tenant", "run_id", "sequence", name="step_sequence"),
    Index("step_by_tenant", "tenant", "position"),
    Index("step_by_subject", "tenant", "subject", "position"),
)
