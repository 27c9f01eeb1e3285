"""Permissions alone, by a server that is known to be quick: Cerbos' CheckResources, its audit log off and on.

Remit answers the whole question meanwhile: money held, rates, manifest, evidence on the disk before the answer.
"""

import base64
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

from tools.bench import h2load, load
from tools.bench.figures import Figure, Table, lines
from tools.bench.load import Load, Told
from tools.bench.measure import BATCH_CALLERS, MICROS, Bench, at_cost, in_turn
from tools.bench.process import Served
from tools.bench.rivals import cerbos, fetch
from tools.bench.rounds import Values
from tools.bench.scene import OWN_MARK, PROVIDER, Sheet
from tools.bench.stage import REMIT, Stage

FIGURES: Final = (
    Figure("rate", "One decision a call: calls", "/s"),
    Figure("cpu", "… server CPU a call", "µs"),
    Figure("p50", "… latency at saturation, p50", "µs"),
    Figure("p99", "… latency at saturation, p99", "µs"),
    Figure("many_rate", "Batches, ours of 100, theirs of 50: decisions", "/s", least_ratio=1.0),
    Figure("many_cpu", "… server CPU a decision", "µs"),
)
QUIET, AUDITED = "Cerbos, audit off", "Cerbos, audit in a file"


def play(on: Stage) -> Sequence[Table]:
    """Measure."""
    load.require_compiled("knows none of Cerbos' answers")
    on.tell("fetching Cerbos")
    fetch.cerbos()
    tenant = on.tenant()
    bench = Bench(tenant.agents, on.plan, folder=on.folder)
    body = cerbos.request(OWN_MARK, [f"{PROVIDER}/gpt-4o"])
    models = [f"{PROVIDER}/gpt-4o-{number}" for number in range(cerbos.BATCH)]
    one = Load(cerbos.METHOD, [_sheet(body)], folder=on.folder)
    many = Load(cerbos.METHOD, [_sheet(cerbos.request(OWN_MARK, models))], folder=on.folder)

    def measure(server: Served) -> Values:
        if server.name == REMIT:
            return {**bench.saturate(server)[0], **bench.many(server)}
        return _checked(server, one, many=many, seconds=on.plan.seconds)

    with ExitStack() as stack:
        servers = [stack.enter_context(on.remit(tenant))]
        for name, audited in ((QUIET, False), (AUDITED, True)):
            running = cerbos.running(name, on.file("cerbos"), core=on.core, audited=audited)
            servers.append(stack.enter_context(running))
        bench.warm(servers[0])
        for server in servers[1:]:
            one.run(server.address, Told(min(on.plan.seconds, 1.0)))
        found = in_turn(servers, measure, count=on.plan.batch_rounds, tell=on.tell, what="permissions")
        on.tell("h2load: Cerbos")
        request = h2load.Request(cerbos.METHOD, body)
        seen = h2load.run(servers[1], request, seconds=on.plan.seconds, folder=on.folder)
    notes = ["Cerbos decides by role alone, and its file is written behind the answer, never synced"]
    notes += [str(seen)] if seen else []
    return [
        Table(
            f"Beside Cerbos {fetch.CERBOS}, its audit {'in a file' if name == AUDITED else 'off'}",
            name,
            "Remit, embedded",
            lines(FIGURES, found[REMIT], beside=found[name]),
            notes if name == AUDITED else (),
        )
        for name in (QUIET, AUDITED)
    ]


def _checked(server: Served, one: Load, *, many: Load, seconds: float) -> Values:
    single, cpu = at_cost(server, one, told=Told(seconds))
    batch, batch_cpu = at_cost(server, many, told=Told(seconds, callers=BATCH_CALLERS))
    return {
        "rate": single.rate,
        "cpu": cpu / single.calls * MICROS,
        "p50": single.p50_us,
        "p99": single.p99_us,
        "many_rate": batch.rate * cerbos.BATCH,
        "many_cpu": batch_cpu / batch.calls / cerbos.BATCH * MICROS,
    }


def _sheet(body: bytes) -> Sheet:
    return {"authorization": "", "body": base64.b64encode(body).decode()}
