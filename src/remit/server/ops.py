"""One process of a server as those who run it see it: its numbers, its health, whether it should get calls."""

import resource
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from remit.clock import SECOND, SystemClock
from remit.config import Config
from remit.server import metric_families as m
from remit.server.call_tally import CallTally, put_gate
from remit.server.gate import Gate
from remit.server.metrics import Snapshot, Source
from remit.server.ops_port import OpsPort
from remit.server.readiness import DRAINING, OK, SERVER, STARTING, Probe, Readiness, Report
from remit.server.well_known import Documents

_STATUS: Final = Path("/proc/self/status")
_DESCRIPTORS: Final = Path("/proc/self/fd")
_KIB: Final = 1024


class Ops:
    """A process, watched."""

    def __init__(
        self,
        gate: Gate,
        tally: CallTally,
        *,
        sources: Sequence[Source],
        probes: Sequence[Probe],
        documents: Documents | None = None,
    ) -> None:
        """Tell the numbers of the wire and of `sources`, look at `probes`, and publish `documents`."""
        self._documents = documents or {}
        self._process = secrets.token_hex(8)
        self._started = SystemClock().now() / SECOND
        self._gate = gate
        self._sources = (tally.put, *sources)
        self._readiness = Readiness(probes, state=self._state)
        self.serving = False
        """Set once calls are taken."""

    async def snapshot(self) -> Snapshot:
        """Return all numbers."""
        report = await self._readiness.look()
        snapshot = Snapshot(self._process)
        snapshot.put(m.WORKERS, 1)
        snapshot.put(m.WORKERS_CONFIGURED, 1)
        snapshot.put(m.STARTED, self._started)
        for name, word in report.found.items():
            if name != SERVER:
                snapshot.put(m.BACKEND_UP, float(word == OK), name)
        put_gate(snapshot, self._gate)
        for put in self._sources:
            put(snapshot)
        _put_process(snapshot)
        return snapshot

    async def readiness(self) -> Report:
        """Say whether it should get calls."""
        return await self._readiness.look()

    async def health(self) -> Report:
        """Say that the event loop turns: nobody else could answer."""
        return Report(ready=True, found={SERVER: OK})

    async def document(self, path: str) -> bytes | None:
        """Return what is published as JSON at a path; None when nothing is."""
        write = self._documents.get(path)
        return await write() if write is not None else None

    def _state(self) -> str:
        if self._gate.draining:
            return DRAINING
        return OK if self.serving else STARTING

    async def close(self) -> None:
        """Look no more."""
        await self._readiness.close()


@asynccontextmanager
async def watched(config: Config, ops: Ops) -> AsyncIterator[str]:
    """Serve the pages of `ops` where the settings say, for the length of a block; gives the address, empty without.

    Raises:
        ConfigError: when the address cannot be bound.
    """
    if config.metrics_listen is None:
        yield ""
        return
    port = OpsPort(config.metrics_listen, ops)
    await port.start()
    try:
        yield port.address
    finally:
        await port.close()
        await ops.close()


def _put_process(snapshot: Snapshot) -> None:
    """Put what the system knows of this process; only the CPU time where there is no /proc."""
    snapshot.put(m.BUILD, 1, version("remit"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    snapshot.put(m.CPU, used.ru_utime + used.ru_stime)
    snapshot.put(m.MAX_DESCRIPTORS, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    if _STATUS.exists():
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
        snapshot.put(m.MEMORY, int(lines["VmRSS"].split()[0]) * _KIB)
        snapshot.put(m.DESCRIPTORS, len(list(_DESCRIPTORS.iterdir())))
