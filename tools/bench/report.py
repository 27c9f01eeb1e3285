"""Shows a run: tables for people, JSON for programs, Markdown for `docs/BENCHMARKS.md`. Measures nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from tools.bench.figures import Line, Table, amount
from tools.bench.rounds import Spread

WIDTH: Final = 170
"""Columns where no terminal says how wide it is."""
BEGIN: Final = "<!-- begin: written by `make bench ARGS=--record` -->"
END: Final = "<!-- end -->"
_SECTION: Final = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of one scenario."""

    scenario: str
    seconds: float
    tables: Sequence[Table] = ()
    skipped: str = ""
    """Why it cannot be played here; empty when it was."""
    failed: str = ""
    """Why it could not be measured; empty when it was."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run."""

    command: str
    facts: Mapping[str, str]
    notes: Sequence[str]
    """What to know when reading all of it, one sentence each."""
    outcomes: Sequence[Outcome]
    seconds: float

    @property
    def wanted(self) -> Sequence[tuple[Table, Line]]:
        """Every figure of which something is asked."""
        tables = [table for outcome in self.outcomes for table in outcome.tables]
        return [(table, line) for table in tables for line in table.lines if line.met is not None]


def show(outcome: Outcome, console: Console) -> None:
    """Print one scenario for people."""
    if outcome.failed or outcome.skipped:
        colour, what = ("red", "failed") if outcome.failed else ("yellow", "skipped")
        console.print(f"\n[bold]{outcome.scenario}[/bold] [{colour}]{what}[/{colour}]: ", end="")
        console.print(outcome.failed or outcome.skipped, markup=False, highlight=False)
    for table in outcome.tables:
        console.print(f"\n[bold]{table.title}[/bold]  [dim]{outcome.scenario}[/dim]", highlight=False)
        console.print(_grid(table))
        for note in table.notes:
            console.print(f"  {note}", style="dim", markup=False, highlight=False)


def _grid(table: Table) -> Grid:
    grid = Grid(header_style="bold", box=None, padding=(0, 1), pad_edge=True)
    for title in ("", table.beside, table.remit, "ratio", "wanted", ""):
        grid.add_column(title, justify="left" if title in {"", "wanted"} else "right")
    for line in table.lines:
        grid.add_row(line.figure.title, *_values(line), line.target, _verdict(line))
    return grid


def conclude(report: Report, console: Console) -> None:
    """Print what holds for the whole run."""
    missed = [(table, line) for table, line in report.wanted if not line.met]
    console.print(
        "\n[dim]Median of all rounds (least – most). Ratios are taken in each round by itself.[/dim]"
    )
    for name, fact in report.facts.items():
        console.print(f"[dim]{name:14}[/dim] {fact}", highlight=False)
    for note in report.notes:
        console.print(note, style="yellow", markup=False, highlight=False)
    reached = len(report.wanted) - len(missed)
    console.print(
        f"\n[bold]{reached} of {len(report.wanted)} targets reached[/bold], in {report.seconds:.0f} s",
        highlight=False,
    )
    for table, line in missed:
        console.print(
            f"  {table.title}: {line.figure.title}: {line.judged}, wanted {line.target}", highlight=False
        )


def _verdict(line: Line) -> Text:
    if line.met is None:
        return Text("")
    return Text("reached", "green") if line.met else Text("not reached", "bold red")


def as_json(report: Report) -> dict[str, object]:
    """Return everything as plain values, each figure in its unit."""
    return {
        "command": report.command,
        "facts": dict(report.facts),
        "notes": list(report.notes),
        "seconds": report.seconds,
        "scenarios": [
            {
                "name": outcome.scenario,
                "seconds": outcome.seconds,
                "skipped": outcome.skipped,
                "failed": outcome.failed,
                "tables": [_plain(table) for table in outcome.tables],
            }
            for outcome in report.outcomes
        ],
    }


def _plain(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "beside": table.beside,
        "remit": table.remit,
        "notes": list(table.notes),
        "figures": [
            {
                "key": line.figure.key,
                "title": line.figure.title,
                "unit": line.figure.unit,
                "beside": asdict(line.beside) if line.beside else None,
                "remit": asdict(line.remit),
                "ratio": asdict(line.ratio) if line.ratio else None,
                "target": line.target,
                "met": line.met,
            }
            for line in table.lines
        ],
    }


def as_markdown(report: Report) -> str:
    """Return the measured section of `docs/BENCHMARKS.md`: one table, with a row that heads each comparison."""
    rows = ["| What | Beside | Remit | Ratio | Wanted |", "|---|---|---|---|---|"]
    notes: list[str] = []
    for outcome in report.outcomes:
        if outcome.failed or outcome.skipped:
            what = "failed" if outcome.failed else "skipped"
            why = " ".join((outcome.failed or outcome.skipped).split()).replace("|", "\\|")
            rows.append(f"| **{outcome.scenario}: {what}** | {why} | | | |")
        for table in outcome.tables:
            rows.append(f"| **{table.title}** | *{table.beside}* | *{table.remit}* | | |")
            rows += [_row(line) for line in table.lines]
            notes += [f"- {table.title}: {note}" for note in table.notes]
    facts = [f"- {name}: {fact}" for name, fact in {"command": f"`{report.command}`", **report.facts}.items()]
    general = [f"- {note}" for note in report.notes]
    return "\n".join([*rows, "", "Median of all rounds (least – most).", "", *facts, *general, *notes])


def _row(line: Line) -> str:
    verdict = {True: ", reached", False: ", **not reached**", None: ""}[line.met]
    return f"| {line.figure.title} | {' | '.join(_values(line))} | {line.target}{verdict} |"


def record(report: Report, file: Path) -> None:
    """Replace the measured section of a Markdown file.

    Raises:
        ValueError: when the file has no such section.
    """
    text = file.read_text("utf-8")
    if _SECTION.search(text) is None:
        raise ValueError(f"{file} has no lines {BEGIN!r} and {END!r}")
    section = f"{BEGIN}\n\n{as_markdown(report)}\n\n{END}"
    file.write_text(_SECTION.sub(lambda _: section, text), "utf-8")


def _values(line: Line) -> tuple[str, str, str]:
    unit = line.figure.unit
    beside = _spread(line.beside, unit) if line.beside else ""
    return beside, _spread(line.remit, unit), _ratio(line.ratio) if line.ratio else ""


def _spread(values: Spread, unit: str) -> str:
    """`1,234 µs (1,200 – 1,300)`; what was measured once has no range."""
    middle = amount(values.median, unit)
    if values.least == values.most:
        return middle
    least, most = (amount(value, "", scale=values.median) for value in (values.least, values.most))
    return f"{middle} ({least} – {most})"


def _ratio(values: Spread) -> str:
    """`1.54 (1.50 – 1.61)`."""
    if values.least == values.most:
        return f"{values.median:.2f}"
    return f"{values.median:.2f} ({values.least:.2f} – {values.most:.2f})"
