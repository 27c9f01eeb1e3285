"""How a command is declared: its own options, those of every command, an example, its end. Does no work.

A command is a function whose first parameter is the `Invocation`; it returns the exit code, None being 0.
"""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Final, TypeVar, get_type_hints

import typer

from remit.cli.failure import end
from remit.cli.invocation import Invocation, Wishes

F = TypeVar("F", bound=Callable[..., Any])

EVERYWHERE: Final = "On every command"

EXAMPLES: Final[list[str]] = []
"""The examples in the help of every command that is loaded; a test runs them all."""

Address = Annotated[
    str | None, typer.Option("--address", metavar="HOST:PORT", help="The server.", rich_help_panel=EVERYWHERE)
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="KEY", help="The API key, or @FILE that holds it.", rich_help_panel=EVERYWHERE
    ),
]
Tenant = Annotated[
    str | None,
    typer.Option(
        "--tenant", metavar="ID", help="The tenant, for platform operators.", rich_help_panel=EVERYWHERE
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.", rich_help_panel=EVERYWHERE)]
_SHARED: Final = (
    ("address", Address, None),
    ("key", Key, None),
    ("tenant", Tenant, None),
    ("as_json", Json, False),
)


class Commands(typer.Typer):
    """The commands of one noun. Each takes `--address`, `--key`, `--tenant` and `--json` as well."""

    def __init__(self) -> None:
        """Begin without commands; what the noun is for stands in the table of `remit.cli.main`."""
        super().__init__(add_completion=False, no_args_is_help=True, rich_markup_mode="rich")

    def command(self, name: str | None = None, *, example: str = "", **settings: Any) -> Callable[[F], F]:  # noqa: ANN401  Typer's own settings, passed on
        """Declare a command.

        Args:
            name: as it is typed; None: the function's.
            example: command lines that work as they stand, `$NAME` being an id that an earlier one printed.
            settings: as Typer takes them.
        """
        if example:
            EXAMPLES.append(example)
            lines = "\n\n".join(f"[dim]$[/dim] [cyan]{line}[/cyan]" for line in example.splitlines())
            settings.setdefault("epilog", f"[bold]Example[/bold]\n\n{lines}")
        register = super().command(name, **settings)

        def declare(function: F) -> F:
            register(_runnable(function))
            return function

        return declare


def _runnable(function: Callable[..., Any]) -> Callable[..., None]:
    """Return what Typer sees: the function's parameters but the invocation, and those of every command."""
    hints = get_type_hints(function, include_extras=True)
    own = [
        parameter.replace(annotation=hints[parameter.name])
        for parameter in list(inspect.signature(function).parameters.values())[1:]
    ]
    keyword = inspect.Parameter.KEYWORD_ONLY
    context = inspect.Parameter("context", keyword, annotation=typer.Context)
    shared = [
        inspect.Parameter(name, keyword, default=given, annotation=kind) for name, kind, given in _SHARED
    ]

    def run(context: typer.Context, **values: Any) -> None:  # noqa: ANN401  what Typer made of the command line
        wishes: Wishes = replace(context.find_root().obj or Wishes())
        for name, _, _ in _SHARED:
            wishes.prefer(name, values.pop(name))
        end(Invocation(wishes), lambda invocation: function(invocation, **values))

    every = [parameter.replace(kind=keyword) for parameter in own]
    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__signature__ = inspect.Signature([context, *every, *shared])  # type: ignore[attr-defined]  # Python's own hook, which mypy does not know
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in [context, *every, *shared]}
    return run
