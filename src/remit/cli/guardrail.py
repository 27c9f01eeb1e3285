"""`remit guardrail …`: conditions that forbid, permit or ask a human, beyond roles."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation, read_text
from remit.cli.option import Limit, entity_of, enum_of
from remit.client import messages as m

app = Commands()

EffectName = Literal["forbid", "permit", "require-approval"]
GuardrailId = Annotated[str, typer.Argument(metavar="GUARDRAIL", help="Its id, such as large-payments.")]
COLUMNS = ("guardrail_id", "effect", "actions", "resources", "condition", "message", "disabled")


@app.command(
    "create",
    example="remit guardrail create large-payments --effect require-approval --action tool:execute"
    " --resource tool:pay --approver role:approver\n"
    "remit guardrail create no-shell --effect forbid --resource tool:shell --message 'No shell, ever.'",
)
def create(
    remit: Invocation,
    *,
    guardrail: GuardrailId,
    effect: Annotated[EffectName, typer.Option(help="What it does where it holds.")],
    action: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Actions it looks at. May be repeated.")
    ] = None,
    resource: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Resources, as type:id. May be repeated.")
    ] = None,
    condition: Annotated[
        str, typer.Option(metavar="YAML", help="On attributes and arguments, or @FILE. Default: always.")
    ] = "",
    message: Annotated[str, typer.Option(help="What a refused caller reads.")] = "",
    approver: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE:ID", help="Who may say yes: user:…, role:…. May be repeated."),
    ] = None,
    quorum: Annotated[int | None, typer.Option(min=1, max=20, help="Votes needed. Default: 1.")] = None,
) -> None:
    """Create a guardrail."""
    asks = effect == "require-approval"
    rule = m.ApprovalRule(approvers=[entity_of(text, "--approver") for text in approver or ()], quorum=quorum)
    made = remit.client.create_guardrail(
        guardrail=m.Guardrail(
            guardrail_id=guardrail,
            effect=enum_of(m.GuardrailEffect, effect, option="--effect"),
            actions=action or (),
            resources=resource or (),
            condition=text_of(condition),
            message=message,
            approval=rule if asks else None,
        )
    )
    remit.out.message(made, of="guardrail")


@app.command("list", example="remit guardrail list")
def list_guardrails(
    remit: Invocation,
    *,
    effect: Annotated[EffectName | None, typer.Option(help="Only with this effect.")] = None,
    limit: Limit = 100,
) -> None:
    """List guardrails."""
    pages = remit.client.list_guardrails.pages(
        effect=enum_of(m.GuardrailEffect, effect or "", option="--effect"), page_size=min(limit, 1_000)
    )
    remit.out.table(remit.listed(pages, "guardrails", limit=limit), "guardrails", columns=COLUMNS)


@app.command("get", example="remit guardrail get large-payments")
def get(remit: Invocation, guardrail: GuardrailId) -> None:
    """Show one guardrail."""
    remit.out.message(remit.client.get_guardrail(guardrail_id=guardrail), of="guardrail")


@app.command(
    "switch",
    example="remit guardrail switch large-payments --off\nremit guardrail switch large-payments --on",
)
def switch(
    remit: Invocation,
    *,
    guardrail: GuardrailId,
    on: Annotated[bool, typer.Option("--on/--off", help="Whether it is looked at.")] = True,
) -> None:
    """Switch a guardrail on or off."""
    changed = remit.client.update_guardrail(
        guardrail=m.Guardrail(guardrail_id=guardrail, disabled=not on),
        update_mask=m.FieldMask(paths=["disabled"]),
    )
    remit.out.message(changed, of="guardrail")


@app.command("delete", example="remit guardrail delete large-payments")
def delete(remit: Invocation, guardrail: GuardrailId) -> None:
    """Remove a guardrail."""
    remit.out.gone(remit.client.delete_guardrail(guardrail_id=guardrail), f"guardrail {guardrail}")


def text_of(given: str) -> str:
    """Return the text itself, or that of the file that `@FILE` names."""
    return read_text(Path(given[1:])) if given.startswith("@") else given
