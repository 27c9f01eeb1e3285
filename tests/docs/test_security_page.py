"""What SECURITY.md says is stored where is what a server leaves behind."""

import importlib
import re
import sqlite3
from pathlib import Path

from remit.identity.api_key import KEY_PATTERN
from remit.storage.tables import metadata
from tests.docs.markdown import ROOT, code_in, pages
from tests.running import running

WHERE = [code_in(row[0]) for row in pages()["SECURITY.md"].table("Where")]
TOLD = {name for names in WHERE for name in names}
BY_HANDLE = frozenset({"remit.db-shm", "remit.db-wal"})
"""There while the database is open."""

UNTOLD = frozenset(
    {
        "api_key_place",
        "approval_use",
        "counter",
        "credential_use",
        "deadline",
        "installation",
        "log_removed",
        "rollup_head",
        "run_head",
        "tenant_head",
        "timeline_head",
        "tree_head",
        "tree_leaf",
        "upkeep_lease",
    }
)
"""Tables of numbers, hashes and ids alone."""


def test_the_data_folder_holds_what_is_told(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        there = {path.name for path in server.data_dir.iterdir()}
        readable = {path.name for path in server.data_dir.iterdir() if path.stat().st_mode & 0o077}
        assert not server.data_dir.stat().st_mode & 0o077
    files = {name for name in TOLD if "." in name}
    assert there - BY_HANDLE == files - BY_HANDLE
    assert not {name for name in readable if name.endswith(".key")}


def removed_from() -> set[str]:
    """The tables from which the code removes rows: by a statement, or with a month."""
    found: set[str] = set()
    for path in sorted((ROOT / "src/remit/storage").rglob("*.py")):
        text = path.read_text("utf-8")
        found |= set(re.findall(r"\bdrop, table=\"(\w+)\"", text))
        names = set(re.findall(r"\bdelete\((\w+)\)", text))
        if names:
            place = path.relative_to(ROOT / "src").with_suffix("")
            module = importlib.import_module(".".join(place.parts))
            found |= {str(getattr(module, name).name) for name in names}
    return found


def test_what_is_removed_is_told() -> None:
    told = {name for row in pages()["SECURITY.md"].table("Of") for name in code_in(row[0])}
    assert removed_from() == told


def test_every_table_is_told_or_holds_no_text_of_people() -> None:
    assert set(metadata.tables) == {name for name in TOLD if name in metadata.tables} | UNTOLD


def test_no_secret_is_in_the_database(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        secrets = (server.key, server.operator_key)
        path = server.data_dir / "remit.db"
    with sqlite3.connect(path) as connection:
        text = "\n".join(connection.iterdump())
    assert not [secret for secret in secrets if secret in text]


def test_the_page_tells_scanners_how_a_key_looks() -> None:
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    assert f"  ```text\n  {KEY_PATTERN}\n  ```" in page
