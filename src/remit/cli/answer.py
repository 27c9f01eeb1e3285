"""A decision as people read it: the verdict, why, what would change it, what is held. Decides nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from remit.cli.text import heading, span_text, styled, text_at, time_text
from remit.client import enum_text, model_name, money_text, ref
from remit.client import messages as m

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_TITLES: Final = {
    m.EFFECT_ALLOW: ("ALLOWED", "green"),
    m.EFFECT_DENY: ("DENIED", "red"),
    m.EFFECT_NEEDS_APPROVAL: ("NEEDS APPROVAL", "yellow"),
}
_MARKS: Final = {
    m.VERDICT_PASS: ("✓", "green"),
    m.VERDICT_FAIL: ("✗", "red"),
    m.VERDICT_SKIPPED: ("·", "dim"),
    m.VERDICT_DEGRADED: ("!", "yellow"),
}
_SILENT: Final = {m.VERDICT_PASS: "no objection", m.VERDICT_SKIPPED: "not asked"}
STANDING_COLUMNS: Final = ("budget_id", "period", "limit", "spent", "held", "remaining", "used_percent")
WIDE_COLUMNS: Final = (*STANDING_COLUMNS, "status", "scope_entity", "period_end")
"""On a terminal that is wide enough."""
WIDE: Final = 120


def show_answer(console: "Console", answer: m.AuthorizeResponse) -> None:
    """Print a decision."""
    console.print(answer_panel(answer))
    for detail in answer.stage_details:
        findings = "; ".join(detail.findings) or _SILENT.get(detail.verdict, "")
        console.print(f"  {enum_text(m.Stage, detail.stage).lower():<12} {findings}", markup=False)


def answer_panel(answer: m.AuthorizeResponse, note: str = "") -> "RenderableType":
    """Return a decision as a panel; `note` stands in its lower edge."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    title, colour = _TITLES.get(answer.effect, ("REFUSED (an effect unknown here)", "red"))
    parts: list[RenderableType] = [
        stages_line(answer),
        *(Text.from_markup(line) for line in answer_lines(answer)),
    ]
    return Panel(
        Group(*parts), title=Text(title, style=f"bold {colour}"), title_align="left", border_style=colour,
        subtitle=Text(note, style="dim") if note else None, subtitle_align="right",
    )  # fmt: skip


def stages_line(answer: m.AuthorizeResponse) -> "RenderableType":
    """Return the verdict of each stage, in order, on one line."""
    from rich.text import Text

    line = Text()
    for number, verdict in enumerate(answer.stages, 1):
        mark, colour = _MARKS.get(verdict, ("?", "red"))
        line.append(f"{mark} {enum_text(m.Stage, number).lower()}  ", style=colour)
    return line


def answer_lines(answer: m.AuthorizeResponse) -> Iterator[str]:
    """Yield what is to say of a decision, a line each, with Rich's markup."""
    from rich.markup import escape

    for reason in answer.reasons:
        yield f"[bold]{enum_text(m.ReasonCode, reason.code)}[/bold] {escape(reason.message)}"
        if reason.HasField("remedy"):
            yield f"  [cyan]what would change it:[/cyan] {escape(remedy_text(reason.remedy))}"
    if answer.HasField("affordable"):
        yield from map(escape, _affordable(answer.affordable))
    for obligation in answer.obligations:
        yield f"[magenta]must[/magenta] {escape(_obligation(obligation))}"
    if answer.HasField("approval"):
        approvers = ", ".join(map(ref, answer.approval.approvers)) or "whoever may decide"
        yield f"[yellow]may approve:[/yellow] {escape(approvers)}, {answer.approval.quorum} needed"
    if answer.HasField("reservation"):
        yield f"[blue]held[/blue] {escape(_held(answer.reservation))}"
    if answer.HasField("reservation"):
        yield f"[dim]{answer.reservation.reservation_id}[/dim]"
    if answer.decision_id:
        yield f"[dim]{answer.decision_id}  leaf {answer.leaf_hash.hex()[:16]}…[/dim]"


def standings_table(standings: Any, width: int) -> "RenderableType":  # noqa: ANN401  a repeated field
    """Return where budgets stand as a table, for a console so many characters wide."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    wanted = WIDE_COLUMNS if width >= WIDE else STANDING_COLUMNS
    shown = [name for name in wanted if any(text_at(one, name) for one in standings)]
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    for number, name in enumerate(shown):
        table.add_column(heading(name), no_wrap=not number)
    for one in standings:
        table.add_row(*(styled(text_at(one, name)) for name in shown))
    return table


def remedy_text(remedy: m.Remedy) -> str:
    """Return what would change an answer, with the times that it names."""
    parts = [remedy.text]
    if remedy.HasField("resets_at"):
        parts.append(f"begins anew {time_text(remedy.resets_at)}")
    if remedy.HasField("retry_after"):
        parts.append(f"try again in {span_text(remedy.retry_after)}")
    if remedy.who_can_raise:
        parts.append(f"ask {', '.join(map(ref, remedy.who_can_raise))}")
    return "; ".join(filter(None, parts))


def _affordable(affordable: m.Affordable) -> Iterator[str]:
    if affordable.HasField("output_tokens"):
        yield f"would fit: {affordable.output_tokens:,} output tokens"
    for one in affordable.models:
        yield f"would fit: {model_name(one.model)} with {one.max_output_tokens:,} output tokens"


def _obligation(obligation: m.Obligation) -> str:
    match obligation.WhichOneof("obligation"):
        case "use_model":
            use = obligation.use_model
            saving = f", saves {money_text(use.saving)}" if use.HasField("saving") else ""
            return (
                f"use {model_name(use.to_model)} instead of {model_name(use.from_model)}: {use.why}{saving}"
            )
        case "redact_fields":
            return f"redact {', '.join(obligation.redact_fields.pointers)}: {obligation.redact_fields.why}"
        case "run_in_sandbox":
            return f"run in sandbox {obligation.run_in_sandbox.profile_id}"
        case "settle_by":
            return f"report by {time_text(obligation.settle_by.time)}"
        case "ask_again_after":
            return f"ask again after {time_text(obligation.ask_again_after.time)}"
        case _:
            return "do something that this version does not know: do not act"


def _held(reservation: m.Reservation) -> str:
    parts = []
    if reservation.HasField("held_money"):
        parts.append(money_text(reservation.held_money))
    if reservation.HasField("held_tokens"):
        parts.append(f"{reservation.held_tokens:,} tokens")
    budgets = ", ".join(hold.budget_id for hold in reservation.holds)
    of = f" of {budgets}" if budgets else ""
    return f"{' and '.join(parts)}{of}, until {time_text(reservation.expires_at)}"
