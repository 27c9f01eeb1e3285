"""`remit policy …`: the policy as one document, to keep beside your code."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation, read_text
from remit.client import enum_text
from remit.client import messages as m

app = Commands()

_SIGN = {m.CHANGE_TYPE_ADDED: "[green]+[/green]", m.CHANGE_TYPE_REMOVED: "[red]-[/red]"}


@app.command("apply", example="remit policy apply policy.yaml --dry-run\nremit policy apply policy.yaml")
def apply(
    remit: Invocation,
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The document, YAML or JSON; - is standard input.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove what the document does not name.")] = False,
) -> None:
    """Bring the policy to what a document says, all or nothing, and say what changes."""
    answer = remit.client.apply_policy(document=read_text(file), dry_run=dry_run, prune=prune)
    if remit.out.as_json:
        remit.out.json_message(answer)
        return
    for change in answer.changes:
        sign = _SIGN.get(change.type, "[yellow]~[/yellow]")
        kind = enum_text(m.ChangeType, change.type).lower()
        remit.out.data.print(f"{sign} {change.kind} [bold]{escape(change.id)}[/bold] {kind}")
    for warning in answer.warnings:
        remit.out.note(f"[yellow]note[/yellow] {escape(f'{warning.entry}: {warning.message}')}")
    would = "would change" if dry_run else "changed"
    remit.out.done(f"{len(answer.changes)} {would}; revision {answer.revision}")


@app.command("export", example="remit policy export --output policy.yaml")
def export(
    remit: Invocation,
    *,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only such entries: role, binding, …. May be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write. Default: here.")
    ] = None,
) -> None:
    """Write the policy as a document that `apply` takes."""
    answer = remit.client.export_policy(kinds=kind or ())
    if output is not None:
        output.write_text(answer.document, "utf-8")
        remit.out.done(f"revision {answer.revision} is in {output}")
    elif remit.out.as_json:
        remit.out.json_message(answer)
    else:
        remit.out.line(answer.document.rstrip("\n"))
