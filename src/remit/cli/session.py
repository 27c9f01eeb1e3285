"""`remit session …`: spans of an agent's work, with budgets of their own."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import (
    Labels,
    Limit,
    Reason,
    duration_message,
    duration_of,
    entity_of,
    enum_of,
    labels_of,
)
from remit.client import messages as m

app = Commands()

SessionId = Annotated[str, typer.Argument(metavar="SESSION", help="Its id, ses_….")]
COLUMNS = ("session_id", "subject", "state", "created_at", "expires_at", "ended_at", "labels")


@app.command("start", example="remit session start agent:researcher-7 --tokens 100000")
def start(
    remit: Invocation,
    *,
    subject: Annotated[str, typer.Argument(metavar="TYPE:ID", help="Whose work. Absent: yours.")] = "",
    tokens: Annotated[int | None, typer.Option(min=0, help="Tokens that it may use.")] = None,
    behalf: Annotated[str, typer.Option(metavar="TYPE:ID", help="For whom the subject acts.")] = "",
    lifetime: Annotated[
        timedelta | None,
        typer.Option(
            parser=duration_of, metavar="TIME", help="How long it may last. Default: until it is ended."
        ),
    ] = None,
    label: Labels = None,
) -> None:
    """Begin a session."""
    made = remit.client.start_session(
        subject=entity_of(subject, "TYPE:ID") if subject else None,
        on_behalf_of=entity_of(behalf, "--behalf") if behalf else None,
        token_limit=tokens,
        lifetime=duration_message(lifetime),
        labels=labels_of(label),
    )
    remit.out.message(made, of="session")


@app.command("list", example="remit session list --state active")
def list_sessions(
    remit: Invocation,
    *,
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only of this subject.")] = "",
    state: Annotated[
        Literal["active", "ended", "expired"] | None, typer.Option(help="Only in this state.")
    ] = None,
    limit: Limit = 100,
) -> None:
    """List sessions, newest first."""
    pages = remit.client.list_sessions.pages(
        subject=entity_of(subject, "--subject") if subject else None,
        state=enum_of(m.SessionState, state or "", option="--state"),
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "sessions", limit=limit), "sessions", columns=COLUMNS)


@app.command("get", example='remit session get "$SESSION"')
def get(remit: Invocation, session: SessionId) -> None:
    """Show a session and what it has used."""
    remit.out.message(remit.client.get_session(session_id=session))


@app.command("end", example='remit session end "$SESSION" --reason done')
def end(remit: Invocation, session: SessionId, reason: Reason = "") -> None:
    """End a session and its runs, and show the account."""
    remit.out.message(remit.client.end_session(session_id=session, reason=reason))
