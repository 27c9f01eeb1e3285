"""Nothing compares the text of a secret in a time that tells where it differs."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.code import Module, modules

REVEALS = frozenset({"reveal", "get_secret_value"})
"""What gives the text of a secret."""

NAMES = frozenset(
    {
        "access_token",
        "bearer",
        "client_secret",
        "code_verifier",
        "mac",
        "nonce",
        "passphrase",
        "password",
        "refresh_token",
        "secret",
    }
)
"""What the text of one is called. A key's public name is `credential`, a fencing number `token`."""

EARLY = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)
METHODS = frozenset({"startswith", "endswith", "index", "find", "count"})
"""Ends with the first difference; `hmac.compare_digest` does not."""


def early_exits(tree: ast.AST) -> Iterator[ast.expr]:
    """Every comparison of a secret's text that ends at the first difference; with nothing (empty, None) any may."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(one, EARLY) for one in node.ops):
            sides = [node.left, *node.comparators]
            if not any(isinstance(side, ast.Constant) and not side.value for side in sides):
                yield from (side for side in sides if _is_secret(side))
        elif _is_early_call(node) and isinstance(node, ast.Call):
            yield node


def _is_early_call(node: ast.AST) -> bool:
    named = node.func if isinstance(node, ast.Call) else None
    return isinstance(named, ast.Attribute) and named.attr in METHODS and _is_secret(named.value)


def _is_secret(side: ast.expr) -> bool:
    if isinstance(side, ast.Call):
        named = side.func
        if isinstance(named, ast.Attribute) and named.attr == "encode":
            return _is_secret(named.value)
        return isinstance(named, ast.Attribute) and named.attr in REVEALS
    if isinstance(side, ast.Subscript):
        return _is_secret(side.value)
    return (isinstance(side, ast.Name) and side.id in NAMES) or (
        isinstance(side, ast.Attribute) and side.attr in NAMES
    )


def test_no_secret_is_compared_in_variable_time() -> None:
    found = {
        f"{module.line(place)}: {ast.unparse(place)}"
        for module in modules("src")
        for place in early_exits(module.tree)
    }
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "given.reveal() == kept.reveal()",
        "password != shown",
        "self.client_secret == other",
        "secret in known",
        "config.master_key.get_secret_value().encode() == given",
        "secret[:8] == shown",
        "secret.startswith(shown)",
    ],
)
def test_the_law_sees_each_way(line: str) -> None:
    assert list(early_exits(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    ["hmac.compare_digest(given.reveal(), kept)", "secret == ''", "secret is None", "len(secret) == 3"],
)
def test_the_law_lets_others_be(line: str) -> None:
    assert not list(early_exits(ast.parse(line)))


def test_two_secrets_are_compared_by_their_digests_alone() -> None:
    (equal,) = [
        node
        for module in modules("src/remit/identity")
        if module.room == ("identity", "api_key")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name == "__eq__"
    ]
    answers = [
        ast.unparse(node.value) for node in ast.walk(equal) if isinstance(node, ast.Return) and node.value
    ]
    (answer,) = [one for one in answers if one != "NotImplemented"]
    assert answer.startswith("hmac.compare_digest(")
    assert not [node for node in ast.walk(equal) if isinstance(node, ast.Compare)]


def test_a_key_is_looked_up_by_its_digest_and_never_by_its_text() -> None:
    wanted = {"tenant_of_key", "tenant_at_hand", "key_at_hand"}
    asked = [
        (module, call)
        for module in modules("src/remit/server")
        for call in _calls(module)
        if isinstance(call.func, ast.Attribute) and call.func.attr in wanted
    ]
    assert asked
    for module, call in asked:
        assert {ast.unparse(one) for one in call.args} <= {"digest", "shown"}, module.line(call)


def _calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
