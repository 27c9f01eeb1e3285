"""`remit demo`: one agent governed end to end by a real server, over gRPC. Every claim is checked."""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from remit.cli import demo_acts, demo_proof, demo_setup
from remit.cli.commands import Commands
from remit.cli.demo_cast import Cast
from remit.cli.demo_server import DemoServer
from remit.cli.demo_stage import DemoFailure, Stage
from remit.cli.demo_watch import Watcher
from remit.cli.failure import Code
from remit.cli.invocation import Invocation
from remit.client import Client
from remit.clock import monotonic

app = Commands()


@app.command("demo", example="remit demo --fast")
def demo(
    remit: Invocation,
    *,
    fast: Annotated[bool, typer.Option("--fast", help="Do not wait for a reader.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the data, to look at afterwards.")] = False,
) -> Code:
    """Watch one agent being governed, from question to proof: a server of its own, and eight points.

    Exit code 0 when everything that is claimed came true.
    """
    console = remit.out.errors if remit.out.as_json else remit.out.data
    stage = Stage(console, slow=not fast and console.is_terminal and sys.stdin.isatty())
    started = monotonic()
    with ExitStack() as stack:
        folder = (
            kept_folder()
            if keep
            else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="remit-demo-")))
        )
        failure = play(stage, DemoServer(folder / "data"))
        if keep:
            stage.say(f"\n[dim]The data are in {folder}[/dim]")
    return conclude(remit, stage, failure=failure, seconds=monotonic() - started)


def play(stage: Stage, server: DemoServer) -> str:
    """Tell the whole story; returns what went wrong, empty when nothing did."""
    stage.say("[bold]One agent, governed by a real server[/bold] [dim]starting it…[/dim]")
    with server, ExitStack() as connections:
        stage.say(f"[dim]python -m remit serve   at {server.address}, SQLite in {server.data_dir}[/dim]")
        operator = connections.enter_context(Client.connect(server.address, server.operator_key))
        cast = Cast(stage, server, connections, operator)
        try:
            tell(cast)
        except DemoFailure as failure:
            return str(failure)
    return ""


def tell(cast: Cast) -> None:
    """Tell the eight points in order.

    Raises:
        DemoFailure: when something that was claimed is not so.
    """
    demo_setup.bootstrap(cast)
    demo_setup.agent(cast)
    demo_setup.manifest(cast)
    watcher = Watcher(cast.server.address, cast.runtime_key, cast.run_id)
    watcher.start()
    allowed = demo_acts.decisions(cast)
    demo_acts.usage(cast, allowed)
    watcher.cut()
    demo_acts.approval(cast)
    demo_proof.timeline(cast, watcher)
    demo_proof.audit(cast)
    cast.stage.point += 1
    cast.stage.say("")
    cast.stage.expect("the server leaves in good order on SIGTERM", cast.server.stop() == 0)


def conclude(remit: Invocation, stage: Stage, *, failure: str, seconds: float) -> Code:
    """Say how it went."""
    kept = sum(check.true for check in stage.checks)
    if remit.out.as_json:
        checks = [{"point": check.point, "what": check.what, "ok": check.true} for check in stage.checks]
        remit.out.json({"ok": not failure, "checks": checks, "seconds": round(seconds, 1)})
    elif failure:
        remit.out.failure(f"not as claimed: {failure}", "Report it with what stands above.")
    else:
        stage.say(f"\n[bold green]{kept} of {kept} claims came true[/bold green] in {seconds:.1f} s.")
        stage.say("[dim]Your turn: remit serve, then remit --help.[/dim]")
    return Code.ERROR if failure else Code.OK


def kept_folder() -> Path:
    """Return a fresh folder that stays."""
    return Path(tempfile.mkdtemp(prefix="remit-demo-"))
