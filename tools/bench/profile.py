"""Where a call's time goes inside the server, for whoever makes it faster. Never compares it with the echo.

The kernel knows exactly what each thread used. What a thread did, py-spy samples from outside where it is
installed; else cProfile counts inside, which makes small functions look dearer than they are.
"""

import pstats
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final

from tools.bench import machine
from tools.bench.load import Told
from tools.bench.measure import MICROS, Bench
from tools.bench.process import BenchError, Server
from tools.bench.scenarios.production import placed
from tools.bench.stage import Stage

SAMPLES_A_SECOND: Final = 400
SHOWN: Final = 40
SECONDS: Final = 10
COUNTED_CALLS: Final = 5_000
LEAST: Final = 0.5
"""Microseconds a call below which a thread is not listed."""
_ROOT: Final = re.compile(r".*(?:site-packages/|src/|generated/python/|lib/python3\.\d+/)")
"""What stands before a package in the path of a file."""

Thread = tuple[str, float, float]
"""Name, user and kernel seconds."""
Used = tuple[str, float]
"""Name, and microseconds of CPU a call."""


def explain(on: Stage, *, production: bool = False) -> str:
    """Return where the server's time goes, on SQLite or on Postgres and Redis.

    Raises:
        BenchError: when it cannot be told.
    """
    with ExitStack() as stack:
        if production:
            site = stack.enter_context(placed(on))[0]
            tenant, start = site.tenant, site.measured
        else:
            tenant = on.tenant()
            start = partial(on.remit, tenant)
        bench = Bench(tenant.agents, on.plan, folder=on.folder)
        if machine.tools()["py-spy"]:
            with start() as server:
                return from_outside(bench, server, folder=on.folder)
        with start() as server:
            text = by_thread(bench, server)[0]
        with start("--profile", on.folder) as server:
            calls = load_counted(bench, server)
        return text + counted(on.folder, calls)


def from_outside(bench: Bench, server: Server, *, folder: Path) -> str:
    """Load a server with `Authorize` at saturation; return what each thread used, and what py-spy saw it do.

    Raises:
        BenchError: when sampling failed.
    """
    text, used = by_thread(bench, server)
    file = folder / "samples"
    sampler = _sample(server, file)
    bench.ask.run(server.address, Told(seconds=SECONDS + 1))
    _, said = sampler.communicate()
    if sampler.returncode or not file.exists():
        raise BenchError(f"py-spy failed: {said.strip()}")
    cpu = {thread: micros for thread, (_, micros) in used.items()}
    return text + sampled(file.read_text("utf-8").splitlines(), cpu)


def by_thread(bench: Bench, server: Server) -> tuple[str, dict[int, Used]]:
    """Load a server with `Authorize` at saturation; return what each thread used, as a table and as such."""
    bench.warm(server)
    before = server.threads()
    seen = bench.ask.run(server.address, Told(seconds=SECONDS / 2))
    used = spent(before, server.threads(), calls=seen.calls)
    return threads(used, rate=seen.rate), used


def load_counted(bench: Bench, server: Server) -> int:
    """Load a server that counts by itself; returns the calls."""
    seen = bench.ask.run(server.address, Told(seconds=SECONDS * 10, calls=COUNTED_CALLS))
    server.settle()
    return seen.calls


def _sample(server: Server, file: Path) -> "subprocess.Popen[str]":
    """Sample who holds the interpreter's lock: otherwise threads that wait for it look busy."""
    words = [shutil.which("py-spy") or "py-spy", "record", "--gil", "--threads", "--pid", str(server.pid)]
    words += [
        "--format",
        "raw",
        "--output",
        str(file),
        "--rate",
        str(SAMPLES_A_SECOND),
        "--duration",
        str(SECONDS),
    ]
    return subprocess.Popen(  # noqa: S603  a fixed command
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def spent(before: Mapping[int, Thread], after: Mapping[int, Thread], *, calls: int) -> dict[int, Used]:
    """Return name and microseconds of CPU a call of each thread, the dearest first."""
    found = {}
    for thread, (name, user, kernel) in after.items():
        _, user_before, kernel_before = before.get(thread, ("", 0.0, 0.0))
        in_user, in_kernel = ((user - user_before) / calls, (kernel - kernel_before) / calls)
        shown = f"{name} (user {in_user * MICROS:.0f}, kernel {in_kernel * MICROS:.0f})"
        found[thread] = (shown, (in_user + in_kernel) * MICROS)
    return dict(sorted(found.items(), key=lambda item: -item[1][1]))


def threads(used: Mapping[int, Used], *, rate: float) -> str:
    """Return a table of threads."""
    rows = [
        f"{micros:8.1f} µs  {thread} {name}" for thread, (name, micros) in used.items() if micros >= LEAST
    ]
    total = sum(micros for _, micros in used.values())
    return "\n".join(
        [f"--- CPU a call by thread: {total:.0f} µs in all, at {rate:,.0f} calls a second", *rows, ""]
    )


def sampled(stacks: Iterable[str], cpu: Mapping[int, float]) -> str:
    """Return tables of py-spy's raw stacks (`thread (12): name;frame;frame count`), one pair for each thread.

    Args:
        stacks: one a line.
        cpu: microseconds a call of each thread by id, which its samples share.
    """
    own: defaultdict[str, Counter[str]] = defaultdict(Counter)
    whole: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in stacks:
        stack, _, count = line.rpartition(" ")
        thread, *frames = stack.split(";")
        functions = [_function(frame) for frame in frames] or ["?"]
        own[thread][functions[-1]] += int(count)
        for function in set(functions):
            whole[thread][function] += int(count)
    parts = []
    for thread, counter in sorted(own.items(), key=lambda item: -item[1].total()):
        samples = counter.total()
        each = cpu.get(_thread_id(thread), 0.0) / samples
        parts += [f"=== {thread}: {samples} samples"]
        parts += [_table("by itself", counter.most_common(SHOWN), each=each)]
        parts += [_table("with all that it calls", whole[thread].most_common(SHOWN), each=each)]
    return "\n".join(parts)


def _thread_id(thread: str) -> int:
    digits = thread.partition("(")[2].partition(")")[0]
    return int(digits, 0) if digits else 0


def _table(title: str, functions: Sequence[tuple[str, int]], *, each: float) -> str:
    rows = [f"{count * each:8.1f} µs {count:6}  {name}" for name, count in functions]
    return "\n".join([f"--- {title}", *rows, ""])


def counted(folder: Path, calls: int) -> str:
    """Return tables of what `tools.bench.remit --profile` wrote, in microseconds for each of `calls`."""
    parts = []
    for thread in ("loop", "writer"):
        file = folder / f"{thread}.prof"
        if not file.exists():
            continue
        stats: dict[tuple[str, int, str], Any] = pstats.Stats(str(file)).stats  # type: ignore[attr-defined]
        for title, place in (("by itself", 2), ("with all that it calls", 3)):
            found = sorted(stats.items(), key=lambda item: -item[1][place])[:SHOWN]
            rows = [
                f"{value[place] / calls * MICROS:8.1f} µs {value[1] / calls:7.2f} times"
                f"  {_function(f'{name} ({path}:{line})')}"
                for (path, line, name), value in found
            ]
            parts.append("\n".join([f"--- {thread} thread, {title}, as cProfile counts", *rows, ""]))
    return "\n".join(parts)


def _function(frame: str) -> str:
    """`name (path/file.py:12)` without the line and without what stands before the package."""
    name, _, place = frame.partition(" (")
    path = place.rstrip(")").rpartition(":")[0] or place.rstrip(")")
    return f"{_ROOT.sub('', path)}:{name}"
