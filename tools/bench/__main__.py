"""The command behind `make bench`: Remit beside an empty echo, measured in one run.

Servers share one core, the load has the other. `--quick` takes less than a minute, everything about four.
`--profile` compares nothing and says where the server's time goes.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console

from tools.bench import figures, h2load, load, machine, profile, report, samples, scene
from tools.bench.figures import Line
from tools.bench.h2load import Repeats
from tools.bench.measure import Bench, Plan, Rounds
from tools.bench.process import ROOT, SCRATCH, BenchError, Server, cores, started
from tools.bench.scene import Agent

WHOLE: Final = Plan(rounds=5, batch_rounds=3, seconds=4.0, reports=4_000)
QUICK: Final = Plan(rounds=2, batch_rounds=1, seconds=1.5, reports=1_000)
RECORD: Final = ROOT / "docs/BENCHMARKS.md"
PROFILE: Final = SCRATCH / "profile.txt"
ENOUGH_LOAD: Final = 85.0
"""Percent of the load's core, beyond which throughput may be the load's own."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a run plays."""

    folder: Path
    data: Path
    agents: Sequence[Agent]
    core: Sequence[str]
    """Options that put a server on its core."""


@contextmanager
def stage() -> Iterator[Stage]:
    """Make a tenant in a folder of its own, and put this process and all loads on the core of the load."""
    split = cores()
    if split is not None:
        os.sched_setaffinity(0, {split[1]})
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=SCRATCH) as name:
        folder = Path(name)
        agents = asyncio.run(scene.furnish(folder / "data"))
        yield Stage(folder, folder / "data", agents, ["--core", str(split[0])] if split else [])


def remit(on: Stage, *options: str | Path) -> AbstractContextManager[Server]:
    """Start Remit on the stage."""
    words: list[str | Path] = ["--data", on.data, *on.core, *options]
    return started(figures.REMIT, words, log=on.folder / "remit.log", tidies=True)


def compare(plan: Plan, on: Stage, *, console: Console) -> report.Report:
    """Measure both servers and return all that is reported."""
    began = time.monotonic()
    facts = machine.facts(on.data)
    answers = on.folder / "answers.py"
    with remit(on) as ours:
        machine.require_durable(ours.said, on.data)
        ours.settle()
        rest = ours.memory()
        answers.write_text(samples.echo_source(ours.address, on.agents[0]), "utf-8")
        words: list[str | Path] = ["--answers", answers, *on.core]
        with started(figures.ECHO, words, log=on.folder / "echo.log", tidies=False) as echo:
            found, repeats = _measure((echo, ours), plan, on=on, console=console)
        end = ours.memory()
    lines = figures.lines(found)
    notes = _notes(on, lines)
    return report.Report(facts, notes, lines, rest, end, repeats, time.monotonic() - began)


def _measure(
    servers: Sequence[Server], plan: Plan, *, on: Stage, console: Console
) -> tuple[dict[str, Rounds], dict[str, Repeats]]:
    bench = Bench(on.agents, plan, folder=on.folder)
    with console.status("warming up") as status:
        for server in servers:
            bench.warm(server)
        found = bench.rounds(servers, status.update)
        repeats = {}
        for server in servers:
            status.update(f"h2load: {server.name}")
            seen = h2load.run(server, on.agents[0], seconds=plan.seconds, folder=on.folder)
            if seen is not None:
                repeats[server.name] = seen
    return found, repeats


def _notes(on: Stage, lines: Sequence[Line]) -> list[str]:
    notes = []
    if not on.core:
        notes.append(
            "Servers and load share one core: throughput and latency say little, CPU a call still does."
        )
    if not machine.tools()["h2load"]:
        notes.append("No second opinion: h2load is not on this machine (Debian: nghttp2-client).")
    busiest = max(max(line.echo.most, line.remit.most) for line in lines if line.figure.key == "load")
    if busiest > ENOUGH_LOAD:
        notes.append(f"The load used up to {busiest:.0f} % of its core: throughput may be its own limit.")
    return notes


def explain(on: Stage) -> str:
    """Return where the server's time goes."""
    bench = Bench(on.agents, WHOLE, folder=on.folder)
    if machine.tools()["py-spy"]:
        with remit(on) as server:
            return profile.from_outside(bench, server, folder=on.folder)
    with remit(on) as server:
        text = profile.by_thread(bench, server)[0]
    with remit(on, "--profile", on.folder) as server:
        calls = profile.load_counted(bench, server)
    return text + profile.counted(on.folder, calls)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench", description="Measure Remit beside an empty echo."
    )
    parser.add_argument("--quick", action="store_true", help="less than a minute, and less certain")
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    parser.add_argument("--record", action="store_true", help=f"also write {RECORD.relative_to(ROOT)}")
    parser.add_argument("--profile", action="store_true", help="say where the server's time goes instead")
    told = parser.parse_args(arguments)
    errors = Console(stderr=True)
    if missing := load.build():
        errors.print(f"The load runs in Python, and costs as much as a server: {missing}")
    try:
        with stage() as on:
            if told.profile:
                PROFILE.write_text(text := explain(on), "utf-8")
                sys.stdout.write(text)
                return 0
            found = compare(QUICK if told.quick else WHOLE, on, console=errors)
    except BenchError as error:
        errors.print(f"[red]{error}[/red]")
        return 1
    if told.record:
        report.record(found, RECORD)
    if told.json:
        sys.stdout.write(json.dumps(report.as_json(found), indent=2) + "\n")
    else:
        report.show(found, Console(width=None if sys.stdout.isatty() else report.WIDTH))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
