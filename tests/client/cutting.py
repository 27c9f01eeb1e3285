"""A TCP proxy on loopback that tears its connections at random moments, as networks do."""

import random
import socket
import threading
from contextlib import suppress


class CuttingProxy:
    """Passes bytes on to a server, and cuts every connection after a random time."""

    def __init__(self, target: str, *, longest: float, seed: int) -> None:
        """Cut connections to `target` (`host:port`) after at most `longest` seconds."""
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._longest = longest
        self._random = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = True
        self.cuts = 0
        """Connections torn so far."""
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def calm(self) -> None:
        """Cut no more: connections made from now on live."""
        self._longest = 0.0

    def close(self) -> None:
        """Accept no more."""
        self._open = False
        self._listener.close()

    def _accept(self) -> None:
        while self._open:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._target)
            except OSError:
                return
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()
            if self._longest:
                timer = threading.Timer(self._random.uniform(0.01, self._longest), self._cut, (near, far))
                timer.daemon = True
                timer.start()

    def _cut(self, near: socket.socket, far: socket.socket) -> None:
        self.cuts += 1
        for end in (near, far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
