"""API keys: how a secret is made, read and hashed. Never stores one; only `reveal` shows one."""

import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass
from typing import Final, NoReturn

from remit.errors import CredentialMalformedError, InvalidFieldError

PREFIX: Final = "remit_"
"""What every key begins with, and no other credential."""

RANDOM_LENGTH: Final = 32
"""Characters of base62: 190 bits, so guessing one is hopeless and a plain SHA-256 is enough to store it."""

CHECKSUM_LENGTH: Final = 6
"""Characters of base62 that hold any CRC32, since 62^6 > 2^32."""

HINT_LENGTH: Final = 4
"""Characters at the end that may be shown; all of the checksum, so no random one is given away."""

MAX_ENVIRONMENT_LENGTH: Final = 16
"""Characters, such as `live` or `test`."""

KEY_PATTERN: Final = (
    rf"{PREFIX}[a-z][a-z0-9]{{0,{MAX_ENVIRONMENT_LENGTH - 1}}}"
    rf"_[0-9A-Za-z]{{{RANDOM_LENGTH + CHECKSUM_LENGTH}}}"
)
"""The form of every key as a regular expression (RE2), published so that secret scanners find leaked ones."""

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_IS_KEY: Final = re.compile(KEY_PATTERN, re.ASCII).fullmatch
_IS_ENVIRONMENT: Final = re.compile(rf"[a-z][a-z0-9]{{0,{MAX_ENVIRONMENT_LENGTH - 1}}}").fullmatch


class Secret:
    """Text that no log, traceback, format or pickle shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Hide `text`."""
        self._text = text

    def reveal(self) -> str:
        """Return the text: only to send it to its owner, once."""
        return self._text

    def __repr__(self) -> str:
        """Return the same for every secret."""
        return "Secret(hidden)"

    def __format__(self, spec: str) -> str:
        """Return the same for every secret, whatever the format."""
        return repr(self)

    def __eq__(self, other: object) -> bool:
        """Compare in a time that does not depend on where they differ."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        """Hash as the text does, which Python salts in each process."""
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied into another process."""
        message = "a secret cannot be pickled"
        raise TypeError(message)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the secret for its owner, the rest for storage."""

    secret: Secret
    id: str
    """SHA-256 of the secret, hexadecimal: `ApiKey.id`."""
    hint: str
    """`ApiKey.hint`."""


def new_key(environment: str) -> NewKey:
    """Make a key `remit_<environment>_<32 random characters><6 of checksum>`.

    Args:
        environment: 1 to 16 of `a-z 0-9`, a letter first, such as `live`: people see which keys matter.

    Raises:
        InvalidFieldError: when `environment` is not of that form.
    """
    if _IS_ENVIRONMENT(environment) is None:
        message = f"environment must be 1 to {MAX_ENVIRONMENT_LENGTH} of a-z 0-9, beginning with a letter"
        raise InvalidFieldError(message, field="environment")
    random = "".join(secrets.choice(_ALPHABET) for _ in range(RANDOM_LENGTH))
    body = f"{PREFIX}{environment}_{random}"
    text = body + _checksum(body)
    return NewKey(secret=Secret(text), id=hash_of(text), hint=text[-HINT_LENGTH:])


def parse(text: str) -> Secret:
    """Take the text of a credential for a key, if it is one that `new_key` could have made.

    The checksum finds typing errors and cut-off copies without asking storage, so that an unknown key means
    one that was never issued. It is no secret and proves nothing.

    Raises:
        CredentialMalformedError: when the form or the checksum is wrong. The message never repeats the text.
    """
    if _IS_KEY(text) is None or _checksum(text[:-CHECKSUM_LENGTH]) != text[-CHECKSUM_LENGTH:]:
        message = "the credential is not an API key of Remit: check that it was copied whole"
        raise CredentialMalformedError(message)
    return Secret(text)


def digest_of(text: str) -> bytes:
    """Return the SHA-256 of a secret.

    The hot path may look a credential up by this at once and `parse` it only when nothing is found.
    """
    return hashlib.sha256(text.encode()).digest()


def hash_of(text: str) -> str:
    """Return the SHA-256 of a secret, hexadecimal, under which its row is found."""
    return digest_of(text).hex()


def _checksum(body: str) -> str:
    value = zlib.crc32(body.encode())
    digits = []
    for _ in range(CHECKSUM_LENGTH):
        value, digit = divmod(value, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
