"""`remit token …`: tokens that Remit issues. Each is shown once and never again."""

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import duration_message, duration_of, entity_of

if TYPE_CHECKING:
    from remit.client import messages as m

app = Commands()


@app.command("issue", example="remit token issue agent:researcher-7 --scope decision:* --lifetime 15m")
def issue(
    remit: Invocation,
    *,
    subject: Annotated[
        str, typer.Argument(metavar="TYPE:ID", help="For whom it speaks. Absent: for you.")
    ] = "",
    on_behalf_of: Annotated[
        str, typer.Option(metavar="TYPE:ID", help="For whom it acts; needs a live delegation.")
    ] = "",
    audience: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="Who may accept it. May be repeated. Absent: the server."),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Permissions that it is limited to. May be repeated."),
    ] = None,
    lifetime: Annotated[
        timedelta | None,
        typer.Option(
            parser=duration_of, metavar="TIME", help="How long it is good. Default: 1h; at most 24h."
        ),
    ] = None,
    refreshable: Annotated[
        bool, typer.Option("--refreshable", help="Show a refresh token too, which gets the next one.")
    ] = False,
) -> None:
    """Issue a token, and show it once."""
    answer = remit.client.issue_token(
        subject=entity_of(subject, "TYPE:ID") if subject else None,
        on_behalf_of=entity_of(on_behalf_of, "--on-behalf-of") if on_behalf_of else None,
        audiences=audience or (),
        scopes=scope or (),
        lifetime=duration_message(lifetime),
        refreshable=refreshable,
    )
    _show(remit, answer)


@app.command("refresh", example='echo "$REFRESH_TOKEN" | remit token refresh')
def refresh(remit: Invocation) -> None:
    """Turn a refresh token, read from standard input, into the next pair; it is used up by that."""
    _show(remit, remit.client.using(key="", tenant="").refresh_token(refresh_token=_given()))


@app.command("revoke", example='remit token revoke "$TOKEN_ID"')
def revoke(
    remit: Invocation,
    *,
    token_id: Annotated[
        str, typer.Argument(metavar="TOKEN_ID", help="Its id, tok_…; - reads a refresh token instead.")
    ] = "",
    of: Annotated[str, typer.Option(metavar="TYPE:ID", help="All tokens of this subject.")] = "",
) -> None:
    """End a token and all that came from it, everywhere within a second."""
    if bool(token_id) == bool(of):
        raise UsageError("give the id of a token, or --of and a subject")
    if of:
        answer = remit.client.revoke_token(subject=entity_of(of, "--of"))
    elif token_id == "-":  # noqa: S105  the usual name of standard input
        answer = remit.client.revoke_token(refresh_token=_given())
    else:
        answer = remit.client.revoke_token(token_id=token_id)
    remit.out.gone(answer, f"every token of {of}" if of else "the token")


@app.command("check", example='echo "$TOKEN" | remit token check')
def check(
    remit: Invocation,
    *,
    audience: Annotated[
        str, typer.Option(metavar="TEXT", help="Who was shown it, as its aud has it. Absent: the server.")
    ] = "",
) -> Code:
    """Tell whether a token, read from standard input, is good for who was shown it."""
    answer = remit.client.validate_token(token=_given("token"), audience=audience)
    remit.out.message(answer)
    return Code.OK if answer.valid else Code.NOT_PERMITTED


def _given(what: str = "refresh token") -> str:
    token = sys.stdin.readline().strip()
    if not token:
        raise UsageError(f"give the {what} on standard input, where no list of processes shows it")
    return token


def _show(remit: Invocation, answer: "m.IssueTokenResponse | m.RefreshTokenResponse") -> None:
    pair = answer.tokens
    access, further = pair.access_token, pair.refresh_token
    if not remit.out.as_json:
        # The texts stand alone, each on a line to be copied.
        pair.ClearField("access_token")
        pair.ClearField("refresh_token")
    remit.out.message(answer, of="tokens")
    remit.out.secret("The token", access)
    if further:
        remit.out.secret("The refresh token, good once,", further)
