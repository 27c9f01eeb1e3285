"""A database that cannot be used from the first is refused in words that help, without a secret and without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from remit.bootstrap import schema_state
from remit.bootstrap.backends import open_store
from remit.cli.failure import Code
from remit.config import Config, ConfigError
from remit.errors import BackendUnavailableError
from tests.backends.port import free_port
from tests.backends.postgres import GivenPostgres, RunningPostgres, with_database

pytestmark = pytest.mark.postgres

SECRET = "pass-word-of-the-database"


def settings(folder: Path, url: str) -> Config:
    return Config.model_validate({"database_url": url, "data_dir": folder})


@pytest.mark.parametrize(
    "rest",
    [
        "127.0.0.1:1/remit?sslmode=bogus",
        "127.0.0.1:1/remit?target_session_attrs=bogus",
        "127.0.0.1:port/remit",
        "127.0.0.1:99999/remit",
        "[::1/remit",
    ],
)
async def test_an_address_that_cannot_be_understood_is_a_wrong_setting(tmp_path: Path, rest: str) -> None:
    config = settings(tmp_path, f"postgresql://remit:{SECRET}@{rest}")
    for work in (open_store, schema_state):
        with pytest.raises(ConfigError, match="REMIT_DATABASE_URL: cannot be understood") as refused:
            await work(config)
        assert SECRET not in str(refused.value)


async def test_why_there_is_no_way_in_is_said(
    postgres: RunningPostgres | GivenPostgres, tmp_path: Path
) -> None:
    away = f"postgresql://remit:{SECRET}@127.0.0.1:{free_port()}/remit"
    for url, word in (
        (away, "nothing listens"),
        (f"{away}?sslmode=verify-full&sslrootcert={tmp_path}/none", "names is not there"),
        (with_database(postgres.url, "nowhere"), "no database of that name"),
        (postgres.url.replace("://postgres:", f"://postgres:{SECRET}"), "the user or the password"),
    ):
        config = settings(tmp_path, url)
        for work in (open_store, schema_state):
            with pytest.raises(BackendUnavailableError, match=f"cannot be reached: .*{word}") as refused:
                await work(config)
            assert SECRET not in str(refused.value)


@pytest.mark.parametrize("command", [["serve", "--listen", "127.0.0.1:0"], ["migrate", "--check"]])
def test_commands_say_which_setting_is_wrong(tmp_path: Path, command: list[str]) -> None:
    url = f"postgresql://remit:{SECRET}@127.0.0.1:1/remit?sslmode=bogus"
    environment = {**os.environ, "REMIT_DATABASE_URL": url, "REMIT_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "remit", *command], env=environment, capture_output=True, text=True, check=False, timeout=40
    )  # fmt: skip
    assert done.returncode == Code.USAGE
    assert "REMIT_DATABASE_URL: cannot be understood" in " ".join(done.stderr.split())
    assert SECRET not in done.stdout + done.stderr
