"""The digest that binds an approval to one exact act. Pure; never trusts how JSON is spelt, only its meaning.

It is the SHA-256 of a canonical JSON document (RFC 8785) of all that was asked, so two texts that mean the
same (order of keys, white space, `1.0` for `1`, escapes) have one digest, and everything else has another.
A number means what a double holds (RFC 8785, section 3.2.2.3); a large one of which a double holds less than
is written is refused.

The ceiling of the cost is in it, and the amounts asked later are not. An approval covers *up to* its ceiling:
an agent whose second estimate is lower must not have to ask again, which equality of amounts would demand. So
who checks makes the digest from the act that is asked **and the ceiling that the approval carries**, compares
both digests for equality, and then the amounts asked with the ceiling by `<=` (`workflow.covers`). Were the
ceiling left out of the digest, whoever could change the stored row could raise it unseen, and the approver's
yes, which the audit log keeps by its digest, would not say to how much.
"""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Final, NoReturn

import rfc8785

from remit.approval.model import Act, Cost
from remit.errors import JsonInvalidError

VERSION: Final = "remit.approval.v1"
"""Separates these digests from all others made with SHA-256, and from those of a later form."""

MAX_JSON_BYTES: Final = 64 * 1024
MAX_JSON_DEPTH: Final = 16
MAX_SAFE_INTEGER: Final = 2**53 - 1
"""Beyond it, different integers become the same JSON number in most languages (RFC 7493, section 2.2)."""

# What json.loads with the hooks below makes; Any is what it declares.
Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def action_digest(act: Act, ceiling: Cost) -> str:
    """Return the SHA-256, hexadecimal, of an act and the most that it may cost.

    The amounts are decimal strings in the document, since money in nano-units exceeds the integers that JSON
    numbers carry (2^53 - 1). Absent arguments are null and given ones are in a list of one, so that no value
    means "absent".

    Raises:
        JsonInvalidError: when `resource_attributes_json` or `arguments_json` is not JSON of the allowed form:
            at most 64 KiB, 16 deep, no key twice, no large number that a double cannot tell from its
            neighbours.
    """
    document: dict[str, Json] = {
        "version": VERSION,
        "tenant": act.tenant,
        "subject": act.subject,
        "on_behalf_of": act.on_behalf_of,
        "action": act.action,
        "resource_type": act.resource_type,
        "resource_id": act.resource_id,
        "resource_attributes": _attributes(act.resource_attributes_json),
        "arguments": _arguments(act.arguments_json),
        "ceiling_money": str(ceiling.money),
        "ceiling_tokens": str(ceiling.tokens),
    }
    return sha256(rfc8785.dumps(document)).hexdigest()


def _attributes(text: str) -> Json:
    value = _read(text, "resource.attributes_json") if text else {}
    if not isinstance(value, dict):
        message = "resource.attributes_json must be one JSON object"
        raise JsonInvalidError(message, field="resource.attributes_json")
    return value


def _arguments(text: str) -> Json:
    return [_read(text, "arguments_json")] if text else None


def _read(text: str, field: str) -> Json:
    try:
        if len(text.encode()) > MAX_JSON_BYTES:
            _refuse("it is longer than 64 KiB")
        value: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
        if _depth(value) > MAX_JSON_DEPTH:
            _refuse("it is deeper than 16")
        # Finds what only writing does: half a surrogate pair, which is no character.
        rfc8785.dumps(value)
    except RecursionError as error:
        message = f"{field} is not JSON of the allowed form: it is deeper than 16"
        raise JsonInvalidError(message, field=field) from error
    except UnicodeError as error:
        message = f"{field} is not JSON of the allowed form: it holds half a surrogate pair"
        raise JsonInvalidError(message, field=field) from error
    except ValueError as error:
        message = f"{field} is not JSON of the allowed form: {error}"
        raise JsonInvalidError(message, field=field) from error
    return value


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("an object has a key twice")
    return found


def _integer(text: str) -> int:
    # Python refuses to convert thousands of digits, and reading fewer is quadratic: neither is needed.
    if len(text) > len(str(-MAX_SAFE_INTEGER)) or abs(int(text)) > MAX_SAFE_INTEGER:
        _refuse("an integer is beyond 2^53 - 1; send it as a string")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if abs(value) <= MAX_SAFE_INTEGER:
        return value
    # A double this large stands for many integers: two account numbers could have one digest.
    if value in (float("inf"), float("-inf")) or Decimal(text) != Decimal(repr(value)):
        _refuse("a number has more digits than a double carries; send it as a string")
    return value


def _constant(text: str) -> NoReturn:
    _refuse(f"{text} is not JSON")


def _depth(value: Json) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0
