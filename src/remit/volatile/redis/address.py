"""Where Redis is, from a URL. Never connects, and never shows the password."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from remit.config import ConfigError, split_address

SINGLE: Final = ""
SENTINEL: Final = "sentinel"
CLUSTER: Final = "cluster"
PORT: Final = 6379
SENTINEL_PORT: Final = 26379
MOST_PORT: Final = 65_535
MOST_DIGITS: Final = 5
"""Of a port or of the number of a database."""

TLS_FILES: Final = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
"""Query parameters with paths of PEM files, for `rediss`; without the first, the system's authorities are trusted."""
SENTINEL_CREDENTIALS: Final = ("sentinel_username", "sentinel_password")


@dataclass(frozen=True, slots=True)
class Address:
    """One server, the sentinels of one, or some nodes of a cluster."""

    kind: str
    """`SINGLE`, `SENTINEL` or `CLUSTER`."""
    nodes: tuple[tuple[str, int], ...]
    """Host and port, at least one; of the sentinels or of some nodes of the cluster."""
    tls: bool = False
    username: str = ""
    password: str = field(default="", repr=False)
    service: str = ""
    """What sentinels call the server; empty without sentinels."""
    database: int = 0
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Of `TLS_FILES` and `SENTINEL_CREDENTIALS`."""

    @staticmethod
    def parse(url: str) -> "Address":
        """Read `redis[s]://[user:password@]host[:port][/database]` or one of its forms with several hosts.

        Those are `redis+sentinel://host:port,host:port/service[/database]` and `redis+cluster://host:port,host:port`.

        Raises:
            ConfigError: when it is none of these; the text does not show the URL.
        """
        scheme, _, _ = url.partition("://")
        base, _, kind = scheme.partition("+")
        if base not in {"redis", "rediss"} or (kind not in {SENTINEL, CLUSTER} if "+" in scheme else kind):
            raise _wrong("must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://")
        try:
            parts = urlsplit(url)
        except ValueError:
            raise _wrong("is no URL") from None
        login, _, hosts = parts.netloc.rpartition("@")
        username, _, password = login.partition(":")
        service, database = _path(kind, parts.path)
        nodes = tuple(_node(host, SENTINEL_PORT if kind == SENTINEL else PORT) for host in hosts.split(","))
        if kind == SINGLE and len(nodes) > 1:
            raise _wrong("names several hosts; that takes redis+sentinel:// or redis+cluster://")
        return Address(
            kind,
            nodes,
            tls=base == "rediss",
            username=unquote(username),
            password=unquote(password),
            service=service,
            database=database,
            options=_options(kind, parts.query, tls=base == "rediss"),
        )


def _path(kind: str, path: str) -> tuple[str, int]:
    """Return the service and the database that a path names."""
    names = [unquote(name) for name in path.split("/") if name]
    service = ""
    if kind == SENTINEL:
        if not names:
            raise _wrong("must name the service after the hosts: redis+sentinel://host:port/service")
        service = names.pop(0)
    database = names.pop(0) if names else "0"
    if names or len(database) > MOST_DIGITS or not (database.isascii() and database.isdigit()):
        raise _wrong("must end with the number of a database, or with none")
    if kind == CLUSTER and int(database):
        raise _wrong("must not name a database: a cluster has only the first")
    return service, int(database)


def _node(text: str, default: int) -> tuple[str, int]:
    host, port = split_address(text)
    if not host:
        host, port = (text[1:-1] if text.startswith("[") and text.endswith("]") else text), str(default)
    if not host or (":" in host and not text.startswith("[")):
        raise _wrong("must name a host, such as redis://redis.internal:6379")
    if not (len(port) <= MOST_DIGITS and port.isascii() and port.isdigit() and 0 < int(port) <= MOST_PORT):
        raise _wrong("must name a port from 1 to 65535")
    return host, int(port)


def _options(kind: str, query: str, *, tls: bool) -> tuple[tuple[str, str], ...]:
    options = tuple(parse_qsl(query, keep_blank_values=True))
    allowed = (*(TLS_FILES if tls else ()), *(SENTINEL_CREDENTIALS if kind == SENTINEL else ()))
    for name, _ in options:
        if name not in allowed:
            names = ", ".join(allowed) or "none"
            raise _wrong(f"has a parameter that means nothing here; known: {names}")
    return options


def _wrong(sentence: str) -> ConfigError:
    return ConfigError(f"REMIT_REDIS_URL {sentence}")
