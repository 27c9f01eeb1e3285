"""`remit check-budget`: where a subject's budgets stand, and whether an estimate would fit."""

from typing import Annotated

import typer
from rich.markup import escape

from remit.cli.answer import remedy_text, standings_table
from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation
from remit.cli.option import Labels, entity_of, estimate_of, labels_of
from remit.client import enum_text, model_name, money_text
from remit.client import messages as m

app = Commands()


@app.command(
    "check-budget",
    example="remit check-budget agent:researcher-7 --model openai/gpt-4o --input-tokens 4808",
)
def check_budget(
    remit: Invocation,
    *,
    subject: Annotated[str, typer.Argument(metavar="TYPE:ID", help="Whose. Absent: yours.")] = "",
    model: Annotated[
        list[str] | None, typer.Option(metavar="PROVIDER/MODEL", help="The model to call. May be repeated.")
    ] = None,
    input_tokens: Annotated[int | None, typer.Option(min=0, help="Tokens of the prompt.")] = None,
    max_output_tokens: Annotated[int | None, typer.Option(min=0, help="Most tokens of the answer.")] = None,
    cost: Annotated[str, typer.Option(metavar="MONEY", help="Most it may cost: '0.50 USD'.")] = "",
    tokens: Annotated[int | None, typer.Option(min=0, help="Most tokens, of no model in particular.")] = None,
    session: Annotated[str, typer.Option(metavar="SESSION", help="Its session.")] = "",
    run: Annotated[str, typer.Option(metavar="RUN", help="Its run.")] = "",
    label: Labels = None,
) -> Code:
    """Show where budgets stand, and whether an estimate fits. Exit code 3 when it does not."""
    answer = remit.client.check_budget(
        subject=entity_of(subject, "TYPE:ID") if subject else None,
        estimate=estimate_of(
            model, input_tokens=input_tokens, output_tokens=max_output_tokens, cost=cost, count=tokens
        ),
        session_id=session,
        run_id=run,
        labels=labels_of(label),
    )
    if remit.out.as_json:
        remit.out.json_message(answer)
    else:
        show(remit, answer)
    return Code.OK if answer.fits else Code.DENIED


def show(remit: Invocation, answer: m.CheckBudgetResponse) -> None:
    """Print the answer for people."""
    say = remit.out.data.print
    if answer.standings:
        say(standings_table(answer.standings, remit.out.data.width))
    estimated = [money_text(answer.estimated_cost)] if answer.HasField("estimated_cost") else []
    if answer.HasField("estimated_tokens"):
        estimated.append(f"{answer.estimated_tokens:,} tokens")
    verdict = "[bold green]FITS[/bold green]" if answer.fits else "[bold red]DOES NOT FIT[/bold red]"
    say(f"{verdict} {' and '.join(estimated)}")
    for reason in answer.reasons:
        say(f"[bold]{enum_text(m.ReasonCode, reason.code)}[/bold] {escape(reason.message)}")
        if reason.HasField("remedy"):
            say(f"  [cyan]what would change it:[/cyan] {escape(remedy_text(reason.remedy))}")
    if answer.HasField("recommended_model"):
        say(f"recommended: {model_name(answer.recommended_model)}")
