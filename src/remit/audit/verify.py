"""Verifies an exported audit log, offline. Trusts nothing in the file: recomputes every hash and the root.

Finds any byte changed, entry dropped, added or moved, and names the entry where one can be named.
"""

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import orjson

from remit.audit.export import FORMAT
from remit.audit.leaf import ENVELOPE, leaf_hash
from remit.audit.model import TreeHead
from remit.audit.proof import EMPTY_ROOT, Frontier

PROBLEM_LIMIT: Final = 1_000
"""Problems kept; further ones are only counted, so that a ruined file does not fill the memory."""

_HEADER: Final = {"format": str, "tenant": str, "size": int, "root": str, "at": int}
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
        self._frontier = Frontier()
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
        if values is None or values.get("format") != FORMAT or not _shaped(values, _HEADER):
            self._find(f"the first line is not the header of a {FORMAT} file")
            return
        self._header = values

    def _feed_end(self, said: object) -> None:
        self._ended = True
        if said != self._digest.hexdigest():
            self._find(
                "the bytes of the file are not those that were written (the SHA-256 in its last line differs)"
            )

    def _feed_entry(self, values: Mapping[str, object] | None) -> None:
        self._entries += 1
        body = None if values is None else _body(values)
        if values is None or body is None or not isinstance(index := values["index"], int):
            self._find(f"line {self._lines} is not an entry", index=self._next)
            self._next += 1
            return
        name = str(values["id"])
        self._check_order(index, name)
        self._check_entry(index, values, body=body)
        computed = leaf_hash(body)
        self._unseen.discard(computed)
        self._frontier = self._frontier.extend((computed,))
        head = self._heads.get(self._frontier.size)
        if head is not None and head.root != self._frontier.root():
            self._find(f"the first {head.size} entries are not those of the tree head held from {head.at}")

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

    def _check_total(self, size: object, said: object, *, root: bytes) -> None:
        if size != self._entries:
            self._find(f"the header says {size} entries, the file holds {self._entries}")
        if said != root.hex():
            self._find(
                "the entries do not give the root in the header: one was changed, replaced, dropped or moved"
            )

    def _check_evidence(self, tenant: object) -> None:
        for head in self._heads.values():
            if head.tenant != tenant:
                self._find(f"the tree head of {head.size} entries is of another tenant, {head.tenant}")
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
