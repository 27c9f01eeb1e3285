"""`remit binding …`: who holds which role."""

from datetime import datetime
from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Limit, entity_of, time_message, time_of
from remit.client import messages as m

app = Commands()

Role = Annotated[str, typer.Argument(metavar="ROLE", help="The role, such as researcher.")]
Member = Annotated[str, typer.Argument(metavar="TYPE:ID", help="Who holds it: a subject, group:… or team:….")]
COLUMNS = ("binding_id", "role_id", "member", "expires_at")


@app.command("create", example="remit binding create researcher agent:researcher-7")
def create(
    remit: Invocation,
    *,
    role: Role,
    member: Member,
    expires: Annotated[
        datetime | None, typer.Option(parser=time_of, metavar="WHEN", help="When it ends. Default: never.")
    ] = None,
) -> None:
    """Give a role to a subject, a group or a team."""
    binding = m.Binding(role_id=role, member=entity_of(member, "TYPE:ID"), expires_at=time_message(expires))
    remit.out.message(remit.client.create_binding(binding=binding), of="binding")


@app.command("list", example="remit binding list --role researcher")
def list_bindings(
    remit: Invocation,
    *,
    role: Annotated[str, typer.Option(help="Only of this role.")] = "",
    member: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only of this member.")] = "",
    limit: Limit = 100,
) -> None:
    """List who holds which role."""
    pages = remit.client.list_bindings.pages(
        role_id=role,
        member=entity_of(member, "--member") if member else None,
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "bindings", limit=limit), "bindings", columns=COLUMNS)


@app.command("delete", example="remit binding delete researcher agent:researcher-7")
def delete(remit: Invocation, role: Role, member: Member) -> None:
    """Take a role away."""
    binding_id = f"{role}@{member}"
    remit.out.gone(remit.client.delete_binding(binding_id=binding_id), f"binding {binding_id}")
