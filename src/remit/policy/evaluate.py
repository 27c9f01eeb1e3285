"""A tenant's whole policy, compiled as it changes and looked up when a runtime asks. Never reads storage.

A change costs what it touches: a binding its member, a role those who have it, a guardrail itself.

It lives on one thread, the event loop's: its memory of past answers is not guarded by locks.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from remit.errors import InvalidFieldError
from remit.policy.builtin import BUILTIN_ROLE_IDS, BUILTIN_ROLES
from remit.policy.facts import Facts
from remit.policy.guard import Guards, GuardVerdict
from remit.policy.inherit import Inheritance
from remit.policy.membership import GROUP, TEAM, Membership
from remit.policy.model import Binding, Guardrail, Role
from remit.policy.rights import NO_ROLE, Rights, RoleIndex, RoleOutcome, RoleVerdict, index_role

MOST_REMEMBERED_SUBJECTS: Final = 65_536
"""Subjects whose rights are kept ready; the one not seen for longest is forgotten. About 200 bytes each."""

MOST_REMEMBERED_SETS: Final = 4_096
"""Sets of bound roles whose rights are kept ready; beyond it all are forgotten, and all subjects with them."""


class CompiledPolicy:
    """Roles, bindings and guardrails at one revision. Built-in roles are always there."""

    __slots__ = ("_guards", "_indexes", "_inheritance", "_members", "_sets", "_subjects")

    def __init__(self) -> None:
        """Begin with the built-in roles; `compile_policy` makes a whole one at once."""
        self._inheritance = Inheritance()
        self._indexes: dict[str, RoleIndex] = {}
        self._members = Membership()
        self._guards = Guards()
        # By the roles that are bound, whether they are there or not. Every subject's rights below are one of these,
        # so that a change of a role finds all that it concerns.
        self._sets: dict[frozenset[str], Rights] = {}
        self._subjects: OrderedDict[str, tuple[Rights, int]] = OrderedDict()
        for role in BUILTIN_ROLES:
            self._put_role(None, role)
        self.settle()

    def replace_role(self, before: Role | None, after: Role | None) -> None:
        """Put a role in the place of `before`; it counts from the next `settle` on. A built-in one stays as it is.

        Raises:
            InvalidFieldError: when a pattern is not of its form; nothing was changed then.
        """
        role = after or before
        if role is not None and role.id not in BUILTIN_ROLE_IDS:
            self._put_role(before, after)

    def _put_role(self, before: Role | None, after: Role | None) -> None:
        index = index_role(after) if after is not None else None
        if before is not None:
            self._indexes.pop(before.id, None)
        if after is not None and index is not None:
            self._indexes[after.id] = index
        self._inheritance.replace(before, after)

    def replace_binding(self, before: Binding | None, after: Binding | None) -> None:
        """Put a binding in the place of `before`."""
        self._members.replace(before, after)
        for binding in (before, after):
            if binding is not None:
                self._forget(binding.member)

    def replace_group(self, group: str, members: Collection[str]) -> None:
        """Make these subjects the members of a group, by its bare id; none when it is not there any more."""
        self._put_whole(f"{GROUP}{group}", members)

    def replace_team(self, team: str, members: Collection[str]) -> None:
        """Make these subjects the members of a team, by its bare id; none when it is not there any more."""
        self._put_whole(f"{TEAM}{team}", members)

    def _put_whole(self, whole: str, members: Collection[str]) -> None:
        self._forget(whole)
        self._members.put_whole(whole, members)
        self._forget(whole)

    def _forget(self, member: str) -> None:
        """Find the rights of a subject, or of all members of a group or team, again when they next act."""
        self._subjects.pop(member, None)
        for subject in self._members.members_of(member):
            self._subjects.pop(subject, None)

    def replace_guardrail(self, before: Guardrail | None, after: Guardrail | None) -> None:
        """Put a guardrail in the place of `before`.

        Raises:
            InvalidFieldError: when a pattern is not of its form; nothing was changed then.
            DocumentInvalidError: when a condition does not compile; nothing was changed then.
        """
        self._guards.replace(before, after)

    def settle(self) -> None:
        """Let changed roles count, once all that belong together are there.

        Raises:
            InvalidFieldError: when roles inherit in a loop, over more than 8 steps, or what is not there. They give
                nothing until that is mended.
        """
        try:
            touched = self._inheritance.settle()
        except InvalidFieldError:
            self._sets.clear()
            self._subjects.clear()
            raise
        if touched:
            for bound, rights in self._sets.items():
                if not bound.isdisjoint(touched):
                    rights.become(self._reached(bound), self._indexes)

    def _reached(self, bound: frozenset[str]) -> frozenset[str]:
        """What bound roles bring along; a binding may outlive its role, and what is not there gives nothing."""
        return frozenset().union(*map(self._inheritance.reached, bound))

    def bindings_of(self, member: str) -> tuple[Binding, ...]:
        """Return the bindings of a subject, group or team itself, ended ones too."""
        return self._members.of(member)

    def roles_of(self, subject: str, now: int) -> frozenset[str]:
        """Return the roles that `agent:x` has at `now`: by itself, by group or team, and inherited."""
        return self._rights(subject, now).roles

    def teams_of(self, subject: str) -> tuple[str, ...]:
        """Return the teams that a subject is in, in the order of their ids."""
        return self._members.teams_of(subject)

    def groups_of(self, subject: str) -> tuple[str, ...]:
        """Return the groups that a subject is in, in the order of their ids."""
        return self._members.groups_of(subject)

    def decide(self, subject: str, action: str, *, resource: str, now: int) -> RoleVerdict:
        """Say what roles alone say.

        Args:
            subject: such as `agent:researcher-7`.
            action: `noun:verb`.
            resource: `type:id`.
            now: microseconds since the epoch; bindings that have ended by then give nothing.
        """
        rights = self._rights(subject, now)
        return rights.decide(action, resource) if rights.roles else NO_ROLE

    def is_guarded(self, action: str, resource: str) -> bool:
        """Tell whether any guardrail is about an action on `type:id`; where none is, what roles say stands."""
        return self._guards.concern(action, resource)

    def guard(self, facts: Facts, role: RoleOutcome) -> GuardVerdict:
        """Say what guardrails make of what roles say.

        A FORBID refuses whatever roles say. A PERMIT allows what no role grants, never what a role denies.
        All REQUIRE_APPROVALs that hold are fulfilled together: by approvers whom each of them accepts, the
        greatest quorum, the shortest times. FORBIDDEN is told before FAILED, and both before all else, in any
        order of rules.

        Args:
            facts: the action; its JSON is read only when a condition asks.
            role: what `decide` said; for a delegate, the worse of both.

        Raises:
            JsonInvalidError: when attributes or arguments that a condition asks for are no valid JSON.
        """
        return self._guards.guard(
            facts, role, covers=lambda who, whole: self.is_in(who, whole, now=facts.now)
        )

    def is_in(self, subject: str, whole: str, *, now: int) -> bool:
        """Tell whether a subject has the role, or is in the group or team, that `whole` names."""
        kind, _, name = whole.partition(":")
        if kind == "role":
            return name in self.roles_of(subject, now)
        if kind == "group":
            return name in self.groups_of(subject)
        return kind == "team" and name in self.teams_of(subject)

    def _rights(self, subject: str, now: int) -> Rights:
        known = self._subjects.get(subject)
        if known is not None and now < known[1]:
            self._subjects.move_to_end(subject)
            return known[0]
        bound, until = self._members.bound_to(subject, now)
        rights = self._sets.get(bound)
        if rights is None:
            if len(self._sets) >= MOST_REMEMBERED_SETS:
                self._sets.clear()
                self._subjects.clear()
            rights = self._sets[bound] = Rights(self._reached(bound), self._indexes)
        self._subjects[subject] = rights, until
        if len(self._subjects) > MOST_REMEMBERED_SUBJECTS:
            self._subjects.popitem(last=False)
        return rights

    @property
    def remembered(self) -> int:
        """How many subjects' rights are kept ready."""
        return len(self._subjects)


