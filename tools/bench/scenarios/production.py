"""Remit on Postgres and Redis: every call beside an empty echo, two workers beside one, two replicas beside one."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from remit import config as settings
from tools.bench import process, scene, scene_by_calls
from tools.bench.backends import SEGMENTS, Backends, backends
from tools.bench.figures import Figure, Table, lines
from tools.bench.measure import Bench, Measure, in_turn
from tools.bench.process import BenchError, NotHereError, Replicas, Served, Server
from tools.bench.rounds import Rounds, Values
from tools.bench.scenarios import embedded
from tools.bench.scene import Agent
from tools.bench.source import TREE, Source
from tools.bench.stage import ECHO, REMIT, Stage, Tenant

OWN_TARGETS: Final = {
    "cpu": Figure("cpu", "Authorize: server CPU a call", "µs", most_ratio=1.6),
    "rate": Figure("rate", "Authorize: calls", "/s", least_ratio=0.65),
    "lone_p50": Figure("lone_p50", "Authorize, one caller: latency, p50", "µs", most_ratio=5.0),
}
OTHERS: Final = Figure("others", "CPU of Postgres and Valkey a call of Authorize", "µs")
FIGURES: Final = (
    *(
        OWN_TARGETS.get(figure.key, figure) if figure.key != "rest" else replace(figure, most=None)
        for figure in embedded.FIGURES
    ),
    OTHERS,
)
WORKERS: Final = (
    Figure("cpu", "Authorize: server CPU a call", "µs", most_ratio=1.1),
    Figure("rate", "Authorize: calls", "/s"),
    Figure("p99", "Authorize: latency at saturation, p99", "µs"),
    OTHERS,
    Figure("memory", "Server memory", "MiB"),
)
REPLICAS: Final = (
    Figure("rate", "Authorize: calls", "/s", least_ratio=0.8),
    Figure("p99", "Authorize: latency at saturation, p99", "µs", most_ratio=3.0),
    Figure("cpu", "… server CPU a call", "µs"),
    OTHERS,
)
CONNECTIONS: Final = 16
"""So many that the kernel gives each worker some."""


@dataclass(frozen=True, slots=True)
class Site:
    """Backends with a tenant on them."""

    stage: Stage
    behind: Backends
    tenant: Tenant
    source: Source = TREE
    """Of its servers."""

    def remit(self, name: str, *options: str) -> AbstractContextManager[Server]:
        """Run a server as operators do."""
        words = process.served(self.tenant.data, *options)
        return self.stage.started(name, words, environment=self.behind.environment, source=self.source)

    def measured(self, *options: str | Path) -> AbstractContextManager[Server]:
        """Run one process that can be told to profile itself."""
        words = process.own("remit", "--data", self.tenant.data, *options)
        return self.stage.started(REMIT, words, environment=self.behind.environment)

    def bench(self) -> Bench:
        """Return what measures servers on it."""
        return Bench(self.tenant.agents, self.stage.plan, folder=self.stage.folder, others=self.behind.cpu)


@contextmanager
def placed(on: Stage, source: Source | None = None) -> Iterator[tuple[Site, list[str]]]:
    """Make a site; the list says how durable it is once the site is left.

    Args:
        on: where.
        source: whose servers and tenant; None: this tree's, furnished from within this process.

    Raises:
        NotHereError: when this version takes no such backends.
        BenchError: when commits did not wait for the disk.
    """
    on.tell("starting Postgres and Valkey")
    with backends(on.file("valkey")) as behind:
        bare = Site(on, behind, Tenant(on.file("data"), ()), source or TREE)
        behind.migrate(bare.tenant.data, bare.source)
        on.tell("furnishing a tenant")
        agents = _furnished(bare) if source is None else _furnished_by_calls(bare)
        found = replace(bare, tenant=replace(bare.tenant, agents=agents))
        notes: list[str] = []
        before, made = behind.syncs(), behind.made()
        yield found, notes
        synced, made = behind.syncs() - before, behind.made() - made
        if not synced:
            raise BenchError(
                "no session of the server ever waited for the disk: commits were not synchronous"
            )
        notes.insert(
            0,
            f"durable: {behind.version}, fsync, full_page_writes and synchronous_commit on;"
            f" the server's own sessions synced the log {synced:,} times; {SEGMENTS} files of the log were there before,"
            f" {made} were made meanwhile",
        )


def _furnished(site: Site) -> tuple[Agent, ...]:
    behind = site.behind
    try:
        config = settings.load(
            data_dir=site.tenant.data, database_url=behind.database_url, redis_url=behind.redis_url
        )
    except settings.ConfigError as error:
        raise NotHereError(str(error)) from None
    return asyncio.run(scene.furnish(config))


def _furnished_by_calls(site: Site) -> tuple[Agent, ...]:
    with site.remit("furnished") as server:
        return scene_by_calls.furnish(server)


def play(on: Stage) -> Sequence[Table]:
    """Measure every call beside an echo."""
    with placed(on) as (own, notes):
        with own.remit(REMIT) as ours:
            ours.settle()
            rest = ours.memory()
            with on.echo(ours, own.tenant.agents[0]) as echo:
                found = own.bench().rounds([echo, ours], on.tell)
            found[REMIT].add({"rest": rest, "end": ours.memory()})
            # It asks them nothing: what they did meanwhile is their own upkeep.
            del found[ECHO].values["others"]
        notes.extend(embedded.load_notes(found))
    compared = lines(FIGURES, found[REMIT], beside=found[ECHO])
    return [Table("On Postgres and Redis", "Echo", "Remit", compared, notes)]


def play_workers(on: Stage) -> Sequence[Table]:
    """Measure two workers of one server beside one, all on the servers' core."""
    with placed(on) as (own, notes):
        bench = own.bench()

        def measure(server: Served) -> Values:
            return bench.saturate(server, connections=CONNECTIONS)[0]

        with own.remit("one", "--workers", "1") as one, own.remit("two", "--workers", "2") as two:
            found = _saturated(on, bench, servers=[one, two], measure=measure)
            for server in (one, two):
                found[server.name].add({"memory": server.memory()})
    compared = lines(WORKERS, found["two"], beside=found["one"])
    title = f"Two workers on one core, over {CONNECTIONS} connections"
    return [Table(title, "One worker", "Two workers", compared, notes)]


def play_replicas(on: Stage) -> Sequence[Table]:
    """Measure two replicas beside one: all calls hold the same two budgets of tenant and team."""
    with placed(on) as (own, notes), ExitStack() as stack:
        bench = own.bench()

        def measure(server: Served) -> Values:
            return bench.saturate(server)[0]

        one = stack.enter_context(own.remit("one"))
        two = Replicas("two", [one, stack.enter_context(own.remit("another"))])
        found = _saturated(on, bench, servers=[one, two], measure=measure)
    compared = lines(REPLICAS, found["two"], beside=found["one"])
    return [Table("Two replicas on one core, one hot budget", "One replica", "Two replicas", compared, notes)]


def _saturated(on: Stage, bench: Bench, *, servers: Sequence[Served], measure: Measure) -> dict[str, Rounds]:
    for server in servers:
        on.tell(f"warming up: {server.name}")
        bench.warm(server)
    return in_turn(servers, measure, count=max(2, on.plan.rounds), tell=on.tell, what="Authorize")
