"""A whole policy: what a document says, what it would change, how it is written as one. Changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from remit.decision.catalog import Catalog
from remit.identity.model import Group, Team
from remit.policy.condition import MOST_CONDITION_BYTES
from remit.policy.document import MemberSet, PolicyDocument, condition_text
from remit.policy.document_writer import dump_policy
from remit.policy.model import Binding, Guardrail, RateLimit, Role, SandboxProfile
from remit.policy.yaml_reader import read_yaml
from remit.policy.yaml_writer import write_yaml

Entry: TypeAlias = Group | Team | Role | Binding | Guardrail | RateLimit | SandboxProfile
"""What a policy document is made of."""

Policy: TypeAlias = Mapping[str, Mapping[str, Entry]]
"""Entries by kind and id."""

KINDS: Final[Mapping[str, type[Entry]]] = {
    kind.kind: kind for kind in (Group, Team, Role, Binding, Guardrail, RateLimit, SandboxProfile)
}
"""In the order in which they can be written: what is referred to first."""


class ChangeType(StrEnum):
    """What happens to an entry."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the live policy and the wanted one."""

    kind: str
    id: str
    before: Entry | None
    """None: it is new."""
    after: Entry | None
    """None: it goes."""

    @property
    def type(self) -> ChangeType:
        """What happens to it."""
        if self.before is None:
            return ChangeType.ADDED
        return ChangeType.REMOVED if self.after is None else ChangeType.CHANGED


def policy_in(catalog: Catalog) -> Policy:
    """Return the policy that a catalog holds."""
    return {name: {one.id: one for one in catalog.every(kind)} for name, kind in KINDS.items()}


def wanted_of(document: PolicyDocument) -> Policy:
    """Return what a document says."""
    sets: Mapping[str, Sequence[Entry]] = {
        "group": [Group(one.id, one.display_name, _ordered(one.members)) for one in document.groups],
        "team": [Team(one.id, one.display_name, _ordered(one.members)) for one in document.teams],
        "role": document.roles,
        "binding": document.bindings,
        "guardrail": document.guardrails,
        "rate_limit": document.rate_limits,
        "sandbox_profile": document.sandbox_profiles,
    }
    return {kind: {one.id: one for one in entries} for kind, entries in sets.items()}


def difference(live: Policy, wanted: Policy, *, prune: bool) -> tuple[Change, ...]:
    """Return what brings the live policy to the wanted one, by kind and id.

    Args:
        live: as it is.
        wanted: as a document says.
        prune: whether entries that the document does not name go. Else they stay.
    """
    found = []
    for kind in sorted(KINDS):
        before, after = live[kind], wanted[kind]
        names = {*after, *(before if prune else ())}
        for name in sorted(names):
            change = Change(kind, name, before.get(name), after.get(name))
            if (
                change.before is None
                or change.after is None
                or content(change.before) != content(change.after)
            ):
                found.append(change)
    return tuple(found)


def applied(live: Policy, changes: Iterable[Change]) -> Policy:
    """Return the policy after changes."""
    result = {kind: dict(entries) for kind, entries in live.items()}
    for change in changes:
        if change.after is None:
            del result[change.kind][change.id]
        else:
            result[change.kind][change.id] = change.after
    return result


def content(entry: Entry) -> Entry:
    """Return an entry without what a document does not say: its times, and how its condition was laid out."""
    plain = replace(entry, updated_at=0, created_at=0)
    if isinstance(plain, Guardrail) and plain.condition:
        tree = read_yaml(plain.condition, "condition", most_bytes=MOST_CONDITION_BYTES)
        return replace(plain, condition=condition_text(tree))
    return plain


def export(policy: Policy, kinds: Iterable[str] = KINDS) -> str:
    """Write a policy as one document, by kind and id, so that equal policies give equal texts."""
    chosen = set(kinds)

    def those(kind: type[Entry]) -> tuple[Entry, ...]:
        entries = policy[kind.kind] if kind.kind in chosen else {}
        return tuple(entries[name] for name in sorted(entries))

    return dump_policy(
        PolicyDocument(
            groups=tuple(_member_set(one) for one in those(Group)),
            teams=tuple(_member_set(one) for one in those(Team)),
            roles=tuple(one for one in those(Role) if isinstance(one, Role)),
            bindings=tuple(one for one in those(Binding) if isinstance(one, Binding)),
            guardrails=tuple(one for one in those(Guardrail) if isinstance(one, Guardrail)),
            rate_limits=tuple(one for one in those(RateLimit) if isinstance(one, RateLimit)),
            sandbox_profiles=tuple(one for one in those(SandboxProfile) if isinstance(one, SandboxProfile)),
        )
    )


def entry_text(entry: Entry | None) -> str:
    """Write one entry as YAML, as it stands in a document; None is empty."""
    if entry is None:
        return ""
    text = export({kind: {entry.id: entry} if kind == entry.kind else {} for kind in KINDS})
    document = read_yaml(text, "document", most_bytes=len(text.encode()))
    lists = (
        [part for part in document.values() if isinstance(part, list)] if isinstance(document, dict) else []
    )
    return write_yaml(lists[0][0])


def _member_set(entry: Entry) -> MemberSet:
    assert isinstance(entry, Group | Team)  # noqa: S101  narrows the type: it was chosen by its kind
    return MemberSet(entry.id, entry.display_name, entry.members)


def _ordered(members: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(members)))
