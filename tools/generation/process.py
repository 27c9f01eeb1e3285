"""Runs the compilers; never interprets what they say beyond whether they failed."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class GenerationError(Exception):
    """A compiler or plugin is missing or refused; the message is for the person who ran it."""


def run(
    command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> None:
    """Run one command to its end.

    Raises:
        GenerationError: it could not start or exited other than 0; carries all that it printed.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of compilers, and no shell
            words, cwd=cwd, env=env, capture_output=True, text=True, check=False
        )
    except OSError as error:
        message = f"cannot run {words[0]}: {error}"
        raise GenerationError(message) from error
    if done.returncode != 0:
        message = f"{' '.join(words)}\nexited {done.returncode}\n{done.stdout}{done.stderr}"
        raise GenerationError(message)
