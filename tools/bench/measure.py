"""The measurements, in rounds that alternate between servers. Prints nothing, judges nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from google.protobuf.message import Message

from remitpb.v1 import policy_decision_service_pb2 as pb
from tools.bench.load import CALLERS, Load, Seen, Told
from tools.bench.plan import Plan
from tools.bench.process import Served
from tools.bench.rounds import Rounds, Values
from tools.bench.scene import BATCH, Agent, question, report

MICROS: Final = 1_000_000
SHARE: Final = 0.7
"""Of its own saturation, at which a server's latency is measured a second time."""
BATCH_CALLERS: Final = 4
UNTIL_DONE: Final = 600.0
"""Seconds for loads that end with what they send."""
WARM_SECONDS: Final = 1.0

Measure = Callable[[Served], Values]
"""One round of one server."""


def in_turn(
    servers: Sequence[Served], measure: Measure, *, count: int, tell: Callable[[str], None], what: str
) -> dict[str, Rounds]:
    """Measure all servers in turn, so often, each second round in reverse; `tell` hears what comes next.

    In reverse, so that what slows the machine more and more slows none more than another.
    """
    found = {server.name: Rounds() for server in servers}
    for number in range(count):
        for server in servers if number % 2 == 0 else reversed(servers):
            tell(f"{what}, round {number + 1} of {count}: {server.name}")
            found[server.name].add(measure(server))
    return found


def at_cost(server: Served, load: Load, *, told: Told) -> tuple[Seen, float]:
    """Run a load; return what it saw and the server's CPU seconds until it had caught up."""
    before = server.cpu()
    seen = load.run(server.address, told)
    server.settle()
    return seen, server.cpu() - before


class Bench:
    """Measures any server that answers these agents."""

    def __init__(
        self,
        agents: Sequence[Agent],
        plan: Plan,
        *,
        folder: Path,
        others: Callable[[], float] | None = None,
    ) -> None:
        """Prepare what is sent, in `folder`.

        Args:
            agents: who calls.
            plan: how much.
            folder: for files of the load.
            others: the CPU seconds used so far by servers behind the measured one, such as its database.
        """
        self._plan = plan
        self._others = others
        self._kept = folder / "decisions"
        self.ask = Load.of("Authorize", {agent: question(agent) for agent in agents}, folder=folder)
        many = {agent: _questions(agent) for agent in agents}
        self.ask_many = Load.of("BatchAuthorize", many, folder=folder)
        # A report belongs to whoever holds the reservation, so here one agent decides and reports.
        own = agents[0]
        self._ask_own = Load.of("BatchAuthorize", {own: _questions(own)}, folder=folder)
        self._tell = Load.of("RecordUsage", {own: _reports(1)}, folder=folder)
        self._tell_many = Load.of("RecordUsage", {own: _reports(BATCH)}, folder=folder)

    def warm(self, server: Served) -> None:
        """Have a server import, compile and cache what it will need."""
        self.ask.run(server.address, Told(min(self._plan.seconds, WARM_SECONDS)))
        server.settle()

    def rounds(self, servers: Sequence[Served], tell: Callable[[str], None]) -> dict[str, Rounds]:
        """Measure everything, so often as planned; `tell` hears what comes next."""
        for server in servers:
            tell(f"warming up: {server.name}")
            self.warm(server)
        plan = self._plan
        found = in_turn(servers, self.authorize, count=plan.rounds, tell=tell, what="Authorize")
        for measure, what in ((self.many, "BatchAuthorize"), (self.usage, "RecordUsage")):
            for name, more in in_turn(
                servers, measure, count=plan.batch_rounds, tell=tell, what=what
            ).items():
                found[name].values.update(more.values)
        return found

    def authorize(self, server: Served) -> Values:
        """Measure `Authorize` at saturation, at a share of it, and for one caller."""
        seconds = self._plan.seconds
        values, full = self.saturate(server)
        eased_told = Told(seconds, rate=full.rate * SHARE, callers=CALLERS * 16)
        eased, eased_cpu = at_cost(server, self.ask, told=eased_told)
        return {
            **values,
            "eased_cpu": eased_cpu / eased.calls * MICROS,
            "eased_p50": eased.p50_us,
            "eased_p99": eased.p99_us,
            **self.lone(server),
        }

    def lone(self, server: Served) -> Values:
        """Measure `Authorize` for one caller."""
        told = Told(self._plan.seconds / 2, callers=1, connections=1)
        lone, _ = at_cost(server, self.ask, told=told)
        return {"lone_p50": lone.p50_us, "lone_p99": lone.p99_us}

    def saturate(self, server: Served, *, connections: int | None = None) -> tuple[Values, Seen]:
        """Measure `Authorize` at saturation alone."""
        told = Told(self._plan.seconds)
        if connections is not None:
            told = Told(self._plan.seconds, connections=connections)
        before = self._others() if self._others else 0.0
        full, cpu = at_cost(server, self.ask, told=told)
        values = {
            "cpu": cpu / full.calls * MICROS,
            "rate": full.rate,
            "p50": full.p50_us,
            "p99": full.p99_us,
            "load": full.cpu_seconds / full.seconds * 100,
        }
        if self._others:
            values["others"] = (self._others() - before) / full.calls * MICROS
        return values, full

    def many(self, server: Served) -> Values:
        """Measure `BatchAuthorize` at saturation."""
        told = Told(self._plan.seconds, callers=BATCH_CALLERS)
        many, cpu = at_cost(server, self.ask_many, told=told)
        return {"many_cpu": cpu / many.calls / BATCH * MICROS, "many_rate": many.rate * BATCH}

    def usage(self, server: Served) -> Values:
        """Measure `RecordUsage` one by one and in batches, settling what was held for it."""
        self._hold(server, calls=max(1, self._plan.reports // BATCH))
        one, one_cpu = at_cost(server, self._tell, told=Told(UNTIL_DONE, ids=self._kept))
        self._hold(server)
        told = Told(UNTIL_DONE, callers=BATCH_CALLERS, ids=self._kept)
        records, records_cpu = at_cost(server, self._tell_many, told=told)
        return {
            "usage_cpu": one_cpu / one.calls * MICROS,
            "usage_rate": one.rate,
            "usage_p50": one.p50_us,
            "records_cpu": records_cpu / records.calls / BATCH * MICROS,
            "records_rate": records.rate * BATCH,
        }

    def _hold(self, server: Served, *, calls: int = 0) -> None:
        """Make reservations that are settled next."""
        told = Told(self._plan.seconds, callers=BATCH_CALLERS, calls=calls, keep=self._kept)
        self._ask_own.run(server.address, told)
        server.settle()


def _questions(agent: Agent) -> Message:
    return pb.BatchAuthorizeRequest(requests=[question(agent, place) for place in range(BATCH)])


def _reports(count: int) -> Message:
    return pb.RecordUsageRequest(records=[report(place) for place in range(count)])
