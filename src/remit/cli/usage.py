"""`remit usage …`: report what was used; list and sum the ledger."""

from datetime import datetime
from typing import Annotated, Final, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import (
    From,
    Labels,
    Limit,
    Until,
    entity_of,
    enum_of,
    labels_of,
    model_of,
    money_of,
    time_message,
    time_of,
)
from remit.cli.text import text_at
from remit.client import error_of_status
from remit.client import messages as m

app = Commands()

Subject = Annotated[str, typer.Option(metavar="TYPE:ID", help="Only of this subject.")]
Session = Annotated[str, typer.Option(metavar="SESSION", help="Only of this session.")]
Run = Annotated[str, typer.Option(metavar="RUN", help="Only of this run.")]
Model = Annotated[str, typer.Option(metavar="PROVIDER/MODEL", help="Only of this model.")]
COLUMNS: Final = (
    "booked_at",
    "subject",
    "model",
    "tokens.input_tokens",
    "tokens.output_tokens",
    "cost",
    "outcome",
    "kind",
    "usage_id",
)


@app.command(
    "record",
    example='remit usage record --reservation "$RESERVATION" --model openai/gpt-4o --input-tokens 4808'
    " --output-tokens 10\n"
    "remit usage record --subject agent:researcher-7 --model openai/gpt-4o --input-tokens 100",
)
def record(
    remit: Invocation,
    *,
    reservation: Annotated[
        str, typer.Option(metavar="RESERVATION", help="What was held for it: res_….")
    ] = "",
    decision: Annotated[str, typer.Option(metavar="DECISION", help="Or the decision: dec_….")] = "",
    usage_id: Annotated[str, typer.Option(help="Makes it repeatable. Default: a fresh one.")] = "",
    model: Annotated[str, typer.Option(metavar="PROVIDER/MODEL", help="The model that was called.")] = "",
    input_tokens: Annotated[int, typer.Option(min=0, help="Of the prompt, cached ones included.")] = 0,
    output_tokens: Annotated[int, typer.Option(min=0, help="Of the answer, reasoning included.")] = 0,
    cache_read_tokens: Annotated[int, typer.Option(min=0, help="Of the input, read from cache.")] = 0,
    cache_write_tokens: Annotated[int, typer.Option(min=0, help="Of the input, written to cache.")] = 0,
    reasoning_tokens: Annotated[int, typer.Option(min=0, help="Of the output, spent on reasoning.")] = 0,
    cost: Annotated[str, typer.Option(metavar="MONEY", help="What it cost, if you know better.")] = "",
    outcome: Annotated[Literal["success", "failure", "cancelled"], typer.Option()] = "success",
    partial: Annotated[bool, typer.Option("--partial", help="More will follow: keep the rest held.")] = False,
    subject: Annotated[
        str, typer.Option(metavar="TYPE:ID", help="Who used it, where nothing was held.")
    ] = "",
    session: Annotated[str, typer.Option(metavar="SESSION")] = "",
    run: Annotated[str, typer.Option(metavar="RUN")] = "",
    ended: Annotated[
        datetime | None, typer.Option(parser=time_of, metavar="WHEN", help="Default: now.")
    ] = None,
    label: Labels = None,
) -> Code:
    """Report usage: it is priced, booked, and settles what was held. The same id again changes nothing."""
    if reservation and decision:
        raise UsageError("give --reservation or --decision, not both")
    tokens = m.TokenUsage(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cache_read_tokens=cache_read_tokens,
        cache_write_tokens=cache_write_tokens,
        reasoning_tokens=reasoning_tokens,
    )
    used = m.UsageRecord(
        usage_id=usage_id,
        final=not partial,
        model=model_of(model, "--model") if model else None,
        tokens=tokens if tokens.ByteSize() else None,
        cost=money_of(cost, "--cost") if cost else None,
        outcome=enum_of(m.Outcome, outcome, option="--outcome"),
        subject=entity_of(subject, "--subject") if subject else None,
        session_id=session,
        run_id=run,
        ended_at=time_message(ended),
        labels=labels_of(label),
    )
    if reservation:
        used.reservation_id = reservation
    if decision:
        used.decision_id = decision
    result = remit.client.record_usage(records=[used]).results[0]
    if result.WhichOneof("result") == "error":
        raise error_of_status(result.error)
    remit.out.message(result.receipt)
    return Code.OK


@app.command("list", example="remit usage list --subject agent:researcher-7 --limit 20")
def list_usage(
    remit: Invocation,
    *,
    subject: Subject = "",
    session: Session = "",
    run: Run = "",
    model: Model = "",
    since: From = None,
    until: Until = None,
    label: Labels = None,
    limit: Limit = 100,
) -> None:
    """List ledger entries, newest first."""
    wanted = {"subject": subject, "session": session, "run": run, "model": model}
    given = filter_of(wanted, since, until=until, label=label)
    pages = remit.client.list_usage.pages(filter=given, page_size=min(limit, 1_000))
    remit.out.table(remit.listed(pages, "entries", limit=limit), "entries", columns=COLUMNS)


@app.command("sum", example="remit usage sum --by model --by subject")
def sum_usage(
    remit: Invocation,
    *,
    by: Annotated[
        list[str] | None, typer.Option(help="By subject, team, model, run, outcome, …. May be repeated.")
    ] = None,
    interval: Annotated[
        Literal["hour", "day", "week", "month", "quarter"] | None, typer.Option(help="And by time.")
    ] = None,
    subject: Subject = "",
    session: Session = "",
    run: Run = "",
    model: Model = "",
    since: From = None,
    until: Until = None,
    limit: Limit = 100,
) -> None:
    """Sum the ledger, equal to its entries to the nano-unit."""
    wanted = {"subject": subject, "session": session, "run": run, "model": model}
    pages = remit.client.summarize_usage.pages(
        filter=filter_of(wanted, since, until=until, label=None),
        dimensions=[enum_of(m.UsageDimension, name, option="--by") for name in by or ()],
        interval=enum_of(m.Period, interval or "", option="--interval"),
        page_size=min(limit, 1_000),
    )
    found: m.SummarizeUsageResponse = remit.listed(pages, "sums", limit=limit)
    if remit.out.as_json:
        remit.out.json_message(found)
        return
    columns = (
        "records",
        "failures",
        "tokens.input_tokens",
        "tokens.output_tokens",
        "cost",
        "unpriced_records",
    )
    headings = ["from", *(by or ()), *(name.rpartition(".")[2].replace("_", " ") for name in columns)]
    rows = [
        [text_at(one, "interval_start"), *one.keys, *(text_at(one, name) for name in columns)]
        for one in found.sums
    ]
    total = ["total", *([""] * len(by or ())), *(text_at(found.total, name) for name in columns)]
    remit.out.rows(headings, [*rows, total])


def filter_of(
    wanted: dict[str, str], since: datetime | None, *, until: datetime | None, label: list[str] | None
) -> m.UsageFilter:
    """Return the filter that the options ask for."""
    found = m.UsageFilter(
        subject=entity_of(wanted["subject"], "--subject") if wanted["subject"] else None,
        session_id=wanted["session"],
        run_id=wanted["run"],
        model=model_of(wanted["model"], "--model") if wanted["model"] else None,
        labels=labels_of(label),
        to=time_message(until),
    )
    if since is not None:
        # `from` is a word of Python, so that the constructor does not take it by name.
        getattr(found, "from").CopyFrom(time_message(since))
    return found
