"""The audit log as a file, JSON Lines, verified without a server. Never decrypts a personal field.

The first line says whose log it is and its tree head; then one line for each entry, in order; the last line
is the SHA-256 of all bytes before it. What the file cannot prove by itself is that nobody rewrote all of it:
for that, give `Verifier` a tree head or leaf hashes that were received at the time.

Where retention has removed something, the file is of another format: its first line has the edge of the tree over what
came before its first entry, and an entry without bytes is a line with its hash alone.
"""

import base64
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

import orjson

from remit.audit.model import Leaf, SequencedLeaf, TreeHead
from remit.audit.proof import Frontier

FORMAT: Final = "remit-audit/1"
FORMAT_REST: Final = "remit-audit/2"
"""Of what retention has left."""

_END: Final = b"\n"


class ExportWriter:
    """Makes the lines one by one, for entries read page by page: `start`, `entry` for each, `finish`."""

    __slots__ = ("_before", "_digest", "_head", "_next")

    def __init__(self, head: TreeHead, before: Frontier | None = None) -> None:
        """Write the log up to `head`.

        Args:
            head: up to where.
            before: the edge of the leaves before the first entry, where retention has removed any, or the bytes of any
                entry; None means that all is there.
        """
        self._head = head
        self._before = before
        self._next = before.size if before is not None else 0
        self._digest = sha256()

    def start(self) -> bytes:
        """Return the first line."""
        head, before = self._head, self._before
        said = {"tenant": head.tenant, "size": head.size, "root": head.root.hex(), "at": head.at}
        if before is None:
            return self._line({"format": FORMAT, **said})
        edge = {"size": before.size, "nodes": [node.hex() for node in before.nodes]}
        return self._line({"format": FORMAT_REST, **said, "before": edge})

    def entry(self, entry: SequencedLeaf) -> bytes:
        """Return the line of one entry.

        Raises:
            ValueError: when it is not the next one, lies beyond the head, or has no bytes in a file that is to have
                all: the file would not verify.
        """
        if entry.index != self._next or entry.index >= self._head.size:
            raise ValueError(f"entry {entry.index} cannot follow {self._next} entries of {self._head.size}")
        self._next += 1
        leaf = entry.leaf
        if not leaf.body:
            if self._before is None:
                raise ValueError(f"the bytes of entry {entry.index} are no longer kept")
            return self._line({"index": entry.index, "id": leaf.id, "hash": leaf.hash.hex()})
        line = {"index": entry.index, "id": leaf.id, "at": leaf.at, "kind": leaf.kind}
        return self._line({**line, **_body(leaf), "hash": leaf.hash.hex()})

    def finish(self) -> bytes:
        """Return the last line.

        Raises:
            ValueError: when entries are missing.
        """
        if self._next != self._head.size:
            raise ValueError(f"{self._next} entries were written of {self._head.size}")
        return orjson.dumps({"sha256": self._digest.hexdigest()}) + _END

    def _line(self, value: dict[str, object]) -> bytes:
        line = orjson.dumps(value) + _END
        self._digest.update(line)
        return line


def write_export(head: TreeHead, entries: Iterable[SequencedLeaf]) -> Iterator[bytes]:
    """Yield the lines of the file, each with its newline.

    Args:
        head: up to where.
        entries: all leaves below `head.size`, in order of index.

    Raises:
        ValueError: when `entries` are not exactly those.
    """
    writer = ExportWriter(head)
    yield writer.start()
    for entry in entries:
        yield writer.entry(entry)
    yield writer.finish()


def _body(leaf: Leaf) -> dict[str, object]:
    """Return the body as text where it is text; damaged bytes are exported too, so that they can be found."""
    try:
        return {"body": leaf.body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(leaf.body).decode()}
