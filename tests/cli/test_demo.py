"""`remit demo` keeps what the project promises in its first minute."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from remit.cli import demo_acts
from remit.cli.failure import Code
from tests.cli.terminal import Terminal

POINTS = 8


@pytest.fixture(scope="module")
def told() -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "remit", "demo"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)


def test_everything_that_is_claimed_comes_true(told: "subprocess.CompletedProcess[str]") -> None:
    assert told.returncode == 0, told.stdout + told.stderr
    assert "claims came true" in told.stdout


def test_it_shows_questions_answers_and_all_points(told: "subprocess.CompletedProcess[str]") -> None:
    for number in range(1, POINTS + 1):
        assert f"\n{number}  " in told.stdout
    for word in ("→ Authorize", "ALLOWED", "DENIED", "NEEDS APPROVAL", "✂ cut", "FAIL"):
        assert word in told.stdout


def test_programs_get_every_claim_and_nothing_else() -> None:
    command = [sys.executable, "-m", "remit", "--json", "demo"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=50)
    said = json.loads(done.stdout)
    assert said["ok"]
    assert {check["point"] for check in said["checks"]} >= set(range(1, POINTS + 1))
    assert all(check["ok"] for check in said["checks"])
    assert said["seconds"] < 30


def test_a_claim_that_does_not_come_true_ends_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo_acts, "EXACT_NANOS", 1)
    said = terminal.run("remit demo")
    assert said.code == Code.ERROR
    assert "not as claimed: point 5" in said.err
    assert "✗" in said.out
