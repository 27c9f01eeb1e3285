"""Permissions alone, without any server: pycasbin and cedarpy within one process, beside what Remit's server costs."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.bench.figures import Figure, Table, lines
from tools.bench.measure import MICROS, Bench, in_turn
from tools.bench.process import ROOT, BenchError, Served, on_core
from tools.bench.rivals import fetch
from tools.bench.rounds import Rounds, Values
from tools.bench.stage import REMIT, Stage

PROGRAM: Final = ROOT / "tools/bench/rivals/in_process.py"
OTHERS: Final = (
    Figure("casbin", "One decision by pycasbin, 4 rules", "µs"),
    Figure("cedar", "… by cedarpy, 4 policies", "µs"),
    Figure("cedar_many", "… by cedarpy, 1,000 policies", "µs"),
)


def play(on: Stage) -> Sequence[Table]:
    """Measure."""
    on.tell("fetching pycasbin and cedarpy")
    python = fetch.python()
    tenant = on.tenant()
    bench = Bench(tenant.agents, on.plan, folder=on.folder)
    theirs = Rounds()

    def measure(server: Served) -> Values:
        found = bench.many(server)
        theirs.add(_timed(python, core=on.core, seconds=on.plan.seconds / len(OTHERS)))
        return {figure.key: found["many_cpu"] for figure in OTHERS}

    with on.remit(tenant) as ours:
        bench.warm(ours)
        found = in_turn([ours], measure, count=on.plan.batch_rounds, tell=on.tell, what="decisions")
    title = f"Beside pycasbin {fetch.CASBIN} and cedarpy {fetch.CEDAR}: CPU a decision"
    compared = lines(OTHERS, found[REMIT], beside=theirs)
    notes = ["they decide by role alone, within the caller's process, and keep no evidence"]
    return [Table(title, "In process", "Remit, in batches of 100", compared, notes)]


def _timed(python: Path, *, core: int | None, seconds: float) -> Values:
    """CPU microseconds of a decision, by name."""
    with on_core(core):
        done = subprocess.run(  # noqa: S603  this project's own program
            [str(python), "-I", str(PROGRAM), str(seconds)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise BenchError(f"the rivals failed: {done.stderr.strip()[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return {name: value * MICROS for name, value in found.items()}
