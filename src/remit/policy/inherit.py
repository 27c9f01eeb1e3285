"""Which roles a role brings along. Pure; refuses loops rather than cutting them silently."""

from collections.abc import Mapping
from typing import Final

from remit.errors import InvalidFieldError
from remit.policy.model import Role

MOST_INHERITANCE: Final = 8
"""Steps from a role to the farthest one that it inherits: more, nobody who reads the policy understands."""


def inheritance(roles: Mapping[str, Role]) -> dict[str, frozenset[str]]:
    """Return for each role all roles whose permissions it has, itself included.

    Raises:
        InvalidFieldError: at `inherits`, when a role inherits itself, one that is not there, or over
            more than 8 steps.
    """
    found: dict[str, tuple[frozenset[str], int]] = {}
    for role in sorted(roles):
        _reach(role, (), roles=roles, found=found)
    return {role: reached for role, (reached, _) in found.items()}


def _reach(
    role: str,
    above: tuple[str, ...],
    *,
    roles: Mapping[str, Role],
    found: dict[str, tuple[frozenset[str], int]],
) -> tuple[frozenset[str], int]:
    """Return what `role` reaches, and in how many steps; `above` is how it was come by."""
    if role in above:
        chain = " → ".join((*above[above.index(role) :], role))
        raise InvalidFieldError(
            f"roles inherit each other in a loop: {chain}; break it", field="inherits", role=role
        )
    if role not in roles:
        message = f"role {above[-1]} inherits {role}, which does not exist; create it first"
        raise InvalidFieldError(message, field="inherits", role=above[-1])
    known = found.get(role)
    if known is None:
        # Also bounds the recursion: a longer way down is refused before it is walked.
        _refuse_deep(len(above), role)
        below = [_reach(name, (*above, role), roles=roles, found=found) for name in roles[role].inherits]
        reached = frozenset({role}).union(*(names for names, _ in below))
        known = found[role] = reached, max((steps + 1 for _, steps in below), default=0)
    _refuse_deep(len(above) + known[1], role)
    return known


def _refuse_deep(steps: int, role: str) -> None:
    if steps > MOST_INHERITANCE:
        message = (
            f"roles inherit each other over more than {MOST_INHERITANCE} steps; give the permissions directly"
        )
        raise InvalidFieldError(message, field="inherits", role=role)
