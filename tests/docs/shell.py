"""Shell examples of pages as scripts that can be run: each command with the exit code that the page says.

A command may end with a comment `# exits N`; without it, N is 0. `make …` is never run here.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from tests.docs.markdown import Block

_EXITS = re.compile(r"\s+# exits (\d+)\s*$")


@dataclass(frozen=True, slots=True)
class Command:
    """One command of an example."""

    place: str
    """`README.md:31`."""
    text: str
    """As it is typed, lines joined."""
    code: int
    """The exit code that the page says."""

    @property
    def is_make(self) -> bool:
        """Whether it starts make."""
        return self.text.startswith("make")


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of an example; a line goes on while a quote is open, or after a backslash."""
    kept: list[str] = []
    for number, line in enumerate(block.text.splitlines(), block.line):
        if not line.strip() or (line.lstrip().startswith("#") and not kept):
            continue
        kept.append(line)
        if line.endswith("\\") or _is_open("\n".join(kept)):
            continue
        place = f"{block.page}:{number - len(kept) + 1}"
        text = "\n".join(kept)
        exits = _EXITS.search(text)
        yield Command(place, _EXITS.sub("", text), int(exits[1]) if exits else 0)
        kept = []
    assert not kept, f"{block.place} ends within a command"


def _is_open(text: str) -> bool:
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return True
    return False


def script(found: list[Command]) -> str:
    """Return a script that runs commands in order and stops at the first that does not end as it should."""
    lines = ["set -uo pipefail"]
    for command in found:
        told = shlex.quote(f"{command.place}: {command.text}")
        wrong = f'echo {told}" exited $code instead of {command.code}" >&2; exit 1'
        lines += [f"echo {told} >&2", command.text, "code=$?"]
        lines.append(f'if [ "$code" -ne {command.code} ]; then {wrong}; fi')
    return "\n".join(lines) + "\n"
