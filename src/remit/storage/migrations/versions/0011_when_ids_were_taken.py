"""When callers' ids were taken, so that they can be forgotten. Only adds: of what was there before it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column."""
    op.add_column("idempotency", sa.Column("at", BIG))
