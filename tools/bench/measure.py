"""The measurements, in rounds that alternate between the echo and Remit. Prints nothing, judges nothing."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from google.protobuf.message import Message

from remitpb.v1 import policy_decision_service_pb2 as pb
from tools.bench.load import CALLERS, Load, Seen, Told
from tools.bench.process import Server
from tools.bench.scene import BATCH, Agent, question, report

MICROS: Final = 1_000_000
SHARE: Final = 0.7
"""Of its own saturation, at which a server's latency is measured a second time."""
BATCH_CALLERS: Final = 4
UNTIL_DONE: Final = 600.0
"""Seconds for loads that end with what they send."""

Values = dict[str, float]
"""One round: what was measured, by name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    rounds: int
    batch_rounds: int
    seconds: float
    """Of each measurement."""
    reports: int
    """Records reported one by one in each round."""


@dataclass(slots=True)
class Rounds:
    """All rounds of one server, by name of what was measured."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, found: Values) -> None:
        """Take over a round."""
        for name, value in found.items():
            self.values.setdefault(name, []).append(value)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of all rounds, the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return that of some rounds; at least one."""
        return cls(statistics.median(values), min(values), max(values))


class Bench:
    """Measures any server that answers these agents."""

    def __init__(self, agents: Sequence[Agent], plan: Plan, *, folder: Path) -> None:
        """Prepare what is sent, in `folder`."""
        self._plan = plan
        self._kept = folder / "decisions"
        self.ask = Load("Authorize", {agent: question(agent) for agent in agents}, folder=folder)
        self._ask_many = Load("BatchAuthorize", {agent: _questions(agent) for agent in agents}, folder=folder)
        # A report belongs to whoever holds the reservation, so here one agent decides and reports.
        own = agents[0]
        self._ask_own = Load("BatchAuthorize", {own: _questions(own)}, folder=folder)
        self._tell = Load("RecordUsage", {own: _reports(1)}, folder=folder)
        self._tell_many = Load("RecordUsage", {own: _reports(BATCH)}, folder=folder)

    def warm(self, server: Server) -> None:
        """Have a server import, compile and cache what it will need."""
        self.ask.run(server.address, Told(seconds=1.0))
        server.settle()

    def rounds(self, servers: Sequence[Server], each: Callable[[str], None]) -> dict[str, Rounds]:
        """Measure all servers in turn, so often as planned; `each` is told what comes next."""
        found = {server.name: Rounds() for server in servers}
        for count, measure, what in (
            (self._plan.rounds, self._authorize, "Authorize"),
            (self._plan.batch_rounds, self._batches, "batches and usage"),
        ):
            for number in range(count):
                for server in servers:
                    each(f"{what}, round {number + 1} of {count}: {server.name}")
                    found[server.name].add(measure(server))
        return found

    def _authorize(self, server: Server) -> Values:
        """Measure `Authorize` at saturation, at a share of it, and for one caller."""
        seconds = self._plan.seconds
        full, cpu = self._at_cost(server, self.ask, told=Told(seconds=seconds))
        eased_told = Told(seconds=seconds, rate=full.rate * SHARE, callers=CALLERS * 16)
        eased, eased_cpu = self._at_cost(server, self.ask, told=eased_told)
        lone, _ = self._at_cost(server, self.ask, told=Told(seconds=seconds / 2, callers=1, connections=1))
        return {
            "cpu": cpu / full.calls * MICROS,
            "rate": full.rate,
            "p50": full.p50_us,
            "p99": full.p99_us,
            "load": full.cpu_seconds / full.seconds * 100,
            "eased_cpu": eased_cpu / eased.calls * MICROS,
            "eased_p50": eased.p50_us,
            "eased_p99": eased.p99_us,
            "lone_p50": lone.p50_us,
            "lone_p99": lone.p99_us,
        }

    def _batches(self, server: Server) -> Values:
        """Measure `BatchAuthorize`, then `RecordUsage` one by one and in batches, settling what was held."""
        plan = self._plan
        many, many_cpu = self._at_cost(server, self._ask_many, told=Told(plan.seconds, callers=BATCH_CALLERS))
        self._hold(server, calls=plan.reports // BATCH)
        one, one_cpu = self._at_cost(server, self._tell, told=Told(UNTIL_DONE, ids=self._kept))
        self._hold(server)
        told = Told(UNTIL_DONE, callers=BATCH_CALLERS, ids=self._kept)
        records, records_cpu = self._at_cost(server, self._tell_many, told=told)
        return {
            "many_cpu": many_cpu / many.calls / BATCH * MICROS,
            "many_rate": many.rate * BATCH,
            "usage_cpu": one_cpu / one.calls * MICROS,
            "usage_rate": one.rate,
            "usage_p50": one.p50_us,
            "records_cpu": records_cpu / records.calls / BATCH * MICROS,
            "records_rate": records.rate * BATCH,
        }

    def _hold(self, server: Server, *, calls: int = 0) -> None:
        """Make reservations that are settled next."""
        told = Told(self._plan.seconds, callers=BATCH_CALLERS, calls=calls, keep=self._kept)
        self._ask_own.run(server.address, told)
        server.settle()

    @staticmethod
    def _at_cost(server: Server, load: Load, *, told: Told) -> tuple[Seen, float]:
        """Run a load, and return what it saw and the server's CPU seconds until it had caught up."""
        before = server.cpu()
        seen = load.run(server.address, told)
        server.settle()
        return seen, server.cpu() - before


def _questions(agent: Agent) -> Message:
    return pb.BatchAuthorizeRequest(requests=[question(agent)] * BATCH)


def _reports(count: int) -> Message:
    return pb.RecordUsageRequest(records=[report()] * count)
