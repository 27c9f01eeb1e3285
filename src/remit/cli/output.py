"""Prints what commands found: tables for people, JSON for programs; all but data on standard error."""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from remit.cli.text import heading, rows_of, styled, text_at

if TYPE_CHECKING:
    from rich.console import Console


class Output:
    """Where a command prints."""

    def __init__(self, *, as_json: bool) -> None:
        """Print JSON alone as data, or tables."""
        self.as_json = as_json

    @cached_property
    def data(self) -> "Console":
        """Standard output."""
        from rich.console import Console

        return Console(highlight=False, soft_wrap=self.as_json)

    @cached_property
    def errors(self) -> "Console":
        """Standard error."""
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    def message(self, message: Any, *, of: str = "") -> None:  # noqa: ANN401  a message of the contract
        """Print a response: as JSON whole; for people, field by field, what `of` names or all of it."""
        if self.as_json:
            self.json_message(message)
            return
        from rich.table import Table

        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in rows_of(getattr(message, of) if of else message):
            grid.add_row(name, styled(text))
        self.data.print(grid)

    def table(self, response: Any, field: str, *, columns: Sequence[str], empty: str = "") -> None:  # noqa: ANN401  as message
        """Print the items of a list: as JSON the whole response, for people a table of these fields."""
        if self.as_json:
            self.json_message(response)
            return
        items = getattr(response, field)
        if not items:
            self.note(empty or f"No {heading(field)}.")
            return
        texts = [[text_at(item, column) for item in items] for column in columns]
        shown = [number for number, column in enumerate(texts) if any(column)]
        self.rows(
            [heading(columns[number]) for number in shown],
            zip(*(texts[number] for number in shown), strict=True),
        )
        if response.next_page_token:
            self.note("There is more; --limit 0 shows all.")

    def gone(self, response: Any, what: str) -> None:  # noqa: ANN401  as message
        """Say that something was removed or ended; programs get the response."""
        self.settled(response, f"{what} is gone")

    def settled(self, response: Any, what: str) -> None:  # noqa: ANN401  as message
        """Say how things stand now; programs get the response."""
        if self.as_json:
            self.json_message(response)
        self.done(what)

    def secret(self, what: str, text: str) -> None:
        """Show people a secret that nobody can read again; programs have it in the response."""
        if self.as_json:
            return
        if not text:
            self.note(
                "[yellow]The secret was shown to an earlier try of this call, whose answer was lost.[/yellow]"
            )
            return
        self.note(f"\n[bold]{what}[/bold] is shown this once. Keep it where only its owner reads it:\n")
        self.line(text)

    def rows(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table for people."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
        for number, name in enumerate(headings):
            table.add_column(name, no_wrap=not number, overflow="fold")
        for row in rows:
            table.add_row(*map(styled, row))
        self.data.print(table)

    def json_message(self, message: Any) -> None:  # noqa: ANN401  as message
        """Print a message as one line of JSON."""
        from remit.client import to_json

        self.line(to_json(message))

    def json(self, value: object) -> None:
        """Print a value as one line of JSON."""
        self.line(json.dumps(value, ensure_ascii=False))

    def line(self, text: str) -> None:
        """Print one line as it is."""
        self.data.print(text, markup=False, soft_wrap=True)

    def done(self, text: str) -> None:
        """Say to people that something was done."""
        self.note(f"[green]✓[/green] {text}")

    def note(self, text: str) -> None:
        """Say something to people; programs are spared."""
        if not self.as_json:
            self.errors.print(text)

    def failure(self, text: str, next_step: str) -> None:
        """Say what went wrong, and what to do next where that is known."""
        from rich.text import Text

        self.errors.print(Text.assemble(("error ", "bold red"), text))
        if next_step:
            self.errors.print(Text.assemble(("  try ", "bold"), next_step))
