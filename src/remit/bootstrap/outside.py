"""What speaks to other people's servers, put together where the trust file names any. Fetches nothing."""

from dataclasses import dataclass

from remit.config import Config, ConfigError
from remit.identity.trust import Trust
from remit.outside.discovery import Directory
from remit.outside.http import Web
from remit.outside.jwks import KeySets
from remit.outside.oidc import SignInProviders


@dataclass(frozen=True, slots=True)
class Outside:
    """The clients of other people's servers, which share what they have fetched."""

    directory: Directory
    keys: KeySets
    providers: SignInProviders


def outside_of(config: Config, trust: Trust) -> Outside | None:
    """Return the clients; None where nobody is trusted whom they would have to ask.

    Raises:
        ConfigError: when the file of authorities cannot be read, or holds none.
    """
    if not trust.providers and not trust.issuers:
        return None
    try:
        web = Web(config.outside_ca)
    except OSError as error:
        message = f"REMIT_OUTSIDE_CA {config.outside_ca}: {error.strerror or 'holds no certificate'}"
        raise ConfigError(message) from None
    directory = Directory(web)
    keys = KeySets(web, directory)
    return Outside(directory, keys, SignInProviders(web, directory, keys=keys))
