"""Files and functions stay small enough to be read at once."""

import ast

from tests.architecture.code import Function, Module, modules

MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 60
MOST_PARAMETERS = 6
MOST_POSITIONAL = 2

FOREIGN = "# foreign signature:"
"""Said on a `def` line, with the library's name, where somebody else decides the parameters."""


def test_files_have_at_most_400_lines() -> None:
    too_long = [
        f"{module.path}: {lines} lines"
        for module in modules()
        if (lines := len(module.text.splitlines())) > MOST_LINES_IN_A_FILE
    ]
    assert not too_long, "\n".join(too_long)


def test_functions_have_at_most_60_lines() -> None:
    too_long = [
        f"{module.line(function)}: {function.name} has {lines} lines"
        for module in modules()
        # A migration is a list of what was done, and never changed again.
        if "migrations/versions" not in str(module.path)
        for function in module.functions()
        if (lines := (function.end_lineno or function.lineno) - function.lineno + 1)
        > MOST_LINES_IN_A_FUNCTION
    ]
    assert not too_long, "\n".join(too_long)


def test_functions_have_at_most_6_parameters_and_2_of_them_by_position() -> None:
    too_many = [
        f"{module.line(function)}: {function.name} takes {positional} by position, {total} in all"
        for module in modules("src", "tools")
        for function in module.functions()
        for positional, total in [_parameters(function)]
        if (total > MOST_PARAMETERS or positional > MOST_POSITIONAL) and not _exempt(module, function)
    ]
    assert not too_many, "\n".join(too_many)


def _parameters(function: Function) -> tuple[int, int]:
    """How many can be given by position and how many there are, `self` and `cls` apart."""
    by_position = [*function.args.posonlyargs, *function.args.args]
    if by_position and by_position[0].arg in {"self", "cls"}:
        by_position = by_position[1:]
    return len(by_position), len(by_position) + len(function.args.kwonlyargs)


def _exempt(module: Module, function: Function) -> bool:
    """Whether Python, a library or a person at a terminal decides the parameters."""
    if function.name in {"__exit__", "__aexit__"}:
        return True
    if module.room[:1] == ("cli",) and any(_is_command(decorator) for decorator in function.decorator_list):
        return True
    head = module.text.splitlines()[function.lineno - 1 : function.body[0].lineno]
    return any(FOREIGN in line for line in head)


def _is_command(decorator: ast.expr) -> bool:
    """Whether Typer makes options of the parameters: `@app.command()`."""
    if isinstance(decorator, ast.Call):
        decorator = decorator.func
    return isinstance(decorator, ast.Attribute) and decorator.attr in {"command", "callback"}
