"""The proxy does to a connection what tests ask for, in one direction or both, while it is open."""

import contextlib
import socket
import time
from collections.abc import Iterator
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from tests.backends.proxy import Cut, Delay, Forge, Garbage, Hold, Pass, Proxy, proxy_before


class Parrot(BaseRequestHandler):
    """Says what it hears."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while heard := self.request.recv(4096):
                self.request.sendall(heard)


class Parrots(ThreadingTCPServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def parrot() -> Iterator[int]:
    with Parrots(("127.0.0.1", 0), Parrot) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def proxy(parrot: int) -> Iterator[Proxy]:
    with proxy_before(parrot) as standing:
        yield standing


def call(proxy: Proxy, timeout: float = 5) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout)


def says(line: socket.socket, what: bytes, size: int | None = None) -> bytes:
    line.sendall(what)
    return hears(line, len(what) if size is None else size)


def hears(line: socket.socket, size: int) -> bytes:
    heard = b""
    while len(heard) < size and (more := line.recv(4096)):
        heard += more
    return heard


def test_it_passes_and_counts(proxy: Proxy) -> None:
    with call(proxy) as first, call(proxy) as second:
        assert says(first, b"hello") == b"hello"
        assert says(second, b"x" * 200_000) == b"x" * 200_000
    assert proxy.accepted == 2


@pytest.mark.parametrize("way", ["requests", "replies"])
def test_it_delays(proxy: Proxy, way: str) -> None:
    with call(proxy) as line:
        proxy.set(**{way: Delay(0.2)})
        since = time.monotonic()
        assert says(line, b"hello") == b"hello"
        assert time.monotonic() - since >= 0.2
        proxy.set(**{way: Delay(60)})
        line.sendall(b"again")
        proxy.heal()
        assert hears(line, 5) == b"again"


def test_it_cuts_in_mid_reply(proxy: Proxy) -> None:
    with call(proxy) as line:
        assert says(line, b"hello") == b"hello"
        proxy.set(replies=Cut(7))
        assert says(line, b"12345") == b"12345"
        with pytest.raises(ConnectionResetError):
            assert not says(line, b"67890", 3)
    with call(proxy) as line:
        assert says(line, b"1234567") == b"1234567"


def test_it_answers_garbage(proxy: Proxy) -> None:
    with call(proxy) as line:
        proxy.set(replies=Garbage())
        heard = says(line, b"x" * 64)
        assert len(heard) == 64
        assert heard != b"x" * 64
        proxy.set(replies=Pass())
        assert says(line, b"hello") == b"hello"


def test_it_forges_what_is_said_to_it(proxy: Proxy) -> None:
    with call(proxy) as line:
        proxy.set(replies=Forge(b"abc"))
        assert says(line, b"12345", size=6) == b"abcabc"
        proxy.heal()
        assert says(line, b"12345") == b"12345"


@pytest.mark.parametrize("ways", [{"requests": Hold()}, {"replies": Hold()}, {}])
def test_it_holds_and_lets_go(proxy: Proxy, ways: dict[str, Hold]) -> None:
    with call(proxy, 0.1) as line:
        assert says(line, b"hello") == b"hello"
        if ways:
            proxy.set(requests=ways.get("requests"), replies=ways.get("replies"))
        else:
            proxy.black_hole()
        line.sendall(b"held")
        with pytest.raises(TimeoutError):
            line.recv(1)
        with call(proxy):
            pass
        proxy.heal()
        line.settimeout(5)
        assert hears(line, 4) == b"held"


def test_it_freezes_what_is_open_and_passes_what_is_new(proxy: Proxy) -> None:
    with call(proxy, 0.1) as old:
        assert says(old, b"hello") == b"hello"
        proxy.freeze()
        with call(proxy) as new:
            assert says(new, b"hello") == b"hello"
            proxy.heal()
            old.sendall(b"lost")
            with pytest.raises(TimeoutError):
                old.recv(1)
            assert says(new, b"again") == b"again"


def test_it_refuses_and_listens_again_on_the_same_port(proxy: Proxy) -> None:
    with call(proxy) as line:
        assert says(line, b"hello") == b"hello"
        proxy.refuse()
        with pytest.raises(ConnectionResetError):
            line.recv(1)
    with pytest.raises(ConnectionRefusedError):
        call(proxy)
    proxy.heal()
    with call(proxy) as line:
        assert says(line, b"hello") == b"hello"
        proxy.drop_connections()
        with pytest.raises(ConnectionResetError):
            line.recv(1)


def test_a_backend_that_is_gone_resets(proxy: Proxy) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with (
            proxy_before(nobody.getsockname()[1]) as before,
            # It may come so soon that there is no connection at all.
            pytest.raises(ConnectionResetError),
            call(before) as line,
        ):
            line.recv(1)


def test_it_names_itself_in_urls(proxy: Proxy) -> None:
    assert (
        proxy.before("postgresql://u:p@127.0.0.1:1/x?a=b") == f"postgresql://u:p@127.0.0.1:{proxy.port}/x?a=b"
    )
    assert proxy.before("redis://127.0.0.1:1/0") == f"redis://127.0.0.1:{proxy.port}/0"
