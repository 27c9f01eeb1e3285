"""`remit downgrade …`: which cheaper model stands in when a budget's threshold asks for it."""

from typing import Annotated

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Limit, model_of
from remit.client import messages as m

app = Commands()

Dearer = Annotated[str, typer.Argument(metavar="PROVIDER/MODEL", help="The dearer model.")]
Cheaper = Annotated[str, typer.Argument(metavar="PROVIDER/MODEL", help="The model to use instead.")]


@app.command("set", example="remit downgrade set openai/gpt-4o openai/gpt-4o-mini")
def set_step(remit: Invocation, dearer: Dearer, cheaper: Cheaper) -> None:
    """Set which model stands in for a dearer one; steps chain into a ladder."""
    # `from` is a word of Python, so that the constructor takes it only this way.
    step = m.Downgrade(
        to=model_of(cheaper, "the cheaper model"), **{"from": model_of(dearer, "the dearer model")}
    )
    remit.out.message(remit.client.set_downgrade(downgrade=step), of="downgrade")


@app.command("list", example="remit downgrade list")
def list_steps(remit: Invocation, limit: Limit = 100) -> None:
    """List the ladder."""
    pages = remit.client.list_downgrades.pages(page_size=min(limit, 1_000))
    remit.out.table(remit.listed(pages, "downgrades", limit=limit), "downgrades", columns=("from", "to"))


@app.command("delete", example="remit downgrade delete openai/gpt-4o")
def delete(remit: Invocation, dearer: Dearer) -> None:
    """Remove one step of the ladder."""
    answer = remit.client.delete_downgrade(**{"from": model_of(dearer, "the dearer model")})
    remit.out.gone(answer, f"the step down from {dearer}")
