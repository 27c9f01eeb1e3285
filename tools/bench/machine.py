"""On what was measured: facts without which figures mean nothing. Never names a machine or its owner."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from tools.bench.process import BenchError

IN_MEMORY: Final = frozenset({"tmpfs", "ramfs", "overlay-tmpfs"})
"""File systems on which a sync costs nothing, and saves nothing."""
DURABLE: Final = {"synchronous": 2, "journal_mode": "wal"}
"""What the server's writing connection must say of itself; 2 is FULL."""


def facts(data: Path) -> dict[str, str]:
    """Return what to know of this machine, with `data` as a folder where databases lie."""
    one, five, _ = os.getloadavg()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "kernel": platform.release(),
        "file system": file_system(data),
        "load before": f"{one:.2f} in the last minute, {five:.2f} in the last five",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "grpcio": version("grpcio"),
        "protobuf": version("protobuf"),
        "uvloop": version("uvloop"),
        "SQLite": sqlite3.sqlite_version,
        "Remit": version("remit"),
    }


def require_durable(said: Mapping[str, object], data: Path) -> None:
    """Refuse to measure writes that would not survive.

    Args:
        said: what the server reported of its writing connection.
        data: the folder of its database.

    Raises:
        BenchError: when a commit does not wait for the disk.
    """
    found = {name: said.get(name) for name in DURABLE}
    if found != DURABLE:
        raise BenchError(f"the server does not write durably: {found}; wanted is {DURABLE}")
    require_disk(data)


def require_disk(path: Path) -> None:
    """Refuse to measure what lies in memory.

    Raises:
        BenchError: when it does.
    """
    if (kind := file_system(path)) in IN_MEMORY:
        raise BenchError(f"{path} lies in memory ({kind}): syncs cost nothing there")


def file_system(path: Path) -> str:
    """Return the type of the file system on which a path lies, such as `ext4`."""
    best, kind = "", "unknown"
    for line in Path("/proc/self/mounts").read_text("utf-8").splitlines():
        _, place, found, *_ = line.split()
        if path.resolve().is_relative_to(place) and len(place) >= len(best):
            best, kind = place, found
    return kind


def tools() -> dict[str, str]:
    """Return which optional tools are here: name to path, empty when absent."""
    return {name: shutil.which(name) or "" for name in ("go", "h2load", "npm", "py-spy")}


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()
