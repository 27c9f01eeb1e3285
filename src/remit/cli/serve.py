"""`remit serve`: starts a server in this process and says how to reach it.

It must load no gRPC before `remit.server` does, which has to choose the ciphers first.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import DEFAULT_ADDRESS, Invocation, UsageError

if TYPE_CHECKING:
    from remit.config import Config
    from remit.server.launched import Launched

app = Commands()


@app.command("serve")
def serve(
    remit: Invocation,
    *,
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Default: 127.0.0.1:7448; port 0: any free one.")
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Database and master key. Default: remit-data."),
    ] = None,
    tls_certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate and chain (PEM).")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="Its private key (PEM).")] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Processes that share the address; needs PostgreSQL and Redis. Default: 1."
        ),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Listen beyond this machine without TLS all the same.")
    ] = False,
    log_level: Annotated[Literal["debug", "info", "warning", "error"] | None, typer.Option()] = None,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make fresh administrators' keys: for who lost theirs.")
    ] = False,
) -> Code:
    """Start a server here, and stop it with Ctrl-C or SIGTERM; calls under way are finished.

    SIGHUP replaces workers one by one. Everything can also be set by environment variables; docs/CONFIG.md lists them.
    """
    given: dict[str, Any] = {
        "listen": listen,
        "data_dir": data_dir,
        "tls_certificate": tls_certificate,
        "tls_key": tls_key,
        "workers": workers,
        "insecure": insecure or None,
        "log_level": log_level,
    }
    try:
        return run(
            remit, {name: value for name, value in given.items() if value is not None}, new_key=new_key
        )
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is missing; install the server too: pip install 'remit[server]'"
        ) from None


def run(remit: Invocation, given: dict[str, Any], *, new_key: bool) -> Code:
    """Serve as the settings say, in this process or in several workers, and return the exit code.

    Raises:
        UsageError: when a setting is wrong.
    """
    from remit.config import ConfigError, load
    from remit.server.loading import loading

    def tell(launched: "Launched") -> None:
        announce(remit, config, launched=launched)

    try:
        config = load(**given)
        if config.workers == 1:
            with loading():
                from remit.server.offer import launch

            launch(config, tell, new_key=new_key)
        else:
            return run_workers(remit, config, tell=tell, new_key=new_key)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    return Code.OK


def run_workers(
    remit: Invocation, config: "Config", *, tell: Callable[["Launched"], None], new_key: bool
) -> Code:
    """Supervise workers; this process loads no gRPC. Returns the exit code."""
    from remit.server.workers.slot import WorkersFailedError
    from remit.server.workers.supervisor import supervise

    try:
        supervise(config, tell, new_key=new_key)
    except WorkersFailedError as error:
        remit.out.failure(str(error), "Read the log above: it has what each worker said.")
        return Code.ERROR
    return Code.OK


def announce(remit: Invocation, config: "Config", *, launched: "Launched") -> None:
    """Print how to reach the server, and keys that were made, this once: they are kept nowhere."""
    made = launched.credentials
    if remit.out.as_json:
        remit.out.json(
            {
                "address": launched.address,
                "tls": config.tls,
                "tenant": made.tenant if made else None,
                "key": made.administrator.reveal() if made else None,
                "operator_key": made.operator.reveal() if made else None,
            }
        )
        return
    show(remit, config, launched=launched)


def show(remit: Invocation, config: "Config", *, launched: "Launched") -> None:
    """Print how to reach the server, for people; long lines stay whole, to be copied."""
    from rich.text import Text

    console = remit.out.data
    console.print(
        f"\n[bold green]Remit serves[/bold green] at [bold]{launched.address}[/bold]\n", soft_wrap=True
    )
    for label, value in [*keys_lines(config, launched), *ways(launched, tls=config.tls)]:
        console.print(Text.assemble((f"  {label:<10}", "dim"), value), soft_wrap=True)
    console.print()


def keys_lines(config: "Config", launched: "Launched") -> list[tuple[str, str]]:
    """Return what to say of the data and the keys, label and text of each line."""
    made = launched.credentials
    data = ("data", f"{config.data_dir.resolve()}")
    if made is None:
        return [data, ("keys", "as before; lost? remit serve --new-key")]
    return [
        data,
        ("tenant", made.tenant),
        ("key", f"{made.administrator.reveal()}  administrator of the tenant"),
        ("", f"{made.operator.reveal()}  operator of the platform"),
        ("", "shown this once and kept nowhere: only their hashes are stored"),
    ]


def ways(launched: "Launched", *, tls: bool) -> list[tuple[str, str]]:
    """Return command lines that reach the server."""
    address, made = launched.address, launched.credentials
    at = "" if address == DEFAULT_ADDRESS else f" --address {address}"
    call = "grpcurl" if tls else "grpcurl -plaintext"
    bearer = '-H "authorization: Bearer $REMIT_KEY"'
    return [
        ("try", f"export REMIT_KEY={made.administrator.reveal() if made else '<your key>'}"),
        ("", f"remit{at} info"),
        ("", f"{call} {bearer} {address} remit.v1.IdentityService/WhoAmI"),
    ]
