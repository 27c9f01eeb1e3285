"""The command as a person types it: one line in, exit code and text out."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from remit.cli.main import app


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    """Standard output."""
    err: str
    """Standard error."""

    @property
    def json(self) -> Any:
        """The one value of JSON that was printed."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A shell with variables that say where the server is and who asks."""

    address: str
    key: str

    def run(self, line: str, typed: str = "") -> Said:
        """Run a line that begins with `remit`; `typed` is its standard input."""
        words = shlex.split(line)
        assert words[0] == "remit", line
        # Wide, so that no table is folded and tests can look for words.
        environment = {
            "REMIT_ADDRESS": self.address,
            "REMIT_KEY": self.key,
            "COLUMNS": "300",
            "REMIT_TENANT": "",
            # Nobody who runs the tests has their own sign-ins used, or ended.
            "XDG_CONFIG_HOME": str(Path.cwd()),
        }
        result = CliRunner().invoke(app, words[1:], input=typed, env=environment, catch_exceptions=False)
        return Said(result.exit_code, result.stdout, result.stderr)

    def must(self, line: str) -> Said:
        """Run a line that must succeed."""
        said = self.run(line)
        assert said.code == 0, f"{line}\n{said.out}{said.err}"
        return said

    def ask(self, line: str) -> Any:
        """Run a line that must succeed with `--json`, and return what it printed."""
        return self.must(f"{line} --json").json
