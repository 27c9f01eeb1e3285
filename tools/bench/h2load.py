"""A second opinion from h2load, which others wrote: one request repeated for ever.

At Remit it sees answers to repeats alone, which is not what `Authorize` costs. Where both loads measure the same
thing, the echo and Cerbos, they must agree.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.bench.load import CALLERS, CONNECTIONS
from tools.bench.process import BenchError, Served

MICROS: Final = 1_000_000
_FINISHED: Final = re.compile(r"finished in [\d.]+m?s, ([\d.]+) req/s").search
_REQUESTS: Final = re.compile(r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded").search


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    path: str
    """`/package.Service/Method`."""
    body: bytes
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """What h2load saw at one server."""

    server: str
    rate: float
    """Calls a second."""
    cpu: float
    """Server CPU a call, in microseconds."""

    def __str__(self) -> str:
        """A sentence for the report."""
        cpu = f"server CPU {self.cpu:,.0f} µs a call"
        return f"h2load, one request repeated, {self.server}: {self.rate:,.0f}/s, {cpu}"


def run(server: Served, request: Request, *, seconds: float, folder: Path) -> Repeats | None:
    """Load a server with one request; None when there is no h2load here.

    Raises:
        BenchError: when calls failed.
    """
    program = shutil.which("h2load")
    if program is None:
        return None
    file = folder / "h2load-body"
    file.write_bytes(b"\0" + len(request.body).to_bytes(4, "big") + request.body)
    words = [program, "-t1", f"-c{CONNECTIONS}", f"-m{CALLERS // CONNECTIONS}", f"-D{max(1, round(seconds))}"]
    headers = {"content-type": "application/grpc", "te": "trailers"}
    headers |= {"authorization": request.authorization} if request.authorization else {}
    words += [f"-H{name}: {value}" for name, value in headers.items()]
    words += ["-d", str(file), f"http://{server.address}{request.path}"]
    before = server.cpu()
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  a fixed command
    server.settle()
    used = server.cpu() - before
    finished, requests = _FINISHED(done.stdout), _REQUESTS(done.stdout)
    if finished is None or requests is None or requests[1] != requests[2]:
        raise BenchError(f"h2load failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Repeats(server.name, float(finished[1]), used / int(requests[1]) * MICROS)
