"""`remit delegation …`: who may act on whose behalf."""

from datetime import datetime
from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Limit, Reason, entity_of, time_message, time_of
from remit.client import messages as m

app = Commands()

COLUMNS = (
    "delegation_id", "on_behalf_of", "grantor", "delegate", "actions", "resources", "further_depth",
    "parent_delegation_id", "state", "expires_at",
)  # fmt: skip


@app.command(
    "create",
    example="remit delegation create agent:researcher-7 --grantor user:ann --action tool:execute --depth 1",
)
def create(
    remit: Invocation,
    *,
    delegate: Annotated[str, typer.Argument(metavar="TYPE:ID", help="Who acts.")],
    grantor: Annotated[
        str, typer.Option(metavar="TYPE:ID", help="For whom. Absent: for you, or as --parent says.")
    ] = "",
    parent: Annotated[
        str, typer.Option(metavar="DELEGATION", help="Pass this one on, del_…: never more than it says.")
    ] = "",
    depth: Annotated[
        int, typer.Option(min=0, max=9, help="How many more times it may be passed on. Default: 0.")
    ] = 0,
    action: Annotated[
        list[str] | None, typer.Option(help="Only these actions; patterns. May be repeated.")
    ] = None,
    resource: Annotated[
        list[str] | None, typer.Option(help="Only these resources; patterns. May be repeated.")
    ] = None,
    expires: Annotated[
        datetime | None,
        typer.Option(
            parser=time_of, metavar="WHEN", help="When it ends. Default: in 24 hours, or as --parent."
        ),
    ] = None,
) -> None:
    """Record that one may act for another, with what both may, or pass such a grant on."""
    made = remit.client.create_delegation(
        delegation=m.Delegation(
            grantor=entity_of(grantor, "--grantor") if grantor else None,
            delegate=entity_of(delegate, "TYPE:ID"),
            actions=action or (),
            resources=resource or (),
            further_depth=depth,
            parent_delegation_id=parent,
            expires_at=time_message(expires),
        )
    )
    remit.out.message(made, of="delegation")


@app.command("list", example="remit delegation list")
def list_delegations(
    remit: Invocation,
    *,
    grantor: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only by this one.")] = "",
    delegate: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only to this one.")] = "",
    limit: Limit = 100,
) -> None:
    """List who may act for whom."""
    pages = remit.client.list_delegations.pages(
        grantor=entity_of(grantor, "--grantor") if grantor else None,
        delegate=entity_of(delegate, "--delegate") if delegate else None,
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "delegations", limit=limit), "delegations", columns=COLUMNS)


@app.command("revoke", example='remit delegation revoke "$DELEGATION"')
def revoke(
    remit: Invocation,
    *,
    delegation: Annotated[str, typer.Argument(metavar="DELEGATION", help="Its id, del_….")],
    reason: Reason = "",
) -> None:
    """End a delegation, and all that pass it on."""
    answer = remit.client.revoke_delegation(delegation_id=delegation, reason=reason)
    remit.out.message(answer, of="delegation")
