"""The command `remit`: what there is to type. Loads the commands of a noun only when it is typed."""

import importlib
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from remit.cli.failure import CODES
from remit.cli.invocation import DEFAULT_ADDRESS, Wishes

RUN: Final = "Run it"
ASK: Final = "Ask and report, as an agent runtime does"
WHO: Final = "Who acts"
MAY: Final = "What is allowed"
COST: Final = "What it may cost"
PROVE: Final = "What happened, and how to prove it"

NOUNS: Final[dict[str, tuple[str, str]]] = {
    "serve": (RUN, "Start a server here: SQLite and memory, nothing to install."),
    "migrate": (RUN, "Bring the database to this version's tables."),
    "doctor": (RUN, "Look for what is wrong with an installation, and say what to do."),
    "demo": (RUN, "Watch one agent being governed, from question to proof."),
    "health": (RUN, "Ask whether a server takes calls; for probes."),
    "info": (RUN, "Show a server's version, limits and time, and who you are to it."),
    "bench": (RUN, "Replay real calls against a server and measure."),
    "login": (RUN, "Sign in with your browser; later commands then speak for you."),
    "logout": (RUN, "End your sign-in, at the server and here."),
    "whoami": (RUN, "Show who you are to a server, and by which credential."),
    "authorize": (ASK, "Ask whether a subject may do something, and hold its budget."),
    "check-budget": (ASK, "See where a subject's budgets stand, and whether an estimate fits."),
    "usage": (ASK, "Report what was used; list and sum the ledger."),
    "reservation": (ASK, "What allowed acts hold until they report."),
    "approval": (ASK, "Ask humans, and decide as one."),
    "session": (WHO, "Spans of an agent's work, with budgets of their own."),
    "run": (WHO, "Executions of an agent."),
    "tenant": (WHO, "Isolated customers and their settings."),
    "subject": (WHO, "Users, agents and services."),
    "group": (WHO, "Subjects to which roles are bound together."),
    "team": (WHO, "Subjects that share budgets."),
    "key": (WHO, "API keys: credentials that speak for a subject."),
    "token": (WHO, "Tokens: credentials that end by themselves, which other services can verify."),
    "delegation": (WHO, "Who may act on whose behalf."),
    "role": (MAY, "Named sets of permissions."),
    "binding": (MAY, "Who holds which role."),
    "guardrail": (MAY, "Conditions that forbid, permit or ask a human, beyond roles."),
    "rate-limit": (MAY, "How often, and how many at once."),
    "policy": (MAY, "The policy as one document: apply, export."),
    "manifest": (MAY, "What agents were signed for: make keys, sign, register, verify."),
    "budget": (COST, "Limits on money and tokens."),
    "alert": (COST, "Thresholds that were crossed."),
    "alert-rule": (COST, "Who hears of crossed thresholds."),
    "price": (COST, "What models cost; the catalog and your own."),
    "downgrade": (COST, "Which cheaper model stands in when money is short."),
    "timeline": (PROVE, "The steps of runs, live and later."),
    "audit": (PROVE, "Search, export and verify the log of everything decided."),
}
"""Every noun: where `remit --help` shows it, and what it is for."""


class Lazy(TyperGroup):
    """The nouns by name alone; the one that is typed is loaded, so that the others cost nothing."""

    def resolve_command(
        self,
        ctx: Any,  # noqa: ANN401  a context, whose type Typer does not publish
        args: list[str],
    ) -> tuple[str | None, Any, list[str]]:
        """Return the command that was typed, loaded, and what follows it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in NOUNS else command, rest


def load(noun: str | None) -> Any:  # noqa: ANN401  Typer's own type of command, which it does not publish
    """Return the commands of a noun."""
    module = importlib.import_module(f"remit.cli.{(noun or '').replace('-', '_')}")
    command = typer.main.get_command(module.app)
    command.name = noun
    command.help = command.help or NOUNS[noun or ""][1]
    return command


_EPILOG: Final = (
    "[bold]Exit codes[/bold]\n\n"
    + "\n\n".join(f"[cyan]{int(code):>3}[/cyan] {meaning}" for code, meaning in CODES.items())
    + "\n\n[bold]Begin[/bold]\n\n[dim]$[/dim] [cyan]remit serve[/cyan]   and, in another terminal,"
    " [cyan]remit demo[/cyan] or [cyan]remit info[/cyan]"
)

app = typer.Typer(
    name="remit",
    cls=Lazy,
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=_EPILOG,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
)


def tell_version(wanted: bool) -> None:
    """Print the version and leave, when that is what was asked for."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"remit {version('remit')}")
        raise typer.Exit


@app.callback()
def remit(
    context: typer.Context,
    *,
    address: Annotated[
        str, typer.Option(envvar="REMIT_ADDRESS", metavar="HOST:PORT", help="The server.")
    ] = DEFAULT_ADDRESS,
    key: Annotated[
        str | None,
        typer.Option(
            envvar="REMIT_KEY",
            metavar="KEY",
            help="The API key, or @FILE that holds it.",
        ),
    ] = None,
    tenant: Annotated[
        str | None,
        typer.Option(envvar="REMIT_TENANT", metavar="ID", help="The tenant, for platform operators."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    ca: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Authorities that sign the server's certificate (PEM)."),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="No TLS, even beyond this machine: others can read the key.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="How long to wait for an answer.")
    ] = 30.0,
    traceback: Annotated[bool, typer.Option("--traceback", hidden=True)] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=tell_version),
    ] = False,
) -> None:
    """[bold]Remit[/bold] decides what an AI agent may do and spend, and proves what it decided."""
    context.obj = Wishes(
        address=address,
        key=key,
        tenant=tenant,
        as_json=as_json,
        authorities=ca,
        insecure=insecure,
        timeout=timeout,
        traceback=traceback,
    )


for _noun, (_panel, _help) in NOUNS.items():
    app.add_typer(typer.Typer(), name=_noun, help=_help, rich_help_panel=_panel)
