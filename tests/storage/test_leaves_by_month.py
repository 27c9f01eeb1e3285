"""Leaves lie in months on Postgres: those that were there stay where they are, and an older notary goes on beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from remit.storage import schema
from remit.storage.partition import Month, Partitions
from tests.decision.house import NOON, House, open_house
from tests.storage.test_schema import begin_at
from tests.stores import AnyStore, open_store

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")

PLACE = "INSERT INTO tree_leaf (tenant, tree_index, entry_id, hash) VALUES ('acme', {0}, 'ent_{0}', '{0}')"
"""As servers of the version before write it."""


async def leaves(store: AnyStore) -> Sequence[tuple[Any, ...]]:
    query = "SELECT tree_index, entry_id, at IS NULL FROM tree_leaf WHERE tenant = 'acme' ORDER BY tree_index"
    return await store.read(lambda connection: [tuple(row) for row in connection.exec_driver_sql(query)])


def place(connection: Connection, index: int) -> None:
    connection.exec_driver_sql(PLACE.format(index))


async def test_leaves_of_before_are_kept_and_an_older_notary_goes_on(engine: str, tmp_path: Path) -> None:
    shared, store = open_store(tmp_path / "shared"), open_store(tmp_path / "own")
    try:
        await store.write(lambda connection: begin_at(connection, "0005"))
        await store.write(lambda connection: place(connection, 0))
        if engine == "postgres":
            await store.write(
                lambda one: one.exec_driver_sql("GRANT SELECT, INSERT ON tree_leaf TO pg_monitor")
            )
        await store.write(schema.upgrade)
        await store.write(lambda connection: place(connection, 1))
        assert await leaves(store) == [(0, "ent_0", True), (1, "ent_1", engine == "sqlite")]
        if engine == "postgres":
            may = "SELECT string_agg(privilege_type, ' ' ORDER BY 1) FROM information_schema.role_table_grants WHERE"
            query = f"{may} grantee = 'pg_monitor' AND table_name = 'tree_leaf'"
            assert await store.read(lambda one: one.exec_driver_sql(query).scalar_one()) == "INSERT SELECT"
    finally:
        await store.close()
        await shared.close()


@pytest.mark.postgres
async def test_a_leaf_lies_in_the_month_of_its_entry(tmp_path: Path) -> None:
    shared = open_store(tmp_path / "shared")
    async with open_house(tmp_path) as house:
        await Partitions(house.app.store, house.clock).run()
        await house.app.notary.run()
        await in_month(house, Month.of(NOON), count=1)
        await house.authorize("q")
        # It is placed a month later, and lies with its entry none the less.
        house.clock.advance(Month.of(NOON).ends_at - NOON)
        await house.app.notary.run()
        await in_month(house, Month.of(NOON), count=2)
    await shared.close()


async def in_month(house: House, month: Month, *, count: int) -> None:
    for table in ("audit_entry", "tree_leaf"):
        assert await house.rows(f"SELECT count(*) FROM {month.partition(table)}") == [(count,)]
    assert await house.rows("SELECT count(*) FROM tree_leaf") == [(count,)]
