"""What the driver stops at in mid-sentence costs one connection and nothing else."""

import pytest
from sqlalchemy import Connection, text

from remit.errors import BackendUnavailableError, NotFoundError
from remit.storage.postgres.engine import PostgresStore
from tests.backends.postgres import GivenPostgres, RunningPostgres

pytestmark = pytest.mark.postgres


def server_process(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


@pytest.mark.parametrize(
    "garbled", [BufferError("not enough data"), UnicodeDecodeError("utf-8", b"", 0, 1, "")]
)
async def test_a_garbled_answer_is_the_databases_fault_and_its_connection_is_dropped(
    postgres: RunningPostgres | GivenPostgres, garbled: Exception
) -> None:
    store = PostgresStore(postgres.fresh_database())
    try:
        before = await store.read(server_process)

        def garble(connection: Connection) -> None:
            assert server_process(connection) == before
            raise garbled

        with pytest.raises(BackendUnavailableError):
            await store.read(garble)
        assert await store.read(server_process) != before
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
