"""Pages point at what is there: links, anchors, paths, settings; and their lines can be read in an editor."""

import re
from pathlib import PurePosixPath

import pytest

from remit.config import PREFIX, Config
from tests.docs.markdown import ROOT, Page, pages

MOST_CHARACTERS = 120
MOST_IN_A_ROW = 240
"""Of a table, whose rows cannot be wrapped."""

UNWRAPPED = frozenset(
    {"docs/BENCHMARKS.md", "docs/CLI.md", "docs/CONFIG.md", "docs/decisions/0001-tooling.md"}
)
"""Written by programs, whole or in part; the last is older than the rule."""

TOP = frozenset({".ci", "docs", "generated", "protos", "requirements", "src", "tests", "tools"})
ROOMS = frozenset(path.name for path in (ROOT / "src/remit").iterdir() if path.is_dir())
PLACEHOLDERS = frozenset("<>…*{}")
SETTING = re.compile(rf"\b{PREFIX}[A-Z_]+\b")
OF_THE_COMMAND_LINE = frozenset({"REMIT_ADDRESS", "REMIT_KEY", "REMIT_TENANT"})
"""Read by Typer, beside the server's settings."""


def _pages(*, but: frozenset[str] = frozenset()) -> list[pytest.param]:  # type: ignore[valid-type]
    return [pytest.param(page, id=page.name) for page in pages().all if page.name not in but]


@pytest.mark.parametrize("page", _pages())
def test_links_lead_somewhere(page: Page) -> None:
    dead = [
        f"{page.name}:{number}: {target}"
        for number, target in page.links()
        if not target.startswith(("http://", "https://", "mailto:")) and not _leads(page, target)
    ]
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize("page", _pages())
def test_paths_that_are_named_exist(page: Page) -> None:
    gone = [
        f"{page.name}:{number}: {name}"
        for number, name in page.named()
        if _is_path(name) and not _exists(name)
    ]
    assert not gone, "\n".join(gone)


@pytest.mark.parametrize("page", _pages())
def test_settings_that_are_named_exist(page: Page) -> None:
    known = {PREFIX + name.upper() for name in Config.model_fields} | OF_THE_COMMAND_LINE
    assert {name for name in SETTING.findall(page.text) if not name.startswith("REMIT_TEST_")} <= known


@pytest.mark.parametrize("page", _pages(but=UNWRAPPED))
def test_lines_are_short(page: Page) -> None:
    long = [
        f"{page.name}:{number}: {len(line)} characters"
        for number, line in enumerate(page.lines, 1)
        if len(line) > (MOST_IN_A_ROW if line.startswith("|") else MOST_CHARACTERS)
    ]
    assert not long, "\n".join(long)


def test_pages_that_no_rule_wraps_are_there() -> None:
    assert {page.name for page in pages().all} >= UNWRAPPED


def test_paths_are_told_from_other_code() -> None:
    assert _is_path("src/remit/ids.py")
    assert _is_path("decision/authorize.py")
    assert _is_path("docs/decisions/")
    assert not any(map(_is_path, ("openai/gpt-4o", "storage/<noun>.py", "tool:execute", "and/or", "GET /x")))
    assert _exists("storage/schema.py")
    assert not _exists("storage/engines.py")


def _leads(page: Page, target: str) -> bool:
    path, _, anchor = target.partition("#")
    if not path:
        return anchor in page.anchors()
    place = (ROOT / page.name).parent / path
    if not place.exists():
        return False
    if not anchor:
        return True
    name = place.resolve().relative_to(ROOT).as_posix()
    return name.endswith(".md") and anchor in pages()[name].anchors()


def _is_path(name: str) -> bool:
    """Whether a piece of code is a path of this repository, whole or below `src/remit`."""
    first, slash, rest = name.partition("/")
    if not slash or " " in name or PLACEHOLDERS.intersection(name) or ":" in name:
        return False
    return first in TOP or (first in ROOMS and (not rest or "." in PurePosixPath(rest).name))


def _exists(name: str) -> bool:
    return (ROOT / name).exists() or (ROOT / "src/remit" / name).exists()
