"""The project's pages as tests see them: fenced blocks, links, tables, headings, names. Never renders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

_FENCE: Final = re.compile(r"^(?P<indent> *)```(?P<info>.*)$")
_HEADING: Final = re.compile(r"^#{1,6} +(.*?)\s*$")
_LINK: Final = re.compile(r"(?<!!)\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
_CODE: Final = re.compile(r"`([^`]+)`")
_NOT_IN_ANCHOR: Final = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    page: str
    line: int
    """Of its first line of text, counted from 1."""
    language: str
    """First word after the fence; empty when there is none."""
    wish: str
    """Other words after the fence, such as `syntax`."""
    text: str

    @property
    def place(self) -> str:
        """Where a person finds it: `README.md:12`."""
        return f"{self.page}:{self.line}"


@dataclass(frozen=True, slots=True)
class Page:
    """One file of Markdown."""

    name: str
    """Path from the repository's root, `docs/ARCHITECTURE.md`."""
    text: str

    @property
    def lines(self) -> list[str]:
        """All lines, without their ends."""
        return self.text.splitlines()

    def blocks(self, *languages: str) -> list[Block]:
        """Fenced blocks in these languages; all when none is named."""
        return [block for block in _blocks(self) if not languages or block.language in languages]

    def prose(self) -> Iterator[tuple[int, str]]:
        """Number and text of each line outside of fenced blocks."""
        fenced = False
        for number, line in enumerate(self.lines, 1):
            if _FENCE.match(line):
                fenced = not fenced
            elif not fenced:
                yield number, line

    def links(self) -> Iterator[tuple[int, str]]:
        """Line and target of each link."""
        for number, line in self.prose():
            for found in _LINK.finditer(_CODE.sub("", line)):
                yield number, found["target"]
            # Code is taken out above, and with it links whose text is code.
            for found in _LINK.finditer(line):
                if found["text"].startswith("`"):
                    yield number, found["target"]

    def named(self) -> Iterator[tuple[int, str]]:
        """Line and text of everything set as code in the prose."""
        for number, line in self.prose():
            yield from ((number, found) for found in _CODE.findall(line))

    def anchors(self) -> set[str]:
        """Names under which headings can be linked to, as GitHub makes them."""
        found = (_HEADING.match(line) for _, line in self.prose())
        return {anchor_of(heading[1]) for heading in found if heading}

    def table(self, first_heading: str) -> list[list[str]]:
        """Rows of the table whose first column has this heading, without headings; cells stripped."""
        rows: list[list[str]] = []
        inside = False
        for _, line in self.prose():
            if not line.startswith("|"):
                inside = False
                continue
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if cells[0] == first_heading:
                inside = True
            elif inside and set(cells[0]) - set(":-"):
                rows.append(cells)
        return rows

    def between(self, name: str) -> str:
        """Return what stands between `<!-- name: begin -->` and `<!-- name: end -->`."""
        _, begin, rest = self.text.partition(f"<!-- {name}: begin -->\n")
        found, end, _ = rest.partition(f"<!-- {name}: end -->")
        assert begin, f"{self.name} has no part {name!r}"
        assert end, f"{self.name} does not end the part {name!r}"
        return found


@dataclass(frozen=True)
class Pages:
    """All pages that people write."""

    root: Path

    @cached_property
    def all(self) -> tuple[Page, ...]:
        """Those at the top and those under docs/, in order of name."""
        paths = sorted([*self.root.glob("*.md"), *(self.root / "docs").rglob("*.md")])
        return tuple(Page(path.relative_to(self.root).as_posix(), path.read_text("utf-8")) for path in paths)

    def __getitem__(self, name: str) -> Page:
        """Return the page of this name."""
        return next(page for page in self.all if page.name == name)


@cache
def pages() -> Pages:
    """Return the pages of this repository."""
    return Pages(ROOT)


def anchor_of(heading: str) -> str:
    """Return the name under which GitHub lets a heading be linked to."""
    return _NOT_IN_ANCHOR.sub("", heading.lower()).replace(" ", "-")


def code_in(cell: str) -> list[str]:
    """Return what is set as code in a cell of a table."""
    return _CODE.findall(cell)


def _blocks(page: Page) -> Iterator[Block]:
    opened: tuple[int, str, str, str] | None = None
    kept: list[str] = []
    for number, line in enumerate(page.lines, 1):
        fence = _FENCE.match(line)
        if fence and opened is None:
            language, _, wish = fence["info"].strip().partition(" ")
            opened, kept = (number + 1, language, wish.strip(), fence["indent"]), []
        elif fence and opened is not None:
            first, language, wish, _ = opened
            yield Block(page.name, first, language, wish, "".join(f"{kept_line}\n" for kept_line in kept))
            opened = None
        elif opened is not None:
            kept.append(line.removeprefix(opened[3]))
    assert opened is None, f"{page.name} has a block that does not end"
