"""Keys and delegations are found and listed by their public names, by an index, however many lie beside. On each engine."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from alembic import command
from pydantic import SecretStr
from sqlalchemy import Connection, MetaData, event, insert

from remit.bootstrap import migrate
from remit.config import Config
from remit.errors import BackendUnavailableError
from remit.identity.model import ApiKey, Delegation
from remit.storage import schema
from remit.storage.dialect import POSTGRES
from remit.storage.entity import EntityStore, to_json
from remit.storage.postgres.connection import Connections
from remit.storage.postgres.engine import PostgresStore
from remit.storage.store import Store
from remit.storage.tables.entity import entity
from tests.stores import AnyStore, open_store

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")

TENANT = "acme"
MANY = 4_000
Named = ApiKey | Delegation


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AnyStore]:
    first = open_store(tmp_path / "first")
    # Not the database that tests share: this one's tables are made anew.
    opened = open_store(tmp_path / "second")
    yield opened
    await opened.close()
    await first.close()


def key(number: int, **more: Any) -> ApiKey:
    # Stored in another order than that of the names.
    return ApiKey(f"{number * 7_919 % 1_000_003:064x}", f"key_{number:06}", f"agent:a{number % 3}", **more)


def grant(number: int) -> Delegation:
    return Delegation(f"user:u{-number}>>agent:a", "user:u", "agent:a", delegation_id=f"del_{number:06}")


def put(connection: Connection, items: Sequence[Named], tenant: str = TENANT) -> None:
    """Write rows as every version does."""
    rows = [
        {"tenant": tenant, "kind": item.kind, "id": item.id, "owner": item.owner, "revision": 1, "body": to_json(item)}
        for item in items
    ]  # fmt: skip
    connection.execute(insert(entity), rows)
    if connection.dialect.name == POSTGRES:
        connection.exec_driver_sql("ANALYZE entity")


def at_revision(connection: Connection, revision: str) -> None:
    if connection.dialect.name == POSTGRES:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    else:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)
    command.upgrade(schema._config(connection), revision)


async def names_of(reader: EntityStore, kind: type[Named], *, size: int, **where: str) -> list[str]:
    found: list[str] = []
    while page := await reader.page_named(
        TENANT, kind, before=found[-1] if found else "", limit=size, **where
    ):
        assert len(page) <= size
        found += [one.key_id if isinstance(one, ApiKey) else one.delegation_id for one in page]
    return found


async def test_rows_of_the_version_before_are_found_whenever_they_were_written(store: AnyStore) -> None:
    await store.write(lambda connection: at_revision(connection, "0004"))
    await store.write(lambda connection: put(connection, [key(1), grant(1)]))
    await store.write(schema.upgrade)
    # Its servers run on beside this one, and know nothing of names.
    await store.write(lambda connection: put(connection, [key(2), grant(2)]))
    reader = EntityStore(store)
    for number in (1, 2):
        assert await reader.find_named(TENANT, ApiKey, name=f"key_{number:06}") == key(number)
        assert await reader.find_named(TENANT, Delegation, name=f"del_{number:06}") == grant(number)
    assert await names_of(reader, ApiKey, size=1) == ["key_000002", "key_000001"]
    assert await names_of(reader, Delegation, size=9) == ["del_000002", "del_000001"]


async def test_nobody_is_found_by_what_another_calls_itself(store: AnyStore) -> None:
    forged = '","key_id":"key_000009","'
    names = [forged, forged.replace('"', '\\"'), "{" + forged + "}", "a\u0000b", "key_000009", "%", "😀"]
    keys = [key(number, name=name, hint=name, revoke_reason=name) for number, name in enumerate(names)]
    await store.write(lambda connection: put(connection, keys))
    await store.write(lambda connection: put(connection, [key(8)], "rival"))
    reader = EntityStore(store)
    for one in keys:
        assert await reader.find_named(TENANT, ApiKey, name=one.key_id) == one
    for name in ("key_000009", "key_000008", "key_", "", "%", "' OR 1=1 --", "😀"):
        assert await reader.find_named(TENANT, ApiKey, name=name) is None
    assert await reader.find_named(TENANT, Delegation, name=keys[0].key_id) is None


async def test_pages_by_name_are_the_whole_in_order_whatever_their_size(store: AnyStore) -> None:
    numbers = [number * 7 % 100 for number in range(100)]
    await store.write(lambda connection: put(connection, [key(number) for number in numbers]))
    reader = EntityStore(store)
    wanted = [f"key_{number:06}" for number in reversed(range(100))]
    for size in (1, 7, 100, 1_000):
        assert await names_of(reader, ApiKey, size=size) == wanted
    third = [f"key_{number:06}" for number in reversed(range(1, 100, 3))]
    assert await names_of(reader, ApiKey, size=4, owner="agent:a1") == third


class Explaining:
    """A store that has each question explained before it is asked."""

    def __init__(self, store: AnyStore) -> None:
        self._store = store
        self.plans: list[str] = []
        self.work = 0

    async def read(self, work: Callable[[Connection], Any]) -> Any:
        return await self._store.read(lambda connection: self._read(connection, work))

    def _read(self, connection: Connection, work: Callable[[Connection], Any]) -> Any:
        asked: list[tuple[str, Any]] = []

        def note(_c: object, _u: object, statement: str, values: Any, *_: object) -> None:
            asked.append((statement, values))

        event.listen(connection, "before_cursor_execute", note)
        found = work(connection)
        event.remove(connection, "before_cursor_execute", note)
        for statement, values in asked:
            (self._postgres if connection.dialect.name == POSTGRES else self._sqlite)(
                connection, statement, values
            )
        return found

    def _postgres(self, connection: Connection, statement: str, values: Any) -> None:
        explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        told = explained.scalar_one()
        plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
        self.plans.append(self._kept(connection, statement, values))
        while plan:
            self.work += plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
            plan = plan.get("Plans", [None])[0]

    def _kept(self, connection: Connection, statement: str, values: Any) -> str:
        """Return the plan that is kept for whatever is asked for: it does not look at the values."""
        given = ", ".join(str(one) if isinstance(one, int) else f"'{one}'" for one in values)
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        connection.exec_driver_sql(f"PREPARE asked AS {statement}")
        explained = connection.exec_driver_sql(f"EXPLAIN EXECUTE asked({given})").scalars().all()
        connection.exec_driver_sql("DEALLOCATE asked")
        return " ".join(explained)

    def _sqlite(self, connection: Connection, statement: str, values: Any) -> None:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        self.plans.append(" ".join(row.detail for row in plan))

        def step() -> int:
            self.work += 1
            return 0

        driver = cast("Any", connection.connection.driver_connection)
        # Of its machine's instructions: those do not depend on how busy this one is.
        driver.set_progress_handler(step, 1)
        connection.exec_driver_sql(statement, values).all()
        driver.set_progress_handler(None, 0)


QUESTIONS: dict[str, Callable[[EntityStore], Any]] = {
    "api_key_by_name": lambda reader: reader.find_named(TENANT, ApiKey, name="key_000017"),
    "delegation_by_name": lambda reader: reader.find_named(TENANT, Delegation, name="del_000017"),
    "api_key_by_name ": lambda reader: reader.page_named(TENANT, ApiKey, before="key_000090", limit=5),
    "delegation_by_name ": lambda reader: reader.page_named(TENANT, Delegation, before="", limit=5),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_name_is_found_by_its_index_and_costs_the_same_among_many(
    store: AnyStore, question: str
) -> None:
    explaining = Explaining(store)
    reader = EntityStore(cast("Store", explaining))
    await store.write(
        lambda connection: put(connection, [make(n) for n in range(100) for make in (key, grant)])
    )
    await QUESTIONS[question](reader)
    few, explaining.work = explaining.work, 0
    more = range(100, MANY)
    await store.write(lambda connection: put(connection, [make(n) for n in more for make in (key, grant)]))
    await QUESTIONS[question](reader)
    assert question.strip() in explaining.plans[-1], explaining.plans[-1]
    assert 0 < explaining.work <= few + 5


async def test_a_name_that_nobody_has_costs_no_more(store: AnyStore) -> None:
    explaining = Explaining(store)
    reader = EntityStore(cast("Store", explaining))
    await store.write(lambda connection: put(connection, [key(number) for number in range(MANY)]))
    assert await reader.find_named(TENANT, ApiKey, name="key_000017") is not None
    found, explaining.work = explaining.work, 0
    assert await reader.find_named(TENANT, ApiKey, name="key_999999") is None
    assert explaining.work <= found


@pytest.mark.postgres
async def test_a_migration_may_take_longer_than_a_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_store(tmp_path)
    assert isinstance(opened, PostgresStore)
    url = opened._connections._url
    await opened.close()

    def slowly(connection: Connection, _told: object) -> list[str]:
        connection.exec_driver_sql("SELECT pg_sleep(0.6)")
        return []

    hurried = PostgresStore(url, command_seconds=0.2)
    with pytest.raises(BackendUnavailableError):
        await hurried.write(lambda connection: slowly(connection, None))
    await hurried.close()
    # As if calls were given up as soon.
    for made in (Connections, PostgresStore):
        monkeypatch.setitem(cast("Any", made).__init__.__kwdefaults__, "command_seconds", 0.2)
    monkeypatch.setattr(schema, "upgrade", slowly)
    assert await migrate(Config(database_url=SecretStr(url)), print) == ([], False)
