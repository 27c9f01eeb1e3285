"""How a Postgres server stands, asked on one connection of its own: for who examines it. Reads alone, and judges nothing."""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy import Connection as SqlConnection

from remit.storage.condition import UnreachableError
from remit.storage.postgres.connection import Connections
from remit.storage.postgres.engine import PostgresStore
from remit.storage.postgres.pipeline import Driver
from remit.storage.tables import metadata

T = TypeVar("T")

SETTINGS: Final = (
    "autovacuum",
    "default_transaction_isolation",
    "fsync",
    "full_page_writes",
    "max_connections",
    "reserved_connections",
    "server_version",
    "superuser_reserved_connections",
    "synchronous_commit",
    "synchronous_standby_names",
)
"""What is read of its settings, as they are for this user and database."""

CHANGED: Final = (
    "counter",
    "entity",
    "ledger",
    "person",
    "reservation",
    "rollup",
    "rollup_head",
    "run_head",
    "step",
    "tenant_head",
    "tree_head",
    "upkeep_lease",
)
"""Tables whose rows are changed; to all others rows are only added."""

_ROW: Final = """
SELECT current_setting('server_version_num')::int AS version, pg_is_in_recovery() AS standby,
  current_setting('default_transaction_read_only') = 'on' AS read_only, getdatabaseencoding() AS encoding,
  (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
  (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS role_limit,
  (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS database_limit,
  (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()) AS age,
  (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted,
  has_schema_privilege(current_schema(), 'CREATE') AND NOT EXISTS (
    SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'p' AND c.relname = ANY($1::text[])
      AND NOT pg_has_role(c.relowner, 'USAGE')
  ) AS may_divide
"""
_LACKING: Final = """
SELECT c.relname || ': ' || wanted.privilege FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE')) AS wanted (privilege)
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname = ANY($1::text[])
  AND (wanted.privilege <> 'UPDATE' OR c.relname = ANY($2::text[]))
  AND NOT has_table_privilege(c.oid, wanted.privilege)
ORDER BY 1
"""
_PARTITIONS: Final = """
SELECT parent.relname, pg_get_expr(child.relpartbound, child.oid) FROM pg_inherits AS i
  JOIN pg_class AS parent ON parent.oid = i.inhparent JOIN pg_class AS child ON child.oid = i.inhrelid
  JOIN pg_namespace AS n ON n.oid = parent.relnamespace
WHERE n.nspname = current_schema() AND parent.relkind = 'p' AND parent.relname = ANY($1::text[])
ORDER BY 1
"""
_NOW: Final = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_BOUNDS: Final = re.compile(r"FROM \('?(-?\d+|MINVALUE)'?\) TO \('?(-?\d+|MAXVALUE)'?\)")
_LOWEST: Final = -(2**63)
_HIGHEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ServerCondition:
    """How a server and one of its databases stand."""

    version: int
    """`180000` for 18.0."""
    settings: Mapping[str, str]
    """Of `SETTINGS`, those that this version has."""
    standby: bool
    read_only: bool
    encoding: str
    connections: int
    """Of clients, now."""
    limits: Sequence[int]
    """Connections that this user and this database may have, where that is limited."""
    age: int
    """Transactions since the oldest row was frozen."""
    encrypted: bool
    may_divide: bool
    """Whether this user may make parts of tables, for months."""
    lacking: Sequence[str]
    """What this user may not do and must, `counter: UPDATE`."""
    standbys: Sequence[str | None] = ()
    """How each that is connected follows, `sync` or `quorum` if commits wait for it; None where this user may not see it."""
    partitions: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    """First instant and end of each month's part, by partitioned table; none of what takes all the rest."""


