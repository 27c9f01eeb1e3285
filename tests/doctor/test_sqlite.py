"""An embedded installation: examined beside its server or alone, and left as it is."""

import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from remit.bootstrap import DATABASE
from remit.doctor import Verdict
from tests.doctor.patient import config, examined
from tests.running import running


def prints(folder: Path) -> dict[str, str]:
    """Every file with a digest of what is in it."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a server has worked in."""
    folder = tmp_path_factory.mktemp("left")
    with running(folder / "data"):
        pass
    return folder


@pytest.fixture
def stopped(left: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(left, tmp_path, dirs_exist_ok=True)
    return tmp_path


async def test_beside_a_server_and_after_it(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        found = await examined(config(tmp_path, master_key=None))
        assert found.bad == {}
        assert {"schema", "master key", "upkeep", "notary", "keys"} <= {one.check for one in found.all}
        with server.client() as client:
            assert client.get_server_info().version
    before = prints(tmp_path / "data")
    found = await examined(config(tmp_path, master_key=None))
    assert set(found.bad) <= {"upkeep"}
    assert prints(tmp_path / "data") == before


async def test_another_master_key(stopped: Path) -> None:
    found = await examined(config(stopped))
    assert found.verdict("master key") is Verdict.WRONG
    (stopped / "data" / "master.key").unlink()
    found = await examined(config(stopped, master_key=None))
    assert found.verdict("master key") is Verdict.WRONG
    assert not (stopped / "data" / "master.key").exists()


async def test_another_journal(stopped: Path) -> None:
    with sqlite3.connect(stopped / "data" / DATABASE) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    found = await examined(config(stopped, master_key=None))
    assert found.verdict("database.durability") is Verdict.WRONG


async def test_damage(stopped: Path) -> None:
    file = stopped / "data" / DATABASE
    content = bytearray(file.read_bytes())
    # Not the first page, which says that it is a database at all.
    content[8_192:40_960] = bytes(32_768)
    file.write_bytes(content)
    found = await examined(config(stopped, master_key=None))
    assert found.verdict("database") is Verdict.WRONG
    file.write_bytes(b"no database at all" * 1_000)
    found = await examined(config(stopped, master_key=None))
    assert found.verdict("database") is Verdict.WRONG
