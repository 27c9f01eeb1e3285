"""Very many API keys beside ten: what one check costs, and what a server holds in memory once many were used."""

import asyncio
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from remit.config import Config
from remitpb.v1 import identity_service_pb2 as calls
from tools.bench import keys
from tools.bench.figures import Figure, Table, lines
from tools.bench.load import Load, Told
from tools.bench.process import ROOT, BenchError, on_core, own
from tools.bench.rounds import Rounds, Values
from tools.bench.scene import Agent, sheet
from tools.bench.stage import Stage

FIGURES: Final = (
    Figure("many", "A key check from memory, in process, very many keys in turn", "µs", most_ratio=1.25),
    Figure("few", "… the same ten in turn", "µs", most=5.0),
    Figure("rest", "Server memory at rest", "MiB"),
    Figure("memory", "… once every key was used that is", "MiB", most=1024),
    Figure("rate", "Calls while keys are used for the first time", "/s"),
)
LONG_ENOUGH: Final = 3_600.0
"""Seconds; the load ends when each key was shown once."""


def play(on: Stage) -> Sequence[Table]:
    """Measure."""
    many, used = on.plan.keys
    found = {count: _measured(on, count, used=min(used, count)) for count in (keys.FEW, many)}
    title = f"{many:,} API keys, {used:,} of them used"
    compared = lines(FIGURES, found[many], beside=found[keys.FEW])
    note = (
        "a check is all that is done about a known key: metadata read, hashed, found, held against what was written"
        f" since, its use noted; {used:,} keys in turn beside {keys.FEW}, the metadata of each made just before its check"
    )
    return [Table(title, f"{keys.FEW} keys", f"{many:,} keys", compared, [note])]


def _measured(on: Stage, count: int, *, used: int) -> Rounds:
    tenant = on.tenant()
    on.tell(f"making {count:,} keys")
    shown = asyncio.run(keys.fill(Config(data_dir=tenant.data), tenant.agents[0], count=count, used=used))
    secrets = on.file("secrets")
    secrets.write_text("\n".join(shown), "utf-8")
    rounds = Rounds()
    on.tell(f"checking {count:,} keys")
    for values in _checked(on, tenant.data, secrets=secrets):
        rounds.add(values)
    rounds.add(_used(on, tenant.data, shown=shown, agent=tenant.agents[0]))
    return rounds


def _checked(on: Stage, data: Path, *, secrets: Path) -> list[Values]:
    words = own("keys", "--data", data, "--secrets", secrets, "--rounds", str(on.plan.rounds))
    with on_core(on.core):
        done = subprocess.run(  # noqa: S603  this project's own program
            [str(word) for word in words], capture_output=True, text=True, check=False, cwd=ROOT
        )
    if done.returncode:
        raise BenchError(f"the keys could not be checked: {done.stderr.strip()[-2000:]}")
    found: list[Values] = json.loads(done.stdout.splitlines()[-1])
    return found


def _used(on: Stage, data: Path, *, shown: Sequence[str], agent: Agent) -> Values:
    on.tell(f"using {len(shown):,} keys")
    sheets = [sheet(Agent(agent.id, key, "", ""), calls.WhoAmIRequest()) for key in shown]
    load = Load("/remit.v1.IdentityService/WhoAmI", sheets, folder=on.folder)
    with on.started("remit", own("remit", "--data", data)) as server:
        server.settle()
        rest = server.memory()
        seen = load.run(server.address, Told(LONG_ENOUGH, calls=len(shown)))
        server.settle()
        return {"rest": rest, "memory": server.memory(), "rate": seen.rate}
