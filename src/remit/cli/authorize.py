"""`remit authorize`: ask whether a subject may do something, as a runtime would, and hold its budget."""

from datetime import timedelta
from typing import Annotated

import typer

from remit.cli.answer import show_answer
from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation
from remit.cli.option import (
    Labels,
    duration_message,
    duration_of,
    entity_of,
    estimate_of,
    json_of,
    labels_of,
)
from remit.client import messages as m

app = Commands()

Models = Annotated[
    list[str] | None,
    typer.Option(metavar="PROVIDER/MODEL", help="The model to call; repeated, any of them will do."),
]
DataClasses = Annotated[
    list[str] | None, typer.Option(help="A class of data that it touches. May be repeated.")
]
Hold = Annotated[
    timedelta | None,
    typer.Option(parser=duration_of, metavar="TIME", help="How long to hold. Default: 5m."),
]
_CODES = {m.EFFECT_ALLOW: Code.OK, m.EFFECT_NEEDS_APPROVAL: Code.NEEDS_APPROVAL}


@app.command(
    "authorize",
    example="remit authorize tool:execute tool:web-search --subject agent:researcher-7"
    " --model openai/gpt-4o --input-tokens 4808 --max-output-tokens 500\n"
    "remit authorize tool:execute tool:web-search --subject agent:researcher-7 --dry-run --explain",
)
def authorize(
    remit: Invocation,
    *,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="Such as tool:execute.")],
    resource: Annotated[str, typer.Argument(metavar="TYPE:ID", help="On what: tool:web-search.")],
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="On whose action. Default: yours.")] = "",
    behalf: Annotated[str, typer.Option(metavar="TYPE:ID", help="For whom the subject acts.")] = "",
    attributes: Annotated[
        str, typer.Option(metavar="JSON", help="Attributes of the resource, or @FILE.")
    ] = "",
    arguments: Annotated[
        str, typer.Option(metavar="JSON", help="Arguments of the tool call, or @FILE.")
    ] = "",
    model: Models = None,
    input_tokens: Annotated[int | None, typer.Option(min=0, help="Tokens of the prompt.")] = None,
    max_output_tokens: Annotated[int | None, typer.Option(min=0, help="Most tokens of the answer.")] = None,
    cost: Annotated[
        str, typer.Option(metavar="MONEY", help="Most it may cost: '0.50 USD'; 0 for nothing.")
    ] = "",
    tokens: Annotated[int | None, typer.Option(min=0, help="Most tokens, of no model in particular.")] = None,
    session: Annotated[str, typer.Option(metavar="SESSION", help="The session that it belongs to.")] = "",
    run: Annotated[str, typer.Option(metavar="RUN", help="The run that it belongs to.")] = "",
    approval: Annotated[str, typer.Option(metavar="APPROVAL", help="An approval to use: apr_….")] = "",
    data_class: DataClasses = None,
    label: Labels = None,
    hold: Hold = None,
    request_id: Annotated[str, typer.Option(help="Makes it repeatable. Default: a fresh one.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Say what each stage found.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hold, spend and record nothing.")] = False,
) -> Code:
    """Ask whether a subject may do something. Exit code 0 allowed, 3 denied, 4 a human must approve first."""
    asked = entity_of(resource, "TYPE:ID")
    asked.attributes_json = json_of(attributes, "--attributes")
    answer = remit.client.authorize(
        request_id=request_id,
        subject=entity_of(subject, "--subject") if subject else None,
        on_behalf_of=entity_of(behalf, "--behalf") if behalf else None,
        action=action,
        resource=asked,
        arguments_json=json_of(arguments, "--arguments"),
        estimate=estimate_of(
            model, input_tokens=input_tokens, output_tokens=max_output_tokens, cost=cost, count=tokens
        ),
        session_id=session,
        run_id=run,
        approval_id=approval,
        data_classes=data_class or (),
        labels=labels_of(label),
        hold=duration_message(hold),
        explain=explain,
        dry_run=dry_run,
    )
    if remit.out.as_json:
        remit.out.json_message(answer)
    else:
        show_answer(remit.out.data, answer)
    return _CODES.get(answer.effect, Code.DENIED)
