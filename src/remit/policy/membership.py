"""Who has which roles, by binding, group and team, at an instant. Never walks all subjects."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from remit.policy.model import Binding

NEVER: Final = 1 << 62
"""An instant beyond all others: when what does not expire ends."""


class Membership:
    """Bindings by member, groups and teams by subject."""

    __slots__ = ("_bound", "_groups", "_teams")

    def __init__(
        self,
        bindings: Iterable[Binding],
        *,
        groups: Mapping[str, Collection[str]],
        teams: Mapping[str, Collection[str]],
        now: int,
    ) -> None:
        """Index them; bindings that have expired by `now` are left out."""
        self._bound: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for binding in bindings:
            until = NEVER if binding.expires_at is None else binding.expires_at
            if now < until:
                self._bound[binding.member].append((binding.role, until))
        self._groups = _by_member(groups)
        self._teams = _by_member(teams)

    def groups_of(self, subject: str) -> tuple[str, ...]:
        """Return the groups that a subject is in, in the order of their ids."""
        return self._groups.get(subject, ())

    def teams_of(self, subject: str) -> tuple[str, ...]:
        """Return the teams that a subject is in, in the order of their ids."""
        return self._teams.get(subject, ())

    def bound_to(self, subject: str, now: int) -> tuple[frozenset[str], int]:
        """Return the roles bound to a subject at `now`, and the instant at which the first of them ends."""
        live = [bound for bound in self._bindings_of(subject) if now < bound[1]]
        return frozenset(role for role, _ in live), min((until for _, until in live), default=NEVER)

    def _bindings_of(self, subject: str) -> Iterator[tuple[str, int]]:
        yield from self._bound.get(subject, ())
        for group in self.groups_of(subject):
            yield from self._bound.get(f"group:{group}", ())
        for team in self.teams_of(subject):
            yield from self._bound.get(f"team:{team}", ())


def _by_member(sets: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(sets):
        for member in dict.fromkeys(sets[name]):
            found[member].append(name)
    return {member: tuple(names) for member, names in found.items()}
