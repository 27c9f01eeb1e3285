"""Files and folders of this machine: who may read them, and whether there is room. Opens nothing for writing."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from remit.bootstrap import DATABASE, MASTER_KEY, trust_of
from remit.config import MIB, Config, ConfigError
from remit.doctor.finding import Finding, ok, warn, wrong
from remit.volatile.redis import Address

OF_SECRETS: Final = "secret files"
LEAST_FREE: Final = 100 * MIB
"""Bytes below which a database is about to stop."""
ROOM: Final = 1024 * MIB
"""Bytes below which somebody should see to it."""
REMOTE: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3", "smbfs"}
)
"""File systems on which SQLite's locks and shared memory cannot be relied on."""


def secret_files(config: Config) -> Iterator[Finding]:
    """Look who may read the files that hold secrets."""
    paths = list(_secret_files(config))
    faults = [fault for path in paths for fault in _secret_file(path)]
    said = f"{len(paths)} on this machine, which strangers cannot read" if paths else "none on this machine"
    yield from faults or [ok(OF_SECRETS, said)]


def _secret_file(path: Path) -> Iterator[Finding]:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        remedy = "correct the path, or who may enter its folders"
        yield wrong(OF_SECRETS, f"{path}: {error.strerror}", remedy=remedy)
        return
    if not _may(path, os.R_OK):
        remedy = "chown it to the user that Remit runs as"
        yield wrong(OF_SECRETS, f"this user may not read {path}", remedy=remedy)
    if mode & stat.S_IRWXO:
        said = f"anybody on this machine may read or change {path} ({mode:04o})"
        yield wrong(OF_SECRETS, said, remedy=f"chmod 600 {path}")
    elif mode & stat.S_IRWXG and path.name == MASTER_KEY:
        said = f"a group may read or change {path} ({mode:04o})"
        yield warn(OF_SECRETS, said, remedy=f"chmod 600 {path}")


def folder(config: Config) -> Iterator[Finding]:
    """Look at the folder of data: whether it can be written to, and how much fits in."""
    name = "data folder"
    if config.database_url is not None and config.master_key is not None:
        yield ok(name, "not needed: the data are in PostgreSQL, the master key in the settings")
        return
    where = config.data_dir.resolve()
    there = _first_that_exists(where)
    if not there.is_dir():
        yield wrong(name, f"{there} is no folder", remedy="choose another REMIT_DATA_DIR")
        return
    if not _may(there, os.W_OK | os.X_OK):
        yield wrong(
            name,
            f"this user may not write to {there}",
            remedy=f"chown it to the user that Remit runs as (uid {os.geteuid()})",
        )
        return
    mode = stat.S_IMODE(there.stat().st_mode)
    if there == where and mode & stat.S_IRWXO:
        yield warn(
            name, f"anybody on this machine may enter {where} ({mode:04o})", remedy=f"chmod 700 {where}"
        )
    elif there != where:
        yield ok(name, f"{where} is made at the first start")
    else:
        yield ok(name, f"{where} can be written to, by its owner alone")
    if config.database_url is None:
        yield from _home_of_sqlite(there)
    yield disk(there)


def disk(where: Path) -> Finding:
    """Look how much room there is."""
    name = "disk"
    usage = shutil.disk_usage(where)
    said = f"{usage.free // MIB:,} MiB free of {usage.total // MIB:,}"
    remedy = "make room, or move REMIT_DATA_DIR while no server runs"
    if usage.free < LEAST_FREE:
        return wrong(name, said, remedy=remedy)
    return warn(name, said, remedy=remedy) if usage.free < ROOM else ok(name, said)


def _home_of_sqlite(there: Path) -> Iterator[Finding]:
    kind = _file_system(there)
    if kind in REMOTE:
        yield wrong(
            "data folder",
            f"{there} is on another machine ({kind}): SQLite may lose or corrupt data there",
            remedy="choose a disk of this machine, or use PostgreSQL",
        )


def _secret_files(config: Config) -> Iterator[Path]:
    if config.tls_key is not None:
        yield config.tls_key
    if config.master_key is None and exists(config.data_dir / MASTER_KEY):
        yield config.data_dir / MASTER_KEY
    if config.database_url is None and _is_open(config.data_dir) and exists(config.data_dir / DATABASE):
        yield config.data_dir / DATABASE
    with suppress(ConfigError):
        # A file that cannot be read is told of elsewhere.
        secrets = (one.client_secret_file for one in trust_of(config).providers)
        yield from (Path(one) for one in secrets if one and exists(Path(one)))
    if config.redis_url is not None:
        options = dict(Address.parse(config.redis_url.get_secret_value()).options)
        if "ssl_keyfile" in options:
            yield Path(options["ssl_keyfile"])


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def _is_open(folder: Path) -> bool:
    """Whether others may enter a folder, so that what is in it must protect itself."""
    return exists(folder) and bool(stat.S_IMODE(folder.stat().st_mode) & stat.S_IXOTH)


def exists(path: Path) -> bool:
    """Whether something is there that this user can see."""
    try:
        return path.exists()
    except OSError:
        return False


def _first_that_exists(path: Path) -> Path:
    return next(one for one in (path, *path.parents) if exists(one))


def _file_system(path: Path) -> str:
    """Return the kind of the file system that holds a path; empty where the machine does not tell."""
    try:
        lines = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    # A later mount hides an earlier one at the same place.
    places = [(line.split(" ")[1].replace("\\040", " "), line.split(" ")[2]) for line in lines]
    above = [
        (len(place), number, kind)
        for number, (place, kind) in enumerate(places)
        if path.is_relative_to(place)
    ]
    return max(above)[2] if above else ""
