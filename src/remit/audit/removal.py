"""What retention removes of a log, and how the log itself says so. Pure: removes nothing.

The bytes of entries go by part, each as far as its own reach; a leaf keeps its hash while any part of it may still be
there, so what goes of the tree is always its beginning. An entry of kind `retention:remove` says what went.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from remit.ids import DECISION, USAGE

KIND: Final = "retention:remove"
REMOVER: Final = "system:retention"
FORMAT: Final = 1

_KINDS: Final = {"decision": "decisions", "usage": "usage"}
_PREFIXES: Final = {DECISION: "decisions", USAGE: "usage"}


class Part(StrEnum):
    """Entries that are kept equally long."""

    DECISIONS = "decisions"
    USAGE = "usage"
    """Evidence of what the ledger has."""
    OTHERS = "others"
    """Changes, approvals, and all else."""


def part_of(kind: str) -> Part:
    """Return the part that an entry of a kind belongs to."""
    return Part(_KINDS.get(kind, Part.OTHERS))


def part_of_id(entry_id: str) -> Part:
    """Return the part that an entry belongs to of which the id alone is left."""
    return Part(_PREFIXES.get(entry_id[: len(DECISION)], Part.OTHERS))


@dataclass(frozen=True, slots=True)
class Said:
    """What a log says of what was removed from it."""

    reach: Mapping[Part, int]
    """The index before which no entry of a part has its bytes any more."""
    size: int
    """Leaves at the beginning of the tree that are gone."""
    root: bytes
    """The root of the tree over those."""


def content(said: Said, *, counts: Mapping[str, int], kept: Mapping[Part, int]) -> dict[str, object]:
    """Return what an entry says beside its envelope.

    Args:
        said: what is gone now.
        counts: how many of what went with this very entry: parts, `leaves`, `reservations`, `ledger`.
        kept: for how many microseconds each part is kept; one that is kept for ever is absent.
    """
    return {
        "format": FORMAT,
        "principal": REMOVER,
        "credential": "",
        "action": KIND,
        "resource": "",
        "removed_before": {str(part): index for part, index in said.reach.items()},
        "tree": {"size": said.size, "root": said.root.hex()},
        "counts": dict(counts),
        "kept": {str(part): span for part, span in kept.items()},
    }


def said_in(body: Mapping[str, Any]) -> Said | None:
    """Return what an entry's body says; None when it is not of that shape."""
    reach, tree = body.get("removed_before"), body.get("tree")
    if not isinstance(reach, dict) or not isinstance(tree, dict):
        return None
    if not all(type(one) is int for one in (*reach.values(), tree.get("size"))) or not reach.keys() <= set(
        Part
    ):
        return None
    try:
        root = bytes.fromhex(tree["root"])
    except (KeyError, TypeError, ValueError):
        return None
    return Said({Part(part): index for part, index in reach.items()}, tree["size"], root)
