"""What the audit tree costs behind each decision, in process: as entries come under full load, and with few at a time."""

import json
import subprocess
from collections.abc import Sequence
from typing import Final

from tools.bench.figures import Figure, Table, lines
from tools.bench.notary import AS_THEY_COME
from tools.bench.process import ROOT, BenchError, on_core, own
from tools.bench.rounds import Rounds, Values
from tools.bench.stage import Stage

FEW: Final = 215
"""Entries between two rounds of the notary: a tenth of a server's full load."""
FIGURES: Final = (
    Figure("all", "CPU an entry, in all", "µs", most=3.0),
    Figure("loop", "… of the event loop", "µs"),
    Figure("writer", "… of the thread that writes", "µs"),
    Figure("reader", "… of threads that read", "µs"),
)


def play(on: Stage) -> Sequence[Table]:
    """Measure."""
    found = {AS_THEY_COME: Rounds(), FEW: Rounds()}
    for number in range(on.plan.rounds):
        for each, rounds in found.items():
            on.tell(f"sequencing {each:,} entries at a time, round {number + 1} of {on.plan.rounds}")
            rounds.add(_sequenced(on, each))
    compared = lines(FIGURES, found[AS_THEY_COME], beside=found[FEW])
    notes = [
        "the thread that moves SQLite's log is left out: most of what it moves is the entries themselves"
    ]
    return [
        Table("The audit tree, on SQLite", f"{FEW} at a time", f"{AS_THEY_COME:,} at a time", compared, notes)
    ]


def _sequenced(on: Stage, each: int) -> Values:
    with on_core(on.core):
        done = subprocess.run(  # noqa: S603  this project's own program
            [str(word) for word in own("notary", "--data", on.file("data"), "--each", str(each))],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise BenchError(f"the notary failed: {done.stderr.strip()[-2000:]}")
    spent: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    found = {"loop": spent["MainThread"], "writer": spent["remit-writer"], "reader": spent["remit-reader"]}
    return {"all": sum(found.values()), **found}
