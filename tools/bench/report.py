"""Shows a run: a table for people, JSON for programs, Markdown for `docs/BENCHMARKS.md`. Measures nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tools.bench.figures import MOST_MEMORY_MIB, Line
from tools.bench.h2load import Repeats
from tools.bench.measure import Spread

WIDTH: Final = 150
"""Columns where no terminal says how wide it is."""
BEGIN: Final = "<!-- begin: written by `make bench ARGS=--record` -->"
END: Final = "<!-- end -->"
_SECTION: Final = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run."""

    facts: Mapping[str, str]
    notes: Sequence[str]
    """What to know when reading the figures, one sentence each."""
    lines: Sequence[Line]
    rest_mib: float
    """Memory of the server before the first call."""
    end_mib: float
    """And after the last."""
    repeats: Mapping[str, Repeats]
    """What h2load saw, by server; empty when it is not here."""
    seconds: float
    """The whole run."""


def show(report: Report, console: Console) -> None:
    """Print for people."""
    console.print(
        f"\n[bold]Remit beside an empty echo[/bold], {report.seconds:.0f} s on {report.facts['processor']}"
    )
    table = Table(header_style="bold", box=None, pad_edge=False)
    for title in ("", "echo", "Remit", "ratio", "wanted", ""):
        table.add_column(title, justify="left" if title in {"", "wanted"} else "right")
    for line in report.lines:
        unit = line.figure.unit
        values = spread(line.echo, unit), spread(line.remit, unit), ratio(line.ratio)
        table.add_row(line.figure.title, *values, line.target, _verdict(line.met))
    memory = f"{report.rest_mib:.0f} MiB; {report.end_mib:.0f} at the end"
    met = report.rest_mib <= MOST_MEMORY_MIB
    table.add_row("Server memory at rest", "", memory, "", f"≤ {MOST_MEMORY_MIB:.0f} MiB", _verdict(met))
    console.print(table)
    console.print("[dim]Median of all rounds (least – most). Ratios are taken in each round by itself.[/dim]")
    for name, seen in report.repeats.items():
        console.print(_seen(name, seen))
    for name, fact in report.facts.items():
        console.print(f"[dim]{name:14}[/dim] {fact}")
    for note in report.notes:
        console.print(f"[yellow]{note}[/yellow]")


def _verdict(met: bool | None) -> Text:  # noqa: FBT001  what it is about stands in the same row
    if met is None:
        return Text("")
    return Text("reached", "green") if met else Text("not reached", "bold red")


def as_json(report: Report) -> dict[str, object]:
    """Return everything as plain values; times in microseconds, memory in MiB."""
    return {
        "facts": dict(report.facts),
        "notes": list(report.notes),
        "seconds": report.seconds,
        "memory_mib": {"at_rest": report.rest_mib, "at_end": report.end_mib, "most": MOST_MEMORY_MIB},
        "h2load": {name: asdict(seen) for name, seen in report.repeats.items()},
        "figures": [
            {
                "key": line.figure.key,
                "title": line.figure.title,
                "unit": line.figure.unit,
                "echo": asdict(line.echo),
                "remit": asdict(line.remit),
                "ratio": asdict(line.ratio),
                "target": line.target,
                "met": line.met,
            }
            for line in report.lines
        ],
    }


def as_markdown(report: Report) -> str:
    """Return the measured section of `docs/BENCHMARKS.md`."""
    rest = f"{report.rest_mib:.0f} MiB"
    memory = _cell(f"≤ {MOST_MEMORY_MIB:.0f} MiB", report.rest_mib <= MOST_MEMORY_MIB)
    rows = [
        "| | Echo | Remit | Ratio | Wanted |",
        "|---|---|---|---|---|",
        *map(_row, report.lines),
        f"| Server memory at rest | | {rest} | | {memory} |",
    ]
    seen = [f"- {_seen(name, repeats)}" for name, repeats in report.repeats.items()]
    facts = [f"- {name}: {fact}" for name, fact in report.facts.items()]
    notes = [f"- {note}" for note in report.notes]
    return "\n".join([*rows, "", "Median of all rounds (least – most).", "", *facts, *seen, *notes])


def _row(line: Line) -> str:
    unit = line.figure.unit
    cells = [
        spread(line.echo, unit),
        spread(line.remit, unit),
        ratio(line.ratio),
        _cell(line.target, line.met),
    ]
    return f"| {line.figure.title} | {' | '.join(cells)} |"


def _seen(name: str, repeats: Repeats) -> str:
    cpu = f"server CPU {repeats.cpu:,.0f} µs a call"
    return f"h2load, one request repeated, {name}: {repeats.rate:,.0f}/s, {cpu}"


def _cell(target: str, met: bool | None) -> str:  # noqa: FBT001  as _verdict
    return target if met is None else f"{target}, {'reached' if met else '**not reached**'}"


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


def spread(values: Spread, unit: str) -> str:
    """Return `1,234 µs (1,200 – 1,300)`."""
    places = 0 if values.median >= 100 else 1  # noqa: PLR2004  three digits say enough
    middle, least, most = (f"{value:,.{places}f}" for value in (values.median, values.least, values.most))
    return f"{middle} {unit} ({least} – {most})" if unit != "/s" else f"{middle}{unit} ({least} – {most})"


def ratio(values: Spread) -> str:
    """Return `1.54 (1.50 – 1.61)`."""
    return f"{values.median:.2f} ({values.least:.2f} – {values.most:.2f})"
