"""Reads the environment, as nobody else does. Never opens a connection or writes a file."""

import difflib
import os
import sys
from typing import Any, Final

from pydantic import ValidationError

from remit.config.settings import PREFIX, Config

_TYPO_LIKENESS: Final = 0.85

# TLS 1.2 suites of pre-shared keys: no certificate can serve them, whatever its key, and gRPC has no
# callback for them, so that every handshake below TLS 1.3 fails. TLS 1.3 has suites of its own.
_CIPHERS_VARIABLE: Final = "GRPC_SSL_CIPHER_SUITES"
_CIPHERS: Final = "ECDHE-PSK-CHACHA20-POLY1305:ECDHE-PSK-AES128-CBC-SHA"


class ConfigError(ValueError):
    """The settings are wrong; the text has a line for each fault, names the variable, and shows no secret."""


def load(**settings: Any) -> Config:  # noqa: ANN401  each setting has its own type, which pydantic checks
    """Read the environment; `settings`, such as options of a command line, go before it.

    Raises:
        ConfigError: when a setting is wrong, two contradict each other, or a variable looks misspelt.
    """
    faults = _misspelt(os.environ)
    try:
        config = Config(**settings)
    except ValidationError as error:
        faults += [
            _fault(item["loc"], item["msg"]) for item in error.errors(include_input=False, include_url=False)
        ]
    else:
        if not faults:
            return config
    raise ConfigError("\n".join(faults)) from None


def restrict_tls() -> bool:
    """Make this process speak TLS 1.3 alone; returns whether that holds. Must run before gRPC is imported.

    grpcio has no switch for it, but reads its TLS 1.2 suites from the environment when it is loaded.
    """
    if os.environ.get(_CIPHERS_VARIABLE) == _CIPHERS:
        return True
    if "grpc._cython.cygrpc" in sys.modules:
        return False
    os.environ[_CIPHERS_VARIABLE] = _CIPHERS
    return True


def _fault(where: tuple[int | str, ...], message: str) -> str:
    variable = PREFIX + str(where[0]).upper() if where else ""
    return f"{variable} {message.removeprefix('Value error, ')}".strip()


def _misspelt(names: os._Environ[str]) -> list[str]:
    # A misspelt REMIT_TLS_KEY must not silently mean "no TLS". Names that resemble none are left alone:
    # Kubernetes sets REMIT_PORT and others for a service called `remit`.
    known = [PREFIX + name.upper() for name in Config.model_fields]
    faults = []
    for name in sorted(names):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=_TYPO_LIKENESS)
            faults += [f"{name} is no setting; did you mean {near[0]}?"] if near else []
    return faults
