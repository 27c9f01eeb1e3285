"""The project's Python files as syntax trees, for the laws in this folder; never imports what it reads."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("src", "tests", "tools")
"""Folders whose code people write."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One file of Python."""

    path: Path
    """Relative to the repository."""

    text: str
    tree: ast.Module

    @property
    def room(self) -> tuple[str, ...]:
        """Where it stands below `src/remit`, without suffix: `("storage", "commit")`; empty elsewhere."""
        parts = self.path.with_suffix("").parts
        return parts[2:] if parts[:2] == ("src", "remit") else ()

    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def line(self, node: ast.stmt | ast.expr) -> str:
        """Where a person finds the node: `src/remit/money.py:12`."""
        return f"{self.path.as_posix()}:{node.lineno}"


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every module under these folders of the repository; under all that people write when none is given."""
    return tuple(
        _module(path) for folder in folders or CODE for path in sorted((ROOT / folder).rglob("*.py"))
    )


@cache
def _module(path: Path) -> Module:
    text = path.read_text("utf-8")
    return Module(path.relative_to(ROOT), text, ast.parse(text, str(path)))


def imports(module: Module) -> Iterator[tuple[str, ast.stmt]]:
    """Everything imported, also inside functions, by its dotted name: `os.environ`, `grpc.aio`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def uses(module: Module) -> Iterator[tuple[str, ast.stmt | ast.expr]]:
    """Every import and dotted name, in full whatever alias it goes by: `datetime.datetime.now`."""
    known: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            known |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    yield from imports(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and (name := _dotted(node)):
            head, _, rest = name.partition(".")
            yield f"{known.get(head, head)}.{rest}", node


def _dotted(node: ast.expr) -> str:
    """The attribute as a dotted name, empty when it is none of a plain name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not parts or not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])
