"""What is deployed, as tests see it: the compose file with its variables put in, the chart, the image's recipe, tools."""

import os
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
COMPOSE: Final = ROOT / "compose.yaml"
CHART: Final = ROOT / "docs/ops/helm/remit"
TOOLS: Final = ROOT / ".cache/deploy/bin"

_VARIABLE: Final = re.compile(r"\$\{(\w+):\?[^}]*\}")


def tool(name: str) -> Path:
    """Return a program that `tools/others` builds; skip where it is not built, unless it must be."""
    path = TOOLS / name
    if not path.exists():
        assert "REMIT_TEST_DEPLOY" not in os.environ, f"{path} is missing"
        pytest.skip(f"no {name} here: make setup builds it where Go is")
    return path


def run(*words: str | Path, given: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a program in the project's folder."""
    return subprocess.run(
        [str(word) for word in words], input=given, capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, **environment},
    )  # fmt: skip


def compose(**variables: str) -> dict[str, Any]:
    """Return the compose file with its variables put in."""
    text = _VARIABLE.sub(lambda found: variables[found[1]], COMPOSE.read_text("utf-8"))
    found: dict[str, Any] = yaml.safe_load(text.replace("$$", "$"))
    return found


@cache
def variables() -> frozenset[str]:
    """Return the names of the variables that the compose file asks for."""
    return frozenset(_VARIABLE.findall(COMPOSE.read_text("utf-8")))


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, each with the rest of its line."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = (line.partition(" ") for line in text.splitlines() if line and not line.startswith(("#", " ")))
    return [(word, rest.strip()) for word, _, rest in lines]


def image_environment() -> Mapping[str, str]:
    """Return the variables that the image sets."""
    said = " ".join(rest for word, rest in instructions() if word == "ENV")
    return dict(pair.split("=", 1) for pair in said.split())
