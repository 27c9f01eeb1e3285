"""`remit info`: what a server is, and who you are to it."""

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.client import CallError, to_plain

app = Commands()


@app.command("info", example="remit info")
def info(remit: Invocation) -> None:
    """Show a server's version, limits and time, and who you are to it with your key."""
    server = remit.client.get_server_info()
    try:
        caller = remit.client.who_am_i()
    except CallError as error:
        caller = None
        remit.out.note(f"[yellow]You are nobody here:[/yellow] {error}")
    if remit.out.as_json:
        remit.out.json({"server": to_plain(server), "caller": to_plain(caller) if caller else None})
        return
    remit.out.message(server)
    if caller is not None:
        remit.out.data.print()
        del caller.permissions[:]
        remit.out.message(caller)
