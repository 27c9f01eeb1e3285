"""`remit health`: whether a server takes calls, by the standard health check; for probes of containers."""

from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.here import own_server
from remit.cli.invocation import Invocation

app = Commands()


@app.command("health", example="remit health")
def health(
    remit: Invocation,
    *,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="How long to wait for an answer.")
    ] = 3.0,
    here: Annotated[
        bool,
        typer.Option(
            "--here", help="Ask the server of this machine by its own settings, with TLS if it has that."
        ),
    ] = False,
) -> Code:
    """Ask whether a server takes calls; needs no key. Exit code 0 when it does, 5 when not.

    With --here, address and certificate are those of REMIT_LISTEN and REMIT_TLS_CERTIFICATE, as in a container's health
    check. A server that wants clients' certificates (REMIT_TLS_CLIENT_CA) is shown its own.
    """
    if here:
        remit.reach(*own_server())
    serving = remit.client.healthy(wait)
    if remit.out.as_json:
        remit.out.json({"serving": serving})
    else:
        remit.out.line("serving" if serving else "not serving")
    return Code.OK if serving else Code.UNAVAILABLE
