"""DSSE envelopes: bytes, their type, and signatures over both, as JSON. Never checks a signature.

The form is DSSE 1.0 (protocol.md and envelope.md of https://github.com/secure-systems-lab/dsse), read more
strictly: standard canonical base64 alone, no unknown or repeated key, so that one envelope has one meaning.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from remit.errors import DocumentInvalidError
from remit.manifest.strict_yaml import shown

MANIFEST_TYPE: Final = "application/vnd.remit.manifest.v1+yaml"
RECEIPT_TYPE: Final = "application/vnd.remit.receipt.v1+json"
MAX_ENVELOPE_BYTES: Final = 256 * 1024
"""Bytes of an envelope as JSON; the contract's bound on the field that carries it."""
MAX_SIGNATURES: Final = 8
"""Signatures in one envelope: a team that signs together, not a way to make a server work."""
_MAX_KEY_ID: Final = 256


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, and the key that it claims to be of."""

    key_id: str
    """Only a hint of which key to try; empty means that none was given."""
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened envelope. Nothing in it is to be believed before a signature verifies."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    def signed_bytes(self) -> bytes:
        """Return what signatures cover: type and payload together, so that neither can be exchanged."""
        return pre_authentication(self.payload_type, self.payload)

    def digest(self) -> str:
        """Return `sha256:<hex>` of the payload."""
        return f"sha256:{hashlib.sha256(self.payload).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope whose outer form is right, its base64 not yet decoded."""

    payload_type: str
    payload: str
    signatures: tuple[tuple[str, str], ...]
    """Key id and base64 of each signature."""


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding (PAE) of a type and a payload."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def write(envelope: Envelope) -> bytes:
    """Write an envelope as compact JSON."""
    signatures = [{"keyid": s.key_id, "sig": _base64(s.value)} for s in envelope.signatures]
    body = {
        "payload": _base64(envelope.payload),
        "payloadType": envelope.payload_type,
        "signatures": signatures,
    }
    return json.dumps(body, separators=(",", ":")).encode()


def read(data: bytes, payload_type: str) -> Envelope:
    """Open an envelope of the given type.

    Raises:
        DocumentInvalidError: when it is not one; `field` names the member, such as `signatures[0].sig`.
    """
    return unseal(inspect(data, payload_type))


def inspect(data: bytes, payload_type: str) -> Sealed:
    """Check the outer form of an envelope: JSON, its members, its type, at least one signature.

    Raises:
        DocumentInvalidError: when it is not an envelope of that type.
    """
    body = _object(_json(data), {"payload", "payloadType", "signatures"})
    found = _text(body, "payloadType")
    if found != payload_type:
        raise _refusal("payloadType", f"is {shown(found)}; wanted is {payload_type}")
    listed = body["signatures"]
    if not isinstance(listed, list) or not listed:
        raise _refusal("signatures", "holds no signature: nobody signed this")
    if len(listed) > MAX_SIGNATURES:
        raise _refusal("signatures", f"holds {len(listed)} signatures; at most {MAX_SIGNATURES} are read")
    return Sealed(found, _text(body, "payload"), _signatures(listed))


def unseal(sealed: Sealed) -> Envelope:
    """Decode the base64 of an envelope.

    Raises:
        DocumentInvalidError: when some of it is not canonical base64 of RFC 4648, section 4, or is empty.
    """
    payload = _bytes(sealed.payload, "payload")
    signatures = tuple(
        Signature(key_id, _bytes(text, f"signatures[{index}].sig"))
        for index, (key_id, text) in enumerate(sealed.signatures)
    )
    return Envelope(sealed.payload_type, payload, signatures)


def _signatures(listed: Sequence[object]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for index, item in enumerate(listed):
        at = f"signatures[{index}]"
        entry = _object(item, {"sig"}, at=at, optional="keyid")
        key_id = _text(entry, "keyid", at=at) if "keyid" in entry else ""
        if len(key_id) > _MAX_KEY_ID or not (key_id.isascii() and (not key_id or key_id.isprintable())):
            raise _refusal(f"{at}.keyid", f"must be at most {_MAX_KEY_ID} printable ASCII characters")
        found.append((key_id, _text(entry, "sig", at=at)))
    return tuple(found)


def _json(data: bytes) -> object:
    if len(data) > MAX_ENVELOPE_BYTES:
        message = f"the envelope has {len(data)} bytes; at most {MAX_ENVELOPE_BYTES} are read"
        raise DocumentInvalidError(message)
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the envelope is not UTF-8"
    except json.JSONDecodeError as error:
        message = (
            f"the envelope is not JSON at character {error.pos}: {error.msg}; is it an unsigned document?"
        )
    except (ValueError, RecursionError):
        message = "the envelope holds a number or nesting that no envelope needs"
    raise DocumentInvalidError(message)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for key, value in pairs:
        if key in entries:
            message = f"the envelope holds the key {shown(key)} twice"
            raise DocumentInvalidError(message)
        entries[key] = value
    return entries


def _no_constant(name: str) -> object:
    message = f"{name} is no JSON"
    raise ValueError(message)


def _object(value: object, required: set[str], *, at: str = "", optional: str = "") -> dict[str, object]:
    if not isinstance(value, dict):
        raise _refusal(at, "must be a JSON object")
    for key in value:
        if key not in required and key != optional:
            raise _refusal(at, f"holds {shown(key)}, which is no key of a DSSE envelope")
    for key in sorted(required):
        if key not in value:
            raise _refusal(f"{at}.{key}" if at else key, "is missing")
    return value


def _text(entry: dict[str, object], key: str, *, at: str = "") -> str:
    value = entry[key]
    if not isinstance(value, str):
        raise _refusal(f"{at}.{key}" if at else key, "must be text")
    return value


def _bytes(text: str, field: str) -> bytes:
    """Decode base64 that has exactly one spelling: no spare bits, line breaks or missing padding."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise _refusal(field, "is not standard base64 (RFC 4648, section 4)") from error
    if not data:
        raise _refusal(field, "is empty")
    if (again := _base64(data)) != text:
        at = next((i for i, (a, b) in enumerate(zip(again, text, strict=False)) if a != b), len(again))
        raise _refusal(field, f"is not canonical base64 at character {at}")
    return data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _refusal(field: str, why: str) -> DocumentInvalidError:
    message = f"{field or 'the envelope'} {why}"
    return DocumentInvalidError(message, field=field)
