"""All sandbox profiles that match oblige, and no others."""

import pytest

from remit.errors import InvalidFieldError
from remit.policy.model import SandboxProfile
from remit.policy.sandbox import SandboxIndex

INDEX = SandboxIndex(
    [
        SandboxProfile("wide", ("*",), ("tool:*",)),
        SandboxProfile("shell", ("tool:execute", "tool:*"), ("tool:shell",)),
        SandboxProfile("idle"),
    ]
)


def names(action: str, resource: str) -> list[str]:
    return [profile.id for profile in INDEX.profiles_for(action, resource)]


def test_all_that_match_oblige_in_the_order_of_their_ids() -> None:
    for _ in range(2):
        assert names("tool:execute", "tool:shell") == ["shell", "wide"]
        assert names("path:read", "tool:x") == ["wide"]
        assert names("path:read", "path:x") == []


def test_bad_patterns_are_refused() -> None:
    with pytest.raises(InvalidFieldError) as refused:
        SandboxIndex([SandboxProfile("x", ("tool:*",), ("*", "a b"))])
    assert refused.value.field == "resources[1]"
