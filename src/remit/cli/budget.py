"""`remit budget …`: limits on money and tokens."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import (
    Limit,
    amount_of,
    duration_message,
    duration_of,
    enum_of,
)
from remit.client import messages as m

app = Commands()

ScopeName = Literal["tenant", "team", "user", "agent", "role", "model", "session", "run"]
PeriodName = Literal["session", "run", "hour", "day", "week", "month", "quarter", "total", "rolling"]
BudgetId = Annotated[str, typer.Argument(metavar="BUDGET", help="Its id, bud_… or your own.")]
ScopeId = Annotated[
    str,
    typer.Option("--scope-id", metavar="ID", help="Which one, without type: researcher-7. Default: each."),
]
Percents = list[int] | None
Warn = Annotated[
    Percents, typer.Option("--warn", metavar="PERCENT", help="Alert from here on. May be repeated.")
]
Downgrade = Annotated[
    int | None,
    typer.Option("--downgrade", metavar="PERCENT", help="Ask for the next cheaper model from here on."),
]
Ask = Annotated[
    int | None, typer.Option("--require-approval", metavar="PERCENT", help="Ask a human from here on.")
]
Share = Annotated[
    int | None, typer.Option("--max-share", metavar="PERCENT", help="Most of it that one act may hold.")
]
COLUMNS = (
    "budget_id",
    "display_name",
    "scope",
    "scope_id",
    "each_subject",
    "period",
    "limit",
    "thresholds",
    "disabled",
)


@app.command(
    "create",
    example="remit budget create daily-researcher --scope agent --scope-id researcher-7 --period day"
    " --limit '10 USD' --warn 80\n"
    "remit budget create month-cap --scope tenant --period month --limit '1000 USD' --downgrade 90",
)
def create(
    remit: Invocation,
    *,
    limit: Annotated[str, typer.Option(metavar="AMOUNT", help="'10 USD' or '100000 tokens'.")],
    scope: Annotated[ScopeName, typer.Option(help="Whose use it counts.")],
    period: Annotated[PeriodName, typer.Option(help="How long it lasts before it begins anew.")],
    budget: Annotated[str, typer.Argument(metavar="BUDGET", help="Its id. Absent: one is made.")] = "",
    scope_id: ScopeId = "",
    name: Annotated[str, typer.Option(help="Name for humans.")] = "",
    window: Annotated[
        timedelta | None,
        typer.Option(parser=duration_of, metavar="TIME", help="Length of a rolling period: 24h."),
    ] = None,
    each_subject: Annotated[
        bool, typer.Option("--each-subject", help="With role or team: each subject apart.")
    ] = False,
    warn: Warn = None,
    downgrade: Downgrade = None,
    require_approval: Ask = None,
    max_share: Share = None,
) -> None:
    """Create a budget. One over existing spend starts from the ledger."""
    made = remit.client.create_budget(
        budget=m.Budget(
            budget_id=budget,
            display_name=name,
            scope=enum_of(m.Scope, scope, option="--scope"),
            scope_id=scope_id,
            each_subject=each_subject,
            period=enum_of(m.Period, period, option="--period"),
            rolling_window=duration_message(window),
            limit=amount_of(limit, "--limit"),
            thresholds=thresholds_of(warn, downgrade, require_approval=require_approval),
            max_share_percent=max_share,
        )
    )
    remit.out.message(made, of="budget")


@app.command("list", example="remit budget list")
def list_budgets(
    remit: Invocation,
    *,
    scope: Annotated[ScopeName | None, typer.Option(help="Only of this scope.")] = None,
    scope_id: ScopeId = "",
    period: Annotated[PeriodName | None, typer.Option(help="Only of this period.")] = None,
    limit: Limit = 100,
) -> None:
    """List budgets."""
    pages = remit.client.list_budgets.pages(
        scope=enum_of(m.Scope, scope or "", option="--scope"),
        scope_id=scope_id,
        period=enum_of(m.Period, period or "", option="--period"),
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "budgets", limit=limit), "budgets", columns=COLUMNS)


@app.command("get", example="remit budget get daily-researcher")
def get(remit: Invocation, budget: BudgetId, scope_id: ScopeId = "") -> None:
    """Show a budget and where it stands."""
    remit.out.message(remit.client.get_budget(budget_id=budget, scope_id=scope_id))


@app.command("update", example="remit budget update daily-researcher --limit '20 USD' --warn 50 --warn 80")
def update(
    remit: Invocation,
    *,
    budget: BudgetId,
    limit: Annotated[str, typer.Option(metavar="AMOUNT", help="The new limit; it holds at once.")] = "",
    name: Annotated[str | None, typer.Option(help="Name for humans.")] = None,
    warn: Warn = None,
    downgrade: Downgrade = None,
    require_approval: Ask = None,
    max_share: Share = None,
    enabled: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Whether it refuses; it counts in any case.")
    ] = None,
) -> None:
    """Change a budget. Thresholds that are given replace all that it had."""
    thresholds = thresholds_of(warn, downgrade, require_approval=require_approval)
    given = {
        "limit": bool(limit),
        "display_name": name is not None,
        "thresholds": bool(thresholds),
        "max_share_percent": max_share is not None,
        "disabled": enabled is not None,
    }
    if not any(given.values()):
        raise UsageError("nothing to change was given")
    changed = remit.client.update_budget(
        budget=m.Budget(
            budget_id=budget,
            display_name=name or "",
            limit=amount_of(limit, "--limit") if limit else None,
            thresholds=thresholds,
            max_share_percent=max_share,
            disabled=enabled is False,
        ),
        update_mask=m.FieldMask(paths=[path for path, wanted in given.items() if wanted]),
    )
    remit.out.message(changed, of="budget")


@app.command("delete", example="remit budget delete daily-researcher")
def delete(remit: Invocation, budget: BudgetId) -> None:
    """Remove a budget; what it has counted stays in the ledger."""
    remit.out.gone(remit.client.delete_budget(budget_id=budget), f"budget {budget}")


def thresholds_of(
    warn: Percents, downgrade: int | None, *, require_approval: int | None
) -> list[m.Threshold]:
    """Return the soft thresholds that the options ask for."""
    found = [m.Threshold(percent=percent, action=m.THRESHOLD_ACTION_WARN) for percent in warn or ()]
    if downgrade is not None:
        found.append(m.Threshold(percent=downgrade, action=m.THRESHOLD_ACTION_DOWNGRADE))
    if require_approval is not None:
        found.append(m.Threshold(percent=require_approval, action=m.THRESHOLD_ACTION_REQUIRE_APPROVAL))
    return found
