"""The tables are those that migrations make, and a server starts only on those that it knows."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, update
from sqlalchemy.schema import SchemaItem

from remit.errors import PreconditionFailedError
from remit.storage import schema
from remit.storage.tables import metadata
from remit.storage.tables.entity import installation
from tests.stores import open_store

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
            name is not None and PARTITION.fullmatch(name) is None and thing.info.get("on", engine) == engine
        )

    return include


async def test_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        assert await store.read(differences) == []
        assert await store.read(schema.state) == schema.SchemaState("0001", "0001", ())
    finally:
        await store.close()


async def test_it_is_safe_to_repeat(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        assert await store.write(schema.upgrade) == []
        await store.read(schema.require)
    finally:
        await store.close()


async def test_older_tables_are_refused_with_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path)
    pending = schema._pending
    monkeypatch.setattr(schema, "_pending", lambda scripts, _: pending(scripts, ""))
    try:
        with pytest.raises(PreconditionFailedError, match="remit migrate"):
            await store.read(schema.require)
    finally:
        await store.close()


async def test_newer_tables_are_fine_while_they_only_add(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    change = update(installation).where(installation.c.name == schema.NEEDS)

    def at(revision: str) -> Callable[[Connection], object]:
        return lambda connection: connection.exec_driver_sql(
            f"UPDATE alembic_version SET version_num = '{revision}'"
        )

    try:
        await store.write(at("0009"))
        await store.read(schema.require)
        await store.write(lambda connection: connection.execute(change.values(value="0008")))
        with pytest.raises(PreconditionFailedError, match="start a newer Remit"):
            await store.read(schema.require)
    finally:
        await store.write(lambda connection: connection.execute(change.values(value="0001")))
        await store.write(at("0001"))
        await store.close()
