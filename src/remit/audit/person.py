"""Personal fields of audit entries, sealed under a key of each person. Never shows a key or a plain text.

An entry holds `{"person": "per_…", "sealed": "…"}`. Storage holds the person's key only wrapped under the
master key; destroying that row makes every entry about the person unreadable for ever, and leaves every hash
and proof as it was.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
"""AES-256."""

NONCE_BYTES: Final = 12
"""NIST SP 800-38D: 96 random bits serve 2^32 texts of one key before a repeat is likelier than 2^-32."""

MEMO_LIMIT: Final = 16_384
"""Sealed texts remembered; some 300 bytes each, so 5 MiB at most."""

_SEAL: Final = b"remit.person.v1"
_WRAP: Final = b"remit.wrap.v1"
_FORMAT: Final = b"\x01"


class UnsealError(ValueError):
    """A ciphertext was altered, or belongs to another key, tenant or person."""


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The key of one person in one tenant."""

    person_id: str
    """`per_…`: the pseudonym under which the person appears in the log."""
    key: bytes = field(repr=False)
    """32 bytes."""

    def __post_init__(self) -> None:
        """Refuse a key of another length."""
        if len(self.key) != KEY_BYTES:
            raise ValueError(f"a person's key has {KEY_BYTES} bytes")


def new_key(person_id: str) -> PersonKey:
    """Return a new random key for the person."""
    return PersonKey(person_id, os.urandom(KEY_BYTES))


def seal(person_key: PersonKey, tenant: str, *, text: str) -> dict[str, str]:
    """Return `text` as `{"person": id, "sealed": base64(nonce + ciphertext)}`, bound to tenant and person."""
    nonce = os.urandom(NONCE_BYTES)
    bound = _bind(_SEAL, tenant, name=person_key.person_id)
    sealed = nonce + AESGCM(person_key.key).encrypt(nonce, text.encode(), bound)
    return {"person": person_key.person_id, "sealed": base64.b64encode(sealed).decode()}


def unseal(person_key: PersonKey, tenant: str, *, sealed: Mapping[str, str]) -> str:
    """Return the text that `seal` hid.

    Raises:
        UnsealError: when it was altered, or belongs to another person, key or tenant.
    """
    if sealed.get("person") != person_key.person_id:
        raise UnsealError("the sealed text belongs to another person")
    try:
        data = base64.b64decode(sealed.get("sealed", ""), validate=True)
    except binascii.Error as error:
        raise UnsealError("the sealed text is not base64") from error
    return _open(AESGCM(person_key.key), data, bound=_bind(_SEAL, tenant, name=person_key.person_id)).decode()


class Sealer:
    """Seals texts and remembers the results, so that a text seen before costs one look-up on the hot path."""

    __slots__ = ("_limit", "_memo")

    def __init__(self, limit: int = MEMO_LIMIT) -> None:
        """Remember at most `limit` texts; 1 or more."""
        self._limit = limit
        self._memo: dict[tuple[str, str, str], tuple[bytes, dict[str, str]]] = {}

    def seal(self, person_key: PersonKey, tenant: str, *, text: str) -> dict[str, str]:
        """Return what `seal` returns, or what it returned before; treat it as frozen, for it is shared."""
        place = (person_key.person_id, tenant, text)
        known = self._memo.get(place)
        if known is not None and known[0] == person_key.key:
            return known[1]
        if known is None and len(self._memo) >= self._limit:
            del self._memo[next(iter(self._memo))]
        sealed = seal(person_key, tenant, text=text)
        self._memo[place] = (person_key.key, sealed)
        return sealed

    def forget(self, person_id: str) -> None:
        """Drop every text of the person; part of erasing somebody."""
        for place in [place for place in self._memo if place[0] == person_id]:
            del self._memo[place]


class MasterKey:
    """Wraps the keys of persons, so that whoever reads storage alone reads nobody."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        """Take the 32 bytes of the master key.

        Raises:
            ValueError: when there are more or fewer.
        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes")
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "MasterKey()"

    def wrap(self, tenant: str, subject: str, *, key: bytes) -> bytes:
        """Return `key` as storage may hold it: format, nonce, ciphertext; bound to tenant and subject."""
        nonce = os.urandom(NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, key, _bind(_WRAP, tenant, name=subject))

    def unwrap(self, tenant: str, subject: str, *, wrapped: bytes) -> bytes:
        """Return the key that `wrap` hid.

        Raises:
            UnsealError: when it was altered, or belongs to another master key, tenant or subject.
        """
        if wrapped[:1] != _FORMAT:
            raise UnsealError("the wrapped key is of an unknown format")
        return _open(self._cipher, wrapped[1:], bound=_bind(_WRAP, tenant, name=subject))


def _open(cipher: AESGCM, data: bytes, *, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as error:  # ValueError: too short to hold a nonce
        raise UnsealError("the ciphertext was altered or belongs to another key, tenant or person") from error


def _bind(purpose: bytes, tenant: str, *, name: str) -> bytes:
    """Return what the ciphertext is bound to; the length keeps `a` + `bc` apart from `ab` + `c`."""
    owner = tenant.encode()
    return b"%s|%d|%s%s" % (purpose, len(owner), owner, name.encode())
