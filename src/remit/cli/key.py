"""`remit key …`: API keys, credentials that speak for a subject. A secret is shown once and never again."""

from datetime import timedelta
from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import Limit, Reason, duration_message, duration_of, entity_of

app = Commands()

KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="Its id, key_….")]
COLUMNS = ("key_id", "owner", "name", "hint", "state", "scopes", "last_used_at", "expires_at")


@app.command(
    "create", example="remit key create agent:researcher-7 --name runtime --scope decision:* --scope usage:*"
)
def create(
    remit: Invocation,
    *,
    owner: Annotated[
        str, typer.Argument(metavar="TYPE:ID", help="For whom it speaks. Absent: for you.")
    ] = "",
    name: Annotated[str, typer.Option(help="What it is for.")] = "",
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Permissions that it is limited to. May be repeated."),
    ] = None,
    network: Annotated[
        list[str] | None, typer.Option(metavar="CIDR", help="Networks to use it from. May be repeated.")
    ] = None,
    lifetime: Annotated[
        timedelta | None, typer.Option(parser=duration_of, metavar="TIME", help="How long it is good: 90d.")
    ] = None,
) -> None:
    """Create a key, and show its secret once."""
    made = remit.client.create_api_key(
        owner=entity_of(owner, "TYPE:ID") if owner else None,
        name=name,
        scopes=scope or (),
        allowed_networks=network or (),
        lifetime=duration_message(lifetime),
    )
    remit.out.message(made, of="api_key")
    remit.out.secret("The key", made.secret)


@app.command("list", example="remit key list")
def list_keys(
    remit: Invocation,
    *,
    owner: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only of this owner.")] = "",
    limit: Limit = 100,
) -> None:
    """List keys, without their secrets."""
    pages = remit.client.list_api_keys.pages(
        owner=entity_of(owner, "--owner") if owner else None, page_size=min(limit, 1_000)
    )
    remit.out.table(remit.listed(pages, "api_keys", limit=limit), "api_keys", columns=COLUMNS)


@app.command("check", example='echo "$SECRET" | remit key check')
def check(remit: Invocation) -> Code:
    """Tell whether a secret, read from standard input, is a good key of this tenant."""
    import sys

    secret = sys.stdin.readline().strip()
    if not secret:
        raise UsageError("give the secret on standard input, where no list of processes shows it")
    answer = remit.client.validate_api_key(secret=secret)
    remit.out.message(answer)
    return Code.OK if answer.valid else Code.NOT_PERMITTED


@app.command("rotate", example='remit key rotate "$KEY_ID" --overlap 1h')
def rotate(
    remit: Invocation,
    *,
    key_id: KeyId,
    overlap: Annotated[
        timedelta | None,
        typer.Option(
            parser=duration_of, metavar="TIME", help="How long the old one stays good. Default: 24h."
        ),
    ] = None,
) -> None:
    """Replace a key by a new one with the same rights, and show its secret once."""
    answer = remit.client.rotate_api_key(key_id=key_id, overlap=duration_message(overlap))
    remit.out.message(answer, of="api_key")
    remit.out.secret("The new key", answer.secret)


@app.command("revoke", example='remit key revoke "$KEY_ID" --reason leaked')
def revoke(remit: Invocation, key_id: KeyId, reason: Reason = "") -> None:
    """End a key for good, everywhere within a second."""
    remit.out.message(remit.client.revoke_api_key(key_id=key_id, reason=reason), of="api_key")
