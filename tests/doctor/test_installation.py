"""What stands in the database: tables, keys, upkeep; and a dump that came from another cluster."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import duration_pb2
from pydantic import SecretStr

from remit.client import messages as m
from remit.config import Config
from remit.doctor import Verdict
from remit.doctor.installation import MOST_SKEW, clock
from remit.server import vitals
from remit.storage import schema
from tests.backends.postgres import RunningPostgres, ask, running_postgres
from tests.backends.postgres_dump import burn, move, program
from tests.backends.valkey import Valkey
from tests.doctor.patient import MASTER_KEY, Findings, begun, config, examined
from tests.running import RunningServer, running

HOUR = 3_600_000_000
SLOT = "INSERT INTO {table} ({columns}) SELECT {values}"


def url_of(settings: Config) -> str:
    assert settings.database_url is not None
    return settings.database_url.get_secret_value()


def serving(folder: Path, settings: Config) -> Any:
    """Run a server on the backends of these settings."""
    given = {"REMIT_DATABASE_URL": url_of(settings), "REMIT_MASTER_KEY": MASTER_KEY}
    if settings.redis_url is not None:
        given["REMIT_REDIS_URL"] = settings.redis_url.get_secret_value()
    return running(folder / "served", **given)


async def led(settings: Config) -> Findings:
    """Examine until somebody does upkeep: a server takes calls before it has asked for that."""
    while (found := await examined(settings)).verdict("upkeep") is not Verdict.OK:
        await asyncio.sleep(0.05)
    return found


async def test_all_is_well_beside_a_server(
    sound_postgres: RunningPostgres, one_valkey: Valkey, tmp_path: Path
) -> None:
    given = config(tmp_path, database_url=sound_postgres.fresh_database(), redis_url=one_valkey.url)
    with serving(tmp_path, given):
        found = await led(given)
        assert set(found.bad) <= {"partitions"}
        assert "notary" in found.said("upkeep")


async def test_another_master_key(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = begun(sound_postgres.fresh_database(), tmp_path)
    assert (await examined(given)).verdict("master key") is Verdict.OK
    other = given.model_copy(
        update={"master_key": SecretStr("another-master-key-of-more-than-32-characters")}
    )
    assert (await examined(other)).verdict("master key") is Verdict.WRONG


async def test_older_tables(
    sound_postgres: RunningPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = begun(sound_postgres.fresh_database(), tmp_path)
    pending = schema._pending
    monkeypatch.setattr(schema, "_pending", lambda _: pending(""))
    found = await examined(given)
    assert found.verdict("schema") is Verdict.WRONG
    assert "remit migrate" in found.said("schema")


async def test_newer_tables(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = begun(sound_postgres.fresh_database(), tmp_path)
    ask(url_of(given), "UPDATE alembic_version SET version_num = '0999'")
    assert (await examined(given)).verdict("schema") is Verdict.OK
    ask(url_of(given), "UPDATE installation SET value = '0999' WHERE name = 'schema_needs'")
    found = await examined(given)
    assert found.verdict("schema") is Verdict.WRONG
    assert "newer Remit" in found.said("schema")


async def test_tables_that_no_migration_made(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = begun(sound_postgres.fresh_database(), tmp_path)
    ask(url_of(given), "DROP TABLE alembic_version")
    assert (await examined(given)).verdict("schema") is Verdict.WRONG


# The time that the answer takes counts for the clock, so one that is ahead is so by far more than any answer takes.
@pytest.mark.parametrize(
    ("seconds", "verdict"), [(0.3, Verdict.OK), (60, Verdict.WRONG), (-60, Verdict.WRONG)]
)
async def test_another_clock(
    sound_postgres: RunningPostgres, tmp_path: Path, seconds: float, verdict: Verdict
) -> None:
    given = begun(sound_postgres.fresh_database(), tmp_path, clock_offset_seconds=seconds)
    assert (await examined(given)).verdict("clock.database") is verdict


def test_it_is_the_limit_that_servers_keep() -> None:
    assert MOST_SKEW == vitals.MOST_SKEW
    found = [clock("clock.database", apart, other="the database") for apart in (MOST_SKEW, MOST_SKEW + 1)]
    assert [one.verdict for one in found] == [Verdict.OK, Verdict.WRONG]


@pytest.mark.fault
async def test_nobody_does_upkeep_any_more(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = config(tmp_path, database_url=sound_postgres.fresh_database())
    with serving(tmp_path, given) as server:
        await led(given)
        server.kill()
        await asyncio.sleep(5.5)
        found = await examined(given)
        assert found.verdict("upkeep") is Verdict.WARN
        assert "notary" in found.said("upkeep")


async def test_upkeep_that_is_behind(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = begun(sound_postgres.fresh_database(), tmp_path)
    url = url_of(given)
    add_entry(url, at=time.time_ns() // 1_000 - HOUR)
    ask(url, "INSERT INTO tenant_head (tenant, revision) VALUES ('t', 1)")
    found = await examined(given)
    assert found.verdict("notary") is Verdict.WARN
    until = time.time_ns() // 1_000 + HOUR
    ask(url, f"INSERT INTO upkeep_lease (task, holder, token, expires_at) VALUES ('notary', 'x', 1, {until})")
    assert (await examined(given)).verdict("notary") is Verdict.WRONG
    add_reservation(url, expires_at=time.time_ns() // 1_000 - HOUR)
    assert (await examined(given)).verdict("expiry") is Verdict.WARN


async def test_keys_that_end_soon(sound_postgres: RunningPostgres, tmp_path: Path) -> None:
    given = config(tmp_path, database_url=sound_postgres.fresh_database())
    with serving(tmp_path, given) as server:
        made = [key_of(server, days) for days in (3, 60)]
    found = await examined(given)
    assert found.verdict("keys") is Verdict.WARN
    said = found.said("keys")
    assert made[0].api_key.key_id in said
    assert made[1].api_key.key_id not in said
    assert made[0].secret not in said


@pytest.mark.slow
@pytest.mark.fault
async def test_a_dump_in_another_cluster(tmp_path: Path) -> None:
    """Positions are told by transaction ids: a dump brings those of the cluster that it was made in."""
    with running_postgres() as old, running_postgres() as new:
        given = begun(old.fresh_database(), tmp_path)
        burn(url_of(given), 3_000)
        add_entry(url_of(given), at=time.time_ns() // 1_000)
        assert (await examined(given)).verdict("positions") is Verdict.OK
        restored = move(url_of(given), old, new)
        moved = config(tmp_path, database_url=restored)
        found = await examined(moved)
        assert found.verdict("positions") is Verdict.WRONG
        assert "docs/DEPLOYMENT.md" in found.said("positions")
        new.stop()
        program(new, "pg_resetwal", "--epoch=1", str(new.folder / "data"))
        new.start()
        assert (await examined(moved)).verdict("positions") is Verdict.OK
        newest = ask(restored, "SELECT max(position) FROM audit_entry")
        add_entry(restored, at=time.time_ns() // 1_000)
        assert ask(restored, "SELECT max(position) FROM audit_entry") > newest


def add_entry(url: str, at: int) -> None:
    """Add an audit entry of the tenant `t`."""
    add(url, "audit_entry", id="'x'", tenant="'t'", at=at, body="''", hash="''")


def add_reservation(url: str, expires_at: int) -> None:
    """Add an open reservation of the tenant `t`."""
    add(url, "reservation", id="'r'", tenant="'t'", state="'OPEN'", expires_at=expires_at, holds="'[]'")


def add(url: str, table: str, **values: object) -> None:
    """Add a row: what is not named gets nothing of its kind."""
    columns = ask(
        url,
        "SELECT column_name, data_type FROM information_schema.columns"
        f" WHERE table_name = '{table}' AND is_nullable = 'NO' AND column_default IS NULL",
    )
    nothing = {"bigint": "0", "bytea": "''"}
    row = {name: nothing.get(kind, "''") for name, kind in columns} | values
    ask(url, SLOT.format(table=table, columns=", ".join(row), values=", ".join(map(str, row.values()))))


def key_of(server: RunningServer, days: int) -> m.CreateApiKeyResponse:
    """Make a key that ends in so many days."""
    lifetime = duration_pb2.Duration(seconds=days * 86_400)
    with server.client() as client:
        made: m.CreateApiKeyResponse = client.create_api_key(lifetime=lifetime)
        return made
