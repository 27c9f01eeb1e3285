"""How far retention has removed each tenant's log. Only adds."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "log_removed",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("decisions", BIG, nullable=False),
        sa.Column("usage", BIG, nullable=False),
        sa.Column("others", BIG, nullable=False),
        sa.Column("ledger", BIG, nullable=False),
        sa.Column("entry_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
        sqlite_with_rowid=False,
    )
