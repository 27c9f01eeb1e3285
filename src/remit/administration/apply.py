"""Brings a tenant's policy to what a document says: all of it in one unit of work, or nothing.

The changes are found, and the caller's right to make them is measured, against the policy in memory; the unit
of work then refuses if the policy has moved on since, and everything is found again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from remit.administration.administrator import keeping_an_administrator
from remit.administration.authority import Authority
from remit.administration.binding import require_member
from remit.administration.editor import Editor, UnchangedError, Written, stamped
from remit.administration.party import require_subject
from remit.administration.policy import (
    KINDS,
    Change,
    Policy,
    applied,
    difference,
    entry_text,
    policy_in,
    wanted_of,
)
from remit.administration.remark import Remark, remarks
from remit.administration.team import require_team_unused
from remit.administration.unit import Unit
from remit.errors import InvalidFieldError, NotFoundError, PreconditionFailedError, StaleRevisionError
from remit.identity.model import Group, Team
from remit.policy.builtin import BUILTIN_ROLE_IDS, BUILTIN_ROLES
from remit.policy.document import PolicyDocument
from remit.policy.inherit import inheritance
from remit.policy.model import Binding, Role

ATTEMPTS: Final = 8
"""How often changes are found again when somebody else's came in between."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a document is applied."""

    dry_run: bool = False
    """Find and check everything, and change nothing."""
    prune: bool = False
    """Whether entries that the document does not name go."""
    base_revision: int | None = None
    """What the writer has seen; None: whatever there is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change as it is told: entries as YAML, empty where there is none."""

    kind: str
    id: str
    type: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What an application changed, or would change."""

    differences: tuple[Difference, ...]
    remarks: tuple[Remark, ...] = ()


class _MovedOnError(Exception):
    """The policy has changed since the changes were found."""


async def apply_policy(
    editor: Editor, document: PolicyDocument, *, options: Options, authority: Authority
) -> Written[Applied]:
    """Bring the policy to what a document says.

    Raises:
        StaleRevisionError: when there is a newer revision than `base_revision`, or changes keep coming.
        NotFoundError: when an entry refers to what is not there.
        InvalidFieldError: when roles would inherit in a loop, or over more than 8 steps.
        PreconditionFailedError: when what is in use would go, or the last administrator.
        CallerPermissionMissingError: when it would give more than the caller holds.
    """
    for _ in range(ATTEMPTS):
        catalog = await editor.office.catalogs.refresh(editor.tenant)
        live = policy_in(catalog)
        changes = difference(live, wanted_of(document), prune=options.prune)
        await authority.require_changes(editor.principal, catalog, changes=changes)
        plan = _Plan(editor, changes, live=live, options=options, revision=catalog.revision)
        try:
            return await editor.write("policy:apply", "policy:document", work=plan.work)
        except _MovedOnError:
            continue
    message = "the policy is changing faster than the document can be applied; try again"
    raise StaleRevisionError(message, retry_after=0.5)


class _Plan:
    """Changes found at one revision."""

    def __init__(
        self, editor: Editor, changes: Sequence[Change], *, live: Policy, options: Options, revision: int
    ) -> None:
        self._editor = editor
        self._live = live
        self._changes = changes
        self._options = options
        self._revision = revision

    def work(self, unit: Unit) -> Applied:
        """Check and write the changes; a dry run and one without changes end without a revision."""
        self._require_revision(unit)
        after = applied(self._live, self._changes)
        answer = Applied(tuple(map(_told, self._changes)), remarks(after, unit.at))
        earlier = self._editor.claimed(unit, json.dumps([asdict(one) for one in answer.differences]))
        if earlier is not None:
            first = tuple(Difference(**one) for one in json.loads(earlier))
            raise UnchangedError(Applied(first, answer.remarks))
        keeping_an_administrator(unit, lambda: self._write(unit, after))
        if self._options.dry_run or not self._changes:
            raise UnchangedError(answer)
        return answer

    def _require_revision(self, unit: Unit) -> None:
        current = unit.revision - 1
        base = self._options.base_revision
        if base is not None and base < current:
            message = f"the policy is at revision {current}; look at it again and apply anew"
            raise StaleRevisionError(message, field="base_revision", revision=str(current))
        if current != self._revision:
            raise _MovedOnError

    def _write(self, unit: Unit, after: Policy) -> None:
        """Write what comes before what refers to it, remove the other way round, and check what came out."""
        for kind in KINDS:
            for change in self._changes:
                if change.kind == kind and change.after is not None:
                    made = getattr(change.before, "created_at", 0) or unit.at
                    unit.put(stamped(change.after, created_at=made, updated_at=unit.at))
        for kind, entity in reversed(list(KINDS.items())):
            for change in self._changes:
                if change.kind == kind and change.after is None:
                    unit.drop(entity, change.id)
        _check(unit, after, changes=self._changes)


def _told(change: Change) -> Difference:
    return Difference(
        change.kind, change.id, change.type, entry_text(change.before), entry_text(change.after)
    )


def _check(unit: Unit, after: Policy, *, changes: Iterable[Change]) -> None:
    """Refuse a policy in which something refers to what is not there."""
    roles = {name: role for name, role in after["role"].items() if isinstance(role, Role)}
    _check_inheritance(roles)
    for binding in after["binding"].values():
        if (
            isinstance(binding, Binding)
            and binding.role not in roles
            and binding.role not in BUILTIN_ROLE_IDS
        ):
            message = f"binding {binding.id}: there is no role {binding.role!r}"
            raise NotFoundError(message, field="document")
    for change in changes:
        entry = change.after
        if isinstance(entry, Binding):
            require_member(unit, entry.member, field="document")
            _check_end(entry, unit.at)
        elif isinstance(entry, Group | Team):
            for member in entry.members:
                require_subject(unit, member, field="document")
        elif entry is None and change.kind in {Group.kind, Team.kind}:
            _check_removed(unit, change, bindings=after["binding"])


def _check_inheritance(roles: Mapping[str, Role]) -> None:
    try:
        inheritance({**roles, **{role.id: role for role in BUILTIN_ROLES}})
    except InvalidFieldError as error:
        error.field = "document"
        raise


def _check_end(binding: Binding, at: int) -> None:
    if binding.expires_at is not None and binding.expires_at <= at:
        message = (
            f"binding {binding.id}: it must end in the future; to take the role away, leave it out and prune"
        )
        raise InvalidFieldError(message, field="document")


def _check_removed(unit: Unit, change: Change, *, bindings: Mapping[str, object]) -> None:
    member = f"{change.kind}:{change.id}"
    for binding in bindings.values():
        if isinstance(binding, Binding) and binding.member == member:
            message = f"{member} would go, but the binding {binding.id} names it"
            raise PreconditionFailedError(message, field="document")
    if change.kind == Team.kind:
        require_team_unused(unit, change.id)
