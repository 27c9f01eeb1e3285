"""When credentials were last used."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NEEDS = "0001"
"""Only adds: servers of the version before know nothing of it, and need not."""

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "credential_use",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("credential", TEXT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "credential"),
        sqlite_with_rowid=False,
    )
