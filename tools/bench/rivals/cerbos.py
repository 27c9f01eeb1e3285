"""Cerbos as a server beside Remit: its policies, its settings, and its requests as bytes. Knows no figures."""

import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from tools.bench.process import BenchError, Command, Server, spawned
from tools.bench.rivals import fetch

METHOD: Final = "/cerbos.svc.v1.CerbosService/CheckResources"
BATCH: Final = 50
"""Resources of one request: Cerbos' own limit, as it comes."""
START_SECONDS: Final = 20.0
POLICIES: Final = {
    "model": """\
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: model
  rules:
    - actions: [call]
      effect: EFFECT_ALLOW
      roles: [researcher]
      condition: {match: {expr: 'request.resource.id.startsWith("openai/")'}}
""",
    "tool": """\
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: tool
  rules:
    - actions: ["*"]
      effect: EFFECT_ALLOW
      roles: [researcher]
      condition: {match: {expr: 'request.resource.id.startsWith("web-")'}}
    - actions: [execute]
      effect: EFFECT_DENY
      roles: ["*"]
      condition: {match: {expr: 'now().getHours() < 6'}}
""",
}
"""The scene's role and guardrail; who has which role, Cerbos is told with each request."""


@contextmanager
def running(name: str, folder: Path, *, core: int | None, audited: bool) -> Iterator[Server]:
    """Run Cerbos, with each decision written to a file when `audited`.

    Raises:
        NotHereError: when it cannot be had.
        BenchError: when it does not start.
    """
    program = fetch.cerbos()
    folder.mkdir(parents=True)
    (folder / "policies").mkdir()
    for kind, policy in POLICIES.items():
        (folder / "policies" / f"{kind}.yaml").write_text(policy)
    web, grpc = _free_port(), _free_port()
    config = folder / "config.json"
    config.write_text(json.dumps(_settings(folder, (web, grpc), audited=audited)))
    words: list[str | Path] = [program, "server", "--log-level=error", f"--config={config}"]
    # As many threads as it has cores: more would wait for each other.
    command = Command(name, words, folder / "log", core, environment={"GOMAXPROCS": "1"})
    with spawned(command) as process:
        end = time.monotonic() + START_SECONDS
        while not _listens(grpc):
            if process.poll() is not None or time.monotonic() > end:
                raise BenchError(f"Cerbos did not start:\n{command.log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield Server(name, process.pid, f"127.0.0.1:{grpc}", {}, tidies=False)


def _settings(folder: Path, ports: tuple[int, int], *, audited: bool) -> dict[str, object]:
    return {
        "server": {"httpListenAddr": f"127.0.0.1:{ports[0]}", "grpcListenAddr": f"127.0.0.1:{ports[1]}"},
        "storage": {
            "driver": "disk",
            "disk": {"directory": str(folder / "policies"), "watchForChanges": False},
        },
        "telemetry": {"disabled": True},
        "audit": {
            "enabled": audited,
            "backend": "file",
            # Decisions alone: that is what Remit's evidence is of.
            "accessLogsEnabled": False,
            "decisionLogsEnabled": True,
            "file": {"path": str(folder / "audit.log")},
        },
    }


def request(mark: str, resources: Sequence[str]) -> bytes:
    """Return a CheckResourcesRequest: may a researcher call each of these models?

    Args:
        mark: what the load replaces by an id of the call's own.
        resources: ids of models.
    """
    principal = _field(1, b"agent:bench-0") + _field(3, b"researcher")
    entries = [
        _field(1, b"call") + _field(2, _field(1, b"model") + _field(3, each.encode())) for each in resources
    ]
    return (
        _field(1, f"check-{mark}".encode())
        + _field(3, principal)
        + b"".join(_field(4, entry) for entry in entries)
    )


def _field(number: int, value: bytes) -> bytes:
    """A field of bytes, text or a message, as protobuf writes it; Cerbos' own stubs are not here."""
    length, size = len(value), b""
    while length > 0x7F:  # noqa: PLR2004  seven bits to a byte
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + value


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
