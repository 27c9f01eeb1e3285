"""Alerts, and the outbox.

Two tables of their own. Only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alert",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("budget_id", TEXT, nullable=False),
        sa.Column("bucket", TEXT, nullable=False),
        sa.Column("percent", BIG, nullable=False, autoincrement=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("rules", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "budget_id", "bucket", "percent"),
        sqlite_with_rowid=False,
    )
    op.create_index("alert_by_id", "alert", ["tenant", "id"])
    op.create_index("alert_by_budget", "alert", ["tenant", "budget_id", "id"])
    op.create_table(
        "outbox",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("destination", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", BIG, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("outbox_by_due", "outbox", ["due_at"])
    op.create_index("outbox_by_state", "outbox", ["state"])
