"""`remit migrate`: brings the database to the tables that this version knows, while servers of the one before run on."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError

if TYPE_CHECKING:
    from remit.storage.schema import SchemaState

app = Commands()


@app.command("migrate", example="remit migrate --check")
def migrate(
    remit: Invocation,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is to be done; exit code 1 when something is.")
    ] = False,
    restored: Annotated[
        bool,
        typer.Option(
            "--restored",
            help="The database came as a dump from another PostgreSQL cluster; no server runs on it.",
        ),
    ] = False,
) -> Code:
    """Bring the database that the settings name to this version; safe to repeat, and while servers run.

    Each step is done whole or not at all. Steps that would break servers of the version before come in a later version.

    Into another cluster a dump brings rows whose transactions are ahead of those to come, and servers refuse to start.
    --restored lets what is new come behind what is there; it moves no row, and does nothing where nothing is to be done.
    """
    try:
        from remit.bootstrap import migrate as run
        from remit.bootstrap import schema_state
        from remit.config import ConfigError, load
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is missing; install the server too: pip install 'remit[server]'"
        ) from None
    mended = False
    try:
        config = load()
        before = asyncio.run(schema_state(config))
        if not check:
            _, mended = asyncio.run(
                run(
                    config,
                    lambda step: None if remit.out.as_json else remit.out.line(step),
                    restored=restored,
                )
            )
    except ConfigError as error:
        raise UsageError(str(error)) from None
    _report(remit, before, done=not check)
    if restored and not check and not remit.out.as_json:
        remit.out.line(
            "new rows come behind those of the dump" if mended else "new rows come behind all that are there"
        )
    return Code.ERROR if check and before.pending else Code.OK


def _report(remit: Invocation, state: "SchemaState", *, done: bool) -> None:
    if remit.out.as_json:
        remit.out.json(
            {"found": state.found or None, "head": state.head, "pending": list(state.pending), "done": done}
        )
    elif not state.pending:
        remit.out.line(f"up to date, at revision {state.found}")
    elif done:
        remit.out.line(f"done, at revision {state.head}")
    else:
        for step in state.pending:
            remit.out.line(step)
        remit.out.line("to be done: remit migrate")
