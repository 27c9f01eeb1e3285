"""`remit rate-limit …`: how often something may be done, and how often at once."""

import re
from typing import Annotated, Final, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import Limit, duration_of, enum_of
from remit.client import duration
from remit.client import messages as m

app = Commands()

LimitId = Annotated[str, typer.Argument(metavar="LIMIT", help="Its id, such as searches.")]
COLUMNS = (
    "rate_limit_id",
    "scope",
    "scope_id",
    "actions",
    "resources",
    "windows",
    "max_concurrent",
    "disabled",
)
_RATE: Final = re.compile(r"([\d_,]+)/(\d*(?:\.\d+)?[smhdw].*)")


@app.command(
    "create",
    example="remit rate-limit create searches --scope subject --action tool:execute"
    " --rate 60/1m --rate 1000/1d --max-concurrent 5",
)
def create(
    remit: Invocation,
    *,
    limit: LimitId,
    scope: Annotated[
        Literal["tenant", "subject", "role", "team"], typer.Option(help="What is counted together.")
    ],
    scope_id: Annotated[
        str, typer.Option("--scope-id", help="Which one: agent:researcher-7. Default: each.")
    ] = "",
    rate: Annotated[
        list[str] | None, typer.Option(metavar="ACTS/TIME", help="Such as 60/1m. May be repeated.")
    ] = None,
    burst: Annotated[
        int | None, typer.Option(min=1, help="Acts that may come at once. Default: all.")
    ] = None,
    max_concurrent: Annotated[
        int | None, typer.Option(min=1, help="Most acts under way at once, but those that cost nothing.")
    ] = None,
    action: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Actions it counts. May be repeated.")
    ] = None,
) -> None:
    """Create a limit."""
    made = remit.client.create_rate_limit(
        rate_limit=m.RateLimit(
            rate_limit_id=limit,
            scope=enum_of(m.RateScope, scope, option="--scope"),
            scope_id=scope_id,
            actions=action or (),
            windows=[window_of(text, burst) for text in rate or ()],
            max_concurrent=max_concurrent,
        )
    )
    remit.out.message(made, of="rate_limit")


@app.command("list", example="remit rate-limit list")
def list_limits(remit: Invocation, limit: Limit = 100) -> None:
    """List limits."""
    pages = remit.client.list_rate_limits.pages(page_size=min(limit, 1_000))
    remit.out.table(remit.listed(pages, "rate_limits", limit=limit), "rate_limits", columns=COLUMNS)


@app.command(
    "switch", example="remit rate-limit switch searches --off\nremit rate-limit switch searches --on"
)
def switch(
    remit: Invocation,
    *,
    limit: LimitId,
    on: Annotated[bool, typer.Option("--on/--off", help="Whether it is looked at.")] = True,
) -> None:
    """Switch a limit on or off."""
    changed = remit.client.update_rate_limit(
        rate_limit=m.RateLimit(rate_limit_id=limit, disabled=not on),
        update_mask=m.FieldMask(paths=["disabled"]),
    )
    remit.out.message(changed, of="rate_limit")


@app.command("delete", example="remit rate-limit delete searches")
def delete(remit: Invocation, limit: LimitId) -> None:
    """Remove a limit."""
    remit.out.gone(remit.client.delete_rate_limit(rate_limit_id=limit), f"rate limit {limit}")


def window_of(text: str, burst: int | None) -> m.RateWindow:
    """Read `60/1m`, or `60/m`.

    Raises:
        UsageError: when it is not written so.
    """
    found = _RATE.fullmatch(text)
    if found is None:
        raise UsageError(f"--rate {text}: write acts per time, such as 60/1m")
    per = found[2] if found[2][0].isdigit() else f"1{found[2]}"
    count = int(found[1].replace(",", "").replace("_", ""))
    return m.RateWindow(limit=count, period=duration(duration_of(per)), burst=burst)
