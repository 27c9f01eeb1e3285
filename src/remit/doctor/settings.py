"""Whether the settings fit each other, and what production asks of them. Looks at nothing else."""

from collections.abc import Iterator
from typing import Final

from remit.config import Config
from remit.doctor.finding import Finding, ok, warn, wrong

MANY_CHARACTERS: Final = 10
"""Different ones in a master key; one with fewer was typed, not drawn."""


def settings(config: Config) -> Iterator[Finding]:
    """Look for settings that contradict each other."""
    found = [*_backends(config), *_secrets(config), *_clock(config)]
    yield from found or [ok("settings", "they fit each other")]


def exposure(config: Config) -> Finding:
    """Look who can read what is sent."""
    name = "exposure"
    if config.tls:
        return ok(name, f"connections to {config.listen} are encrypted, with TLS 1.3 alone")
    if config.exposed:
        return warn(
            name,
            f"keys and data go over the network in the clear: {config.listen}, without TLS",
            remedy="set REMIT_TLS_CERTIFICATE and REMIT_TLS_KEY, unless all that can reach this port is a proxy or a mesh"
            " that encrypts",
        )
    return ok(name, f"only this machine reaches {config.listen}")


def _backends(config: Config) -> Iterator[Finding]:
    name = "settings"
    if config.workers > 1 and (config.database_url is None or config.redis_url is None):
        yield wrong(
            name,
            f"REMIT_WORKERS={config.workers} needs PostgreSQL and Redis, which several processes share",
            remedy="set REMIT_DATABASE_URL and REMIT_REDIS_URL, or leave REMIT_WORKERS at 1",
        )
    elif config.database_url is not None and config.redis_url is None:
        yield warn(
            name,
            "there is PostgreSQL and no Redis: each server counts rates and concurrency by itself",
            remedy="set REMIT_REDIS_URL, unless there is one server of one worker and no other",
        )
    elif config.database_url is None and config.redis_url is not None:
        yield warn(
            name,
            "there is Redis and no PostgreSQL: SQLite serves one process, which needs no Redis",
            remedy="set REMIT_DATABASE_URL, or leave REMIT_REDIS_URL out",
        )


def _secrets(config: Config) -> Iterator[Finding]:
    name = "settings"
    if config.master_key is None:
        if config.database_url is not None:
            yield warn(
                name,
                "the master key is a file of this machine alone; a server elsewhere makes another and is refused",
                remedy="set the same REMIT_MASTER_KEY for every server, or give all of them the same file",
            )
    elif len(set(config.master_key.get_secret_value())) < MANY_CHARACTERS:
        yield warn(
            name,
            "REMIT_MASTER_KEY has few different characters: it can be guessed",
            remedy="begin an installation with a random one, such as `openssl rand -base64 32` gives",
        )


def _clock(config: Config) -> Iterator[Finding]:
    if config.clock_offset_seconds:
        yield warn(
            "settings",
            f"the clock is moved by {config.clock_offset_seconds:g} s",
            remedy="leave REMIT_CLOCK_OFFSET_SECONDS out; it is for tests",
        )
