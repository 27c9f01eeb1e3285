"""The tables are those that migrations make, and a server starts only on those that it knows."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, select, update
from sqlalchemy.schema import SchemaItem

from remit.bootstrap import DATABASE
from remit.errors import PreconditionFailedError
from remit.storage import schema
from remit.storage.dialect import POSTGRES
from remit.storage.tables import metadata
from remit.storage.tables.entity import PUBLIC_NAMES, installation, tenant_head
from tests.stores import open_store

# Of the same indexes, on SQLite.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")

HEAD = schema._scripts().get_current_head() or ""
BY_EXPRESSION = {f"{kind}_by_name" for kind in PUBLIC_NAMES}
"""Indexes that a migration alone knows: what they are of cannot be compared. `test_names.py` says that they serve."""
PARTITION = re.compile(r"\w+_(other|\d{4}_\d{2})")


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_object": _ours(connection.dialect.name)}
    )
    # What columns are for, the code says; the database need not repeat it.
    return [one for one in compare_metadata(context, metadata) if "modify_comment" not in str(one)]


def _ours(engine: str) -> Callable[..., bool]:
    def include(thing: SchemaItem, name: str | None, *_: object) -> bool:
        return (
            name is not None
            and name not in BY_EXPRESSION
            and PARTITION.fullmatch(name) is None
            and thing.info.get("on", engine) == engine
        )

    return include


async def test_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        assert await store.read(differences) == []
        assert await store.read(schema.state) == schema.SchemaState(HEAD, HEAD, ())
    finally:
        await store.close()


async def test_it_is_safe_to_repeat(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        assert await store.write(schema.upgrade) == []
        await store.read(schema.require)
    finally:
        await store.close()


@pytest.mark.sqlite
async def test_tables_that_are_up_to_date_are_opened_without_alembic(tmp_path: Path) -> None:
    await open_store(tmp_path).close()
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from remit.storage.sqlite.engine import SqliteStore\n"
        f"SqliteStore(Path({str(tmp_path / DATABASE)!r}))\n"
        "print('alembic' in sys.modules)\n"
    )
    command = [sys.executable, "-c", program]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


async def test_older_tables_are_refused_with_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path)
    pending = schema._pending
    monkeypatch.setattr(schema, "_pending", lambda _: pending(""))
    try:
        with pytest.raises(PreconditionFailedError, match="remit migrate"):
            await store.read(schema.require)
    finally:
        await store.close()


async def test_newer_tables_are_fine_while_they_only_add(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    change = update(installation).where(installation.c.name == schema.NEEDS)
    query = select(installation.c.value).where(installation.c.name == schema.NEEDS)
    needs = await store.read(lambda connection: connection.scalar(query))

    def at(revision: str) -> Callable[[Connection], object]:
        return lambda connection: connection.exec_driver_sql(
            f"UPDATE alembic_version SET version_num = '{revision}'"
        )

    try:
        await store.write(at("9999"))
        await store.read(schema.require)
        await store.write(lambda connection: connection.execute(change.values(value="9998")))
        with pytest.raises(PreconditionFailedError, match="start a newer Remit"):
            await store.read(schema.require)
    finally:
        await store.write(lambda connection: connection.execute(change.values(value=needs)))
        await store.write(at(HEAD))
        await store.close()


def begin_at(connection: Connection, revision: str) -> None:
    """Leave nothing but the tables as they were at a revision, with a row in one of them."""
    if connection.dialect.name == POSTGRES:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    else:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)
    command.upgrade(schema._config(connection), revision)
    connection.exec_driver_sql("INSERT INTO tenant_head (tenant, revision) VALUES ('acme', 7)")


async def test_tables_of_the_first_release_are_brought_up_to_date_with_their_rows(tmp_path: Path) -> None:
    first = open_store(tmp_path / "first")
    # Not the database that tests share: this one is thrown away.
    store = open_store(tmp_path / "second")
    heard: list[str] = []
    try:
        await store.write(lambda connection: begin_at(connection, "0001"))
        with pytest.raises(PreconditionFailedError, match="remit migrate"):
            await store.read(schema.require)
        assert await store.write(lambda connection: schema.upgrade(connection, heard.append)) == heard
        assert heard[0] == "0002 When credentials were last used."
        await store.read(schema.require)
        assert await store.read(differences) == []
        kept = select(tenant_head.c.revision).where(tenant_head.c.tenant == "acme")
        assert await store.read(lambda connection: connection.scalar(kept)) == 7
    finally:
        await store.close()
        await first.close()


async def test_servers_of_the_first_release_run_on_after_what_only_adds(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    query = select(installation.c.value).where(installation.c.name == schema.NEEDS)
    try:
        assert await store.read(lambda connection: connection.scalar(query)) == "0001"
    finally:
        await store.close()
