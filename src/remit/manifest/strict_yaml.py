"""Reads the small, safe part of YAML that documents are written in: maps, lists and text, each said once.

Never builds objects, follows aliases or guesses types: every scalar stays text (`no` is no boolean, `1.10` no
float), and the schema says what it means.
"""

from collections.abc import Iterator
from typing import Final, NoReturn, TypeAlias

import yaml

from remit.errors import DocumentInvalidError

MAX_BYTES: Final = 256 * 1024
"""Bytes of a document; a real one has a few thousand."""
MAX_DEPTH: Final = 16
"""Levels of nesting. libyaml slows down with the square of the depth, so reading stops there."""
_SHOWN: Final = 64

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"


def read(data: bytes) -> Tree:
    """Read one YAML document from its exact bytes.

    Raises:
        DocumentInvalidError: when it is too large or deep, not UTF-8, not YAML, or uses anchors, aliases,
            tags, directives, a second document, or one key twice. `field` is the path at fault; the message
            names the line.
    """
    if len(data) > MAX_BYTES:
        message = f"the document has {len(data)} bytes; at most {MAX_BYTES} are read"
        raise DocumentInvalidError(message)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the document is not UTF-8"
        raise DocumentInvalidError(message) from error
    try:
        return _Reader(yaml.parse(text, Loader=yaml.CSafeLoader)).document()
    except yaml.YAMLError as error:
        raise DocumentInvalidError(_said(error)) from error
    except ValueError as error:
        message = "the document holds characters that YAML does not allow"
        raise DocumentInvalidError(message) from error


def shown(text: str) -> str:
    """Quote foreign text for a message: ASCII alone and cut short, so that it cannot mislead or flood."""
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


def _said(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the document"
    return f"{where} is not YAML: {getattr(error, 'problem', None) or 'unreadable characters'}"


class _Reader:
    """Turns parser events into a tree, and stops at the first thing that is not allowed."""

    __slots__ = ("_events",)

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events

    def document(self) -> Tree:
        next(self._events)
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            message = "the document is empty"
            raise DocumentInvalidError(message)
        if start.tags or start.version:
            _refuse(start, "", why="directives (%YAML, %TAG) are not allowed")
        tree = self._node(next(self._events), "", depth=1)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            _refuse(after, "", why="a second document is not allowed")
        return tree

    def _node(self, event: yaml.Event, path: str, *, depth: int) -> Tree:
        if isinstance(event, yaml.AliasEvent):
            _refuse(event, path, why="aliases (*) are not allowed")
        if getattr(event, "anchor", None) is not None:
            _refuse(event, path, why="anchors (&) are not allowed")
        if getattr(event, "tag", None) is not None:
            _refuse(event, path, why="tags (!) are not allowed")
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if depth > MAX_DEPTH:
            _refuse(event, path, why=f"nesting deeper than {MAX_DEPTH} is not allowed")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path, depth)
        return self._map(path, depth)

    def _list(self, path: str, depth: int) -> Tree:
        items: list[Tree] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, f"{path}[{len(items)}]", depth=depth + 1))
        return items

    def _map(self, path: str, depth: int) -> Tree:
        entries: dict[str, Tree] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, path, depth=depth + 1)
            if not isinstance(key, str):
                _refuse(event, path, why="a key must be text")
            below = f"{path}.{key}" if path else key
            if key in entries:
                _refuse(event, below, why=f"the key {shown(key)} is given twice")
            entries[key] = self._node(next(self._events), below, depth=depth + 1)
        return entries


def _refuse(event: yaml.Event, path: str, *, why: str) -> NoReturn:
    mark = event.start_mark
    message = f"line {mark.line + 1}: {why}" if mark else why
    raise DocumentInvalidError(message, field=ascii(path)[1:-1][:256])
