"""The tag by which a change says which state of a thing it was made for."""

import hashlib

import orjson

from remit.decision.catalog import Entity


def etag_of(item: Entity) -> str:
    """Return 32 hexadecimal digits that are another whenever the entity is another."""
    body = orjson.dumps(item, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(body).hexdigest()[:32]
