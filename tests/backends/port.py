"""Ports for servers of tests: a port is chosen before its server has it, and is kept for it while it is away."""

import os
import secrets
import socket
from pathlib import Path
from typing import Final

LOWEST: Final = 10_000
EACH: Final = 1_500
"""Of each process that runs tests beside others, so that they do not take each other's."""
PROCESSES: Final = 8
SECOND: Final = 10_000
"""A node of a cluster has another port, so much higher."""
HIGHEST: Final = LOWEST + PROCESSES * EACH

_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """Return a port of loopback on which nobody listens.

    Where it can be, it is none of those that the system gives to whoever asks for any: many who run beside do, and one of
    them would have it before the server does, or while the server is away.
    """
    given = _given_from()
    while True:
        port = _first() + secrets.randbelow(EACH) if given > HIGHEST + SECOND else 0
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found = int(probe.getsockname()[1])
        if found + SECOND < 1 << 16:
            return found


def _first() -> int:
    """Return where the ports of this process begin."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    return LOWEST + EACH * (int(number) % PROCESSES if number.isdigit() else 0)


def _given_from() -> int:
    """Return the first port that the system gives by itself; 0 when that cannot be known."""
    try:
        return int(_RANGE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
