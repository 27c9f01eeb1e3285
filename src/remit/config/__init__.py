"""All settings. The one room that reads the environment; it never opens a connection or writes a file."""

from remit.config.address import is_loopback, split_address
from remit.config.load import ConfigError, load, restrict_tls
from remit.config.settings import KIB, MIB, PREFIX, UNIX_PREFIX, Config

__all__ = [
    "KIB",
    "MIB",
    "PREFIX",
    "UNIX_PREFIX",
    "Config",
    "ConfigError",
    "is_loopback",
    "load",
    "restrict_tls",
    "split_address",
]
