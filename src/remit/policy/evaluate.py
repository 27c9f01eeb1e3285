"""A tenant's whole policy, compiled when it changes and looked up when a runtime asks. Never reads storage.

It lives on one thread, the event loop's: its memory of past answers is not guarded by locks.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from remit.policy.builtin import BUILTIN_ROLES
from remit.policy.facts import Facts
from remit.policy.guard import Guards, GuardVerdict
from remit.policy.inherit import inheritance
from remit.policy.membership import Membership
from remit.policy.model import Binding, Guardrail, Role
from remit.policy.rights import NO_ROLE, Rights, RoleOutcome, RoleVerdict, index_role

MOST_REMEMBERED_SUBJECTS: Final = 65_536
"""Subjects whose rights are kept ready; the one not seen for longest is forgotten. About 200 bytes each."""

MOST_REMEMBERED_SETS: Final = 4_096
"""Sets of roles whose rights are kept ready; beyond it all are forgotten and found again."""


class CompiledPolicy:
    """Roles, bindings and guardrails at one revision."""

    __slots__ = ("_guards", "_indexes", "_inherited", "_members", "_sets", "_subjects")

    def __init__(self, roles: Mapping[str, Role], members: Membership, *, guards: Guards) -> None:
        """Compile; `compile_policy` is the way in."""
        self._inherited = inheritance(roles)
        self._indexes = {role.id: index_role(role) for role in roles.values()}
        self._members = members
        self._guards = guards
        self._sets: dict[frozenset[str], Rights] = {}
        self._subjects: OrderedDict[str, tuple[Rights, int]] = OrderedDict()

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
        # A binding may outlive its role; what is not there gives nothing.
        roles = frozenset().union(*(self._inherited.get(role, frozenset()) for role in bound))
        rights = self._sets.get(roles)
        if rights is None:
            if len(self._sets) >= MOST_REMEMBERED_SETS:
                self._sets.clear()
            rights = self._sets[roles] = Rights(roles, self._indexes)
        self._subjects[subject] = rights, until
        if len(self._subjects) > MOST_REMEMBERED_SUBJECTS:
            self._subjects.popitem(last=False)
        return rights


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
    every = {role.id: role for role in (*roles, *BUILTIN_ROLES)}
    members = Membership(bindings, groups=groups, teams=teams, now=now)
    return CompiledPolicy(every, members, guards=Guards(guardrails))
