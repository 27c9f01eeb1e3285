"""The wheel that the image installs: whole, made from what the image is given, and it serves."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backends.postgres import RunningPostgres, running_postgres
from tests.backends.valkey import valkey
from tests.deployment.files import ROOT, instructions

MASTER_KEY = "a-master-key-of-32-characters-QWERTZ"


def sources(folder: Path) -> Path:
    """Copy what `.dockerignore` lets into the image's build, and nothing else."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for name in (line[1:].rstrip("/") for line in lines if line.startswith("!")):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made as the Dockerfile makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = next(rest for word, rest in instructions() if word == "RUN" and "hatchling build" in rest)
    words = build.partition("&&")[0].split()[1:-2]
    assert words == ["-m", "hatchling", "build", "--target", "wheel"]
    done = subprocess.run(
        [sys.executable, *words, "--directory", str(folder / "wheels")],
        cwd=sources(folder / "sources"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (found,) = (folder / "wheels").glob("*.whl")
    return found


def test_it_has_every_file_of_the_program(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(root).as_posix()
        for root in (ROOT / "src", ROOT / "generated/python")
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert wanted <= inside
    assert any(name.endswith(".lua") for name in wanted)
    assert any("migrations/versions/0001" in name for name in wanted)


def test_it_has_nothing_else(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in inside} == {"remit", "remitpb"}
    assert not [name for name in inside if "test" in Path(name).name.lower()]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, on the packages that tests have; returns its `remit`."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False, symlinks=True)
    there = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    zipfile.ZipFile(wheel).extractall(there)
    # Behind its own packages, so that Remit is the wheel's: without the lines by which it is installed for editing.
    (there / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    command = home / "bin/remit"
    command.write_text(f"#!{home}/bin/python\nimport sys\nfrom remit.cli.main import app\nsys.exit(app())\n")
    command.chmod(0o755)
    return command


@pytest.fixture(scope="module")
def backends() -> Iterator[RunningPostgres]:
    """A Postgres as production has it."""
    with running_postgres() as server:
        yield server


@pytest.mark.slow
def test_it_serves_on_postgres(installed: Path, backends: RunningPostgres, tmp_path: Path) -> None:
    with valkey(tmp_path / "valkey") as pace:
        plain = {
            name: value for name, value in os.environ.items() if not name.startswith(("REMIT_", "PYTHON"))
        }
        given = {
            **plain,
            "REMIT_DATABASE_URL": backends.fresh_database(),
            "REMIT_REDIS_URL": pace.url,
            "REMIT_MASTER_KEY": MASTER_KEY,
            "REMIT_LISTEN": "127.0.0.1:0",
        }
        where = remit(
            installed, tmp_path, given, "-c", "import remit; print(remit.__file__)", program="python"
        )
        assert str(installed.parents[1]) in where
        assert "at revision" in remit(installed, tmp_path, given, "migrate")
        process = subprocess.Popen(
            [installed, "--json", "serve"], cwd=tmp_path, env=given, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        said = next((line for line in process.stdout if line.startswith('{"address"')), "")
        address = said.split('"')[3] if said else ""
        try:
            assert "serving" in remit(installed, tmp_path, given, "--address", address, "health")
            assert "0 wrong" in remit(installed, tmp_path, given, "doctor")
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()


def remit(command: Path, folder: Path, given: dict[str, str], *words: str, program: str = "remit") -> str:
    """Run a program of the fresh environment."""
    done = subprocess.run(
        [command.with_name(program), *words],
        cwd=folder,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