def compile_policy(
    *,
    roles: Iterable[Role],
    bindings: Iterable[Binding],
    guardrails: Iterable[Guardrail],
    groups: Mapping[str, Collection[str]],
    teams: Mapping[str, Collection[str]],
    now: int = 0,
) -> CompiledPolicy:
    """Compile a tenant's policy. Built-in roles are always there, and a given role cannot replace one.

    Args:
        roles: the tenant's own.
        bindings: who has which role; one to a role that is not there gives nothing.
        guardrails: those that are not enabled are left out.
        groups: members of each group, by its bare id.
        teams: members of each team, by its bare id.
        now: microseconds since the epoch; bindings that ended before are left out. 0 keeps all, which is as
            right.

    Raises:
        InvalidFieldError: when a pattern is not of its form, or roles inherit in a loop, over more than 8
            steps, or what is not there.
        DocumentInvalidError: when a condition does not compile.
    """
    policy = CompiledPolicy()
    for role in roles:
        policy.replace_role(None, role)
    for binding in bindings:
        if binding.expires_at is None or now < binding.expires_at:
            policy.replace_binding(None, binding)
    for group, members in groups.items():
        policy.replace_group(group, members)
    for team, members in teams.items():
        policy.replace_team(team, members)
    for guardrail in guardrails:
        policy.replace_guardrail(None, guardrail)
    policy.settle()
    return policy
