"""What of a reservation is due once the input was sent.

Reservations of before, and those that an older server makes, do not say; of them all is charged, as ever. Only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("reservation", sa.Column("input_money", BIG))
    op.add_column("reservation", sa.Column("input_tokens", BIG))
