"""A real Prometheus and its promtool, for tests. They are a system package, so they may not be there."""

import json
import os
import shutil
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.backends.port import free_port
from tests.ops.scraping import get

ROOT: Final = Path(__file__).resolve().parents[2]
OPS: Final = ROOT / "docs/ops"
FETCHED: Final = ROOT / ".cache/prometheus"
"""Where `tools/others` lays what is not installed."""
START_SECONDS: Final = 20.0


def program(name: str) -> str:
    """Return where `prometheus` or `promtool` is; skip where it is neither installed nor fetched."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:{FETCHED}")
    if found is None:
        pytest.skip(f"no {name} here: make setup gets it where apt-get is")
    return found


def promtool(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run promtool in the folder of the rules; what it says is all in `stdout`."""
    return subprocess.run(
        [program("promtool"), *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=OPS, timeout=60,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prometheus:
    """One that runs."""

    address: str

    def ask(self, path: str, **query: str) -> Any:
        """Return the data of an answer of its API; fails with what it says of a query that it does not take."""
        code, text = get(self.address, f"/api/v1/{path}?{urllib.parse.urlencode(query)}")
        assert code == 200, f"{query}: {text}"
        return json.loads(text)["data"]

    def values(self, expression: str) -> list[float]:
        """Return the numbers that an expression has now; none where there is no series."""
        return [float(one["value"][1]) for one in self.ask("query", query=expression)["result"]]


@contextmanager
def prometheus(folder: Path, *targets: str) -> Iterator[Prometheus]:
    """Run one on the settings and the rules of docs/ops, every second, for the length of a block."""
    address = f"127.0.0.1:{free_port()}"
    config = yaml.safe_load((OPS / "prometheus.yml").read_text("utf-8"))
    config["global"] = dict.fromkeys(config["global"], "1s")
    config["scrape_configs"][0]["static_configs"][0]["targets"] = list(targets)
    config["rule_files"] = [str(OPS / name) for name in config["rule_files"]]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    command = [
        program("prometheus"),
        f"--config.file={folder}/prometheus.yml",
        f"--web.listen-address={address}",
    ]
    with (folder / "prometheus.log").open("w") as log:
        process = subprocess.Popen([*command, f"--storage.tsdb.path={folder}/series"], stdout=log, stderr=log)
    try:
        _wait(address, process, log=folder / "prometheus.log")
        yield Prometheus(address)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait(address: str, process: "subprocess.Popen[bytes]", *, log: Path) -> None:
    limit = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < limit, log.read_text()
        try:
            if get(address, "/-/ready")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
