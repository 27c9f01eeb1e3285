"""Every example in the pages works: shell and Python run against a real server, the others are checked."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.core import TyperGroup

from remit.cli.main import app, load
from remit.manifest.document import parse
from tests.docs.markdown import ROOT, Block, Page, pages
from tests.docs.shell import Command, commands, script

SHELL, PYTHON = "sh", "python"
RUN_NOT = "syntax"
"""Said after the language by examples that start servers or need what a test has not."""
LANGUAGES = frozenset({SHELL, PYTHON, "mermaid", "text", "yaml", "json"})
CHECKED = [block for page in pages().all for block in page.blocks()]
UNRUN = [block for block in CHECKED if block.language == PYTHON and block.wish == RUN_NOT]
TYPED = [command for block in CHECKED if block.language == SHELL for command in commands(block)]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = {line.partition(":")[0] for line in MAKEFILE.splitlines() if "## " in line}


def shown(page: Page) -> bool:
    """Whether a page has anything that runs."""
    return any(block.language in {SHELL, PYTHON} and block.wish != RUN_NOT for block in page.blocks())


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("page", [p for p in pages().all if shown(p)], ids=lambda page: page.name)
def test_the_page_does_what_it_says(page: Page, terminal: dict[str, str], tmp_path: Path) -> None:
    """First its commands, all in one shell, then its Python, which may need what they made."""
    run = [
        command
        for block in page.blocks(SHELL)
        if block.wish != RUN_NOT
        for command in commands(block)
        if not command.is_make
    ]
    folder = _checkout(tmp_path)
    for place, words in (
        (page.name, ["bash", "-c", script(run)]),
        *((block.place, ["python", "-W", "error", "-c", block.text]) for block in page.blocks(PYTHON)
          if block.wish != RUN_NOT),
    ):  # fmt: skip
        ended = subprocess.run(
            words, cwd=folder, env=terminal, capture_output=True, text=True, timeout=170, check=False
        )
        assert ended.returncode == 0, f"{place}\n{ended.stderr[-3_000:]}\n{ended.stdout[-3_000:]}"


@pytest.mark.parametrize("block", UNRUN, ids=lambda block: block.place)
def test_python_can_be_read(block: Block) -> None:
    compile(block.text, block.place, "exec")


@pytest.mark.parametrize("command", [c for c in TYPED if c.is_make], ids=lambda command: command.text)
def test_make_has_the_target(command: Command) -> None:
    targets = [word for word in shlex.split(command.text, comments=True)[1:] if "=" not in word]
    assert set(targets) <= TARGETS


@pytest.mark.parametrize(
    "command", [c for c in TYPED if c.text.startswith("remit ")], ids=lambda command: command.place
)
def test_the_command_line_knows_the_words(command: Command) -> None:
    words = shlex.split(command.text.replace("\\\n", " "), comments=True)[1:]
    known = _root()
    found = next(word for word in words if not word.startswith("-"))
    assert found in known.commands
    noun = load(found)
    options = _options(known) | _options(noun)
    if isinstance(noun, TyperGroup):
        verb = words[words.index(found) + 1]
        assert verb in noun.commands
        options |= _options(noun.commands[verb])
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("block", [b for b in CHECKED if b.language == SHELL], ids=lambda block: block.place)
def test_shell_can_be_read(block: Block) -> None:
    ended = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("block", CHECKED, ids=lambda block: block.place)
def test_every_example_says_its_language(block: Block) -> None:
    assert block.language in LANGUAGES
    if block.language == "yaml":
        yaml.safe_load(block.text)
    elif block.language == "json":
        json.loads(block.text)


def test_there_are_examples_to_run() -> None:
    assert any(command.text.startswith("remit ") for command in TYPED)
    assert any(command.text.startswith("grpcurl ") for command in TYPED)
    assert any(block.language == PYTHON and block.wish != RUN_NOT for block in CHECKED)


def _root() -> TyperGroup:
    import typer.main  # noqa: PLC0415  beside the one use

    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    return root


def _options(command: object) -> set[str]:
    parameters = getattr(command, "params", ())
    return {name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)}


def _checkout(folder: Path) -> Path:
    """Return a folder that has what examples read, so that what they write stays out of the project's own."""
    (folder / "docs").symlink_to(ROOT / "docs")
    return folder


@pytest.mark.parametrize("path", sorted((ROOT / "docs/examples").glob("*.yaml")), ids=lambda path: path.name)
def test_example_manifests_can_be_signed(path: Path) -> None:
    assert parse(path.read_bytes()).agent.startswith("agent:")
