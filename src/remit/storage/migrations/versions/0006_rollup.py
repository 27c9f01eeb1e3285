"""Sums of the ledger by quarter hours and days.

Two tables, empty: upkeep adds up what is booked already, from its beginning, and until it has come to an entry answers
read that from the ledger. So does an older server, which knows nothing of the sums and needs not keep them. Only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

KEYS = ("subject", "on_behalf_of", "model", "operation", "outcome")
AMOUNTS = (
    "first_at", "entries", "records", "failures", "unpriced", "cost_units", "cost_nanos", "input", "output", "cache_read",
    "cache_write", "reasoning", "input_audio", "output_audio", "image",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rollup",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("span", BIG, autoincrement=False, nullable=False),
        sa.Column("starts_at", BIG, autoincrement=False, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in KEYS),
        *(sa.Column(name, BIG, nullable=False) for name in AMOUNTS),
        sa.PrimaryKeyConstraint("tenant", "span", "starts_at", *KEYS),
        sqlite_with_rowid=False,
    )
    op.create_index("rollup_by_subject", "rollup", ["tenant", "subject", "span", "starts_at"])
    op.create_table(
        "rollup_head",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
        sqlite_with_rowid=False,
    )
