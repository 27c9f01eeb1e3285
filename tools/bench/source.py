"""Where a server's source lies: this tree, or another commit of it that is unpacked beside. Never changes the repository.

Both run on the same Python and the same packages, so that a comparison is one of Remit alone.
"""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from packaging.requirements import Requirement

from remit.config import PREFIX, Config
from tools.bench.process import ROOT, SCRATCH, BenchError

PARTS: Final = ("src", "generated/python", "tools", "requirements")
"""What is unpacked of a commit."""
PATHS: Final = ("src", "generated/python")
"""What its processes import from, before anything that is installed."""
PINS: Final = "requirements/server.txt"
SHORT: Final = 7
"""Digits of a commit that people are shown."""
_ASK: Final = """\
import json, remit, remitpb.v1, tools.bench.remit
from remit.config import Config
files = [module.__file__ for module in (remit, remitpb.v1, tools.bench)]
print(json.dumps({"files": files, "settings": sorted(Config.model_fields)}))
"""


@dataclass(frozen=True, slots=True)
class Source:
    """The source of one version of Remit."""

    name: str
    """What the report calls it and its server."""
    folder: Path
    settings: frozenset[str]
    """The variables of the environment that it reads."""
    notes: tuple[str, ...] = ()
    """What to know about its figures, one sentence each."""

    def environment(self, wanted: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return what makes a process run this source, with those settings of `wanted` that it knows."""
        paths = os.pathsep.join(str(self.folder / part) for part in PATHS)
        known = {name: value for name, value in (wanted or {}).items() if name in self.settings}
        return {"PYTHONPATH": paths, **known}

    def unknown(self, wanted: Mapping[str, str]) -> list[str]:
        """Return a sentence for each setting that is not passed on, since this source does not know it."""
        names = [name for name in wanted if name not in self.settings]
        return [f"{self.name} knows no {name}, and is not told" for name in names]


TREE: Final = Source("remit", ROOT, frozenset(PREFIX + name.upper() for name in Config.model_fields))
"""This tree, as it lies here."""


def fetch(ref: str) -> Source:
    """Unpack a commit below `.cache/bench`, where it stays for the next time, and see that it runs here.

    Args:
        ref: any name that git has for it.

    Raises:
        BenchError: when there is no such commit, it lacks packages here, or it is too old to be measured.
    """
    commit = _git("rev-parse", "--verify", f"{ref}^{{commit}}").decode().strip()
    folder, name = SCRATCH / commit, commit[:SHORT]
    if not folder.exists():
        _unpack(commit, folder)
    missing, others = compare_pins((folder / PINS).read_text("utf-8"))
    if missing:
        raise BenchError(f"{name} needs packages that are not installed here: {', '.join(missing)}")
    notes = (f"{name} pins {', '.join(others)}",) if others else ()
    return Source(name, folder, _settings(name, folder), notes)


def compare_pins(text: str) -> tuple[list[str], list[str]]:
    """Return which pins of a lock file are not installed, and which are in another version, which is named."""
    missing, others = [], []
    for line in text.splitlines():
        if "==" not in line or line.startswith((" ", "#")):
            continue
        pin = Requirement(line.rstrip(" \\"))
        if pin.marker and not pin.marker.evaluate():
            continue
        try:
            found = version(pin.name)
        except PackageNotFoundError:
            missing.append(f"{pin.name}{pin.specifier}")
            continue
        if not pin.specifier.contains(found, prereleases=True):
            others.append(f"{pin.name}{pin.specifier} and runs on {found}")
    return missing, others


def _unpack(commit: str, folder: Path) -> None:
    archive = _git("archive", "--format=tar", commit, "--", *PARTS)
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=SCRATCH) as making, tarfile.open(fileobj=BytesIO(archive)) as tar:
        whole = Path(making) / "whole"
        tar.extractall(whole, filter="data")
        # Last, so that a folder of this name is never half of a commit.
        whole.rename(folder)


def _settings(name: str, folder: Path) -> frozenset[str]:
    """Ask the source itself, and make sure that it is what answers: this tree is installed here, too."""
    done = subprocess.run(  # noqa: S603  this project's own program
        [sys.executable, "-c", _ASK],
        cwd=folder,
        env={**os.environ, **Source(name, folder, frozenset()).environment()},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise BenchError(f"{name} cannot be run here: {last}")
    told: dict[str, Any] = json.loads(done.stdout)
    if strange := [file for file in told["files"] if not Path(file).is_relative_to(folder)]:
        raise BenchError(f"{name} would run {strange[0]} instead of its own source")
    return frozenset(PREFIX + setting.upper() for setting in told["settings"])


def _git(*words: str) -> bytes:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False)  # noqa: S603, S607  with ^{commit} behind it a name is no option
    except FileNotFoundError:
        raise BenchError("another commit is unpacked by git, which is not on this machine") from None
    if done.returncode:
        raise BenchError(f"git {words[0]} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
