"""The trust file: whom an operator says that an installation trusts besides its own keys. Read at the start alone."""

from dataclasses import replace
from pathlib import Path

from remit.config import Config, ConfigError
from remit.errors import DocumentInvalidError
from remit.identity.trust import Trust
from remit.identity.trust_file import read_trust
from remit.manifest.strict_yaml import read


def trust_of(config: Config) -> Trust:
    """Return what the trust file says; without one, nobody is trusted.

    Raises:
        ConfigError: when it cannot be read, or something in it is wrong; names the file and the path in it.
    """
    path = config.trust_file
    if path is None:
        return Trust()
    try:
        found = read_trust(read(path.read_bytes()))
    except OSError as error:
        raise ConfigError(f"REMIT_TRUST_FILE {path}: {error.strerror}") from None
    except DocumentInvalidError as error:
        where = f"{error.field}: " if error.field and not error.message.startswith(error.field) else ""
        raise ConfigError(f"REMIT_TRUST_FILE {path}: {where}{error.message}") from None
    if any(one.issuer == config.issuer for one in found.issuers):
        message = f"REMIT_TRUST_FILE {path}: an issuer is this installation itself (REMIT_ISSUER), whose tokens need no rule"
        raise ConfigError(message)
    providers = (
        replace(one, client_secret_file=_beside(path, one.client_secret_file)) for one in found.providers
    )
    return replace(found, providers=tuple(providers))


def _beside(path: Path, name: str) -> str:
    return str(path.parent / name) if name else ""
