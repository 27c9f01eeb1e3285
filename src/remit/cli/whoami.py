"""`remit whoami`: who you are to a server, and by which credential. Changes nothing."""

from typing import Any

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.client import CallError, to_plain
from remit.client import messages as m

app = Commands()


@app.command("whoami", example="remit whoami")
def whoami(remit: Invocation) -> None:
    """Show who you are to the server, and what a sign-in provider says of you."""
    caller, source = remit.client.who_am_i(), "sign-in" if remit.signed_in else "key"
    user = _user_info(remit, caller)
    if remit.out.as_json:
        told: dict[str, Any] = {"caller": to_plain(caller), "credential_from": source}
        remit.out.json({**told, "user": to_plain(user) if user is not None else None})
        return
    del caller.permissions[:]
    remit.out.message(caller)
    remit.out.note(
        "[dim]by your sign-in (remit login)[/dim]" if remit.signed_in else "[dim]by --key or REMIT_KEY[/dim]"
    )
    if user is not None:
        remit.out.data.print()
        remit.out.message(user)


def _user_info(remit: Invocation, caller: m.WhoAmIResponse) -> m.UserInfo | None:
    """Return what a provider says; None when nobody signed in with one."""
    if caller.credential_kind != m.CREDENTIAL_KIND_TOKEN:
        return None
    try:
        return remit.client.get_user_info().user
    except CallError as error:
        if error.reason != "NOT_FOUND":
            raise
        return None
