"""Every call on SQLite beside an empty echo, each at saturation, at a share of it, and for one caller."""

from collections.abc import Sequence
from typing import Final

from tools.bench import h2load, samples
from tools.bench.figures import Figure, Table, lines
from tools.bench.load import SERVICE
from tools.bench.measure import Bench
from tools.bench.process import Server
from tools.bench.rounds import Rounds
from tools.bench.scene import Agent
from tools.bench.stage import ECHO, REMIT, Stage

FIGURES: Final = (
    Figure("cpu", "Authorize: server CPU a call", "µs", most_ratio=1.35),
    Figure("rate", "Authorize: calls", "/s"),
    Figure("p50", "Authorize: latency at saturation, p50", "µs"),
    Figure("p99", "Authorize: latency at saturation, p99", "µs"),
    Figure("eased_cpu", "Authorize at 70 %: server CPU a call", "µs"),
    Figure("eased_p50", "Authorize at 70 %: latency, p50", "µs"),
    Figure("eased_p99", "Authorize at 70 %: latency, p99", "µs", most=20_000),
    Figure("lone_p50", "Authorize, one caller: latency, p50", "µs", most_ratio=2.0),
    Figure("lone_p99", "Authorize, one caller: latency, p99", "µs"),
    Figure("many_rate", "BatchAuthorize of 100: decisions", "/s"),
    Figure("many_cpu", "… server CPU a decision", "µs"),
    Figure("usage_cpu", "RecordUsage: server CPU a call", "µs", most_ratio=1.6),
    Figure("usage_rate", "RecordUsage: calls", "/s"),
    Figure("usage_p50", "… latency at saturation, p50", "µs"),
    Figure("records_rate", "RecordUsage of 100: records", "/s", least=20_000),
    Figure("records_cpu", "… server CPU a record", "µs"),
    Figure("load", "Core of the load, busy at saturation", "%"),
    Figure("rest", "Server memory at rest", "MiB", most=150),
    Figure("end", "… at the end", "MiB"),
)
ENOUGH_LOAD: Final = 85.0
"""Percent of the load's core, beyond which throughput may be the load's own."""


def play(on: Stage) -> Sequence[Table]:
    """Measure."""
    tenant = on.tenant()
    with on.remit(tenant) as ours:
        rest = ours.memory()
        with on.echo(ours, tenant.agents[0]) as echo:
            found = Bench(tenant.agents, on.plan, folder=on.folder).rounds([echo, ours], on.tell)
            notes = ["durable: the server's own writing connection says synchronous=FULL, journal in WAL"]
            notes += load_notes(found)
            notes += second_opinions(on, [echo, ours], agent=tenant.agents[0])
        found[REMIT].add({"rest": rest, "end": ours.memory()})
    compared = lines(FIGURES, found[REMIT], beside=found[ECHO])
    return [Table("Embedded, on SQLite", "Echo", "Remit", compared, notes)]


def load_notes(found: dict[str, Rounds]) -> list[str]:
    """Return what to say when the load may have been the bottleneck."""
    busiest = max(max(rounds.values["load"]) for rounds in found.values())
    if busiest <= ENOUGH_LOAD:
        return []
    return [f"the load used up to {busiest:.0f} % of its core: throughput may be its own limit"]


def second_opinions(on: Stage, servers: Sequence[Server], *, agent: Agent) -> list[str]:
    """Return what h2load sees; empty where it is not installed."""
    found = []
    for server in servers:
        on.tell(f"h2load: {server.name}")
        body = samples.asked_once(server.address, agent)
        request = h2load.Request(f"{SERVICE}/Authorize", body, f"Bearer {agent.key}")
        seen = h2load.run(server, request, seconds=on.plan.seconds, folder=on.folder)
        found += [str(seen)] if seen else []
    return found
