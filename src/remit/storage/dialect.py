"""What SQLite and Postgres spell differently. Everything else in this room is written once, for both."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Text

ORDINAL_BITS: Final = 20
"""A position on Postgres is a transaction's id and, in so many bits, an ordinal within it: order of transaction ids,
read only below the oldest that is open, so that nothing appears behind a place that was read."""

POSTGRES: Final = "postgresql"

BASE: Final = "remit_position_base()"
"""What is added to the ids of transactions: not 0 in a database that came from a cluster that was further on."""
HORIZON: Final = f"(({BASE} + pg_snapshot_xmin(pg_current_snapshot())::text::bigint) << {ORDINAL_BITS})"
NEXT_POSITION: Final = "remit_position()"


def upsert(connection: Connection, table: Table) -> Any:  # noqa: ANN401  the two inserts have no common base
    """Return an INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return upsert_on(connection.dialect.name, table)


def upsert_on(engine: str, table: Table) -> Any:  # noqa: ANN401  as above
    """Return the same for an engine by its name."""
    return (postgresql if engine == POSTGRES else sqlite).insert(table)


def horizon(connection: Connection) -> int | None:
    """Return the position below which no row can appear any more; None where commits are in order anyway."""
    if connection.dialect.name != POSTGRES:
        return None
    return int(connection.scalar(select(literal_column(HORIZON))) or 0)


def next_position(connection: Connection, column: ColumnElement[int]) -> Any:  # noqa: ANN401  a value or an expression
    """Return a position behind all that are taken in a table."""
    if connection.dialect.name == POSTGRES:
        return literal_column(NEXT_POSITION)
    return (connection.scalar(select(func.max(column))) or 0) + 1


def lock(connection: Connection, tenant: str) -> None:
    """Wait until no decision of this tenant is being committed, and let none begin before this transaction ends.

    A decision shares this lock while it compares revisions and commits, so that no change of policy can overtake it.
    SQLite writes one at a time anyway.
    """
    if connection.dialect.name == POSTGRES:
        connection.execute(select(func.pg_advisory_xact_lock(lock_key(tenant))))


def walk(connection: Connection) -> None:
    """Have the rest of this transaction read in the order of an index what it asks for in an order.

    Postgres else sorts all that is left, for each page again, where it was told nothing yet of how much has come.
    """
    if connection.dialect.name == POSTGRES:
        names = ("enable_sort", "enable_incremental_sort", "enable_bitmapscan", "enable_seqscan")
        connection.execute(select(*(func.set_config(name, "off", literal_column("true")) for name in names)))


def share(connection: Connection, tenants: Iterable[str]) -> None:
    """Wait until no change of these tenants' policy is being committed, as a decision does; none can begin meanwhile."""
    if connection.dialect.name == POSTGRES:
        for key in sorted(map(lock_key, set(tenants))):
            connection.execute(select(func.pg_advisory_xact_lock_shared(key)))


def lock_key(name: str) -> int:
    """Return the number under which Postgres locks a name that has no row of its own: 64 bits of its hash."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


class json_text(FunctionElement[str]):  # noqa: N801  named as SQL functions are
    """The text (or number, on SQLite) at a path of keys in a column of JSON; NULL when it is not there."""

    type = Text()
    inherit_cache = True
    name = "json_text"

    def __init__(self, column: ColumnElement[Any], *keys: str) -> None:
        """Look in `column`, text or bytes, below `keys`."""
        super().__init__(column, *(literal(key, Text()) for key in keys))


class public_name(FunctionElement[str]):  # noqa: N801  as above
    """The text at the top of a column of JSON under a key, as an index has it: without a parameter.

    On Postgres by its look, which is the same in all that is written here; its own parser refuses a whole text for a
    NUL anywhere in it, which what people write may hold.
    """

    type = Text()
    inherit_cache = True
    name = "public_name"

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        """Look in `column` for a fixed `key`: letters and underscores."""
        super().__init__(column, literal_column(key))


def json_number(column: ColumnElement[Any], *keys: str) -> ColumnElement[int]:
    """Return the integer at a path of keys in a column of JSON."""
    return cast(json_text(column, *keys), BigInteger)


def total(amount: ColumnElement[int]) -> ColumnElement[int]:
    """Return the sum of an integer column as an integer, 0 of no rows."""
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


@compiles(json_text, "sqlite")
def _sqlite(element: json_text, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  SQLAlchemy's own
    column, *keys = element.clauses
    path = " || ".join(f"""'."' || {compiler.process(key, **options)} || '"'""" for key in keys)
    return f"json_extract(CAST({compiler.process(column, **options)} AS TEXT), '$' || {path})"


@compiles(json_text, POSTGRES)
def _postgres(element: json_text, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  SQLAlchemy's own
    column, *keys = element.clauses
    shown = compiler.process(column, **options)
    text = f"convert_from({shown}, 'UTF8')" if isinstance(column.type, LargeBinary) else shown
    path = ", ".join(compiler.process(key, **options) for key in keys)
    return f"jsonb_extract_path_text(({text})::jsonb, {path})"


@compiles(public_name, "sqlite")
def _sqlite_name(element: public_name, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    column, key = (compiler.process(part, **options) for part in element.clauses)
    return f"json_extract({column}, '$.{key}')"


@compiles(public_name, POSTGRES)
def _postgres_name(element: public_name, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    column, key = (compiler.process(part, **options) for part in element.clauses)
    return f"""substring({column} from '"{key}":"([^"]*)"')"""
