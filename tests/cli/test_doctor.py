"""`remit doctor` as a person and as a program read it; what it finds is tested in tests/doctor."""

import json
import os
import subprocess
import sys
from pathlib import Path

from remit.cli.failure import Code

MASTER_KEY = "a-master-key-of-32-characters-QWERTZ"


def remit(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as its own process in a folder, with these settings alone."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("REMIT_")}
    return subprocess.run(
        [sys.executable, "-m", "remit", *words],
        cwd=folder, env={**plain, **settings, "COLUMNS": "200"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_all_is_well_before_the_first_start(tmp_path: Path) -> None:
    said = remit(tmp_path, "doctor")
    assert said.returncode == Code.OK, said.stderr
    assert "0 wrong" in said.stdout
    assert not list(tmp_path.iterdir())


def test_a_program_reads_it(tmp_path: Path) -> None:
    url = "postgresql://remit:hush-hush@127.0.0.1:1/remit"
    given = {"REMIT_DATABASE_URL": url, "REMIT_REDIS_URL": "redis://:hush-hush@127.0.0.1:1"}
    said = remit(tmp_path, "doctor", "--json", REMIT_MASTER_KEY=MASTER_KEY, **given)
    assert said.returncode == Code.ERROR
    assert said.stdout.count("\n") == 1
    told = json.loads(said.stdout)
    assert told["ok"] is False
    wrong = {one["check"]: one for one in told["findings"] if one["verdict"] == "wrong"}
    assert set(wrong) == {"database", "redis"}
    assert all(one["said"] and one["remedy"] for one in wrong.values())
    assert "hush" not in said.stdout + said.stderr
    assert MASTER_KEY not in said.stdout + said.stderr


def test_settings_that_cannot_be_read_are_findings_too(tmp_path: Path) -> None:
    said = remit(tmp_path, "doctor", REMIT_LISTEN="nowhere", REMIT_TLS_KEZ="key.pem")
    assert said.returncode == Code.ERROR
    assert "REMIT_LISTEN" in said.stdout
    assert "REMIT_TLS_KEY" in said.stdout


def test_it_looks_where_the_server_was_told_to_keep_its_data(tmp_path: Path) -> None:
    said = remit(tmp_path, "doctor", "--data-dir", str(tmp_path / "elsewhere"))
    assert str(tmp_path / "elsewhere") in said.stdout
