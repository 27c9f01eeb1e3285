"""The master key, and the keys for single purposes that come from it. Never logs one."""

import hashlib
import os
from pathlib import Path
from typing import Final

from remit.config import Config

MASTER_KEY: Final = "master.key"
KEY_BYTES: Final = 32


def derive(secret: bytes, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose alone (HKDF-like: keyed BLAKE2b of the purpose)."""
    return hashlib.blake2b(
        purpose.encode(), key=secret, digest_size=KEY_BYTES, person=b"remit.derive.v1"
    ).digest()


def master_secret(config: Config) -> bytes:
    """Return the master key of the configuration, else that of the data folder, made at the first start."""
    if config.master_key is not None:
        return hashlib.sha256(config.master_key.get_secret_value().encode()).digest()
    return _kept_secret(config.data_dir / MASTER_KEY)


def known_secret(config: Config) -> bytes | None:
    """Return the master key as `master_secret` does; None where that would have to make it."""
    known = config.master_key is not None or (config.data_dir / MASTER_KEY).exists()
    return master_secret(config) if known else None


def _kept_secret(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        secret = os.urandom(KEY_BYTES)
        file.write(secret.hex())
        file.flush()
        os.fsync(file.fileno())
    return secret
