"""A server for the examples of the pages, apart from that of other tests, which may use the same names."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT
from tests.running import RunningServer, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A fresh server for one file of tests."""
    with running(tmp_path_factory.mktemp("docs") / "data") as found:
        yield found


@pytest.fixture(scope="module")
def terminal(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a person who took the first steps: programs are found, address and key are set."""
    folder = tmp_path_factory.mktemp("bin")
    for name, options in (("remit", "-m remit"), ("grpcurl", "-m tests.docs.grpcurl"), ("python", "")):
        _write(folder / name, options)
    paths = os.pathsep.join(str(ROOT / path) for path in (".", "src", "generated/python"))
    plain = {name: value for name, value in os.environ.items() if not name.startswith("REMIT_")}
    return {
        **plain,
        "PATH": f"{folder}{os.pathsep}{plain.get('PATH', '')}",
        "PYTHONPATH": paths,
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "REMIT_ADDRESS": server.address,
        "REMIT_KEY": server.key,
    }


def _write(path: Path, options: str) -> None:
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {options} "$@"\n', "utf-8")
    path.chmod(0o755)
