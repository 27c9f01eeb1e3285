"""What the driver stops at in mid-sentence costs one connection and nothing else."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import Connection, text

from remit.errors import BackendUnavailableError, NotFoundError
from remit.storage.postgres import transaction
from remit.storage.postgres.engine import PostgresStore
from remit.storage.postgres.pipeline import Query
from tests.backends.postgres import GivenPostgres, RunningPostgres
from tests.backends.proxy import Forge, proxy_before

pytestmark = pytest.mark.postgres


def server_process(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


READY = b"Z\0\0\0\5I"
GARBLED = {
    "ready for nothing": b"Z\0\0\0\4",
    "ready": READY,
    "an error of nobody": b"E\0\0\0\5\0" + READY,
    "half an error": b"E\0\0\0\6SX" + READY,
    "a nameless column": b"T\0\0\0\6\0\1" + READY,
    "a row of nothing": b"D\0\0\0\4" + READY,
    "a setting in no alphabet": b"S\0\0\0\7\xff\0\0" + READY,
    "parameters": b"t\0\0\0\6\0\7" + READY,
    "a greeting": b"R\0\0\0\4",
    "a row that ends before it begins": b"D\xc0\0\0\0" + READY,
    "another language": b"HTTP/1.1 400 Bad Request",
    "let in": b"R\0\0\0\x08\0\0\0\0" + READY,
}
"""Answers to anything, none with a sense. Errors of all kinds come of them in the driver, and of one its process' end."""


@pytest.mark.parametrize("again", [False, True], ids=["new", "used"])
@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED)
async def test_a_garbled_answer_is_the_databases_fault_and_its_connection_is_dropped(
    postgres: RunningPostgres | GivenPostgres, garbled: bytes, *, again: bool
) -> None:
    with proxy_before(int(str(urlsplit(postgres.url).port))) as proxy:
        store = PostgresStore(proxy.before(postgres.url), command_seconds=0.3)

        async def raw() -> None:
            async with store._connections.use() as connection:
                await connection.run(Query("SELECT 1"))

        try:
            before = await store.read(server_process) if again else 0
            if again:
                await raw()
            proxy.set(replies=Forge(garbled))
            for work in (store.read(server_process), store.write(server_process), transaction.again(raw)):
                with pytest.raises(BackendUnavailableError):
                    await work
            proxy.heal()
            await raw()
            assert await store.read(server_process) != before
        finally:
            await store.close()


async def test_a_mistake_of_ours_is_no_outage(postgres: RunningPostgres | GivenPostgres) -> None:
    store = PostgresStore(postgres.url)

    def stumble(connection: Connection) -> None:
        raise AttributeError(server_process(connection))

    try:
        with pytest.raises(AttributeError):
            await store.read(stumble)
    finally:
        await store.close()


async def test_what_the_work_objects_to_costs_no_connection(
    postgres: RunningPostgres | GivenPostgres,
) -> None:
    store = PostgresStore(postgres.fresh_database())
    try:
        before = await store.write(server_process)

        def object_to(connection: Connection) -> None:
            connection.execute(text("CREATE TABLE left_behind (id integer)"))
            raise NotFoundError("there is none", field="id")

        with pytest.raises(NotFoundError):
            await store.write(object_to)
        assert await store.write(server_process) == before
        found = await store.read(
            lambda connection: connection.execute(text("SELECT to_regclass('left_behind')")).scalar()
        )
        assert found is None
    finally:
        await store.close()
