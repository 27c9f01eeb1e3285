"""`remit alert-rule …`: who hears of crossed thresholds."""

from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import Limit
from remit.client import messages as m

app = Commands()

RuleId = Annotated[str, typer.Argument(metavar="RULE", help="Its id, such as ops.")]
Texts = list[str] | None
Webhook = Annotated[
    Texts, typer.Option("--webhook", metavar="URL", help="Where to send, signed. May be repeated.")
]
Email = Annotated[Texts, typer.Option("--email", metavar="ADDRESS", help="Whom to write. May be repeated.")]
Budgets = Annotated[
    Texts, typer.Option("--budget", metavar="BUDGET", help="Only this budget. May be repeated. Default: all.")
]
Percents = Annotated[
    list[int] | None,
    typer.Option(
        "--percent",
        metavar="PERCENT",
        help="At how much of the limit. May be repeated. Default: at each budget's thresholds, and at 100.",
    ),
]
COLUMNS = ("alert_rule_id", "display_name", "budget_ids", "percents", "channels", "disabled")


@app.command(
    "create",
    example="remit alert-rule create ops --webhook https://hooks.example.com/remit --percent 80 --percent 100",
)
def create(
    remit: Invocation,
    *,
    rule: RuleId,
    webhook: Webhook = None,
    email: Email = None,
    budget: Budgets = None,
    percent: Percents = None,
    name: Annotated[str, typer.Option(help="Name for humans.")] = "",
) -> None:
    """Create a rule. Shows the secret that signs its webhooks, once."""
    made = remit.client.create_alert_rule(
        alert_rule=m.AlertRule(
            alert_rule_id=rule,
            display_name=name,
            budget_ids=budget or (),
            percents=percent or (),
            channels=channels_of(webhook, email),
        )
    )
    remit.out.message(made)


@app.command("list", example="remit alert-rule list")
def list_rules(remit: Invocation, limit: Limit = 100) -> None:
    """List rules."""
    pages = remit.client.list_alert_rules.pages(page_size=min(limit, 1_000))
    remit.out.table(remit.listed(pages, "alert_rules", limit=limit), "alert_rules", columns=COLUMNS)


@app.command(
    "update",
    example="remit alert-rule update ops --percent 50 --name Operations\nremit alert-rule update ops --disable",
)
def update(
    remit: Invocation,
    *,
    rule: RuleId,
    webhook: Webhook = None,
    email: Email = None,
    budget: Budgets = None,
    percent: Percents = None,
    name: Annotated[str | None, typer.Option(help="Name for humans.")] = None,
    enabled: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Whether it passes anything on.")
    ] = None,
) -> None:
    """Change a rule. What is given replaces all that it had of it; channels all of either kind."""
    given = {
        "display_name": name is not None,
        "budget_ids": bool(budget),
        "percents": bool(percent),
        "channels": bool(webhook or email),
        "disabled": enabled is not None,
    }
    if not any(given.values()):
        raise UsageError("nothing to change was given")
    changed = remit.client.update_alert_rule(
        alert_rule=m.AlertRule(
            alert_rule_id=rule,
            display_name=name or "",
            budget_ids=budget or (),
            percents=percent or (),
            channels=channels_of(webhook, email),
            disabled=enabled is False,
        ),
        update_mask=m.FieldMask(paths=[path for path, wanted in given.items() if wanted]),
    )
    remit.out.message(changed)


@app.command("delete", example="remit alert-rule delete ops")
def delete(remit: Invocation, rule: RuleId) -> None:
    """Remove a rule; alerts already raised stay."""
    remit.out.gone(remit.client.delete_alert_rule(alert_rule_id=rule), f"alert rule {rule}")


def channels_of(webhook: Texts, email: Texts) -> list[m.AlertChannel]:
    """Return the channels that the options name."""
    hooks = [m.AlertChannel(webhook_url=url) for url in webhook or ()]
    return hooks + [m.AlertChannel(email=address) for address in email or ()]
