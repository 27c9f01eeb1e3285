"""How a SQLite file stands, read beside a server that may have it open. Takes no lock, writes nothing, judges nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from remit.clock import monotonic
from remit.storage.condition import UnreachableError

T = TypeVar("T")

_WAL_AT: Final = 18
"""Where the header says how the file is written (sqlite.org/fileformat2.html#file_format_version_numbers)."""
_WAL: Final = b"\x02"
_STEPS: Final = 10_000
"""Instructions of SQLite's machine between two looks at the time."""


@dataclass(frozen=True, slots=True)
class FileCondition:
    """How the file stands."""

    journal_mode: str
    """`wal` or `rollback`."""
    faults: str
    """What SQLite's own check found first; empty when it found nothing."""
    whole: bool
    """Whether that check came to its end in time."""


def condition(path: Path, *, seconds: float) -> FileCondition:
    """Look at a file for so many seconds at most.

    Raises:
        UnreachableError: when it is no database.
    """
    with _open(path, seconds=seconds) as connection:
        # Asked by pragma, a file that is read as it stands would say that it has none.
        with path.open("rb") as file:
            mode = "wal" if file.read(_WAL_AT + 1)[_WAL_AT:] == _WAL else "rollback"
        try:
            said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite3.OperationalError:
            return FileCondition(mode, "", whole=False)
        return FileCondition(mode, "" if said == "ok" else said, whole=True)


def read(path: Path, work: Callable[[Connection], T], *, seconds: float) -> T:
    """Run `work` on a snapshot of a file, for so many seconds at most; writing raises.

    Raises:
        UnreachableError: when the file cannot be read, or not in time.
    """
    with _open(path, seconds=seconds) as driver:
        engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
        try:
            with engine.connect() as connection:
                return work(connection)
        except DatabaseError as error:
            raise UnreachableError(f"{path} cannot be read in time, or is damaged") from error


@contextmanager
def _open(path: Path, *, seconds: float) -> Iterator[sqlite3.Connection]:
    # Without a log beside it nobody has it open: then it is read as it is, and no log is made to read it.
    left_alone = "" if Path(f"{path}-wal").exists() else "&immutable=1"
    until = monotonic() + seconds
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path.resolve()))}?mode=ro{left_alone}", uri=True, timeout=seconds,
            check_same_thread=False,
        )  # fmt: skip
    except sqlite3.OperationalError as error:
        raise UnreachableError(f"{path} cannot be opened: {error}") from None
    try:
        connection.set_progress_handler(lambda: int(monotonic() > until), _STEPS)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        yield connection
    except sqlite3.DatabaseError as error:
        raise UnreachableError(f"{path} cannot be read: {error}") from None
    finally:
        connection.close()
