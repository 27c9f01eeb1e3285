"""Many rows in few statements, on SQLite's raw driver.

Each statement gives the interpreter's lock away and has to win it back from a busy event loop, so a turn of many calls
takes as few as it can. Statements are of three lengths, so that the driver keeps them prepared.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

LENGTHS: Final = (32, 8, 1)
"""Rows in one statement: most by the longest, the rest by the shorter ones."""

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
    before = connection.total_changes
    for part in _parts(rows):
        marks = f"({','.join('?' * len(part[0]))})"
        connection.execute(
            f"{head} VALUES {','.join([marks] * len(part))} {tail}", tuple(chain.from_iterable(part))
        )
    return connection.total_changes - before


def select(
    connection: sqlite3.Connection, columns: str, *, table: str, by: Sequence[str], keys: Sequence[Row]
) -> list[Row]:
    """Return the rows of a table with these keys, in any order; keys without a row are left out.

    Args:
        connection: in an open transaction.
        columns: what to read, `t.a, t.b`; the table's alias is `t`.
        table: its name.
        by: columns of its primary key, or the first of them.
        keys: wanted values of those.
    """
    match = " AND ".join(f"t.{name} = wanted.column{place}" for place, name in enumerate(by, start=1))
    found: list[Row] = []
    for part in _parts(keys):
        marks = f"({','.join('?' * len(by))})"
        # CROSS JOIN keeps SQLite from scanning the table for each wanted key.
        found += connection.execute(
            f"SELECT {columns} FROM (VALUES {','.join([marks] * len(part))}) AS wanted CROSS JOIN {table} AS t ON {match}",  # noqa: S608  constants and marks
            tuple(chain.from_iterable(part)),
        ).fetchall()
    return found


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    start = 0
    for length in LENGTHS:
        while len(rows) - start >= length:
            yield rows[start : start + length]
            start += length
