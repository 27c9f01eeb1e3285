"""Whether a permission lies within others: never claimed wrongly, whatever the patterns."""

from hypothesis import given
from hypothesis import strategies as st

from remit.administration.rights import holds, may_meet
from remit.policy.model import Permission, PermissionEffect
from remit.policy.pattern import compile_glob

NAMES = st.text("ab:", max_size=5)
PATTERNS = st.text("ab:*", min_size=1, max_size=5)


@st.composite
def named(draw: st.DrawFn) -> tuple[str, str]:
    """A pattern and a name that it covers."""
    pattern = draw(PATTERNS)
    name = "".join(draw(NAMES) if character == "*" else character for character in pattern)
    return pattern, name


@given(st.lists(PATTERNS, max_size=3), named(), named())
def test_what_is_held_covers_every_name_of_what_is_given(
    held: list[str], action: tuple[str, str], resource: tuple[str, str]
) -> None:
    permissions = [Permission(one, "*") for one in held]
    if holds(permissions, Permission(action[0], resource[0])):
        assert any(compile_glob(one)(action[1]) for one in held)


@given(PATTERNS, named())
def test_a_denial_that_covers_any_name_of_what_is_given_takes_it_away(
    denied: str, action: tuple[str, str]
) -> None:
    held = [Permission("*"), Permission(denied, effect=PermissionEffect.DENY)]
    if compile_glob(denied)(action[1]):
        assert not holds(held, Permission(action[0]))


@given(PATTERNS, PATTERNS, NAMES)
def test_patterns_with_a_name_in_common_are_never_said_to_have_none(one: str, other: str, name: str) -> None:
    if compile_glob(one)(name) and compile_glob(other)(name):
        assert may_meet(one, other)


def test_a_wider_pattern_is_not_within_a_narrower_one() -> None:
    held = [Permission("tool:*", "tool:web-*")]
    assert holds(held, Permission("tool:execute", "tool:web-1"))
    assert holds(held, Permission("tool:re*", "tool:web-a*"))
    assert not holds(held, Permission("tool:*"))
    assert not holds(held, Permission("*:*", "tool:web-*"))
    assert holds([Permission("*:*")], Permission("tool:*"))
    assert not holds([], Permission("tool:execute"))
