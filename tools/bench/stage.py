"""Where scenarios play: a folder, a core for servers and one for loads, and the servers that most of them need."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from remit.config import PREFIX, Config
from tools.bench import machine, samples, scene
from tools.bench.plan import Crowd, Plan
from tools.bench.process import SCRATCH, Command, Server, cores, own, started
from tools.bench.scene import Agent
from tools.bench.source import TREE, Source

ECHO: Final = "echo"
REMIT: Final = "remit"

Tell = Callable[[str], None]
"""Hears what is being done."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant of its own, made for one scenario."""

    data: Path
    """The data folder of its server."""
    agents: tuple[Agent, ...]


class Stage:
    """Where a run plays."""

    def __init__(
        self, folder: Path, plan: Plan, *, core: int | None, settings: Mapping[str, str] | None = None
    ) -> None:
        """Play in `folder`, with servers on `core`; None: wherever this process may run.

        Args:
            folder: for all that is written.
            plan: how much of everything.
            core: the servers' own.
            settings: the environment of every server of Remit, as far as its version knows it.
        """
        self.folder = folder
        self.plan = plan
        self.core = core
        self.settings = settings or {}
        self.tell: Tell = lambda _: None
        self._made = 0

    def file(self, name: str) -> Path:
        """Return a path of its own for something of this name."""
        self._made += 1
        return self.folder / f"{name}-{self._made}"

    def tenant(self, crowd: Crowd | None = None) -> Tenant:
        """Make a tenant on SQLite; with a crowd, this takes a while."""
        data = self.file("data")
        self.tell("furnishing a tenant" if crowd is None else f"furnishing {crowd.subjects:,} subjects")
        return Tenant(data, asyncio.run(scene.furnish(Config(data_dir=data), crowd)))

    @contextmanager
    def remit(
        self, tenant: Tenant, *options: str | Path, name: str = REMIT, source: Source = TREE
    ) -> Iterator[Server]:
        """Run Remit embedded, and make sure that it writes durably."""
        words = own("remit", "--data", tenant.data, *options)
        with self.started(name, words, source=source) as server:
            machine.require_durable(server.said, tenant.data)
            server.settle()
            yield server

    def echo(self, ours: Server, agent: Agent) -> AbstractContextManager[Server]:
        """Run an echo that answers as our server does."""
        answers = self.file("answers")
        answers.write_text(samples.echo_source(ours.address, agent), "utf-8")
        return self.started(ECHO, own("echo", "--answers", answers), tidies=False)

    def started(
        self,
        name: str,
        words: list[str | Path],
        *,
        tidies: bool = True,
        environment: Mapping[str, str] | None = None,
        source: Source = TREE,
    ) -> AbstractContextManager[Server]:
        """Run a server on the servers' core, from a source; what `environment` says goes before all settings."""
        told = {**source.environment(self.settings), **(environment or {})}
        log = self.file(f"{name}.log")
        return started(Command(name, words, log, self.core, tidies, told, source.folder))


@contextmanager
def stage(plan: Plan, settings: Mapping[str, str] | None = None) -> Iterator[Stage]:
    """Make a stage in a folder of its own, and put this process and all loads on the core of the load.

    `settings` is the environment of every server of Remit; None: as Remit is by default.
    Settings of Remit are dropped from the environment: a tenant must never be furnished in somebody's database.
    """
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    split = cores()
    before = os.sched_getaffinity(0)
    if split is not None:
        os.sched_setaffinity(0, {split[1]})
    SCRATCH.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory(dir=SCRATCH) as folder:
            yield Stage(Path(folder), plan, core=split[0] if split else None, settings=settings)
    finally:
        os.sched_setaffinity(0, before)
