"""`remit price …`: what models cost, by the catalog and by your own word."""

from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Limit, enum_of, model_of
from remit.client import messages as m

app = Commands()

Model = Annotated[str, typer.Argument(metavar="PROVIDER/MODEL", help="Such as openai/gpt-4o-mini.")]
PerMillion = "Per million tokens, as a decimal: 0.15."
COLUMNS = (
    "model",
    "tokens.input",
    "tokens.output",
    "tokens.cache_read",
    "tokens.cache_write",
    "currency",
    "source",
    "version",
)


@app.command("set", example="remit price set acme/large --input 2.50 --output 10 --cache-read 1.25")
def set_price(
    remit: Invocation,
    *,
    model: Model,
    input: Annotated[str, typer.Option(metavar="DECIMAL", help=PerMillion)],
    output: Annotated[str, typer.Option(metavar="DECIMAL", help=PerMillion)],
    cache_read: Annotated[str, typer.Option(metavar="DECIMAL", help="Input read from cache. As input.")] = "",
    cache_write: Annotated[
        str, typer.Option(metavar="DECIMAL", help="Input written to cache. As input.")
    ] = "",
    reasoning: Annotated[
        str, typer.Option(metavar="DECIMAL", help="Output spent on reasoning. As output.")
    ] = "",
    max_input: Annotated[int | None, typer.Option(min=1, help="Most input tokens of one call.")] = None,
    max_output: Annotated[int | None, typer.Option(min=1, help="Most output tokens of one answer.")] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(metavar="UNIT=DECIMAL", help="Other units: request=0.01. May be repeated."),
    ] = None,
) -> None:
    """Set your own price of a model, over the catalog's."""
    price = m.Price(
        model=model_of(model, "PROVIDER/MODEL"),
        tokens=m.TokenPrices(
            input=input, output=output, cache_read=cache_read, cache_write=cache_write, reasoning=reasoning
        ),
        max_input_tokens=max_input,
        max_output_tokens=max_output,
        units=[
            m.UnitPrice(unit=name, price=per) for text in unit or () for name, _, per in [text.partition("=")]
        ],
    )
    remit.out.message(remit.client.set_price(price=price), of="price")


@app.command("get", example="remit price get openai/gpt-4o-mini")
def get(remit: Invocation, model: Model) -> None:
    """Show the price that counts for a model, and where it comes from."""
    remit.out.message(remit.client.get_price(model=model_of(model, "PROVIDER/MODEL")), of="price")


@app.command("list", example="remit price list --provider openai --limit 20")
def list_prices(
    remit: Invocation,
    *,
    provider: Annotated[str, typer.Option(help="Only of this provider.")] = "",
    source: Annotated[Literal["tenant", "catalog"] | None, typer.Option(help="Only from here.")] = None,
    limit: Limit = 100,
) -> None:
    """List prices."""
    pages = remit.client.list_prices.pages(
        provider=provider,
        source=enum_of(m.PriceSource, source or "", option="--source"),
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "prices", limit=limit), "prices", columns=COLUMNS)


@app.command("estimate", example="remit price estimate openai/gpt-4o --input-tokens 4808 --output-tokens 10")
def estimate(
    remit: Invocation,
    *,
    model: Model,
    input_tokens: Annotated[int, typer.Option(min=0)] = 0,
    output_tokens: Annotated[int, typer.Option(min=0)] = 0,
) -> None:
    """Say what usage of a model costs exactly, and what the next cheaper model would cost."""
    usage = m.ModelUsage(
        model=model_of(model, "PROVIDER/MODEL"),
        tokens=m.TokenUsage(input_tokens=input_tokens, output_tokens=output_tokens),
    )
    answer = remit.client.estimate_cost(questions=[m.CostQuestion(usage=usage)])
    if remit.out.as_json:
        remit.out.json_message(answer)
    else:
        remit.out.message(answer.answers[0])


@app.command("delete", example="remit price delete acme/large")
def delete(remit: Invocation, model: Model) -> None:
    """Remove your own price, so that the catalog's counts again."""
    answer = remit.client.delete_price(model=model_of(model, "PROVIDER/MODEL"))
    remit.out.gone(answer, f"your price of {model}")
