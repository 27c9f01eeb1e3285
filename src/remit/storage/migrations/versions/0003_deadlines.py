"""Deadlines of sessions and runs.

A table of its own, so that a sign of life of a run changes no entity and takes no revision. Only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deadline",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("due_at", BIG, nullable=False),
        sa.Column("lease", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("deadline_by_time", "deadline", ["due_at"])
