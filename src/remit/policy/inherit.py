"""Which roles a role brings along. Pure; refuses loops rather than cutting them silently."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from remit.errors import InvalidFieldError
from remit.policy.model import Role

MOST_INHERITANCE: Final = 8
"""Steps from a role to the farthest one that it inherits: more, nobody who reads the policy understands."""

NOTHING: Final[frozenset[str]] = frozenset()


class Inheritance:
    """Which roles each role brings along, itself included; a change costs what inherits the changed role."""

    __slots__ = ("_heirs", "_reached", "_roles", "_unsettled")

    def __init__(self) -> None:
        """Begin without roles."""
        self._roles: dict[str, Role] = {}
        self._heirs: defaultdict[str, set[str]] = defaultdict(set)
        self._reached: dict[str, tuple[frozenset[str], int]] = {}
        self._unsettled: set[str] = set()

    def replace(self, before: Role | None, after: Role | None) -> None:
        """Put `after` in the place of `before`; it counts from the next `settle` on, for one may inherit the next."""
        for name in before.inherits if before else ():
            self._heirs[name].discard(before.id if before else "")
            if not self._heirs[name]:
                del self._heirs[name]
        for role in (before, after):
            if role is not None:
                self._unsettled.add(role.id)
                self._roles.pop(role.id, None)
        if after is not None:
            self._roles[after.id] = after
            for name in after.inherits:
                self._heirs[name].add(after.id)

    def settle(self) -> Collection[str]:
        """Work out again what changed roles and their heirs reach, and return the ids of these.

        Raises:
            InvalidFieldError: at `inherits`, when a role inherits itself, one that is not there, or over more than 8
                steps. Roles concerned then reach nothing, until this succeeds.
        """
        touched = self._with_heirs()
        for role in touched:
            self._reached.pop(role, None)
        for role in sorted(touched):
            if role in self._roles:
                _reach(role, (), roles=self._roles, found=self._reached)
        self._unsettled.clear()
        return touched

    def reached(self, role: str) -> frozenset[str]:
        """Return what a role brings along; nothing when it is not there."""
        known = self._reached.get(role)
        return NOTHING if known is None else known[0]

    def _with_heirs(self) -> set[str]:
        touched: set[str] = set()
        todo = list(self._unsettled)
        while todo:
            role = todo.pop()
            if role not in touched:
                touched.add(role)
                todo.extend(self._heirs.get(role, ()))
        return touched


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
