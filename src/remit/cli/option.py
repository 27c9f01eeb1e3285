"""Options that several commands take, and how their text is read: durations, amounts, estimates."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from remit.cli.invocation import UsageError, read_text
from remit.client import duration, entity, enum_value, model, money, nothing, timestamp, tokens
from remit.client import messages as m

_UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_TOKENS: Final = re.compile(r"([\d_,]+)\s*(?:tokens?)?", re.IGNORECASE)
_MONEY: Final = re.compile(r"\$?\s*([\d_,]*\.?\d+)\s*([A-Za-z]{3})?")


def duration_of(text: str) -> timedelta:
    """Read a length of time: `90s`, `15m`, `1h30m`, `7d`.

    Raises:
        typer.BadParameter: when it is none.
    """
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise typer.BadParameter(f"{text!r} is no length of time; write 90s, 15m, 1h30m or 7d")
    return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in parts))


def time_of(text: str) -> datetime:
    """Read a point in time: `2026-11-21`, `2026-11-21T04:03:09Z`; without zone it is UTC.

    Raises:
        typer.BadParameter: when it is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time; write 2026-11-21 or 2026-11-21T04:03:09Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


Span = Annotated[timedelta | None, typer.Option(parser=duration_of, metavar="TIME")]
Limit = Annotated[int, typer.Option("--limit", min=0, help="Most to show; 0 shows all.")]
Labels = Annotated[
    list[str] | None, typer.Option("--label", metavar="KEY=VALUE", help="A label; may be repeated.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why, for people and the audit log.")]
From = Annotated[
    datetime | None, typer.Option("--from", parser=time_of, metavar="WHEN", help="Only from this time on.")
]
Until = Annotated[
    datetime | None, typer.Option("--until", parser=time_of, metavar="WHEN", help="Only before this time.")
]


def labels_of(given: list[str] | None) -> dict[str, str]:
    """Read `key=value` texts.

    Raises:
        UsageError: when one has no `=`.
    """
    pairs = [text.partition("=") for text in given or ()]
    for key, equals, _ in pairs:
        if not key or not equals:
            raise UsageError(f"--label {key}: write --label key=value")
    return {key: value for key, _, value in pairs}


def entity_of(text: str, option: str) -> m.Entity:
    """Read `type:id`.

    Raises:
        UsageError: when it is not written so.
    """
    try:
        return entity(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def model_of(text: str, option: str) -> m.ModelRef:
    """Read `provider/model`.

    Raises:
        UsageError: when it is not written so.
    """
    try:
        return model(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def money_of(text: str, option: str) -> m.Money:
    """Read money: `12.50`, `12.50 EUR`, `$12.50`.

    Raises:
        UsageError: when it is not written so.
    """
    found = _MONEY.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{option}: {text!r} is no amount of money; write 12.50 or '12.50 EUR'")
    try:
        return money(found[1].replace(",", "").replace("_", ""), (found[2] or "USD").upper())
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def amount_of(text: str, option: str) -> m.Amount:
    """Read an amount of a budget: money as `12.50 USD` or `$12.50`, tokens as `100000 tokens`.

    Raises:
        UsageError: when it is neither.
    """
    found = _TOKENS.fullmatch(text.strip())
    if found and "token" in text.lower():
        return m.Amount(tokens=int(found[1].replace(",", "").replace("_", "")))
    if found:
        raise UsageError(f"{option}: {text!r} of what? Write '{text} tokens' or '{text} USD'")
    return m.Amount(money=money_of(text, option))


def json_of(text: str, option: str) -> str:
    """Check JSON text, or read it from `@FILE`, and return it.

    Raises:
        UsageError: when it is not one JSON object.
    """
    if text.startswith("@"):
        text = read_text(Path(text[1:]))
    try:
        found = json.loads(text) if text else {}
    except ValueError as error:
        raise UsageError(f"{option}: no JSON: {error}") from None
    if not isinstance(found, dict):
        raise UsageError(f'{option}: must be a JSON object, such as \'{{"query": "…"}}\'')
    return text


def estimate_of(
    names: list[str] | None,
    *,
    input_tokens: int | None,
    output_tokens: int | None,
    cost: str,
    count: int | None,
) -> m.Estimate | None:
    """Make an estimate of the options that `authorize` and `check-budget` share; None when none was given.

    Raises:
        UsageError: when they contradict each other.
    """
    if sum(map(bool, (names, cost, count is not None))) > 1:
        raise UsageError("an estimate is of --model, --cost or --tokens: give one of them")
    if names:
        calls = [
            m.ModelCall(
                model=model_of(name, "--model"), input_tokens=input_tokens, max_output_tokens=output_tokens
            )
            for name in names
        ]
        if len(calls) > 1:
            return m.Estimate(candidates=m.ModelCandidates(calls=calls))
        return m.Estimate(model_call=calls[0])
    if input_tokens is not None or output_tokens is not None:
        raise UsageError("--input-tokens and --max-output-tokens need --model")
    if cost:
        found = money_of(cost, "--cost")
        return m.Estimate(money=found) if found.units or found.nanos else nothing()
    return None if count is None else tokens(count)


def duration_message(value: timedelta | None) -> m.Duration | None:
    """Return a length of time for a request; None for None."""
    return None if value is None else duration(value)


def time_message(value: datetime | None) -> m.Timestamp | None:
    """Return a point in time for a request; None for None."""
    return None if value is None else timestamp(value)


def enum_of(enum: Any, text: str, *, option: str) -> Any:  # noqa: ANN401  an enum of the contract and its value
    """Read the name of an enum's value; empty text is UNSPECIFIED.

    Raises:
        UsageError: when there is no such value.
    """
    if not text:
        return 0
    try:
        return enum_value(enum, text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None
