"""`remit serve`: starts a server in this process and says how to reach it.

It must load no gRPC before `remit.server` does, which has to choose the ciphers first.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import DEFAULT_ADDRESS, Invocation, UsageError

if TYPE_CHECKING:
    from remit.config import Config
    from remit.server.offer import Launched

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
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Listen beyond this machine without TLS all the same.")
    ] = False,
    log_level: Annotated[Literal["debug", "info", "warning", "error"] | None, typer.Option()] = None,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make fresh administrators' keys: for who lost theirs.")
    ] = False,
) -> None:
    """Start a server here, and stop it with Ctrl-C or SIGTERM; calls under way are finished.

    Everything can also be set by environment variables; docs/CONFIG.md lists them.
    """
    try:
        from remit.config import ConfigError, load
        from remit.server.offer import launch
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is missing; install the server too: pip install 'remit[server]'"
        ) from None
    given: dict[str, Any] = {
        "listen": listen,
        "data_dir": data_dir,
        "tls_certificate": tls_certificate,
        "tls_key": tls_key,
        "insecure": insecure or None,
        "log_level": log_level,
    }
    try:
        config = load(**{name: value for name, value in given.items() if value is not None})
        launch(config, lambda launched: announce(remit, config, launched=launched), new_key=new_key)
    except ConfigError as error:
        raise UsageError(str(error)) from None


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
