"""Whether a server should get calls: it is not draining, and what it stands on answers. Asks; repairs nothing.

What it says is a word for each thing: never a text of a backend, which may hold an address or a password.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from remit.clock import monotonic
from remit.errors import RemitError

PROBE_SECONDS: Final = 2.0
"""How long a backend may take to answer; one that is slower serves nobody."""
FRESH_SECONDS: Final = 0.5
"""How long an answer holds, so that many who ask cost a backend no more than one."""
OK: Final = "ok"
SERVER: Final = "server"
STARTING: Final = "starting"
DRAINING: Final = "draining"
SLOW: Final = "no answer in time"
FAILED: Final = "failed"

_log: Final[Any] = structlog.get_logger("remit.server")


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that the server stands on."""

    name: str
    """`storage`, `pace`, `announcements`, `schema`."""
    ask: Callable[[], Awaitable[None]]
    """Returns when it is well; raises when it is not."""
    required: bool = True
    """Whether the server is of no use without it; else it is only said that it is away."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found."""

    ready: bool
    found: Mapping[str, str] = field(default_factory=dict)
    """A word for each thing: `ok`, else what is wrong."""

    def body(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"ready": self.ready, "checks": dict(self.found)}


class Readiness:
    """Looks when asked, at most twice a second."""

    def __init__(self, probes: Sequence[Probe], *, state: Callable[[], str]) -> None:
        """Look at `probes`; a server whose own `state` is not `ok` is not ready, whatever they say."""
        self._probes = probes
        self._state = state
        self._under_way: dict[str, asyncio.Task[str]] = {}
        self._found: dict[str, str] = {}
        self._looked_at = -FRESH_SECONDS

    async def look(self) -> Report:
        """Return how things stand."""
        if monotonic() - self._looked_at >= FRESH_SECONDS:
            words = await asyncio.gather(*map(self._word, self._probes))
            now = dict(zip((probe.name for probe in self._probes), words, strict=True))
            self._tell(now)
            self._found, self._looked_at = now, monotonic()
        needed = {probe.name for probe in self._probes if probe.required}
        well = all(word == OK for name, word in self._found.items() if name in needed)
        state = self._state()
        return Report(well and state == OK, {SERVER: state, **self._found})

    async def close(self) -> None:
        """Let go of what is still being asked."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _word(self, probe: Probe) -> str:
        """Ask once; while an earlier question hangs no other is put, or they would pile up in front of the backend."""
        task = self._under_way.get(probe.name)
        if task is None or task.done():
            task = self._under_way[probe.name] = asyncio.create_task(_ask(probe))
        done, _ = await asyncio.wait({task}, timeout=PROBE_SECONDS)
        return task.result() if done else SLOW

    def _tell(self, now: Mapping[str, str]) -> None:
        for name, word in now.items():
            if word != self._found.get(name, OK):
                tell = _log.info if word == OK else _log.warning
                tell("backend", name=name, state=word)


async def _ask(probe: Probe) -> str:
    try:
        await probe.ask()
    except RemitError as error:
        return error.reason
    except Exception:  # noqa: BLE001  the log has the truth, who asks gets a word
        _log.exception("probe failed", name=probe.name)
        return FAILED
    return OK
