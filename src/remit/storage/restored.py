"""Whether new rows come behind those that are there, and how they do again in a database that came as a dump.

Positions on Postgres are made of transaction ids. A dump keeps those of its rows, but another cluster counts its
transactions from its own beginning. Moves no row: cursors, evidence and proofs stay what they are.
"""

from typing import Final

from sqlalchemy import BigInteger, Connection, cast, func, literal_column, select, text

from remit.errors import PreconditionFailedError
from remit.storage import schema
from remit.storage.dialect import BASE, ORDINAL_BITS, POSTGRES
from remit.storage.tables.audit import audit_entry, tree_head
from remit.storage.tables.budget import ledger, rollup_head
from remit.storage.tables.timeline import step

REVISION: Final = "0004"
"""The first whose code adds the base to the ids of its transactions."""
APART: Final = 1 << 32
"""Transactions left out: what the other cluster did after the dump, and cursors of that time, come before what is new."""
MEND: Final = "run `remit migrate --restored` with the same settings, then start again"

_NEXT: Final = literal_column(f"pg_snapshot_xmax(pg_current_snapshot())::text::bigint + {BASE}", BigInteger)


def begin(connection: Connection) -> None:
    """Do as `schema.begin`, and make sure that no new row can come before one that is there.

    Raises:
        PreconditionFailedError: saying what to run.
    """
    schema.begin(connection)
    if behind(connection):
        message = (
            "this database came from another cluster, whose transactions were further on: streams and the audit tree would"
            f" miss new rows; {MEND}"
        )
        raise PreconditionFailedError(message)


def behind(connection: Connection) -> int:
    """Return how many transactions must pass until new rows come behind those that are there; 0 when they do now."""
    if connection.dialect.name != POSTGRES:
        return 0
    newest = newest_position(connection) >> ORDINAL_BITS
    return max(newest + 1 - int(connection.scalar(select(_NEXT)) or 0), 0)


def newest_position(connection: Connection) -> int:
    """Return the highest position that any row has taken, or the audit tree or sums have come to; 0 without rows."""
    tops = [
        connection.scalar(select(cast(func.max(table.c.position), BigInteger)))
        for table in (audit_entry, ledger, step, tree_head, rollup_head)
    ]
    return max(top or 0 for top in tops)


def mend(connection: Connection) -> bool:
    """Let new rows come behind those that are there, and keep out code that would not; tell whether that was needed.

    Nobody else may write meanwhile; servers refuse to start until this is done.
    """
    missing = behind(connection)
    if not missing:
        return False
    base = int(connection.scalar(select(literal_column(BASE, BigInteger))) or 0) + missing + APART
    connection.execute(
        text(
            f"CREATE OR REPLACE FUNCTION {BASE} RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE"
            f" AS 'SELECT {base}::bigint'"
        )
    )
    schema.raise_needs(connection, REVISION)
    return True
