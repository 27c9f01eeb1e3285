"""`remit role …`: named sets of permissions."""

from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Limit
from remit.client import messages as m

app = Commands()

RoleId = Annotated[str, typer.Argument(metavar="ROLE", help="Its id, such as researcher.")]
Allow = Annotated[
    list[str] | None,
    typer.Option("--allow", metavar="ACTION[@RESOURCE]", help="Grants; `*` is any text. May be repeated."),
]
Deny = Annotated[
    list[str] | None,
    typer.Option(
        "--deny", metavar="ACTION[@RESOURCE]", help="Takes away, whatever grants it. May be repeated."
    ),
]
Inherit = Annotated[
    list[str] | None, typer.Option("--inherit", metavar="ROLE", help="Also has this role's permissions.")
]
COLUMNS = ("role_id", "display_name", "permissions", "inherits")


@app.command(
    "create", example="remit role create researcher --allow tool:execute@tool:web-* --allow model:call"
)
def create(
    remit: Invocation,
    *,
    role: RoleId,
    allow: Allow = None,
    deny: Deny = None,
    inherit: Inherit = None,
    name: Annotated[str, typer.Option(help="Name for humans.")] = "",
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Create a role."""
    made = remit.client.create_role(
        role=m.Role(
            role_id=role,
            display_name=name,
            description=description,
            permissions=permissions_of(allow, deny),
            inherits=inherit or (),
        )
    )
    remit.out.message(made, of="role")


@app.command("list", example="remit role list")
def list_roles(remit: Invocation, limit: Limit = 100) -> None:
    """List roles."""
    found = remit.listed(remit.client.list_roles.pages(page_size=min(limit, 1_000)), "roles", limit=limit)
    remit.out.table(found, "roles", columns=COLUMNS)


@app.command("get", example="remit role get researcher")
def get(remit: Invocation, role: RoleId) -> None:
    """Show one role."""
    remit.out.message(remit.client.get_role(role_id=role), of="role")


@app.command("update", example="remit role update researcher --name Researcher --allow tool:execute@tool:*")
def update(
    remit: Invocation,
    *,
    role: RoleId,
    allow: Allow = None,
    deny: Deny = None,
    inherit: Inherit = None,
    name: Annotated[str | None, typer.Option(help="Name for humans.")] = None,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
) -> None:
    """Change a role, for all who hold it. Permissions that are given replace all that it had."""
    mask = [
        path
        for path, given in (
            ("permissions", allow or deny),
            ("inherits", inherit),
            ("display_name", name is not None),
            ("description", description is not None),
        )
        if given
    ]
    changed = remit.client.update_role(
        role=m.Role(
            role_id=role,
            display_name=name or "",
            description=description or "",
            permissions=permissions_of(allow, deny),
            inherits=inherit or (),
        ),
        update_mask=m.FieldMask(paths=mask),
    )
    remit.out.message(changed, of="role")


@app.command("delete", example="remit role delete researcher")
def delete(remit: Invocation, role: RoleId) -> None:
    """Remove a role that nobody holds."""
    remit.out.gone(remit.client.delete_role(role_id=role), f"role {role}")


def permissions_of(allow: list[str] | None, deny: list[str] | None) -> list[m.Permission]:
    """Read `action` or `action@resource` texts."""
    effects = ((allow, m.PERMISSION_EFFECT_ALLOW), (deny, m.PERMISSION_EFFECT_DENY))
    return [
        m.Permission(action=action, resource=resource, effect=effect)
        for texts, effect in effects
        for text in texts or ()
        for action, _, resource in [text.partition("@")]
    ]
