"""Folders of generated files as values: read, compared, replaced; never touches what is kept by hand."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

BUILT = frozenset({"__pycache__", "dist", "node_modules", "target"})
"""Folders that compilers of the languages leave behind; ignored by git."""

Tree = Mapping[str, bytes]
"""Relative path to content."""


def read(folder: Path, *, kept: Iterable[str]) -> dict[str, bytes]:
    """Every generated file under `folder`, sorted by path; empty when there is no such folder."""
    skipped = set(kept)
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not BUILT.intersection(name.parts) and name.as_posix() not in skipped:
            found[name.as_posix()] = path.read_bytes()
    return found


def digest(tree: Tree) -> str:
    """SHA-256 over every path and content."""
    total = hashlib.sha256()
    for name in sorted(tree):
        total.update(f"{name} {hashlib.sha256(tree[name]).hexdigest()}\n".encode())
    return total.hexdigest()


def differences(committed: Tree, fresh: Tree) -> list[str]:
    """One line for each file that is missing, left over or not the same; empty when the trees are equal."""
    lines = [f"missing: {name}" for name in sorted(fresh.keys() - committed.keys())]
    lines += [f"left over: {name}" for name in sorted(committed.keys() - fresh.keys())]
    both = sorted(committed.keys() & fresh.keys())
    return lines + [f"differs: {name}" for name in both if committed[name] != fresh[name]]


def replace(folder: Path, fresh: Tree, *, kept: Iterable[str]) -> None:
    """Make the generated files under `folder` exactly `fresh`, writing only what changes."""
    committed = read(folder, kept=kept)
    for name in committed.keys() - fresh.keys():
        (folder / name).unlink()
    for name, content in fresh.items():
        if committed.get(name) != content:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
