"""Builds the statements of the hot commits: many rows in one statement, given as one array for each column."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Integer, LargeBinary, Table

from remit.storage.dialect import ORDINAL_BITS
from remit.storage.turn import Row

POSITION: Final = f"(pg_current_xact_id()::text::bigint << {ORDINAL_BITS}) + given.ordinal"
"""Where a row stands among all: by its transaction, then by its place in the statement."""


class Given:
    """Rows as parameters, numbered through one statement; columns in the order in which they were named."""

    def __init__(self) -> None:
        """Begin with none."""
        self._next = 1

    def rows(self, table: Table, columns: Sequence[str]) -> str:
        """Return `unnest(…) WITH ORDINALITY AS given(columns, ordinal)`, for rows of these columns."""
        arrays = [f"${self._next + place}::{_type(table, name)}[]" for place, name in enumerate(columns)]
        self._next += len(columns)
        return f"unnest({', '.join(arrays)}) WITH ORDINALITY AS given({', '.join(columns)}, ordinal)"

    def one(self, kind: str) -> str:
        """Return one parameter of a type."""
        self._next += 1
        return f"${self._next - 1}::{kind}"

    def insert(
        self, table: Table, columns: Sequence[str], *, positioned: bool = False, tail: str = ""
    ) -> str:
        """Return an INSERT of rows.

        Args:
            table: into which.
            columns: of the rows.
            positioned: whether each row takes its position, in the order given.
            tail: such as `ON CONFLICT DO NOTHING RETURNING ref`.
        """
        names = ", ".join(columns)
        given = ", ".join(f"given.{name}" for name in columns)
        if positioned:
            names, given = f"position, {names}", f"{POSITION}, {given}"
        source = f"SELECT {given} FROM {self.rows(table, columns)} ORDER BY given.ordinal"  # noqa: S608  names of ours
        return f"INSERT INTO {table.name} ({names}) {source} {tail}"

    def locked(self, table: Table, keys: Sequence[str], *, read: Sequence[str]) -> str:
        """Return a SELECT of the ordinal and `read` of the rows with these keys, each locked, in the order given."""
        match = " AND ".join(f"held.{name} = given.{name}" for name in keys)
        shown = ", ".join(f"held.{name}" for name in read)
        source = self.rows(table, keys)
        return (
            f"SELECT given.ordinal, {shown} FROM {source} JOIN {table.name} AS held ON {match}"  # noqa: S608  names of ours
            " ORDER BY given.ordinal FOR UPDATE OF held"
        )

    def update(self, table: Table, keys: Sequence[str], *, columns: Sequence[str], change: str) -> str:
        """Return an UPDATE of the rows with these keys; `change` may name `held` (the row) and `given`."""
        match = " AND ".join(f"held.{name} = given.{name}" for name in keys)
        source = self.rows(table, columns)
        return f"UPDATE {table.name} AS held SET {change} FROM {source} WHERE {match}"  # noqa: S608  names of ours


def arrays(rows: Iterable[Row], width: int) -> list[Sequence[Any]]:
    """Turn rows into one array for each of their columns."""
    columns = list(zip(*rows, strict=True))
    return list(columns) if columns else [()] * width


def _type(table: Table, name: str) -> str:
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return "bytea"
    return "bigint" if isinstance(kind, Integer) else "text"