class Examination:
    """One connection, for questions one after the other."""

    def __init__(self, connection: Driver) -> None:
        """Ask on an open connection."""
        self._connection = connection

    async def condition(self) -> ServerCondition:
        """Return how the server stands."""
        connection = self._connection
        async with connection.transaction(readonly=True):
            row = await connection.fetchrow(_ROW, list(metadata.tables))
            assert row is not None  # noqa: S101  a SELECT without FROM has one row
            listed = await connection.fetch(
                "SELECT name, setting FROM pg_settings WHERE name = ANY($1::text[])", list(SETTINGS)
            )
            lacking = await connection.fetch(_LACKING, list(metadata.tables), list(CHANGED))
            standbys = await connection.fetch("SELECT sync_state FROM pg_stat_replication")
            parts = await connection.fetch(_PARTITIONS, list(metadata.tables))
        return ServerCondition(
            version=row["version"],
            settings={one["name"]: one["setting"] for one in listed},
            standby=row["standby"],
            read_only=row["read_only"],
            encoding=row["encoding"],
            connections=row["connections"],
            limits=[row[name] for name in ("role_limit", "database_limit") if (row[name] or -1) >= 0],
            age=row["age"],
            encrypted=bool(row["encrypted"]),
            may_divide=row["may_divide"],
            lacking=[one[0] for one in lacking],
            standbys=[one["sync_state"] for one in standbys],
            partitions=_partitions(parts),
        )

    async def now(self) -> int:
        """Return the server's clock, in microseconds since the epoch."""
        told: int = await self._connection.fetchval(_NOW)
        return told


@asynccontextmanager
async def examination(url: str, *, seconds: float) -> AsyncIterator[Examination]:
    """Connect for the length of a block; give up after so many seconds.

    Raises:
        UnreachableError: saying why there is no connection.
    """
    connections = Connections(url)
    try:
        async with asyncio.timeout(seconds):
            connection = await connections.connect()
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise UnreachableError(why(error)) from None
    try:
        yield Examination(connection)
    finally:
        connection.terminate()


async def read(store: PostgresStore, work: Callable[[SqlConnection], T], *, seconds: float) -> T:
    """Run `work` on a snapshot, each of its statements for so many seconds at most; writing raises.

    Raises:
        BackendUnavailableError: when there was no answer in time.
    """

    def bounded(connection: SqlConnection) -> T:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1_000)}")
        return work(connection)

    return await store.read(bounded)


def cause(error: BaseException) -> str:
    """Return in plain words what is behind a failure; empty when nothing more is known than that."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, OSError) or any(isinstance(found, kind) for kind, _ in _WHY):
            return why(found)
        found = found.__cause__
    return ""


def why(error: BaseException) -> str:
    """Return in plain words why there is no connection; never a text of the driver, which may show the URL."""
    for kind, words in _WHY:
        if isinstance(error, kind):
            return words
    if isinstance(error, asyncpg.PostgresError):
        return f"it refused with {type(error).__name__} ({getattr(error, 'sqlstate', None)})"
    return "nothing answers at its address"


def _partitions(rows: Sequence[Any]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for table, bounds in rows:
        found.setdefault(table, [])
        if match := _BOUNDS.search(bounds or ""):
            first, end = match.groups()
            found[table].append(
                (
                    _LOWEST if first == "MINVALUE" else int(first),
                    _HIGHEST if end == "MAXVALUE" else int(end),
                )
            )
    return found


_WHY: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (TimeoutError, "it did not answer in time"),
    (ssl.SSLError, "there is no trust in its certificate, or it does not speak TLS"),
    (asyncpg.InvalidPasswordError, "it refused the user or the password"),
    (asyncpg.InvalidAuthorizationSpecificationError, "it lets this user not in from here (pg_hba.conf)"),
    (asyncpg.InvalidCatalogNameError, "it has no database of that name"),
    (asyncpg.TooManyConnectionsError, "it takes no more connections"),
    (asyncpg.CannotConnectNowError, "it is starting or shutting down"),
    (ConnectionRefusedError, "nothing listens at its address"),
    (socket.gaierror, "nobody knows its host's name"),
    (FileNotFoundError, "a file or socket that REMIT_DATABASE_URL names is not there"),
    (ValueError, "REMIT_DATABASE_URL cannot be understood"),
)
