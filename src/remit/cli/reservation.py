"""`remit reservation …`: what allowed acts hold until they report."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Limit, duration_message, duration_of, entity_of, enum_of
from remit.client import messages as m

app = Commands()

ReservationId = Annotated[str, typer.Argument(metavar="RESERVATION", help="Its id, res_….")]
COLUMNS = (
    "reservation_id",
    "subject",
    "state",
    "held_money",
    "held_tokens",
    "model",
    "created_at",
    "expires_at",
)


@app.command("list", example="remit reservation list")
def list_reservations(
    remit: Invocation,
    *,
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only of this subject.")] = "",
    session: Annotated[str, typer.Option(metavar="SESSION", help="Only of this session.")] = "",
    budget: Annotated[str, typer.Option(metavar="BUDGET", help="Only those that hold of this budget.")] = "",
    state: Annotated[
        Literal["open", "settled", "released", "expired"], typer.Option(help="Only in this state.")
    ] = "open",
    limit: Limit = 100,
) -> None:
    """List reservations, newest first."""
    pages = remit.client.list_reservations.pages(
        subject=entity_of(subject, "--subject") if subject else None,
        session_id=session,
        budget_id=budget,
        states=[enum_of(m.ReservationState, state, option="--state")],
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "reservations", limit=limit), "reservations", columns=COLUMNS)


@app.command("extend", example='remit reservation extend "$RESERVATION" --hold 10m')
def extend(
    remit: Invocation,
    *,
    reservation: ReservationId,
    hold: Annotated[
        timedelta | None,
        typer.Option(parser=duration_of, metavar="TIME", help="How long from now. Default: 5m."),
    ] = None,
) -> None:
    """Keep a reservation open for longer."""
    answer = remit.client.extend_reservation(reservation_id=reservation, hold=duration_message(hold))
    remit.out.message(answer, of="reservation")


@app.command("release", example='remit reservation release "$RESERVATION" --reason "not needed"')
def release(
    remit: Invocation,
    *,
    reservation: ReservationId,
    reason: Annotated[str, typer.Option(help="Why it never began.")],
) -> None:
    """Give back what is held for an act that never began."""
    answer = remit.client.release_reservation(
        reservation_id=reservation, outcome=m.RELEASE_OUTCOME_NOT_STARTED, reason=reason
    )
    remit.out.message(answer, of="reservation")
