"""The exact bytes of an audit entry and their hashes (RFC 6962, section 2.1). Never rewrites stored bytes."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

import orjson

from remit.audit.model import Leaf

HASH_BYTES: Final = 32

ENVELOPE: Final = frozenset({"id", "tenant", "at", "kind"})
"""What every body repeats of its row, so that the hash covers the row's columns too."""


def encode(body: Mapping[str, object]) -> bytes:
    """Return the bytes to store and to hash: JSON, keys sorted, no spaces.

    Args:
        body: a plain dict of what JSON can hold. Money and tokens are integers.

    Raises:
        TypeError: when something in it has no JSON form; a key that is no text, or an integer beyond 64 bits,
            counts.
    """
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf with these bytes: SHA-256(0x00 || data), 32 bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees: SHA-256(0x01 || left || right); 0x01, so that no node is a leaf."""
    return sha256(b"\x01" + left + right).digest()


def node_hashes(nodes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes over neighbours, two by two; the number of `nodes` is even."""
    pairs = iter(nodes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]


def make(entry_id: str, tenant: str, *, at: int, kind: str, content: Mapping[str, object]) -> Leaf:
    """Return a leaf whose bytes hold `content` and repeat the other arguments, so that its hash covers them.

    Args:
        entry_id: `dec_…` or `ent_…`.
        tenant: whose log.
        at: microseconds since the epoch.
        kind: `decision`, or the action of a change.
        content: the rest of the body; the keys `id`, `tenant`, `at` and `kind` are taken.

    Raises:
        ValueError: when `content` uses a taken key.
        TypeError: when something in `content` has no JSON form.
    """
    if not ENVELOPE.isdisjoint(content):
        raise ValueError(
            f"the content of an audit entry cannot hold {', '.join(sorted(ENVELOPE & content.keys()))}"
        )
    body = encode({**content, "id": entry_id, "tenant": tenant, "at": at, "kind": kind})
    return Leaf(entry_id, tenant, at, kind, body, leaf_hash(body))
