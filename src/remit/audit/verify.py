"""Verifies an exported audit log, offline. Trusts nothing in the file: recomputes every hash and the root.

Finds any byte changed, entry dropped, added or moved, and names the entry where one can be named. What retention has
removed is proven by its hash, and must have been said to be removed by an entry of the log itself.
"""

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, cast

import orjson

from remit.audit.export import FORMAT, FORMAT_REST
from remit.audit.leaf import ENVELOPE, HASH_BYTES, leaf_hash
from remit.audit.model import TreeHead
from remit.audit.proof import EMPTY, EMPTY_ROOT, Frontier
from remit.audit.removal import KIND, Part, Said, part_of_id, said_in

PROBLEM_LIMIT: Final = 1_000
"""Problems kept; further ones are only counted, so that a ruined file does not fill the memory."""

_HEADER: Final = {"format": str, "tenant": str, "size": int, "root": str, "at": int}
_REST: Final = {**_HEADER, "before": dict}
_BARE: Final = {"index": int, "id": str, "hash": str}
_ENTRY: Final = {"index": int, "id": str, "at": int, "kind": str, "hash": str}
_BODIES: Final = ({"body"}, {"body_base64"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    index: int | None
    """Place of the entry in the log; None when it concerns the file as a whole."""
    id: str
    """Id of the entry as the file has it; empty when it concerns the file as a whole."""
    what: str
    """One sentence for a human."""


@dataclass(frozen=True, slots=True)
class Report:
    """What verification found."""

    ok: bool
    entries: int
    """Entries in the file."""
    tenant: str
    """Whose log the file says it is; empty when its first line is unreadable."""
    root: bytes
    """Root over the entries of the file, recomputed."""
    problems: tuple[Problem, ...] = ()
    further: int = 0
    """Problems beyond those kept."""


@dataclass(slots=True)
class Evidence:
    """What its holder received at the time and nobody can have rewritten since."""

    heads: Collection[TreeHead] = ()
    """Tree heads (checkpoints) of the same tenant."""
    leaf_hashes: Collection[bytes] = field(default_factory=tuple)
    """Leaf hashes, as answers carried them."""


class Verifier:
    """Takes the file line by line: `feed` each, then `report`."""

    def __init__(self, evidence: Evidence | None = None) -> None:
        """Check against `evidence` too; None means that the file is checked only against itself."""
        held = evidence or Evidence()
        self._heads = {head.size: head for head in held.heads}
        self._unseen = set(held.leaf_hashes)
        self._digest = sha256()
        self._before = self._frontier = EMPTY
        self._said = Said(dict.fromkeys(Part, 0), 0, EMPTY_ROOT)
        """The most that the log says to be removed."""
        self._bare: dict[Part, tuple[int, str]] = {}
        """Of each part, the last entry that is there by its hash alone."""
        self._header: Mapping[str, object] | None = None
        self._lines = 0
        self._entries = 0
        self._next = 0
        self._ended = False
        self._problems: list[Problem] = []
        self._further = 0

    def feed(self, line: bytes) -> None:
        """Take the next line, with or without its newline."""
        line = line.removesuffix(b"\n")
        self._lines += 1
        values = _parse(line)
        if self._ended:
            self._find(f"line {self._lines} comes after the end of the file")
        elif self._lines == 1:
            self._feed_header(values)
        elif values is not None and values.keys() == {"sha256"}:
            self._feed_end(values["sha256"])
        else:
            self._feed_entry(values)
        self._digest.update(line + b"\n")

    def report(self) -> Report:
        """Return what was found, after the last line."""
        if not self._ended:
            self._find("the last line is missing: the file was cut off")
        header = self._header or {}
        size, root = header.get("size"), self._frontier.root()
        if self._header is not None:
            self._check_total(size, header.get("root"), root=root)
        self._check_removed()
        self._check_evidence(header.get("tenant"))
        return Report(
            ok=not self._problems,
            entries=self._entries,
            tenant=str(header.get("tenant", "")),
            root=root,
            problems=tuple(self._problems),
            further=self._further,
        )

    def _feed_header(self, values: Mapping[str, object] | None) -> None:
        values = values or {}
        whole = values.get("format") == FORMAT and _shaped(values, _HEADER)
        rest = values.get("format") == FORMAT_REST and _shaped(values, _REST)
        before = _edge(values["before"]) if rest else EMPTY
        if not (whole or rest) or before is None:
            self._find(f"the first line is not the header of a {FORMAT} or {FORMAT_REST} file")
            return
        self._header = values
        self._before = self._frontier = before
        self._next = before.size
        self._check_head()

    def _feed_end(self, said: object) -> None:
        self._ended = True
        if said != self._digest.hexdigest():
            self._find(
                "the bytes of the file are not those that were written (the SHA-256 in its last line differs)"
            )

    def _feed_entry(self, values: Mapping[str, object] | None) -> None:
        self._entries += 1
        if (
            values is not None
            and self._header is not None
            and "before" in self._header
            and _shaped(values, _BARE)
        ):
            self._feed_bare(values)
            return
        body = None if values is None else _body(values)
        if values is None or body is None or not isinstance(index := values["index"], int):
            self._find(f"line {self._lines} is not an entry", index=self._next)
            self._next += 1
            return
        name = str(values["id"])
        self._check_order(index, name)
        self._check_entry(index, values, body=body)
        self._append(leaf_hash(body))

    def _feed_bare(self, values: Mapping[str, object]) -> None:
        """Take an entry of which the hash alone is left."""
        index, name = cast("int", values["index"]), str(values["id"])
        digest = _hash(str(values["hash"]))
        self._check_order(index, name)
        if digest is None:
            self._find("its hash is none", index=index, name=name)
            return
        self._bare[part_of_id(name)] = (index, name)
        self._append(digest)

    def _append(self, digest: bytes) -> None:
        self._unseen.discard(digest)
        self._frontier = self._frontier.extend((digest,))
        self._check_head()

    def _check_head(self) -> None:
        head = self._heads.get(self._frontier.size)
        if head is not None and head.root != self._frontier.root():
            self._find(f"the first {head.size} entries are not those of the tree head held from {head.at}")

    def _hear(self, said: Said, *, index: int, name: str) -> None:
        """Take what an entry says to be removed."""
        if said.size == self._before.size and said.root != self._before.root():
            self._find(
                "what the file begins after is not what this entry says to be removed", index=index, name=name
            )
        reach = {part: max(self._said.reach[part], said.reach.get(part, 0)) for part in Part}
        self._said = Said(reach, max(self._said.size, said.size), said.root)

    def _check_removed(self) -> None:
        """Make sure that the log itself says that what is missing was removed."""
        if self._before.size > self._said.size:
            self._find(f"no entry says that the {self._before.size} before the first one were removed")
        for part, (index, name) in self._bare.items():
            if index >= self._said.reach[part]:
                what = f"its bytes are missing, and no entry says that retention removed {part} up to it"
                self._find(what, index=index, name=name)

    def _check_order(self, index: int, name: str) -> None:
        if index > self._next:
            missing = f"{self._next}" if index == self._next + 1 else f"{self._next} to {index - 1}"
            self._find(f"entries before it are missing: {missing}", index=index, name=name)
        elif index < self._next:
            self._find(f"it stands where {self._next} should: moved or repeated", index=index, name=name)
        self._next = index + 1

    def _check_entry(self, index: int, values: Mapping[str, object], *, body: bytes) -> None:
        name = str(values["id"])
        if leaf_hash(body).hex() != values["hash"]:
            self._find("its bytes were changed: they no longer have its hash", index=index, name=name)
        inner = _parse(body)
        if inner is None or not inner.keys() >= ENVELOPE:
            self._find("its body is not that of an audit entry", index=index, name=name)
            return
        tenant = (self._header or inner)["tenant"]
        outer = {"id": values["id"], "tenant": tenant, "at": values["at"], "kind": values["kind"]}
        for key in sorted(ENVELOPE):
            if outer[key] != inner[key]:
                self._find(f"its {key} is not the one in its body", index=index, name=name)
        said = said_in(inner) if inner["kind"] == KIND else None
        if said is not None:
            self._hear(said, index=index, name=name)

    def _check_total(self, size: object, said: object, *, root: bytes) -> None:
        held = self._before.size + self._entries
        if size != held:
            self._find(f"the header says {size} entries, the file holds {held}")
        if said != root.hex():
            self._find(
                "the entries do not give the root in the header: one was changed, replaced, dropped or moved"
            )

    def _check_evidence(self, tenant: object) -> None:
        for head in self._heads.values():
            if head.tenant != tenant:
                self._find(f"the tree head of {head.size} entries is of another tenant, {head.tenant}")
            elif head.size < self._before.size:
                self._find(
                    f"the file begins after the {head.size} entries of the tree head held from {head.at}"
                )
            elif head.size > self._frontier.size or (head.size == 0 and head.root != EMPTY_ROOT):
                self._find(
                    f"the file ends before the {head.size} entries of the tree head held from {head.at}"
                )
        for missing in sorted(self._unseen):
            self._find(f"no entry has the leaf hash {missing.hex()}, which an answer carried")

    def _find(self, what: str, *, index: int | None = None, name: str = "") -> None:
        if len(self._problems) < PROBLEM_LIMIT:
            self._problems.append(Problem(index, name, what))
        else:
            self._further += 1


def verify_export(lines: Iterable[bytes], evidence: Evidence | None = None) -> Report:
    """Verify a whole file.

    Args:
        lines: the lines of the file, opened for bytes.
        evidence: what was received at the time; None checks the file only against itself.
    """
    verifier = Verifier(evidence)
    for line in lines:
        verifier.feed(line)
    return verifier.report()


def _parse(line: bytes) -> Mapping[str, object] | None:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _edge(value: object) -> Frontier | None:
    """Read the edge of what came before; None when it is none."""
    if not isinstance(value, dict) or not _shaped(value, {"size": int, "nodes": list}):
        return None
    nodes = [_hash(str(node)) for node in value["nodes"]]
    try:
        return Frontier(value["size"], tuple(node for node in nodes if node is not None))
    except ValueError:
        return None


def _hash(text: str) -> bytes | None:
    """Read a hash in hexadecimal, in the one way in which it is written; None when it is none."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == HASH_BYTES and found.hex() == text else None


def _shaped(values: Mapping[str, object], shape: Mapping[str, type]) -> bool:
    """Tell whether these keys and no others are there, each of its type (a boolean is no integer)."""
    return values.keys() == shape.keys() and all(type(values[key]) is wanted for key, wanted in shape.items())


def _body(values: Mapping[str, object]) -> bytes | None:
    """Return the exact bytes of the entry's body; None when the line is not an entry."""
    extra = values.keys() - _ENTRY.keys()
    if extra not in _BODIES or not _shaped({key: values[key] for key in values if key in _ENTRY}, _ENTRY):
        return None
    text = values[extra.pop()]
    if not isinstance(text, str):
        return None
    if "body" in values:
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
