"""`remit login`: signs a person in by their browser, and keeps what comes of it for this machine's user alone.

OAuth 2.0 for native apps (RFC 8252) with PKCE: the browser comes back to a port of this machine. Never prints a token.
"""

import base64
import hashlib
import secrets
import threading
import webbrowser
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, StoppedError, UsageError
from remit.cli.loopback import HOST, Brought, Loopback, Page
from remit.cli.option import duration_of
from remit.cli.stored import StoredSignIn
from remit.client import CallError, ref, to_plain
from remit.client import messages as m

WAIT: Final = timedelta(minutes=5)
"""Half as long as the server remembers a sign-in that has begun."""

_WEB: Final = frozenset({("https", ""), ("http", HOST), ("http", "::1"), ("http", "localhost")})

app = Commands()


@app.command("login", example="remit login --provider google --tenant default --no-browser --wait 1s")
def login(
    remit: Invocation,
    *,
    provider: Annotated[
        str, typer.Option(metavar="ID", help="With whom, as the operator named it. Default: the only one.")
    ] = "",
    hint: Annotated[str, typer.Option(metavar="ADDRESS", help="The e-mail address to fill in there.")] = "",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it, or only print where to go.")
    ] = True,
    port: Annotated[
        int,
        typer.Option(min=0, max=65_535, help="Where the browser comes back to here. 0: any that is free."),
    ] = 0,
    wait: Annotated[
        timedelta | None,
        typer.Option(parser=duration_of, metavar="TIME", help="How long to wait for you. Default: 5m."),
    ] = None,
) -> None:
    """Sign in with your browser; later commands at this server then speak for you.

    --tenant names the tenant to sign in to; without it, the server's only one. A key that is given by --key or REMIT_KEY
    goes before the sign-in. With --json there are two lines: where to sign in, and who did.
    """
    client, verifier = remit.client.using(key="", tenant=""), secrets.token_urlsafe(32)
    try:
        loopback = Loopback(port)
    except OSError as error:
        raise UsageError(f"--port {port}: {error.strerror}") from None
    with loopback:
        begun = client.get_authorization_url(
            tenant_id=remit.wishes.tenant or "",
            provider=provider,
            redirect_uri=loopback.redirect_uri,
            code_challenge=_challenge(verifier),
            login_hint=hint,
        )
        loopback.expect(begun.state)
        _show_the_way(remit, begun.authorization_url, browser=browser)
        brought = _awaited(loopback, wait or WAIT)
        _require_code(loopback, brought)
        try:
            answer = client.exchange_code(
                state=begun.state,
                code=brought.code,
                code_verifier=verifier,
                redirect_uri=loopback.redirect_uri,
            )
            caller = client.using(key=answer.tokens.access_token).who_am_i()
        except CallError as error:
            loopback.tell(Page(good=False, title="You are not signed in", text=error.message))
            raise
        remit.sign_ins.keep(remit.address, _stored(answer, caller.tenant_id))
        text = "You can close this window and go back to the terminal."
        loopback.tell(Page(good=True, title=f"Signed in as {ref(answer.user.subject)}", text=text))
    _tell(remit, answer, tenant=caller.tenant_id)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _show_the_way(remit: Invocation, url: str, *, browser: bool) -> None:
    target = urlsplit(url)
    if (target.scheme, "") not in _WEB and (target.scheme, target.hostname or "") not in _WEB:
        message = "the server names a place to sign in that is no page of the web; nothing was opened"
        raise StoppedError(
            message, code=Code.ERROR, next_step=f"Is {remit.address} the server that you mean?"
        )
    if remit.out.as_json:
        remit.out.json({"authorization_url": url})
    else:
        remit.out.note("Sign in here, if your browser does not open by itself:\n")
        remit.out.errors.print(url, markup=False, soft_wrap=True)
    if browser:
        # Some browsers run in a terminal and do not return before they are left.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _awaited(loopback: Loopback, wait: timedelta) -> Brought:
    try:
        return loopback.wait(wait.total_seconds())
    except TimeoutError:
        message = f"nobody signed in within {wait.total_seconds():g} s"
        next_step = (
            "Begin again: remit login. A browser on another machine does not reach this one: forward a port to it"
            " (ssh -L) and give that to --port."
        )
        raise StoppedError(message, code=Code.UNAVAILABLE, next_step=next_step) from None


def _require_code(loopback: Loopback, brought: Brought) -> None:
    if not brought.code:
        text = f"The provider says: {brought.error}"
        loopback.tell(Page(good=False, title="You are not signed in", text=text))
        message = f"the provider did not sign you in: {brought.error}"
        raise StoppedError(message, code=Code.NOT_PERMITTED, next_step="Begin again: remit login.")


def _stored(answer: m.ExchangeCodeResponse, tenant: str) -> StoredSignIn:
    blank = StoredSignIn("", 0, "", 0, ref(answer.user.subject), tenant, answer.user.provider)
    return blank.renewed(answer.tokens)


def _tell(remit: Invocation, answer: m.ExchangeCodeResponse, *, tenant: str) -> None:
    ends = answer.tokens.refresh_expires_at
    if remit.out.as_json:
        told = {"tenant_id": tenant, "user": to_plain(answer.user), "expires_at": ends.ToJsonString()}
        remit.out.json(told)
        return
    remit.out.done(f"signed in to {remit.address} as {ref(answer.user.subject)} of tenant {tenant}")
    remit.out.message(answer.user)
    if remit.wishes.key:
        remit.out.note(
            "[yellow]A key is given (--key or REMIT_KEY), which goes before this sign-in: unset it to use this.[/yellow]"
        )
