"""Which tables the database has, and how it gets those that this code knows. Touches no row of theirs.

A migration that only adds (expand) lets servers of the version before run on; one that takes away (contract) says, as
`NEEDS`, the oldest code that may run after it. So servers are replaced one by one, and put back if need be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, column, inspect, select, table, text

from remit.errors import PreconditionFailedError
from remit.storage.dialect import POSTGRES, lock_key, upsert
from remit.storage.tables.entity import installation

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import Script, ScriptDirectory

# Alembic is a sixth of what a start costs, so it is loaded where there is something to do, which is seldom.

NEEDS: Final = "schema_needs"
"""The fact of the installation that says how new code must be."""

LOCK_TIMEOUT: Final = "3s"
"""Of statements that change tables: one that waits longer would make every call behind it wait too."""

MIGRATE: Final = "run `remit migrate` with the same settings, then start again"

_noted: Final = table("alembic_version", column("version_num"))


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Where a database stands."""

    found: str
    """Its revision, `0001`; empty when it has no tables of ours."""
    head: str
    """The newest revision that this code knows."""
    pending: tuple[str, ...]
    """What is to be done: `0002 Steps by their time.`, oldest first."""


def state(connection: Connection) -> SchemaState:
    """Look where the database stands.

    Raises:
        PreconditionFailedError: when it has tables of ours that no migration made.
    """
    found = _found(connection)
    if not found and inspect(connection).has_table(installation.name):
        message = "this database was made by a version that was never released; begin with an empty one"
        raise PreconditionFailedError(message)
    return SchemaState(found, head(), tuple(_told(one) for one in _pending(found)))


def revision(connection: Connection) -> str:
    """Return the revision of the tables, `0001`; empty when no migration was ever run. Reads no migration."""
    return _found(connection)


@cache
def head() -> str:
    """Return the newest revision that this code knows: migrations' files are named by theirs."""
    versions = Path(__file__).with_name("migrations") / "versions"
    return max(path.name.partition("_")[0] for path in versions.glob("[0-9]*.py"))


def require(connection: Connection) -> None:
    """Make sure that this code may run on the tables as they are.

    Raises:
        PreconditionFailedError: saying what to run, when they are older or too new.
    """
    now = state(connection)
    if now.pending:
        message = (
            f"the database is at revision {now.found or 'none'}, this server needs {now.head}; {MIGRATE}"
        )
        raise PreconditionFailedError(message)
    needs = _needs(connection)
    if needs > now.head:
        message = (
            f"the database is at revision {now.found} and needs servers that know {needs}; this one knows {now.head}:"
            " start a newer Remit"
        )
        raise PreconditionFailedError(message)


def begin(connection: Connection) -> None:
    """Make the tables of an empty database; of any other make sure that this code may run on it.

    Raises:
        PreconditionFailedError: as `require`.
    """
    if state(connection).found:
        require(connection)
    else:
        upgrade(connection)


def upgrade(connection: Connection, told: Callable[[str], None] = lambda _: None) -> Sequence[str]:
    """Do what is pending, all of it or nothing, and return what was done; `told` hears of each step before it runs."""
    if connection.dialect.name == POSTGRES:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({lock_key('migrate')})"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    todo = _pending(state(connection).found)
    for one in todo:
        told(_told(one))
        _run(connection, one)
    if todo:
        raise_needs(connection, todo[-1].module.NEEDS)
    return [_told(one) for one in todo]


def raise_needs(connection: Connection, revision: str) -> None:
    """Keep out servers that do not know this revision."""
    values = {"value": max(revision, _needs(connection))}
    need = upsert(connection, installation).values(name=NEEDS, **values)
    connection.execute(need.on_conflict_do_update(index_elements=["name"], set_=values))


def _found(connection: Connection) -> str:
    """Return what Alembic has noted; empty when no migration was ever run."""
    if not inspect(connection).has_table(_noted.name):
        return ""
    return connection.scalar(select(_noted.c.version_num)) or ""


def _needs(connection: Connection) -> str:
    return connection.scalar(select(installation.c.value).where(installation.c.name == NEEDS)) or ""


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "remit.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return ScriptDirectory.from_config(_config())


def _pending(found: str) -> "list[Script]":
    """What comes after a revision, oldest first; nothing after one that this code does not know."""
    if found == head():
        return []
    scripts = list(_scripts().walk_revisions())
    if found and found not in {one.revision for one in scripts}:
        return []
    return [one for one in reversed(scripts) if one.revision > found]


def _run(connection: Connection, script: "Script") -> None:
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(connection), script.revision)


def _told(script: "Script") -> str:
    return f"{script.revision} {script.doc.splitlines()[0]}"
