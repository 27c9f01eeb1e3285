"""What a server tells of itself on its Unix socket for metrics, by the names that operators see."""

import socket
from http.client import HTTPConnection
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families


class _OverSocket(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=10)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(10)
        self.sock.connect(str(self._path))


def gauges(path: Path) -> dict[str, float]:
    """Return the samples of a server, those with different labels added up."""
    connection = _OverSocket(path)
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    finally:
        connection.close()
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found
