"""How the demo speaks: questions, answers, and what was expected of each. Knows nothing of the story."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from remit.cli.answer import answer_panel
from remit.client import enum_text
from remit.client import messages as m

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

BREATH: Final = 0.7
"""Seconds to read an answer, when a person watches."""


class DemoFailure(Exception):  # noqa: N818  the end of a play, not an error of it
    """Something that the story needs did not come true."""


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation, and whether it came true."""

    point: int
    what: str
    true: bool


@dataclass(slots=True)
class Stage:
    """Where the story is told."""

    console: "Console"
    slow: bool
    """Whether a person watches who needs time to read."""
    checks: list[Check] = field(default_factory=list)
    point: int = 0

    def chapter(self, title: str, why: str) -> None:
        """Begin the next point."""
        from rich.rule import Rule

        self.point += 1
        self.console.print()
        self.console.print(
            Rule(f"[bold cyan]{self.point}[/bold cyan]  [bold]{title}[/bold]", align="left", style="cyan")
        )
        self.console.print(f"[dim]{why}[/dim]\n")
        self.breathe()

    def say(self, text: str) -> None:
        """Say something, in Rich's markup."""
        self.console.print(text)

    def quote(self, text: str) -> None:
        """Show a text as it is."""
        from rich.text import Text

        self.console.print(Text(f"{text}\n", style="dim"))

    def ask(self, call: str, **what: object) -> None:
        """Show a question."""
        from rich.text import Text

        line = Text("→ ", style="bold cyan").append(call, style="bold")
        for name, value in what.items():
            line.append(f"  {name.rstrip('_')} ", style="dim").append(str(value))
        self.console.print(line)

    def show(self, what: "RenderableType") -> None:
        """Show an answer."""
        self.console.print(what)
        self.breathe()

    def decision(self, answer: m.AuthorizeResponse) -> None:
        """Show a decision."""
        milliseconds = (
            answer.evaluation_duration.seconds * 1_000 + answer.evaluation_duration.nanos / 1_000_000
        )
        self.show(answer_panel(answer, f"decided in {milliseconds:.1f} ms"))

    def expect(self, what: str, true: object) -> None:
        """Check something that the story claims.

        Raises:
            DemoFailure: when it is not so: what follows would make no sense.
        """
        check = Check(self.point, what, bool(true))
        self.checks.append(check)
        mark = "[green]✓[/green]" if check.true else "[bold red]✗[/bold red]"
        self.console.print(f"  {mark} {what}")
        if not check.true:
            raise DemoFailure(f"point {self.point}: {what}")

    def expect_effect(
        self, answer: m.AuthorizeResponse, effect: "m.Effect.ValueType", *, code: str = ""
    ) -> None:
        """Check what was decided, and the reason that decided it where one is given."""
        said = enum_text(m.Effect, answer.effect)
        codes = [enum_text(m.ReasonCode, reason.code) for reason in answer.reasons]
        wanted = enum_text(m.Effect, effect)
        self.expect(
            f"the answer is {wanted}" + (f" because {code}" if code else ""),
            said == wanted and (not code or codes[:1] == [code]),
        )

    def breathe(self) -> None:
        """Leave a person time to read."""
        if self.slow:
            time.sleep(BREATH)
