"""What the audit tree costs: entries are written as turns write them, then the notary sequences them, in one process.

`python -m tools.bench.notary --data DIR` prints one line of JSON: CPU microseconds an entry on SQLite, by thread.
"""

import argparse
import json
import os
import secrets
import sys
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import uvloop

from remit.administration.installation import FIRST_TENANT
from remit.audit import leaf
from remit.audit.model import Leaf
from remit.bootstrap import App, build, open_backends
from remit.clock import SystemClock
from remit.config import Config
from remit.ids import DECISION
from tools.bench.measure import MICROS
from tools.bench.process import BenchError

ENTRIES: Final = 20_000
AS_THEY_COME: Final = 2_150
"""Entries between two rounds of the notary, as many as a server makes in that time under full load."""
AT_ONCE: Final = 100
"""Entries of one commit, as a call of a hundred decisions makes them."""
FILLING: Final = "x" * 1_600
"""What makes an entry about as long as the answer of `scene.question`."""
_OPTIONS: Final = argparse.ArgumentParser(description=__doc__)
_OPTIONS.add_argument("--data", type=Path, required=True, help="the data folder")
_OPTIONS.add_argument("--entries", type=int, default=ENTRIES)
_OPTIONS.add_argument(
    "--each", type=int, default=AS_THEY_COME, help="entries between two rounds of the notary"
)


async def measured(app: App, *, entries: int, each: int) -> dict[str, float]:
    """Write and sequence entries, `each` at a time; return the CPU microseconds an entry of sequencing, by thread."""
    await app.notary.run()
    spent: defaultdict[str, float] = defaultdict(float)
    for _ in range(entries // each):
        await _written(app, each)
        before = _threads()
        if await app.notary.run() != each:
            raise BenchError("not every entry has its place")
        for name, seconds in _threads().items():
            spent[name] += seconds - before.get(name, 0.0)
    return {name: seconds / (entries // each * each) * MICROS for name, seconds in spent.items()}


async def _written(app: App, count: int) -> None:
    for start in range(0, count, AT_ONCE):
        await app.audit.append([_leaf(app) for _ in range(min(AT_ONCE, count - start))], "agent:bench")


def _leaf(app: App) -> Leaf:
    content = {"format": 1, "effect": 1, "answer": FILLING}
    return leaf.make(
        app.ids.new(DECISION), FIRST_TENANT, at=app.clock.now(), kind="decision", content=content
    )


def _threads() -> dict[str, float]:
    """Return the seconds that each thread used so far: of Python's by name, of all others together."""
    names = {thread.native_id: thread.name.rstrip("_0123456789") for thread in threading.enumerate()}
    found: defaultdict[str, float] = defaultdict(float)
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        nanos = int((task / "schedstat").read_text().split()[0])
        found[names.get(int(task.name), "others")] += nanos / 1e9
    return found


async def _main(told: Any) -> None:  # noqa: ANN401  parsed arguments
    config, clock = Config(data_dir=told.data), SystemClock()
    async with open_backends(config, clock) as backends:
        app = build(config, clock, backends=backends, secret=secrets.token_bytes(32))
        await app.install()
        # Without upkeep: its own notary would be there before.
        found = await measured(app, entries=told.entries, each=told.each)
    print(json.dumps(found))  # noqa: T201  for the scenario


if __name__ == "__main__":
    uvloop.run(_main(_OPTIONS.parse_args(sys.argv[1:])))
