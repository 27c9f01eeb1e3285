"""`remit bench …`: replays real calls against a running server, and reports what it measured."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation
from remit.cli.option import entity_of, model_of
from remit.cli.trace import Replay, Totals, read_trace, replay
from remit.client import money_text

app = Commands()


@app.callback()
def bench() -> None:
    """Replay real calls against a server and measure."""


@app.command("trace", example="remit bench trace trace.csv --limit 100 --concurrency 8")
def trace(
    remit: Invocation,
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Lines of TIMESTAMP,ContextTokens,GeneratedTokens.")
    ],
    model: Annotated[
        str, typer.Option(metavar="PROVIDER/MODEL", help="The model to call.")
    ] = "openai/gpt-4o-mini",
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="On whose action. Default: yours.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="Most calls; 0 replays all.")] = 0,
    concurrency: Annotated[int, typer.Option(min=1, max=1_000, help="Calls under way at once.")] = 16,
    session: Annotated[str, typer.Option(metavar="SESSION")] = "",
    run: Annotated[str, typer.Option(metavar="RUN")] = "",
) -> Code:
    """Send each call of a trace through Authorize and RecordUsage, and report counts, cost and latencies."""
    calls = read_trace(file, limit)
    plan = Replay(
        model=model_of(model, "--model"),
        subject=entity_of(subject, "--subject") if subject else None,
        concurrency=concurrency,
        session_id=session,
        run_id=run,
    )
    totals = asyncio.run(_replayed(remit, calls, plan=plan))
    if remit.out.as_json:
        remit.out.json(totals.plain())
    else:
        _show(remit, totals)
    return Code.OK if not totals.failures else Code.ERROR


async def _replayed(remit: Invocation, calls: list[tuple[int, int]], *, plan: Replay) -> Totals:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=remit.out.errors, transient=True, disable=remit.out.as_json,
    )  # fmt: skip
    with bar:
        task = bar.add_task("calls", total=len(calls))
        async with remit.open_async() as client:
            return await replay(client, calls, plan=plan, each=lambda: bar.advance(task))


def _show(remit: Invocation, totals: Totals) -> None:
    rows = [
        ["calls", f"{totals.calls:,}"],
        ["allowed", f"{totals.allowed:,}"],
        ["refused", ", ".join(f"{count:,} {code}" for code, count in totals.refused.most_common()) or "0"],
        [
            "failed",
            ", ".join(f"{count:,} {reason}" for reason, count in totals.failures.most_common()) or "0",
        ],
        ["input tokens", f"{totals.input_tokens:,}"],
        ["output tokens", f"{totals.output_tokens:,}"],
        ["cost", money_text(totals.cost())],
        ["elapsed", f"{totals.elapsed:.2f} s, {totals.calls / totals.elapsed:,.0f} calls/s"],
    ]
    remit.out.rows(("", "total"), rows)
    latencies = [
        [name, *(f"{value:.2f} ms" for value in found.values())] for name, found in totals.latencies().items()
    ]
    remit.out.rows(("", "p50", "p95", "p99", "most"), latencies)
