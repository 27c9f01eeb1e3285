"""Many rows in few statements, on SQLite's raw driver.

Each statement gives the interpreter's lock away and has to win it back from a busy event loop, so a turn takes as few as
it can. Statements are of few lengths, so that the driver keeps them prepared.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

LENGTHS: Final = (32, 16, 8, 4, 2, 1)
"""Rows in one statement: as many as possible by the longest, what is left by each shorter one at most once."""

Row = tuple[Any, ...]


def into(table: str, columns: Sequence[str]) -> str:
    """Return `INSERT INTO table (a, b)`."""
    return f"INSERT INTO {table} ({', '.join(columns)})"


def insert(connection: sqlite3.Connection, head: str, *, rows: Sequence[Row], tail: str = "") -> int:
    """Insert rows and return how many were inserted or changed.

    Args:
        connection: in an open transaction.
        head: `INSERT INTO t (a, b)`.
        rows: values in the order of the columns.
        tail: such as `ON CONFLICT DO NOTHING`.
    """
    if not rows:
        return 0
    before = connection.total_changes
    width = len(rows[0])
    for part in _parts(rows):
        connection.execute(
            _insertion(head, tail, width=width, length=len(part)), tuple(chain.from_iterable(part))
        )
    return connection.total_changes - before


def select(
    connection: sqlite3.Connection, columns: str, *, table: str, by: tuple[str, ...], keys: Sequence[Row]
) -> list[Row]:
    """Return the rows of a table with these keys, in any order; keys without a row are left out.

    Args:
        connection: in an open transaction.
        columns: what to read, `t.a, t.b`; the table's alias is `t`.
        table: its name.
        by: columns of its primary key, or the first of them.
        keys: wanted values of those.
    """
    found: list[Row] = []
    for part in _parts(keys):
        text = _selection(columns, table, by=by, length=len(part))
        found += connection.execute(text, tuple(chain.from_iterable(part))).fetchall()
    return found


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    start, left = 0, len(rows)
    for length in LENGTHS:
        while left >= length:
            yield rows[start : start + length]
            start += length
            left -= length


@cache
def _insertion(head: str, tail: str, *, width: int, length: int) -> str:
    return f"{head} VALUES {_marks(width, length)} {tail}"


@cache
def _selection(columns: str, table: str, *, by: tuple[str, ...], length: int) -> str:
    match = " AND ".join(f"t.{name} = wanted.column{place}" for place, name in enumerate(by, start=1))
    # CROSS JOIN keeps SQLite from scanning the table for each wanted key.
    wanted = f"(VALUES {_marks(len(by), length)}) AS wanted"
    return f"SELECT {columns} FROM {wanted} CROSS JOIN {table} AS t ON {match}"  # noqa: S608  constants and marks


def _marks(width: int, length: int) -> str:
    """Return the places of values: `(?,?),(?,?)`."""
    return ",".join([f"({','.join('?' * width)})"] * length)
