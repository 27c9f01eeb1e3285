"""`remit alert …`: thresholds that were crossed."""

from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import From, Limit, Until, time_message
from remit.client import messages as m

app = Commands()

COLUMNS = (
    "raised_at",
    "standing.budget_id",
    "standing.scope_entity",
    "percent",
    "standing.spent",
    "standing.limit",
    "alert_rule_ids",
)


@app.callback()
def alert() -> None:
    """Thresholds that were crossed; `remit alert-rule` says who hears of them."""


@app.command("list", example="remit alert list --limit 20")
def list_alerts(
    remit: Invocation,
    *,
    budget: Annotated[str, typer.Option(metavar="BUDGET", help="Only of this budget.")] = "",
    since: From = None,
    until: Until = None,
    limit: Limit = 100,
) -> None:
    """List alerts, newest first."""
    request = m.ListAlertsRequest(budget_id=budget, to=time_message(until), page_size=min(limit, 1_000))
    wanted = {field.name: value for field, value in request.ListFields()}
    if since is not None:
        wanted["from"] = time_message(since)
    pages = remit.client.list_alerts.pages(**wanted)
    remit.out.table(remit.listed(pages, "alerts", limit=limit), "alerts", columns=COLUMNS)
