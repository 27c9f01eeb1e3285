"""The source of another commit is unpacked, asked what it knows, refused where it cannot run; none stands in for it."""

import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from tools.bench import source
from tools.bench.process import BenchError
from tools.bench.source import TREE, compare_pins

CONFIG = "class Config:\n    model_fields = {'listen': 1, 'of_long_ago': 2}\n"
FILES = {
    "src/remit/__init__.py": "",
    "src/remit/config.py": CONFIG,
    "generated/python/remitpb/__init__.py": "",
    "generated/python/remitpb/v1/__init__.py": "",
    "tools/__init__.py": "",
    "tools/bench/__init__.py": "",
    "tools/bench/remit.py": "",
    "requirements/server.txt": "",
}
"""As little as can be asked."""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository in the place of this one."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.setattr(source, "ROOT", folder)
    monkeypatch.setattr(source, "SCRATCH", tmp_path / "scratch")
    _git(folder, "init", "-q")
    return folder


def test_a_commit_is_asked_itself_what_it_knows(repository: Path) -> None:
    commit = _committed(repository)
    found = source.fetch("HEAD")
    assert source.fetch("HEAD") == found, "the second time it is there already"
    assert (found.name, found.folder.name) == (commit[: source.SHORT], commit)
    assert found.settings == {"REMIT_LISTEN", "REMIT_OF_LONG_AGO"}
    wanted = {"REMIT_LISTEN": "127.0.0.1:1", "REMIT_HTTP2": "grpc"}
    told = found.environment(wanted)
    assert told.pop("PYTHONPATH") == f"{found.folder}/src:{found.folder}/generated/python"
    assert told == {"REMIT_LISTEN": "127.0.0.1:1"}
    assert found.unknown(wanted) == [f"{found.name} knows no REMIT_HTTP2, and is not told"]
    assert not TREE.unknown(wanted)


def test_what_lies_in_the_folder_but_not_in_the_commit_is_no_part_of_it(repository: Path) -> None:
    _committed(repository)
    (repository / "src/remit/config.py").write_text("raise RuntimeError")
    assert "REMIT_LISTEN" in source.fetch("HEAD").settings


@pytest.mark.parametrize("ref", ["absent", "--help", "HEAD:src"])
def test_what_is_no_commit_is_refused(repository: Path, ref: str) -> None:
    _committed(repository)
    with pytest.raises(BenchError, match="git rev-parse failed"):
        source.fetch(ref)


def test_a_commit_from_before_the_benchmark_is_refused(repository: Path) -> None:
    _committed(repository, {"tools/bench/remit.py": None})
    with pytest.raises(BenchError, match=r"cannot be run here: ModuleNotFoundError.*tools\.bench\.remit"):
        source.fetch("HEAD")


def test_this_tree_never_stands_in_for_what_a_commit_lacks(repository: Path) -> None:
    gone = {f"generated/python/remitpb/{name}": None for name in ("__init__.py", "v1/__init__.py")}
    _committed(repository, {**gone, "generated/python/other.py": ""})
    with pytest.raises(BenchError, match="instead of its own source"):
        source.fetch("HEAD")


def test_packages_that_are_not_here_are_named(repository: Path) -> None:
    _committed(repository, {"requirements/server.txt": "no-such-package==1.0 \\\n    --hash=sha256:0\n"})
    with pytest.raises(
        BenchError, match=r"needs packages that are not installed here: no-such-package==1\.0"
    ):
        source.fetch("HEAD")


def test_packages_in_another_version_are_noted(repository: Path) -> None:
    _committed(repository, {"requirements/server.txt": "grpcio==0.1 \\\n    --hash=sha256:0\n"})
    (note,) = source.fetch("HEAD").notes
    assert f"pins grpcio==0.1 and runs on {version('grpcio')}" in note


def test_pins_of_other_machines_are_not_missed() -> None:
    assert compare_pins("no-such-package==1.0 ; sys_platform == 'nowhere' \\\n") == ([], [])
    assert compare_pins((TREE.folder / source.PINS).read_text()) == ([], [])


def _committed(folder: Path, changed: dict[str, str | None] | None = None) -> str:
    """Commit the files, with some other text; None leaves a file out."""
    for name, text in {**FILES, **(changed or {})}.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    _git(folder, "add", "--all")
    _git(
        folder,
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.com",
        "commit",
        "--no-gpg-sign",
        "-q",
        "-m",
        "x",
    )
    return _git(folder, "rev-parse", "HEAD")


def _git(folder: Path, *words: str) -> str:
    git = shutil.which("git")
    assert git
    return subprocess.run(
        [git, *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()
