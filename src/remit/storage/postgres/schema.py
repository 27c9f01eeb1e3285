"""What the tables need on Postgres beyond what they declare."""

from typing import Final

from sqlalchemy import Connection

from remit.storage.dialect import NEXT_POSITION, ORDINAL_BITS
from remit.storage.tables import metadata

_POSITION: Final = f"""
CREATE OR REPLACE FUNCTION {NEXT_POSITION} RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE ordinal bigint := coalesce(nullif(current_setting('remit.ordinal', true), ''), '0')::bigint + 1;
BEGIN
  PERFORM set_config('remit.ordinal', ordinal::text, true);
  RETURN (pg_current_xact_id()::text::bigint << {ORDINAL_BITS}) + ordinal;
END $$
"""


def create(connection: Connection) -> None:
    """Make every table that is missing."""
    metadata.create_all(connection)
    connection.exec_driver_sql(_POSITION)
    for table in ("audit_entry", "ledger", "step"):
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN position SET DEFAULT {NEXT_POSITION}")
