"""Holds the address that workers share, without listening on it. Never takes a connection."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from remit.config import ConfigError, split_address


@contextmanager
def held(listen: str) -> Iterator[str]:
    """Keep an address for the workers of this supervisor alone; gives it with its port.

    Linux lets sockets of one user share a port when all of them say so. The port is taken without saying so, which
    fails while anybody has it, other workers and their supervisor included; saying it afterwards lets our workers in.

    Args:
        listen: `127.0.0.1:7448`, `[::1]:7448`; port 0: a free one is chosen, and stays the same through restarts.

    Raises:
        ConfigError: when the address cannot be had.
    """
    host, port = split_address(listen)
    with ExitStack() as stack:
        try:
            first, *others = _resolved(host, int(port))
            chosen = _bind(stack, first, port=int(port))
            for other in others:
                _bind(stack, other, port=chosen)
        except OSError:
            raise ConfigError(
                f"cannot listen on {listen}: in use, or not an address of this machine"
            ) from None
        yield f"{listen.rpartition(':')[0]}:{chosen}"


def _resolved(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, str(where[0])) for family, _, _, _, where in found))


def _bind(stack: ExitStack, where: tuple[socket.AddressFamily, str], *, port: int) -> int:
    family, host = where
    one = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
    # Else connections of a server that just ended would keep the port for a minute.
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family is socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    one.bind((host, port))
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    chosen = int(one.getsockname()[1])
    # Linux remembers of a port that it was last bound for reuse, and would let another supervisor in unseen while no
    # worker listens. This one was not, and makes it look again.
    two = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
    if family is socket.AF_INET6:
        two.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    two.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    two.bind((host, chosen))
    return chosen
