"""`remit logout`: ends the sign-in of this machine's user at a server, there and here."""

from remit.cli.commands import Commands
from remit.cli.failure import Code, code_of
from remit.cli.invocation import Invocation
from remit.client import CallError

app = Commands()


@app.command("logout", example="remit logout")
def logout(remit: Invocation) -> Code:
    """End your sign-in: its tokens are revoked at the server, and forgotten here.

    Nothing to end is no error. When the server does not answer, it is forgotten here alone, and the exit code says so.
    """
    found = remit.sign_ins.find(remit.address)
    if found is None:
        return _told(remit, "you are not signed in here", revoked=False)
    code, why = Code.OK, ""
    try:
        client = remit.client.using(key=remit.present_token(), tenant="")
        # Refreshed just now, maybe: then the one that was found first is used up.
        found = remit.sign_ins.find(remit.address) or found
        client.revoke_token(refresh_token=found.refresh_token)
    except CallError as error:
        code, why = code_of(error), str(error)
    remit.sign_ins.forget(remit.address)
    if code is not Code.OK:
        remit.out.failure(
            f"forgotten here, but the server did not end it: {why}",
            "It ends by itself; an administrator can end it at once: remit token revoke --subject …",
        )
        return code
    return _told(remit, f"{found.subject} is signed out", revoked=True)


def _told(remit: Invocation, text: str, *, revoked: bool) -> Code:
    if remit.out.as_json:
        remit.out.json({"signed_out": revoked})
    remit.out.done(text)
    return Code.OK
