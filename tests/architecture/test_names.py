"""Names say what is inside, and every module and folder says what it is for."""

import ast

from tests.architecture.code import CODE, ROOT, modules

SAYS_NOTHING = frozenset(
    {"base_utils", "common", "commons", "helper", "helpers", "misc", "shared", "util", "utils"}
)
LOADED_AS_FILES = ("migrations", "versions")
"""Alembic's folder: its files are read by path, so it is no package."""


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    empty = [
        str(module.path)
        for module in modules()
        if SAYS_NOTHING.intersection(part.lower() for part in module.path.with_suffix("").parts)
    ]
    assert not empty, "\n".join(empty)


def test_every_module_begins_with_a_docstring() -> None:
    silent = [
        str(module.path)
        for module in modules()
        if not ast.get_docstring(module.tree) or module.tree.body[0].lineno > 1 + module.text.startswith("#!")
    ]
    assert not silent, "\n".join(silent)


def test_every_folder_of_remit_is_a_package() -> None:
    folders = {module.path.parent for module in modules("src")}
    bare = [
        str(folder)
        for folder in sorted(folders)
        if folder.parts[-2:] != LOADED_AS_FILES and not (ROOT / folder / "__init__.py").exists()
    ]
    assert not bare, "\n".join(bare)


def test_the_laws_are_looking_at_something() -> None:
    assert all(modules(folder) for folder in CODE)
