"""`remit serve`: starts a server in this process and says how to reach it.

It must load no gRPC before `remit.server` does, which has to choose the ciphers first.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import DEFAULT_ADDRESS, DEFAULT_DATA_DIR, KEY_FILE, Invocation, UsageError

if TYPE_CHECKING:
    from remit.config import Config
    from remit.server.offer import Launched

app = Commands()

OPERATOR_KEY_FILE = "operator.key"
KEY_MODE = 0o600


@app.command("serve")
def serve(
    remit: Invocation,
    *,
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Default: 127.0.0.1:7448; port 0: any free one.")
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Database, master key and first keys. Default: remit-data."),
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
        "data_dir": data_dir or remit.wishes.data_dir,
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
    """Keep keys that were made in the data folder, and print how to reach the server."""
    made = launched.credentials
    if made is not None:
        keep_key(config.data_dir / KEY_FILE, made.administrator.reveal())
        keep_key(config.data_dir / OPERATOR_KEY_FILE, made.operator.reveal())
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

    console, key_file = remit.out.data, config.data_dir / KEY_FILE
    console.print(
        f"\n[bold green]Remit serves[/bold green] at [bold]{launched.address}[/bold]\n", soft_wrap=True
    )
    for label, value in [*keys_lines(config, launched), *ways(launched.address, key_file, tls=config.tls)]:
        console.print(Text.assemble((f"  {label:<10}", "dim"), value), soft_wrap=True)
    console.print()


def keys_lines(config: "Config", launched: "Launched") -> list[tuple[str, str]]:
    """Return what to say of the data and the keys, label and text of each line."""
    made, key_file = launched.credentials, config.data_dir / KEY_FILE
    data = ("data", f"{config.data_dir.resolve()}")
    if made is None:
        return [data, ("keys", f"as before, in {key_file} unless you moved it; lost? remit serve --new-key")]
    return [
        data,
        ("tenant", made.tenant),
        ("key", f"{made.administrator.reveal()}  administrator of the tenant"),
        ("", f"{made.operator.reveal()}  operator of the platform"),
        ("", f"shown this once; kept for you in {key_file} and {config.data_dir / OPERATOR_KEY_FILE}"),
    ]


def ways(address: str, key_file: Path, *, tls: bool) -> list[tuple[str, str]]:
    """Return command lines that reach the server."""
    at = "" if address == DEFAULT_ADDRESS else f" --address {address}"
    kept = "" if key_file == DEFAULT_DATA_DIR / KEY_FILE else f" --key @{key_file}"
    call = "grpcurl" if tls else "grpcurl -plaintext"
    bearer = f'-H "authorization: Bearer $(cat {key_file})"'
    return [
        ("try", f"remit{at}{kept} info"),
        ("", f"{call} {bearer} {address} remit.v1.IdentityService/WhoAmI"),
    ]


def keep_key(path: Path, key: str) -> None:
    """Write a key where only its owner reads it, in place of an older one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_MODE), "w") as file:
        file.write(f"{key}\n")
