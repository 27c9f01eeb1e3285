"""What positions begin with: 0, until rows of another cluster are here that were further on.

The function is replaced by whoever mends a database that was restored from a dump (`storage/restored.py`).
"""

from alembic import op

revision = "0004"
down_revision = "0003"

NEEDS = "0001"
"""The oldest code, by the newest revision that it knows, that works on the tables as they are after this."""

# A constant when a statement is planned, so that it costs none of them anything.
BASE = """
CREATE FUNCTION remit_position_base() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 0::bigint'
"""
POSITION = """
CREATE OR REPLACE FUNCTION remit_position() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE ordinal bigint := coalesce(nullif(current_setting('remit.ordinal', true), ''), '0')::bigint + 1;
BEGIN
  PERFORM set_config('remit.ordinal', ordinal::text, true);
  RETURN ((remit_position_base() + pg_current_xact_id()::text::bigint) << 20) + ordinal;
END $$
"""


def upgrade() -> None:
    """Make the function, and let the one that gives positions use it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(BASE)
        op.execute(POSITION)
