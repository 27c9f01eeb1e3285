"""Faults of a Postgres, each made for real, and found."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from remit.doctor import Verdict
from remit.doctor.examine import LONGEST
from tests.backends.port import free_port
from tests.backends.postgres import RunningPostgres, ask, running_postgres, with_database
from tests.doctor.patient import as_user, begun, config, examined

PASSWORD = "pass-word-of-the-database"


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


async def test_a_sound_one_is_left_as_it_is(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = begun(sound_postgres.fresh_database(), tmp_path)
    url = given.database_url
    assert url is not None
    before = ask(url.get_secret_value(), "SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    found = await examined(given)
    # Only what has no server yet: nobody did upkeep, and there is no Redis.
    assert found.bad == {"settings": Verdict.WARN, "upkeep": Verdict.WARN}
    # No transaction of its own means that nothing was written, not even what would have been rolled back.
    assert ask(url.get_secret_value(), "SELECT pg_snapshot_xmax(pg_current_snapshot())::text") == before
    assert not ask(
        url.get_secret_value(),
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND state <> 'idle' AND backend_type = 'client backend'",
    )


async def test_an_empty_one(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    url = sound_postgres.fresh_database()
    found = await examined(config(tmp_path, database_url=url))
    assert found.verdict("schema") is Verdict.OK
    assert ask(url, "SELECT count(*) FROM pg_class WHERE relname = 'counter'") == [(0,)]


async def test_a_careless_one(careless_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = begun(careless_postgres.fresh_database(), tmp_path)
    found = await examined(given)
    said = found.said("database.durability")
    assert found.verdict("database.durability") is Verdict.WRONG
    assert all(word in said for word in ("fsync is off", "full_page_writes is off", "autovacuum is off"))
    assert found.verdict("database.connections") is Verdict.WRONG
    assert "max_connections" in found.said("database.connections")


async def test_commits_that_are_not_waited_for(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    ask(url, f'ALTER DATABASE "{name_of(url)}" SET synchronous_commit = off')
    found = await examined(given)
    assert found.verdict("database.durability") is Verdict.WRONG
    assert "synchronous_commit is off" in found.said("database.durability")


@contextmanager
def standbys_named(server: RunningPostgres, names: str) -> Iterator[None]:
    """Let commits wait for standbys, for the length of a block."""
    ask(server.url, f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
    ask(server.url, "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        ask(server.url, "ALTER SYSTEM RESET synchronous_standby_names")
        ask(server.url, "SELECT pg_reload_conf()")


@contextmanager
def following(server: RunningPostgres, folder: Path, *, name: str) -> Iterator[None]:
    """Let something follow that writes to disk what is committed, as a standby does."""
    command = [
        str(server._binary("pg_receivewal")), "--synchronous", "--no-loop", "--directory", str(folder),
        "--dbname", f"{server.url}?application_name={name}",
    ]  # fmt: skip
    process = subprocess.Popen(command)
    limit = time.monotonic() + 20
    try:
        while not ask(server.url, "SELECT FROM pg_stat_replication WHERE state = 'streaming'"):
            assert time.monotonic() < limit
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize(
    ("commit", "verdict", "word"),
    [("local", Verdict.WRONG, "a failover loses"), ("remote_write", Verdict.WARN, "not on disk")],
)
async def test_commits_for_which_a_standby_does_too_little(
    sound_postgres: RunningPostgres, tmp_path: Path, *, commit: str, verdict: Verdict, word: str
) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    ask(url, f'ALTER DATABASE "{name_of(url)}" SET synchronous_commit = {commit}')
    # Where nobody else is to have it, its own disk is all there is.
    assert (await examined(given)).verdict("database.durability") is Verdict.OK
    with following(sound_postgres, tmp_path, name="second"), standbys_named(sound_postgres, "second"):
        found = await examined(given)
    assert found.verdict("database.durability") is verdict
    assert word in found.said("database.durability")


async def test_standbys_that_commits_wait_for(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    ask(url, f"CREATE ROLE watcher LOGIN PASSWORD '{PASSWORD}'")
    user = as_user(sound_postgres, url, user="watcher", password=PASSWORD)
    watcher = given.model_copy(update={"database_url": SecretStr(user)})
    with following(sound_postgres, tmp_path, name="second"):
        for names, verdict in (
            ("other, second", Verdict.OK),
            ("ANY 1 (other, second)", Verdict.OK),
            ("FIRST 2 (other, second)", Verdict.WRONG),
            ("other", Verdict.WRONG),
        ):
            with standbys_named(sound_postgres, names):
                assert (await examined(given)).verdict("database.durability") is verdict, names
                # It sees that somebody follows, but not how.
                unseen = Verdict.WRONG if names.startswith("FIRST 2") else Verdict.OK
                assert (await examined(watcher)).verdict("database.durability") is unseen, names
    with standbys_named(sound_postgres, "*"):
        assert "0 of them are connected" in (await examined(watcher)).said("database.durability")


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
async def test_isolation(sound_postgres: RunningPostgres, tmp_path: Path, level: str) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    ask(url, f"ALTER DATABASE \"{name_of(url)}\" SET default_transaction_isolation = '{level}'")
    assert (await examined(given)).verdict("database.isolation") is Verdict.WRONG


async def test_read_only(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    ask(url, f'ALTER DATABASE "{name_of(url)}" SET default_transaction_read_only = on')
    assert (await examined(given)).verdict("database.writable") is Verdict.WRONG


async def test_another_encoding(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    ask(sound_postgres.url, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    found = await examined(config(tmp_path, database_url=with_database(sound_postgres.url, "latin")))
    assert found.verdict("database.version") is Verdict.WRONG


async def test_a_user_who_may_too_little(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    ask(url, f"CREATE ROLE clerk LOGIN PASSWORD '{PASSWORD}' CONNECTION LIMIT 20")
    ask(url, "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO clerk")
    clerk = given.model_copy(
        update={"database_url": SecretStr(as_user(sound_postgres, url, user="clerk", password=PASSWORD))}
    )
    found = await examined(clerk)
    assert found.verdict("database.privileges") is Verdict.WARN
    assert found.verdict("database.connections") is Verdict.WARN
    ask(url, "REVOKE UPDATE ON counter FROM clerk")
    ask(url, "REVOKE INSERT ON audit_entry FROM clerk")
    found = await examined(clerk)
    assert found.verdict("database.privileges") is Verdict.WRONG
    assert "audit_entry: INSERT, counter: UPDATE" in found.said("database.privileges")


async def test_history_that_may_only_grow_is_enough(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    ask(url, f"CREATE ROLE keeper LOGIN PASSWORD '{PASSWORD}'")
    ask(url, "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO keeper")
    ask(url, "REVOKE UPDATE ON audit_entry, tree_leaf, approval_use FROM keeper")
    user = as_user(sound_postgres, url, user="keeper", password=PASSWORD)
    found = await examined(given.model_copy(update={"database_url": SecretStr(user)}))
    assert found.verdict("database.privileges") is Verdict.WARN


async def test_a_standby(tmp_path: Path) -> None:
    with running_postgres() as server:
        url = server.fresh_database()
        given = begun(url, tmp_path)
        server.stop()
        (server.folder / "data" / "standby.signal").touch()
        server.start()
        found = await examined(given)
        assert found.verdict("database.writable") is Verdict.WRONG
        assert "standby" in found.said("database.writable")


async def test_parts_of_the_coming_month(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    assert (await examined(given)).verdict("partitions") is Verdict.OK
    months = ask(
        url, "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'step'::regclass ORDER BY 1"
    )
    drop_all = [f"DROP TABLE {name}" for (name,) in months if not name.endswith("_other")]
    ask(url, drop_all[1])
    found = await examined(given)
    assert found.verdict("partitions") is Verdict.WARN
    assert found.said("partitions").startswith("step:")


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ("password", "the user or the password"),
        ("database", "no database of that name"),
        ("port", "nothing listens"),
    ],
)
async def test_no_way_in(sound_postgres: RunningPostgres, tmp_path: Path, wrong: str, word: str) -> None:
    url = {
        "password": as_user(sound_postgres, sound_postgres.url, user="postgres", password="not-the-password"),
        "database": with_database(sound_postgres.url, "nowhere"),
        "port": f"postgresql://postgres:{PASSWORD}@127.0.0.1:{free_port()}/postgres",
    }[wrong]
    found = await examined(config(tmp_path, database_url=url))
    assert found.verdict("database") is Verdict.WRONG
    assert word in found.said("database")


@pytest.mark.alone
@pytest.mark.fault
async def test_silence_is_not_waited_for(tmp_path: Path) -> None:
    with running_postgres() as server:
        given = begun(server.fresh_database(), tmp_path)
        server.stall()
        began = time.monotonic()
        found = await examined(given)
        assert time.monotonic() - began < LONGEST + 1
        assert found.verdict("database") is Verdict.WRONG
        assert "in time" in found.said("database")


@pytest.mark.fault
async def test_a_table_that_somebody_locks_is_not_waited_for(
    sound_postgres: RunningPostgres, tmp_path: Path
) -> None:
    import asyncpg  # noqa: PLC0415  for the one lock

    url = sound_postgres.fresh_database()
    given = begun(url, tmp_path)
    holder = await asyncpg.connect(url)
    await holder.execute("BEGIN; LOCK TABLE entity")
    try:
        found = await examined(given)
        assert found.verdict("keys") is Verdict.WRONG
        assert found.verdict("master key") is Verdict.OK
    finally:
        await holder.close()
    assert (await examined(given)).verdict("keys") is Verdict.OK
