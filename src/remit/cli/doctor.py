"""`remit doctor`: what is wrong with an installation, and what to do. Changes nothing, asks no server of Remit."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.doctor import Finding

MARKS: Final = {"ok": "[green]✓[/green]", "warn": "[yellow]![/yellow]", "wrong": "[red]✗[/red]"}

app = Commands()


@app.command("doctor", example="remit doctor")
def doctor(
    remit: Invocation,
    *,
    data_dir: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="As `remit serve` takes it. Default: remit-data.")
    ] = None,
) -> Code:
    """Look at settings, files, database, Redis and clocks, and say what is wrong and what to do.

    It reads the settings as a server would, changes nothing, and waits three seconds for anything. Exit code 1 when
    something is wrong; warnings alone leave it at 0.
    """
    try:
        findings = _findings({"data_dir": data_dir} if data_dir else {})
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is missing; install the server too: pip install 'remit[server]'"
        ) from None
    _report(remit, findings)
    return Code.ERROR if any(one.verdict == "wrong" for one in findings) else Code.OK


def _findings(given: dict[str, Any]) -> "Sequence[Finding]":
    from remit.config import ConfigError, load
    from remit.doctor import examine
    from remit.doctor.finding import wrong

    try:
        config = load(**given)
    except ConfigError as error:
        remedy = "docs/CONFIG.md says what each setting takes; nothing else was looked at"
        return [wrong("settings", line, remedy=remedy) for line in str(error).splitlines()]
    return asyncio.run(examine(config))


def _report(remit: Invocation, findings: "Sequence[Finding]") -> None:
    count = Counter(str(one.verdict) for one in findings)
    if remit.out.as_json:
        told = [
            {"check": one.check, "verdict": str(one.verdict), "said": one.said, "remedy": one.remedy}
            for one in findings
        ]
        remit.out.json({"ok": not count["wrong"], "findings": told})
        return
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for one in findings:
        remedy = Text(f"\n→ {one.remedy}", style="bold") if one.remedy else Text()
        grid.add_row(MARKS[one.verdict], one.check, Text.assemble(one.said, remedy))
    remit.out.data.print(grid)
    remit.out.line(f"\n{count['ok']} well, {count['warn']} to be seen to, {count['wrong']} wrong")
