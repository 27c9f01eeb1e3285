"""A catalog of very many subjects, roles and budgets beside a small one: what does not concern a call costs nothing."""

import time
from collections.abc import Sequence
from typing import Final

from tools.bench.figures import Figure, Table, lines
from tools.bench.measure import Bench, in_turn
from tools.bench.process import Served
from tools.bench.rounds import Values
from tools.bench.scene import AGENTS
from tools.bench.stage import Stage

FIGURES: Final = (
    Figure("cpu", "Authorize: server CPU a call", "µs", most_ratio=1.1),
    Figure("rate", "Authorize: calls", "/s"),
    Figure("p99", "… latency at saturation, p99", "µs"),
    Figure("start", "Start, until it takes calls", "s"),
    Figure("memory", "Server memory", "MiB", most=1024),
)
LEAST_ROUNDS: Final = 3
"""Ten percent are soon lost in one round."""


def play(on: Stage) -> Sequence[Table]:
    """Measure."""
    crowd = on.plan.crowd
    small, large = on.tenant(), on.tenant(crowd)
    since = time.monotonic()
    with on.remit(small, name="small") as few:
        started = {"small": time.monotonic() - since}
        since = time.monotonic()
        with on.remit(large, name="large") as many:
            started["large"] = time.monotonic() - since
            benches = {
                "small": Bench(small.agents, on.plan, folder=on.folder),
                "large": Bench(large.agents, on.plan, folder=on.folder),
            }

            def measure(server: Served) -> Values:
                return benches[server.name].saturate(server)[0]

            for server in (few, many):
                benches[server.name].warm(server)
            count = max(on.plan.rounds, LEAST_ROUNDS)
            found = in_turn([few, many], measure, count=count, tell=on.tell, what="Authorize")
            for server in (few, many):
                found[server.name].add({"start": started[server.name], "memory": server.memory()})
    named = f"{crowd.subjects:,} subjects"
    title = f"{named}, {crowd.roles:,} roles, {crowd.budgets:,} budgets"
    return [Table(title, f"{AGENTS} subjects", named, lines(FIGURES, found["large"], beside=found["small"]))]
