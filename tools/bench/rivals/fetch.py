"""Fetches what others made into `.cache/`, pinned, by npm and pip. Never into this project's own environment."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.bench.process import ROOT, NotHereError

FOLDER: Final = ROOT / ".cache/rivals"
CERBOS: Final = "0.55.0"
CERBOS_PACKAGE: Final = "@cerbos/cerbos-linux-x64"
CASBIN: Final = "2.8.0"
CEDAR: Final = "4.12.2"


def cerbos() -> Path:
    """Return Cerbos' server.

    Raises:
        NotHereError: when it cannot be had, with the reason.
    """
    folder = FOLDER / f"cerbos-{CERBOS}"
    program = folder / "node_modules" / CERBOS_PACKAGE / CERBOS_PACKAGE.rpartition("/")[2]
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise NotHereError("Cerbos comes in an npm package, and there is no npm on this machine")
        folder.mkdir(parents=True, exist_ok=True)
        package = f"{CERBOS_PACKAGE}@{CERBOS}"
        _run([npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, package])
        if not program.exists():
            raise NotHereError(f"{package} has no program for this machine")
    return program


def python() -> Path:
    """Return a Python with pycasbin and cedarpy, and nothing of ours.

    Raises:
        NotHereError: when it cannot be had, with the reason.
    """
    folder = FOLDER / f"python-{CASBIN}-{CEDAR}"
    program, ready = folder / "bin/python", folder / "ready"
    if not ready.exists():
        _run([sys.executable, "-m", "venv", "--clear", folder])
        words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([program, *words, f"pycasbin=={CASBIN}", f"cedarpy=={CEDAR}"])
        ready.touch()
    return program


def _run(words: Sequence[str | Path]) -> None:
    done = subprocess.run(  # noqa: S603  fixed commands
        [str(word) for word in words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotHereError(f"could not be fetched: {done.stderr.strip()[-500:]}")
