"""Every scenario that needs nothing from elsewhere plays, however small; how fast anything is, no test says."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tools.bench import __main__ as command
from tools.bench import load, process
from tools.bench.figures import Figure, Table, lines
from tools.bench.plan import Crowd, Plan
from tools.bench.process import BenchError, NotHereError
from tools.bench.rounds import Rounds
from tools.bench.scenarios import SCENARIOS, Scenario
from tools.bench.stage import Stage, stage

TINY = Plan(rounds=1, batch_rounds=1, seconds=0.2, reports=100, crowd=Crowd(60, 6, 12), watchers=20, steps=4)
NAMED = {scenario.name: scenario for scenario in SCENARIOS}
EMBEDDED = ("embedded", "catalog", "keys", "notary", "tokens", "watchers")
PRODUCTION = ("production", *(pytest.param(name, marks=pytest.mark.full) for name in ("workers", "replicas")))


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for quiet."""
    monkeypatch.setattr(process, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(process, "MOST_QUIET_SECONDS", 0.5)


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The load in Go where there is Go; some scenarios need it."""
    if shutil.which("go"):
        assert load.build() == ""


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage(TINY) as made:
        yield made


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", [*EMBEDDED, *PRODUCTION])
def test_it_plays(on: Stage, name: str) -> None:
    try:
        (table,) = NAMED[name].play(on)
    except NotHereError as reason:
        if name == "embedded":
            raise
        pytest.skip(str(reason))
    assert len(table.lines) > 2
    assert all(line.remit.median >= 0 for line in table.lines)
    assert any(line.ratio and line.ratio.median > 0 for line in table.lines)
    assert any(line.met is not None for line in table.lines)


def test_every_scenario_has_a_name_and_a_sentence() -> None:
    assert len(NAMED) == len(SCENARIOS)
    assert all(scenario.what for scenario in SCENARIOS)


def test_the_command_tells_programs_and_the_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def played(_: Stage) -> list[Table]:
        figure = Figure("cpu", "server CPU a call", "µs", most_ratio=2.0)
        compared = lines([figure], Rounds({"cpu": [3.0]}), beside=Rounds({"cpu": [2.0]}))
        return [Table("On SQLite", "Echo", "Remit", compared)]

    def absent(_: Stage) -> None:
        raise NotHereError("no such thing here")

    def broken(_: Stage) -> None:
        raise BenchError("it fell over")

    scenarios = [
        Scenario("played", "…", played),
        Scenario("absent", "…", absent),  # type: ignore[arg-type]  # never returns
        Scenario("broken", "…", broken),  # type: ignore[arg-type]  # likewise
    ]
    document = tmp_path / "BENCHMARKS.md"
    document.write_text("<!-- begin: written by `make bench ARGS=--record` -->\n<!-- end -->\n")
    monkeypatch.setattr(command, "SCENARIOS", scenarios)
    monkeypatch.setattr(command, "QUICK", TINY)
    monkeypatch.setattr(command, "RECORD", document)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    before = structlog.get_config()
    try:
        code = command.main(["--quick", "--json", "--record"])
    finally:
        structlog.configure(**before)
    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert [(one["skipped"], one["failed"]) for one in told["scenarios"]] == [
        ("", ""),
        ("no such thing here", ""),
        ("", "it fell over"),
    ]
    assert told["command"] == 'make bench ARGS="--quick --json --record"'
    text = document.read_text()
    assert "| server CPU a call | 2 µs | 3 µs | 1.50 | ≤ 2 ×, reached |" in text
    assert "**broken: failed** | it fell over" in text


def test_part_of_the_scenarios_is_never_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--record", "--only", "embedded"])
    assert "leave out --only" in capsys.readouterr().err
