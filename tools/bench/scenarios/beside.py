"""This tree's server beside that of another commit: the same tenant, questions, Python and packages; nothing else is alike.

Both run at once on the servers' core, measured in alternating rounds, and are started anew several times: what is looked
for is a few percent.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

from tools.bench import samples, scene_by_calls, source
from tools.bench.figures import Figure, Table, lines
from tools.bench.measure import Bench, Measure, in_turn
from tools.bench.process import BenchError, Served, Server, served
from tools.bench.rounds import Rounds, Values
from tools.bench.scenarios.production import OTHERS, placed
from tools.bench.source import TREE, Source
from tools.bench.stage import Stage, Tenant

FIGURES: Final = (
    Figure("cpu", "Authorize: server CPU a call", "µs", most_ratio=1.05),
    Figure("rate", "Authorize: calls", "/s"),
    Figure("p50", "Authorize: latency at saturation, p50", "µs"),
    Figure("lone_p50", "Authorize, one caller: latency, p50", "µs"),
    Figure("many_cpu", "BatchAuthorize of 100: server CPU a decision", "µs"),
    Figure("many_rate", "… decisions", "/s"),
    Figure("usage_cpu", "RecordUsage: server CPU a call", "µs"),
    Figure("usage_rate", "… calls", "/s"),
    Figure("records_cpu", "RecordUsage of 100: server CPU a record", "µs"),
    Figure("records_rate", "… records", "/s"),
    OTHERS,
    Figure("end", "Server memory at the end", "MiB"),
)
LEAST_PAIRS: Final = 2
"""Servers are started anew so often: two processes of the same source were seen to differ by eight percent."""
ROUNDS_OF_A_PAIR: Final = 2
"""Even, so that each server is as often the first."""
WARM_ROUNDS: Final = 2


def authorize(bench: Bench, server: Served) -> Values:
    """Measure `Authorize` at saturation and for one caller."""
    return {**bench.saturate(server)[0], **bench.lone(server)}


MEASURES: Final = (("Authorize", authorize), ("BatchAuthorize", Bench.many), ("RecordUsage", Bench.usage))


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, running."""

    server: Server
    bench: Bench
    tenant: Tenant
    notes: list[str] = field(default_factory=list)
    """Filled when it has ended, too."""


Opened = Callable[[Stage, Source], AbstractContextManager[Side]]


def play(on: Stage, ref: str) -> Sequence[Table]:
    """Measure both on SQLite; `ref` is what git calls the other commit."""
    return compare(on, ref, title="Embedded, on SQLite", opened=_embedded)


def play_production(on: Stage, ref: str) -> Sequence[Table]:
    """Measure both on Postgres and Redis, each on its own."""
    return compare(on, ref, title="On Postgres and Redis", opened=_production)


@contextmanager
def _embedded(on: Stage, of: Source) -> Iterator[Side]:
    data = on.file("data")
    on.tell(f"furnishing a tenant: {of.name}")
    with on.started(of.name, served(data), source=of) as server:
        tenant = Tenant(data, scene_by_calls.furnish(server))
    with on.remit(tenant, name=of.name, source=of) as server:
        notes = ["durable: the server's own writing connection says synchronous=FULL, journal in WAL"]
        yield Side(server, Bench(tenant.agents, on.plan, folder=on.folder), tenant, notes)


@contextmanager
def _production(on: Stage, of: Source) -> Iterator[Side]:
    with placed(on, of) as (site, notes), site.remit(of.name) as server:
        yield Side(server, site.bench(), site.tenant, notes)


def compare(on: Stage, ref: str, *, title: str, opened: Opened) -> Sequence[Table]:
    """Measure both in several pairs of processes; `opened` runs one of them.

    Raises:
        BenchError: when the other commit cannot be measured.
    """
    on.tell(f"fetching {ref}")
    other = source.fetch(ref)
    found = {TREE.name: Rounds(), other.name: Rounds()}
    sides: dict[str, Side] = {}
    for number in range(max(LEAST_PAIRS, on.plan.rounds)):
        with ExitStack() as stack:
            order = (TREE, other) if number % 2 == 0 else (other, TREE)
            sides = {of.name: stack.enter_context(opened(on, of)) for of in order}
            _measure(on, sides, into=found)
    told = [f"{name}: {note}" for name, side in sides.items() for note in side.notes]
    told += [*other.unknown(on.settings), *other.notes]
    compared = lines(FIGURES, found[TREE.name], beside=found[other.name])
    return [Table(f"{title}, beside {other.name}", other.name, "This tree", compared, told)]


def _measure(on: Stage, sides: Mapping[str, Side], *, into: Mapping[str, Rounds]) -> None:
    servers = [side.server for side in sides.values()]
    for name, side in sides.items():
        on.tell(f"warming up: {name}")
        warm(side)
    for what, measure in MEASURES:
        rounds = in_turn(servers, _by(sides, measure), count=ROUNDS_OF_A_PAIR, tell=on.tell, what=what)
        for name, more in rounds.items():
            into[name].extend(more)
    for name, side in sides.items():
        into[name].add({"end": side.server.memory()})


def warm(side: Side) -> None:
    """Make sure that it answers in full, and have it import, compile and cache what it will need.

    Raises:
        BenchError: when it does not.
    """
    try:
        samples.require_whole(side.server.address, side.tenant.agents[0])
    except BenchError as reason:
        raise BenchError(f"{side.server.name}: {reason}") from None
    for _ in range(WARM_ROUNDS):
        side.bench.warm(side.server)


def _by(sides: Mapping[str, Side], measure: Callable[[Bench, Served], Values]) -> Measure:
    """Measure each with its own tenant's agents."""
    return lambda server: measure(sides[server.name].bench, server)
