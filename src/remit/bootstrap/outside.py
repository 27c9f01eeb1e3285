"""What speaks to other people's servers, put together where the trust file names any. Fetches nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from remit.config import Config, ConfigError
from remit.identity.trust import Trust

if TYPE_CHECKING:
    from remit.outside.discovery import Directory
    from remit.outside.jwks import KeySets
    from remit.outside.oidc import SignInProviders


@dataclass(frozen=True, slots=True)
class Outside:
    """The clients of other people's servers, which share what they have fetched."""

    directory: "Directory"
    keys: "KeySets"
    providers: "SignInProviders"


def outside_of(config: Config, trust: Trust) -> Outside | None:
    """Return the clients; None where nobody is trusted whom they would have to ask.

    Raises:
        ConfigError: when the file of authorities cannot be read, or holds none.
    """
    if not trust.providers and not trust.issuers:
        return None
    # An HTTP client, and OAuth on it, are a twentieth of a start, and few servers have whom to ask.
    from remit.outside.discovery import Directory  # noqa: PLC0415
    from remit.outside.http import Web  # noqa: PLC0415
    from remit.outside.jwks import KeySets  # noqa: PLC0415
    from remit.outside.oidc import SignInProviders  # noqa: PLC0415

    try:
        web = Web(config.outside_ca)
    except OSError as error:
        message = f"REMIT_OUTSIDE_CA {config.outside_ca}: {error.strerror or 'holds no certificate'}"
        raise ConfigError(message) from None
    directory = Directory(web)
    keys = KeySets(web, directory)
    return Outside(directory, keys, SignInProviders(web, directory, keys=keys))
