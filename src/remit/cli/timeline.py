"""`remit timeline …`: the steps of runs, live and later."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import Labels, Limit, enum_of, labels_of
from remit.cli.text import styled, text_at
from remit.client import messages as m

if TYPE_CHECKING:
    from rich.text import Text

app = Commands()

Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="Only decision, model-call, tool-call, approval, usage, …. May be repeated."),
]
RunId = Annotated[str, typer.Argument(metavar="RUN", help="The run, run_….")]
COLUMNS = ("sequence", "started_at", "kind", "name", "status", "effect", "model", "cost", "step_id")


@app.command(
    "watch", example='remit timeline watch "$RUN" --no-follow\nremit timeline watch --all --no-follow'
)
def watch(
    remit: Invocation,
    *,
    run: Annotated[str, typer.Argument(metavar="RUN", help="One run, run_….")] = "",
    agent: Annotated[str, typer.Option(metavar="ID", help="Or all runs of an agent, without type.")] = "",
    all_runs: Annotated[bool, typer.Option("--all", help="Or all runs of the tenant.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Only what happens from now on.")] = False,
    cursor: Annotated[str, typer.Option(help="Go on just after the event with this cursor.")] = "",
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Stay after the history.")] = True,
    kind: Kinds = None,
    label: Labels = None,
) -> Code:
    """Follow steps as they happen: history first, then live; cuts are mended without gap or duplicate.

    Ctrl-C ends it, and says how to go on from there.
    """
    if sum(map(bool, (run, agent, all_runs))) != 1:
        raise UsageError("say whose steps: a RUN, --agent, or --all")
    asked = m.StreamTimelineRequest(
        kinds=[enum_of(m.StepKind, name, option="--kind") for name in kind or ()],
        labels=labels_of(label),
        follow=follow,
    )
    if run:
        asked.run_id = run
    elif agent:
        asked.agent_id = agent.removeprefix("agent:")
    else:
        asked.tenant.SetInParent()
    if cursor:
        asked.cursor = cursor
    elif new:
        asked.origin = m.TIMELINE_ORIGIN_NOW
    return follow_events(remit, remit.client.timeline.send(asked), many=not run)


@app.command("list", example='remit timeline list "$RUN"')
def list_steps(remit: Invocation, run: RunId, kind: Kinds = None, limit: Limit = 100) -> None:
    """List the steps of a run, in order."""
    pages = remit.client.list_steps.pages(
        run_id=run,
        kinds=[enum_of(m.StepKind, name, option="--kind") for name in kind or ()],
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "steps", limit=limit), "steps", columns=COLUMNS)


@app.command("cost", example='remit timeline cost "$RUN"')
def cost(remit: Invocation, run: RunId) -> None:
    """Say what a run has cost, and in which steps, models and tools."""
    remit.out.message(remit.client.get_cost_breakdown(run_id=run))


def follow_events(remit: Invocation, events: Iterator[m.StreamTimelineResponse], *, many: bool) -> Code:
    """Print events as they come, until they end or Ctrl-C."""
    last = ""
    try:
        for event in events:
            last = event.cursor
            if remit.out.as_json:
                remit.out.json_message(event)
            else:
                remit.out.data.print(event_line(event, many=many))
    except KeyboardInterrupt:
        remit.out.note(f"\nGo on from here with: --cursor {last}" if last else "")
        return Code.INTERRUPTED
    return Code.OK


def event_line(event: m.StreamTimelineResponse, *, many: bool) -> "Text":
    """Return one event as a line; `many` also names the run."""
    from rich.text import Text

    match event.WhichOneof("event"):
        case "step":
            return step_line(event.step, many=many)
        case "run_started":
            run = event.run_started
            return Text(
                f"▶ run {run.run_id} of {text_at(run, 'subject')} began {run.name}".rstrip(), style="bold"
            )
        case "run_ended":
            run = event.run_ended
            state = styled(text_at(run, "state"))
            return Text.assemble((f"■ run {run.run_id} ended ", "bold"), state, f" {text_at(run, 'cost')}")
        case _:
            return Text("── up to date; waiting for what happens ──", style="dim")


def step_line(step: m.Step, *, many: bool) -> "Text":
    """Return one step as a line."""
    from rich.text import Text

    line = Text(f"{step.sequence:>5} ", style="dim")
    line.append(f"{text_at(step, 'started_at')[11:]:<9} ", style="dim")
    line.append(f"{text_at(step, 'kind').lower().replace('_', ' '):<10} ", style="cyan")
    line.append(styled(f"{text_at(step, 'status')}"))
    line.append(f" {step.name}", style="bold")
    if step.effect:
        line.append(" → ").append(styled(text_at(step, "effect")))
    for extra in (text_at(step, "model"), _tokens(step), text_at(step, "cost"), step.error.message):
        line.append(f"  {extra}" if extra else "")
    if many:
        line.append(f"  {step.run_id}", style="dim")
    return line


def _tokens(step: m.Step) -> str:
    used = step.tokens
    return f"{used.input_tokens:,}→{used.output_tokens:,} tokens" if step.HasField("tokens") else ""
