"""The page `docs/CLI.md`, written from the commands themselves: `python -m remit.cli.reference`. Runs no command."""

import sys
from collections.abc import Iterator
from typing import Any, Final

import typer

from remit.cli import commands
from remit.cli.failure import CODES
from remit.cli.main import NOUNS, app, load

MOST_CHARACTERS: Final = 110
"""In a line of the page."""


def reference() -> str:
    """Return the text of the page."""
    return "\n".join([*_head(), *_common(), *_codes(), *_nouns()]) + "\n"


def _head() -> Iterator[str]:
    yield "# The command `remit`"
    yield ""
    yield "Written from `src/remit/cli/` by `python -m remit.cli.reference`; a test proves that it is current. `--help`"
    yield "behind any command says more; `remit --install-completion` lets your shell complete them."
    yield ""


def _common() -> Iterator[str]:
    yield "## Options in front of every command"
    yield ""
    yield "`--address`, `--key`, `--tenant` and `--json` may also stand behind it, and go before those in front."
    yield ""
    yield "| Option | Variable | Default | Meaning |"
    yield "|---|---|---|---|"
    for option in _options(typer.main.get_command(app)):
        variable = f"`{option.envvar}`" if option.envvar else ""
        default = f"`{option.default}`" if option.default not in {None, False} else ""
        yield f"| `{option.opts[0]}` | {variable} | {default} | {option.help} |"
    yield ""


def _codes() -> Iterator[str]:
    yield "## Exit codes"
    yield ""
    yield "| Code | Meaning |"
    yield "|---|---|"
    for code, meaning in CODES.items():
        yield f"| {int(code)} | {meaning} |"
    yield ""
    yield "With `--json`, data are one JSON value on standard output (`remit timeline watch`: one for each event), by the"
    yield "protobuf JSON mapping with the field names of the contract: 64-bit integers are text, bytes base64, what is"
    yield "absent is left out, lists are always there. Errors are one JSON object on standard error."
    yield ""


def _nouns() -> Iterator[str]:
    panel = ""
    for noun, (group, purpose) in NOUNS.items():
        if group != panel:
            panel = group
            yield f"## {group}"
            yield ""
        loaded = load(noun)
        yield f"### `remit {noun}`"
        yield ""
        yield purpose
        yield ""
        inner = getattr(loaded, "commands", None) or {}
        for name, command in inner.items():
            yield f"- `{noun} {name}`: {_first_line(command.help)}"
        if inner:
            yield ""
        yield from _examples(noun)


def _examples(noun: str) -> Iterator[str]:
    lines = [
        line
        for example in commands.EXAMPLES
        for line in example.splitlines()
        if f"remit {noun} " in f"{line} "
    ]
    if lines:
        yield "```sh syntax"
        for line in lines:
            yield from _wrapped(line)
        yield "```"
        yield ""


def _wrapped(line: str) -> Iterator[str]:
    """Break a long line of the shell before options."""
    while len(line) > MOST_CHARACTERS:
        at = line.rfind(" --", 0, MOST_CHARACTERS)
        yield f"{line[:at]} \\"
        line = f"  {line[at + 1 :]}"
    yield line


def _options(command: Any) -> list[Any]:  # noqa: ANN401  Typer publishes no type for what it made of a function
    return [one for one in command.params if not one.hidden and one.opts[0] not in _TYPERS_OWN]


_TYPERS_OWN = {"--install-completion", "--show-completion", "--help", "--version"}


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0]


if __name__ == "__main__":
    sys.stdout.write(reference())
