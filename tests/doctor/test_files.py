"""Who may read secrets, and whether there is a place for data."""

import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from remit.bootstrap import DATABASE, MASTER_KEY
from remit.doctor import Verdict, files
from tests.doctor.patient import config


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def home(folder: Path, mode: int = 0o700) -> Path:
    data = folder / "data"
    data.mkdir(mode=mode)
    data.chmod(mode)
    return data


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """Be a user who may read the test's folder, but not write to it."""
    me = os.geteuid()
    if me:
        tmp_path.chmod(0o500)
        yield
        tmp_path.chmod(0o700)
        return
    closed = [one for one in (tmp_path, *tmp_path.parents) if not one.stat().st_mode & 0o001]
    for one in closed:
        one.chmod(one.stat().st_mode | 0o055)
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    yield
    os.seteuid(me)
    for one in closed:
        one.chmod(one.stat().st_mode & ~0o055)


@pytest.mark.parametrize(
    ("mode", "verdict"),
    [(0o600, Verdict.OK), (0o640, Verdict.WARN), (0o644, Verdict.WRONG), (0o602, Verdict.WRONG)],
)
def test_a_master_key_that_others_may_read(tmp_path: Path, mode: int, verdict: Verdict) -> None:
    key = home(tmp_path) / MASTER_KEY
    key.write_text("ab" * 32)
    key.chmod(mode)
    (found,) = files.secret_files(config(tmp_path, master_key=None))
    assert found.verdict is verdict
    assert verdict is Verdict.OK or f"chmod 600 {key}" in found.remedy


def test_a_group_may_read_the_key_of_tls_as_orchestrators_have_it(tmp_path: Path) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("x")
    given = config(tmp_path, tls_certificate=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o640)
    assert [one.verdict for one in files.secret_files(given)] == [Verdict.OK]
    (tmp_path / "key.pem").chmod(0o644)
    assert [one.verdict for one in files.secret_files(given)] == [Verdict.WRONG]
    (tmp_path / "key.pem").unlink()
    assert [one.verdict for one in files.secret_files(given)] == [Verdict.WRONG]


def test_a_database_and_a_key_of_redis_that_others_may_read(tmp_path: Path) -> None:
    database, key = home(tmp_path, 0o711) / DATABASE, tmp_path / "redis.pem"
    for path in (database, key):
        path.write_text("x")
        path.chmod(0o604)
    given = config(tmp_path, redis_url=f"rediss://redis.internal?ssl_keyfile={key}")
    told = list(files.secret_files(given))
    assert [one.verdict for one in told] == [Verdict.WRONG] * 2
    assert str(database) in told[0].said
    assert str(key) in told[1].said


def test_a_folder_is_private_and_nothing_is_made(tmp_path: Path) -> None:
    given = config(tmp_path)
    told = {one.check: one for one in files.folder(given)}
    assert told["data folder"].verdict is Verdict.OK
    assert "made at the first start" in told["data folder"].said
    assert not (tmp_path / "data").exists()
    home(tmp_path, 0o755)
    assert {one.check: one.verdict for one in files.folder(given)}["data folder"] is Verdict.WARN


@pytest.mark.alone
def test_a_folder_that_cannot_be_written_to(tmp_path: Path, nobody: None) -> None:
    (found,) = files.folder(config(tmp_path))
    assert found.verdict is Verdict.WRONG
    assert "may not write" in found.said


@pytest.mark.alone
def test_a_key_that_cannot_be_read(tmp_path: Path, nobody: None) -> None:
    found = files.secret_files(config(tmp_path, tls_certificate="cert.pem", tls_key="/etc/shadow"))
    assert [one.verdict for one in found] == [Verdict.WRONG]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (found,) = files.folder(config(tmp_path, data_dir=tmp_path / "file"))
    assert found.verdict is Verdict.WRONG


def test_no_folder_is_needed_where_all_is_elsewhere(tmp_path: Path) -> None:
    given = config(tmp_path, database_url="postgresql://db.internal/remit", data_dir=Path("/proc/remit"))
    assert [one.verdict for one in files.folder(given)] == [Verdict.OK]


@pytest.mark.parametrize(("free", "verdict"), [(99, Verdict.WRONG), (500, Verdict.WARN), (5_000, Verdict.OK)])
def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, verdict: Verdict) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**11, 0, free * 1024 * 1024))
    assert files.disk(tmp_path).verdict is verdict


def test_the_file_system_is_told_from_the_longest_place() -> None:
    assert files._file_system(Path("/proc/self")) == "proc"


def test_sqlite_on_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_file_system", lambda _: "nfs4")
    home(tmp_path)
    assert any(one.verdict is Verdict.WRONG and "nfs4" in one.said for one in files.folder(config(tmp_path)))
