"""Figures are computed in each round by itself, and shown in three ways."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tools.bench import report
from tools.bench.figures import Figure, Line, Table, amount, lines
from tools.bench.report import BEGIN, END, Outcome, Report
from tools.bench.rounds import Rounds, Spread, ratios

CPU = Figure("cpu", "Authorize: server CPU a call", "µs", most_ratio=1.6)


def test_ratios_are_taken_round_by_round() -> None:
    line = _line(CPU, remit=[150.0, 300.0, 180.0], beside=[100.0, 200.0, 100.0])
    assert line.ratio == Spread(median=1.5, least=1.5, most=1.8)
    assert line.beside == Spread(100.0, 100.0, 200.0)
    assert line.remit.median == 180.0


def test_what_the_other_did_not_do_gives_no_ratio() -> None:
    assert ratios([1.0, 2.0], [0.0, 2.0]) is None
    line = _line(CPU, remit=[5.0], beside=[0.0])
    assert (line.beside, line.ratio, line.met) == (None, None, None)


@pytest.mark.parametrize(
    ("figure", "remit", "target", "met"),
    [
        (CPU, 160.0, "≤ 1.6 ×", True),
        (CPU, 161.0, "≤ 1.6 ×", False),
        (Figure("rate", "calls", "/s", least_ratio=0.65), 65.0, "≥ 0.65 ×", True),
        (Figure("rate", "calls", "/s", least_ratio=0.65), 64.0, "≥ 0.65 ×", False),
        (Figure("p99", "latency", "ms", most=250), 250.0, "≤ 250 ms", True),
        (Figure("p99", "latency", "ms", most=250), 250.1, "≤ 250 ms", False),
        (Figure("records", "records", "/s", least=20_000), 20_000.0, "≥ 20,000/s", True),
        (Figure("records", "records", "/s", least=20_000), 19_999.0, "≥ 20,000/s", False),
        (Figure("rate", "calls", "/s"), 1.0, "", None),
    ],
)
def test_a_target_is_reached_or_not(figure: Figure, remit: float, target: str, met: bool | None) -> None:  # noqa: FBT001  expected value
    line = _line(figure, remit=[remit], beside=[100.0])
    assert (line.target, line.met) == (target, met)


def test_what_was_not_measured_is_left_out_and_what_stands_alone_stays() -> None:
    figures = [CPU, Figure("rest", "memory", "MiB", most=150), Figure("absent", "absent", "µs")]
    found = lines(figures, Rounds({"cpu": [2.0], "rest": [90.0]}), beside=Rounds({"cpu": [1.0]}))
    assert [(line.figure.key, line.ratio is None, line.met) for line in found] == [
        ("cpu", False, False),
        ("rest", True, True),
    ]


def test_what_is_held_against_the_target_is_told() -> None:
    assert _line(CPU, remit=[200.0], beside=[100.0]).judged == "2.00 ×"
    absolute = Figure("p99", "latency", "ms", most=250)
    assert _line(absolute, remit=[300.0], beside=[100.0]).judged == "300 ms"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234.5, "µs", "1,234 µs"),
        (12.34, "µs", "12.3 µs"),
        (5.0, "s", "5 s"),
        (0.0, "", "0"),
        (9000.4, "/s", "9,000/s"),
    ],
)
def test_amounts_have_the_digits_that_they_deserve(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_people_programs_and_the_document_are_told_the_same() -> None:
    found = _report()
    console = Console(width=report.WIDTH, record=True, file=StringIO())
    for outcome in found.outcomes:
        report.show(outcome, console)
    report.conclude(found, console)
    shown, markdown = console.export_text(), report.as_markdown(found)
    told = json.loads(json.dumps(report.as_json(found)))
    assert [one["name"] for one in told["scenarios"]] == ["embedded", "production", "workers"]
    for figure in told["scenarios"][0]["tables"][0]["figures"]:
        assert figure["title"] in shown
        assert figure["title"] in markdown
    for text in (shown, markdown):
        for part in (
            "not reached",
            "1.75 (1.70 – 1.80)",
            "some processor",
            "a general note",
            "durable, says the server",
            "Postgres is not supported",
            "it fell over",
            "Echo",
        ):
            assert part in text
    assert "1 of 2 targets reached" in shown
    assert "`make bench`" in markdown
    assert (told["scenarios"][1]["skipped"], told["scenarios"][2]["failed"]) == (
        "Postgres is not supported",
        "it fell over\nat once",
    )


def test_every_row_of_the_document_has_as_many_cells() -> None:
    failed = replace(_report(), outcomes=[Outcome("embedded", 1.0, failed="a | b\nc")])
    for found in (_report(), failed):
        rows = [row for row in report.as_markdown(found).splitlines() if row.startswith("|")]
        assert {row.replace("\\|", "").count("|") for row in rows} == {6}


def test_only_the_measured_section_is_written_again(tmp_path: Path) -> None:
    file = tmp_path / "BENCHMARKS.md"
    file.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n")
    report.record(_report(), file)
    text = file.read_text()
    assert text.startswith(f"before\n\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\nafter\n")
    assert "old" not in text
    assert "Authorize: server CPU a call" in text


def test_a_document_without_the_section_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "BENCHMARKS.md"
    file.write_text("nothing to replace")
    with pytest.raises(ValueError, match="has no lines"):
        report.record(_report(), file)
    assert file.read_text() == "nothing to replace"


def _line(figure: Figure, *, remit: list[float], beside: list[float]) -> Line:
    (line,) = lines([figure], Rounds({figure.key: remit}), beside=Rounds({figure.key: beside}))
    return line


def _report() -> Report:
    compared = [
        _line(CPU, remit=[170.0, 180.0], beside=[100.0, 100.0]),
        *lines([Figure("rest", "Server memory at rest", "MiB", most=150)], Rounds({"rest": [99.0]})),
    ]
    return Report(
        command="make bench",
        facts={"processor": "some processor"},
        notes=["a general note"],
        outcomes=[
            Outcome(
                "embedded",
                10.0,
                [Table("On SQLite", "Echo", "Remit", compared, ["durable, says the server"])],
            ),
            Outcome("production", 1.0, skipped="Postgres is not supported"),
            Outcome("workers", 1.0, failed="it fell over\nat once"),
        ],
        seconds=50.0,
    )
