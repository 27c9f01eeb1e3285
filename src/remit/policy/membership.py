"""Who has which roles, by binding, group and team, at an instant. Never walks all subjects."""

from collections.abc import Collection, Iterator
from typing import Final

from remit.policy.model import Binding

NEVER: Final = 1 << 62
"""An instant beyond all others: when what does not expire ends."""

GROUP: Final = "group:"
TEAM: Final = "team:"


class Membership:
    """Bindings by member, groups and teams by subject; each change costs what it touches."""

    __slots__ = ("_bound", "_groups", "_teams", "_wholes")

    def __init__(self) -> None:
        """Begin with nobody."""
        self._bound: dict[str, tuple[Binding, ...]] = {}
        self._groups: dict[str, tuple[str, ...]] = {}
        self._teams: dict[str, tuple[str, ...]] = {}
        self._wholes: dict[str, Collection[str]] = {}

    def replace(self, before: Binding | None, after: Binding | None) -> None:
        """Put `after` in the place of `before`."""
        if before is not None:
            bound = list(self._bound.pop(before.member, ()))
            if before in bound:
                bound.remove(before)
            if bound:
                self._bound[before.member] = tuple(bound)
        if after is not None:
            self._bound[after.member] = (*self._bound.get(after.member, ()), after)

    def put_whole(self, whole: str, members: Collection[str]) -> None:
        """Make these subjects, and no others, the members of `group:x` or `team:x`; none when there is no such."""
        kind, name = (self._groups, whole[len(GROUP) :]) if whole.startswith(GROUP) else (
            self._teams, whole[len(TEAM) :]
        )  # fmt: skip
        before, after = frozenset(self._wholes.pop(whole, ())), frozenset(members)
        if members:
            self._wholes[whole] = members
        for member in before - after:
            left = tuple(one for one in kind.pop(member) if one != name)
            if left:
                kind[member] = left
        for member in after - before:
            kind[member] = tuple(sorted((*kind.get(member, ()), name)))

    def members_of(self, whole: str) -> Collection[str]:
        """Return the members of `group:x` or `team:x`."""
        return self._wholes.get(whole, ())

    def groups_of(self, subject: str) -> tuple[str, ...]:
        """Return the groups that a subject is in, in the order of their ids."""
        return self._groups.get(subject, ())

    def teams_of(self, subject: str) -> tuple[str, ...]:
        """Return the teams that a subject is in, in the order of their ids."""
        return self._teams.get(subject, ())

    def of(self, member: str) -> tuple[Binding, ...]:
        """Return the bindings of a subject, group or team itself, ended ones too."""
        return self._bound.get(member, ())

    def bound_to(self, subject: str, now: int) -> tuple[frozenset[str], int]:
        """Return the roles bound to a subject at `now`, and the instant at which the first of them ends."""
        until = NEVER
        roles = set()
        for binding in self._bindings_of(subject):
            ends = NEVER if binding.expires_at is None else binding.expires_at
            if now < ends:
                roles.add(binding.role)
                until = min(until, ends)
        return frozenset(roles), until

    def _bindings_of(self, subject: str) -> Iterator[Binding]:
        yield from self._bound.get(subject, ())
        for group in self.groups_of(subject):
            yield from self._bound.get(f"{GROUP}{group}", ())
        for team in self.teams_of(subject):
            yield from self._bound.get(f"{TEAM}{team}", ())
