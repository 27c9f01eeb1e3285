"""Figures are computed in each round by itself, and shown in three ways."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tools.bench import figures, report
from tools.bench.h2load import Repeats
from tools.bench.measure import Rounds
from tools.bench.report import BEGIN, END, Report


def test_ratios_are_taken_round_by_round() -> None:
    line = _lines(echo=[100.0, 200.0, 100.0], remit=[150.0, 300.0, 180.0])[0]
    assert (line.ratio.median, line.ratio.least, line.ratio.most) == (1.5, 1.5, 1.8)
    assert (line.echo.median, line.remit.median) == (100.0, 180.0)


@pytest.mark.parametrize(("remit", "met"), [(160.0, True), (161.0, False)])
def test_a_ratio_that_is_wanted_is_reached_or_not(remit: float, met: bool) -> None:  # noqa: FBT001  expected value
    line = _lines(echo=[100.0], remit=[remit])[0]
    assert (line.figure.key, line.target, line.met) == ("cpu", "≤ 1.6 ×", met)


def test_nothing_is_said_where_nothing_is_wanted() -> None:
    rate = next(line for line in _lines(echo=[1.0], remit=[9.0]) if line.figure.key == "rate")
    assert (rate.target, rate.met) == ("", None)


def test_people_programs_and_the_document_are_told_the_same() -> None:
    found = _report()
    console = Console(width=report.WIDTH, record=True, file=StringIO())
    report.show(found, console)
    shown, markdown = console.export_text(), report.as_markdown(found)
    told = json.loads(json.dumps(report.as_json(found)))
    assert len(told["figures"]) == len(figures.FIGURES)
    for figure in told["figures"]:
        assert figure["title"] in shown
        assert figure["title"] in markdown
    for text in (shown, markdown):
        assert "not reached" in text
        assert "1.70 (1.70 – 1.70)" in text
        assert "h2load, one request repeated, echo: 5,000/s" in text
        assert "some processor" in text
        assert "a note" in text


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


def _lines(*, echo: list[float], remit: list[float]) -> list[figures.Line]:
    keys = [figure.key for figure in figures.FIGURES]
    return figures.lines(
        {figures.ECHO: Rounds(dict.fromkeys(keys, echo)), figures.REMIT: Rounds(dict.fromkeys(keys, remit))}
    )


def _report() -> Report:
    return Report(
        facts={"processor": "some processor"},
        notes=["a note"],
        lines=_lines(echo=[100.0, 100.0], remit=[170.0, 170.0]),
        rest_mib=99.0,
        end_mib=120.0,
        repeats={"echo": Repeats(5_000.0, 150.0)},
        seconds=50.0,
    )
