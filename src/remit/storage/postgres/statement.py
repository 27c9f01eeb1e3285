"""Builds the statements of the hot commits: many rows in one statement, each of their columns in one parameter.

A column travels as one text that Postgres takes apart again. The driver's own arrays ask of each element what it is,
which took a third of a decision's time in this process.
"""

import secrets
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Integer, LargeBinary, Table

from remit.storage.dialect import BASE, ORDINAL_BITS
from remit.storage.postgres.pipeline import Query
from remit.storage.turn import Row

POSITION: Final = f"(({BASE} + pg_current_xact_id()::text::bigint) << {ORDINAL_BITS}) + given.ordinal"
"""Where a row stands among all: by its transaction, then by its place in the statement."""

SEPARATOR: Final = "\x1f"
"""Between the texts of a column; another one is drawn when a text has it."""

_NULL: Final = "N"

Column = Sequence[Any]
Packing = Callable[[Column, str], str]


def _texts(column: Column, separator: str) -> str:
    # Behind each, not between them, for no text and one that is empty are not the same.
    if len(column) == 1 and separator not in column[0]:
        return f"{column[0]}{separator}"
    joined = separator.join((*column, ""))
    if joined.count(separator) != len(column):
        raise _SeparatorInTextError
    return joined


def _numbers(column: Column, _: str) -> str:
    return ",".join([_NULL if number is None else str(number) for number in column])


def _bytes(column: Column, _: str) -> str:
    return ",".join([one.hex() for one in column])


def _documents(column: Column, separator: str) -> str:
    return _texts([one.decode() for one in column], separator)


class _SeparatorInTextError(ValueError):
    """A text has the separator in it."""


class Statement:
    """A statement that is given rows, built part by part; the first parameter is the separator of texts."""

    def __init__(self) -> None:
        """Begin without parameters."""
        self.sql = ""
        self._packings: list[list[Packing]] = []
        self._next = 2

    def of(self, *sets: Sequence[Row]) -> Query:
        """Return it with its values: the rows of each set, in the order in which the sets were named."""
        separator = SEPARATOR
        while True:
            try:
                packed = [
                    _pack(rows, packings, separator=separator)
                    for rows, packings in zip(sets, self._packings, strict=True)
                ]
            except _SeparatorInTextError:
                separator = secrets.token_hex(16)
                continue
            return Query(self.sql, [separator, *chain.from_iterable(packed)])

    def rows(self, table: Table, columns: Sequence[str]) -> str:
        """Return the rows of a set as a table `given`, of these columns and their `ordinal`."""
        parts, packings = zip(*(self._column(table, name) for name in columns), strict=True)
        self._packings.append(list(packings))
        count = self._parameter("bigint")
        names = ", ".join((*columns, "ordinal"))
        return (
            f"(SELECT * FROM unnest({', '.join(parts)}) WITH ORDINALITY AS _ ({names}) WHERE ordinal <= {count})"  # noqa: S608  names of ours
            " AS given"
        )

    def names(self, table: Table, name: str) -> str:
        """Return a set of rows of one text as the condition that a column's value is among them."""
        return f"{table.name}.{name} IN (SELECT given.{name} FROM {self.rows(table, (name,))})"  # noqa: S608  names of ours

    def insert(
        self, table: Table, columns: Sequence[str], *, positioned: bool = False, tail: str = ""
    ) -> str:
        """Return an INSERT of a set of rows.

        Args:
            table: into which.
            columns: of the rows.
            positioned: whether each row takes its position, in the order given.
            tail: such as `ON CONFLICT DO NOTHING RETURNING ref`.
        """
        names = ", ".join(columns)
        given = ", ".join(_unpacked(table, name) for name in columns)
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

    def _parameter(self, kind: str) -> str:
        self._next += 1
        return f"${self._next - 1}::{kind}"

    def _column(self, table: Table, name: str) -> tuple[str, Packing]:
        kind, given = table.c[name].type, self._parameter("text")
        if isinstance(kind, Integer):
            return f"string_to_array({given}, ',', '{_NULL}')::bigint[]", _numbers
        if isinstance(kind, LargeBinary):
            return (
                (f"string_to_array({given}, $1::text)", _documents)
                if name == "body"
                else (f"string_to_array({given}, ',')", _bytes)
            )
        return f"string_to_array({given}, $1::text)", _texts


def gathered(part: str, *columns: str) -> str:
    """Return the rows of a part of a WITH as one text: their columns apart by blanks, they by commas; none is NULL.

    Of texts only ids may be among the columns: these have neither.
    """
    return f"(SELECT string_agg(concat_ws(' ', {', '.join(columns)}), ',') FROM {part})"  # noqa: S608  names of ours


def rows_of(text: str | None) -> list[list[str]]:
    """Read what `gathered` wrote."""
    return [row.split(" ") for row in text.split(",")] if text else []


def _pack(rows: Sequence[Row], packings: Sequence[Packing], *, separator: str) -> list[Any]:
    if not rows:
        return [*[""] * len(packings), 0]
    columns = zip(*rows, strict=True)
    packed = [packing(column, separator) for packing, column in zip(packings, columns, strict=True)]
    return [*packed, len(rows)]


def _unpacked(table: Table, name: str) -> str:
    if not isinstance(table.c[name].type, LargeBinary):
        return f"given.{name}"
    return f"convert_to(given.{name}, 'UTF8')" if name == "body" else f"decode(given.{name}, 'hex')"


def statement(build: Callable[[Statement], str]) -> Statement:
    """Return the statement whose text `build` puts together of its parts."""
    made = Statement()
    made.sql = build(made)
    return made
