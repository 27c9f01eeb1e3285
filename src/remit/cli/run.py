"""`remit run …`: executions of an agent."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Labels, Limit, duration_message, duration_of, entity_of, enum_of, labels_of
from remit.client import messages as m

app = Commands()

RunId = Annotated[str, typer.Argument(metavar="RUN", help="Its id, run_….")]
Lease = Annotated[
    timedelta | None,
    typer.Option(
        parser=duration_of,
        metavar="TIME",
        help="How long it lives without a sign. Default: 5m, or as at its start.",
    ),
]
COLUMNS = ("run_id", "subject", "name", "state", "started_at", "ended_at", "last_sequence", "cost")


@app.command("start", example='remit run start agent:researcher-7 --session "$SESSION" --name research')
def start(
    remit: Invocation,
    *,
    subject: Annotated[str, typer.Argument(metavar="TYPE:ID", help="Who runs. Absent: you.")] = "",
    session: Annotated[str, typer.Option(metavar="SESSION", help="The session that it belongs to.")] = "",
    name: Annotated[str, typer.Option(help="What it is called.")] = "",
    parent: Annotated[str, typer.Option(metavar="RUN", help="The run that starts it.")] = "",
    behalf: Annotated[str, typer.Option(metavar="TYPE:ID", help="For whom the subject acts.")] = "",
    lease: Lease = None,
    label: Labels = None,
) -> None:
    """Begin a run."""
    made = remit.client.start_run(
        subject=entity_of(subject, "TYPE:ID") if subject else None,
        on_behalf_of=entity_of(behalf, "--behalf") if behalf else None,
        session_id=session,
        parent_run_id=parent,
        name=name,
        lease=duration_message(lease),
        labels=labels_of(label),
    )
    remit.out.message(made, of="run")


@app.command("list", example="remit run list --subject agent:researcher-7")
def list_runs(
    remit: Invocation,
    *,
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only of this subject.")] = "",
    session: Annotated[str, typer.Option(metavar="SESSION", help="Only of this session.")] = "",
    state: Annotated[
        Literal["running", "succeeded", "failed", "cancelled", "lost"] | None,
        typer.Option(help="Only in this state."),
    ] = None,
    limit: Limit = 100,
) -> None:
    """List runs, newest first."""
    pages = remit.client.list_runs.pages(
        subject=entity_of(subject, "--subject") if subject else None,
        session_id=session,
        states=[enum_of(m.RunState, state, option="--state")] if state else (),
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "runs", limit=limit), "runs", columns=COLUMNS)


@app.command("get", example='remit run get "$RUN"')
def get(remit: Invocation, run: RunId) -> None:
    """Show a run, what it used and what it cost."""
    remit.out.message(remit.client.get_run(run_id=run), of="run")


@app.command("extend", example='remit run extend "$RUN" --lease 10m')
def extend(remit: Invocation, *, run: RunId, lease: Lease = None) -> None:
    """Renew the lease of a run: it is not LOST before."""
    remit.out.message(remit.client.extend_run(run_id=run, lease=duration_message(lease)), of="run")


@app.command("end", example='remit run end "$RUN" --state succeeded')
def end(
    remit: Invocation,
    *,
    run: RunId,
    state: Annotated[
        Literal["succeeded", "failed", "cancelled"], typer.Option(help="How it ended.")
    ] = "succeeded",
    error: Annotated[str, typer.Option(help="What went wrong.")] = "",
) -> None:
    """End a run."""
    answer = remit.client.end_run(
        run_id=run,
        state=enum_of(m.RunState, state, option="--state"),
        error=m.StepError(message=error) if error else None,
    )
    remit.out.message(answer, of="run")
