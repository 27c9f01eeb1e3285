"""Many streams that follow one live run, beside an echo that tells as many: each step must reach each, and soon."""

from collections.abc import Sequence
from typing import Final

from tools.bench import load, samples
from tools.bench.figures import Figure, Table, lines
from tools.bench.load import Load, Told
from tools.bench.measure import MICROS, at_cost, in_turn
from tools.bench.process import Served
from tools.bench.rounds import Values
from tools.bench.scene import question
from tools.bench.stage import ECHO, REMIT, Stage

STEPS_A_SECOND: Final = 4.0
CONNECTIONS: Final = 10
MILLIS: Final = 1_000
FIGURES: Final = (
    Figure("p99", "From the call to the step at a watcher, p99", "ms", most=250),
    Figure("p50", "… p50", "ms"),
    Figure("max", "… at most", "ms"),
    Figure("missing", "Steps that a watcher missed or saw twice", "", most=0),
    Figure("cpu", "Server CPU a step and watcher", "µs"),
    Figure("memory", "Server memory afterwards", "MiB"),
)


def play(on: Stage) -> Sequence[Table]:
    """Measure; a step that is missed or seen twice ends it, as any call does that is not answered as it should."""
    load.require_compiled("would itself keep watchers waiting")
    plan = on.plan
    tenant = on.tenant()
    agent = tenant.agents[0]
    ask = Load.of("Authorize", {agent: question(agent)}, folder=on.folder)
    watch = Load.of("StreamTimeline", {agent: samples.watching(agent)}, folder=on.folder)
    seconds = plan.steps / STEPS_A_SECOND
    told = Told(seconds, STEPS_A_SECOND, connections=CONNECTIONS, watch=watch, watchers=plan.watchers)

    def measure(server: Served) -> Values:
        seen, cpu = at_cost(server, ask, told=told)
        return {
            "p99": seen.p99_us / MILLIS,
            "p50": seen.p50_us / MILLIS,
            "max": seen.max_us / MILLIS,
            "missing": plan.watchers * int(seconds * STEPS_A_SECOND) - seen.calls,
            "cpu": cpu / seen.calls * MICROS,
        }

    with on.remit(tenant) as ours, on.echo(ours, agent) as echo:
        found = in_turn([echo, ours], measure, count=plan.batch_rounds, tell=on.tell, what="watchers")
        for server in (echo, ours):
            found[server.name].add({"memory": server.memory()})
    title = f"{plan.watchers:,} watchers of one run, {STEPS_A_SECOND:g} steps a second"
    return [Table(title, "Echo", "Remit", lines(FIGURES, found[REMIT], beside=found[ECHO]))]
