"""`tools/others` gets programs once; where it cannot, it says why, and nothing that asked for it as a kindness fails."""

import os
import subprocess
import time
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).parents[2]
NOBODY_LISTENS = "http://127.0.0.1:9"
PROGRAMS = {
    "pgbouncer": ("pooler/pgbouncer",),
    "prometheus": ("watcher/prometheus", "watcher/promtool"),
    "deploy": ("deploy/deploycheck", "deploy/helm"),
}
SAID = {
    "pgbouncer": int(which("pgbouncer") is None),
    "prometheus": int(which("prometheus") is None or which("promtool") is None),
    "deploy": 2,
}
"""How often it is said that they cannot be had: a package once, whatever is in it, and not where it is installed."""


def run(*command: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the project with folders of its own, and with no way to what it has not got."""
    away = {
        "http_proxy": NOBODY_LISTENS,
        "https_proxy": NOBODY_LISTENS,
        "GOPROXY": "off",
        "GOFLAGS": "-mod=mod",
    }
    own = {
        "POOLER": str(folder / "pooler"),
        "WATCHER": str(folder / "watcher"),
        "DEPLOY": str(folder / "deploy"),
        "SBIN": str(folder),
        "GOENV": "off",
    }
    own["GOMODCACHE"] = str(folder / "modules")
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **away, **own, **environment}, capture_output=True, text=True, check=False,
        timeout=50,
    )  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_network_that_is_away_is_said(tmp_path: Path, name: str) -> None:
    done = run("tools/others", name, folder=tmp_path)
    assert done.returncode == min(SAID[name], 1)
    assert done.stderr.count("cannot be had here") == SAID[name]
    assert not any((tmp_path / path).exists() for path in PROGRAMS[name])


def test_setup_goes_on_without_them(tmp_path: Path) -> None:
    done = run("make", "--old-file=.venv/.ready", "setup", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("cannot be had here") == sum(SAID.values())


def test_what_is_there_is_not_got_again(tmp_path: Path) -> None:
    for path in (tmp_path / name for names in PROGRAMS.values() for name in names):
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o755)
    assert run("tools/others", folder=tmp_path).returncode == 0
    # What is older than what it is built from is built again.
    os.utime(tmp_path / "deploy/helm", (0, time.time() - 10**9))
    done = run("tools/others", folder=tmp_path)
    assert (done.returncode, done.stderr.count("cannot be had here")) == (1, 1)


def test_a_name_that_is_none_is_refused(tmp_path: Path) -> None:
    assert run("tools/others", "postgres", folder=tmp_path).returncode == 2
