"""Delegations: recorded grants by which one acts on behalf of another, with no more than both may; also passed on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Final

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import chain_to, objection_to, require_active, require_subject, settings_in
from remit.administration.unit import Unit, every, existing
from remit.clock import DAY, HOUR
from remit.errors import (
    CallerPermissionMissingError,
    CredentialScopeError,
    InvalidFieldError,
    NotFoundError,
    PreconditionFailedError,
)
from remit.identity.delegation import EVERY_ACTION, EVERY_RESOURCE, is_live, pair_id, parties
from remit.identity.model import Delegation, Principal
from remit.identity.pattern import first_outside
from remit.ids import DELEGATION
from remit.policy.pattern import compile_action, compile_resource

DEFAULT_LIFETIME: Final = 24 * HOUR
MOST_LIFETIME: Final = 366 * DAY
"""A year, leap days included."""

GRANT: Final = "delegation:create"
"""The permission, on the grantor, to grant what is another's. One's own needs none: it exceeds neither."""

PARENT: Final = "delegation.parent_delegation_id"

REPLACED: Final = "what it passes on made way for another grant"
ENDED: Final = "what it passes on was revoked"
"""Why grants were revoked that nobody revoked by name."""


class GrantState(StrEnum):
    """Whether a delegation counts."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


def state_of(grant: Delegation, at: int) -> GrantState:
    """Return whether a delegation counts at an instant."""
    if grant.revoked_at is not None:
        return GrantState.REVOKED
    return GrantState.ACTIVE if is_live(grant, at) else GrantState.EXPIRED


async def create_delegation(editor: Editor, wanted: Delegation) -> Written[Delegation]:
    """Record a grant, or pass one on.

    The owner's own replaces whatever the delegate has of the owner, and ends what passed that on. One that is passed
    on replaces one of the same parent.

    Args:
        editor: whose change it is.
        wanted: owner, delegate, depth, and when it ends; the parent and who passes it on, if it does; actions and
            resources, none for as much as there is to give. The rest is set here.

    Raises:
        NotFoundError: when grantor, delegate or parent is not there.
        InvalidFieldError: when the delegate is in the chain already, a pattern is not of its form, or the end is not
            within a year.
        CallerPermissionMissingError: when it does not lie inside its parent.
        CredentialScopeError: when the caller's credential is limited to other actions.
        PreconditionFailedError: when the grantor is suspended or has expired, the parent has ended, the delegate has a
            live grant of another parent, or the chain could become longer than the tenant allows.
    """
    for place, pattern in enumerate(wanted.actions):
        compile_action(pattern, f"delegation.actions[{place}]")
    for place, pattern in enumerate(wanted.resources):
        compile_resource(pattern, f"delegation.resources[{place}]")
    if wanted.delegate in {wanted.owner, wanted.grantor}:
        message = "nobody needs a delegation by themselves"
        raise InvalidFieldError(message, field="delegation.delegate")
    pair = pair_id(wanted.owner, wanted.delegate)

    def work(unit: Unit) -> Delegation:
        editor.claim(unit, Delegation, identity=pair)
        require_active(unit, wanted.grantor, field="delegation.grantor")
        require_subject(unit, wanted.delegate, field="delegation.delegate")
        bounded = _inside_parent(unit, wanted) if wanted.parent_id else _own(unit, wanted)
        _require_scopes(editor.principal, bounded)
        before = unit.find(Delegation, pair)
        if before is not None:
            _require_free(unit, before, wanted=wanted)
            _end_below(unit, [before], reason=REPLACED)
        granted = replace(bounded, id=pair, delegation_id=unit.new_id(DELEGATION), created_at=unit.at)
        unit.put(granted)
        return granted

    return await editor.write(GRANT, wanted.owner, work=work)


async def revoke_delegation(
    editor: Editor, pair: str, *, delegation_id: str, reason: str
) -> Written[Delegation]:
    """End a grant, and all that pass it on; one that has ended changes nothing.

    Args:
        editor: whose change it is.
        pair: the grant's place in storage.
        delegation_id: its public name; another grant of the pair may have taken its place.
        reason: why, for humans; empty when nobody said.

    Raises:
        NotFoundError: when it is not there any more.
    """

    def work(unit: Unit) -> Delegation:
        grant = existing(unit, Delegation, identity=pair)
        if grant.delegation_id != delegation_id:
            message = f"there is no delegation {delegation_id!r}; another has taken its place"
            raise NotFoundError(message, field="delegation_id")
        if state_of(grant, unit.at) is not GrantState.ACTIVE:
            raise UnchangedError(grant)
        _end_below(unit, [grant], reason=reason or ENDED)
        return _revoke(unit, grant, reason=reason)

    return await editor.write("delegation:revoke", f"delegation:{delegation_id}", work=work)


def revoke_all_of(unit: Unit, subject: str, *, reason: str) -> None:
    """Revoke every grant by a subject or to it, and what passes them on, so that none revives with another of its id."""
    grants = tuple(every(unit, Delegation))
    ended = [grant for grant in grants if subject in {grant.owner, grant.delegate, grant.passed_by}]
    for grant in ended:
        if grant.revoked_at is None:
            _revoke(unit, grant, reason=reason)
    _end_below(unit, ended, reason=reason)


def _own(unit: Unit, wanted: Delegation) -> Delegation:
    """The owner's own grant, with its defaults."""
    _require_depth(unit, wanted, links=1)
    return replace(
        wanted,
        actions=wanted.actions or EVERY_ACTION,
        resources=wanted.resources or EVERY_RESOURCE,
        expires_at=_end(unit, wanted.expires_at, latest=None),
    )


def _inside_parent(unit: Unit, wanted: Delegation) -> Delegation:
    """The grant that passes another on, with its defaults: inside that one as it stands, and never wider."""
    parent = unit.find(Delegation, pair_id(wanted.owner, wanted.grantor))
    if parent is None or parent.delegation_id != wanted.parent_id:
        message = f"there is no delegation {wanted.parent_id!r} to {wanted.grantor}"
        raise NotFoundError(message, field=PARENT)
    links = chain_to(unit, wanted.owner, delegate=wanted.grantor)
    code = objection_to(unit, links, owner=wanted.owner, delegate=wanted.grantor)
    if code is not None:
        message = f"{code}: the delegation that would be passed on does not count any more"
        raise PreconditionFailedError(message, field=PARENT)
    if wanted.delegate in parties(links):
        message = f"{wanted.delegate} is in this chain of delegations already"
        raise InvalidFieldError(message, field="delegation.delegate")
    if parent.depth <= 1:
        raise _more("may not be passed on any further", PARENT)
    if wanted.depth >= parent.depth:
        message = f"may be passed on {parent.depth - 1} more times, this one included"
        raise _more(message, "delegation.further_depth")
    _require_depth(unit, wanted, links=len(links) + 1)
    granted = replace(
        wanted,
        actions=wanted.actions or parent.actions,
        resources=wanted.resources or parent.resources,
        expires_at=_end(unit, wanted.expires_at, latest=parent.expires_at),
    )
    if (place := first_outside(parent.actions, granted.actions)) is not None:
        raise _more("does not cover all of these actions", f"delegation.actions[{place}]")
    if (place := first_outside(parent.resources, granted.resources)) is not None:
        raise _more("does not cover all of these resources", f"delegation.resources[{place}]")
    return granted


def _more(what: str, field: str) -> CallerPermissionMissingError:
    message = f"the delegation that is passed on {what}; nobody can pass on more than they have"
    return CallerPermissionMissingError(message, field=field, permission=GRANT)


def _require_depth(unit: Unit, wanted: Delegation, *, links: int) -> None:
    """Refuse a grant whose chain has so many links, or could have with what it lets be passed on, that it is too long."""
    most = settings_in(unit).max_delegation_depth
    if links + wanted.depth - 1 > most:
        field = "delegation.further_depth" if links <= most else PARENT
        message = f"the tenant allows chains of {most} delegations, and this could make one of {links + wanted.depth - 1}"
        raise PreconditionFailedError(message, field=field)


def _require_scopes(principal: Principal, granted: Delegation) -> None:
    """Refuse a credential that is limited to scopes to give more than they cover."""
    if not principal.scopes:
        return
    place = first_outside(principal.scopes, granted.actions)
    if place is not None:
        action = granted.actions[place]
        message = f"the delegation gives {action}, which the scopes of this credential do not cover"
        raise CredentialScopeError(message, field=f"delegation.actions[{place}]", action=action)


def _require_free(unit: Unit, before: Delegation, *, wanted: Delegation) -> None:
    """Refuse to take the place of a live grant of another parent: one agent must not shrink what another gave."""
    if not wanted.parent_id or before.parent_id == wanted.parent_id:
        return
    if state_of(before, unit.at) is GrantState.ACTIVE:
        message = (
            f"{wanted.delegate} acts for {wanted.owner} by the delegation {before.delegation_id} already; revoke that one"
            " first"
        )
        raise PreconditionFailedError(message, field="delegation.delegate")


def _end(unit: Unit, wanted: int | None, *, latest: int | None) -> int:
    if wanted is None:
        usual = unit.at + DEFAULT_LIFETIME
        return usual if latest is None else min(usual, latest)
    if not unit.at < wanted <= unit.at + MOST_LIFETIME:
        message = "a delegation ends in the future, and at most a year from now"
        raise InvalidFieldError(message, field="delegation.expires_at")
    if latest is not None and wanted > latest:
        raise _more("ends before this one would", "delegation.expires_at")
    return wanted


def _end_below(unit: Unit, grants: Sequence[Delegation], *, reason: str) -> None:
    """Revoke all that pass these on, however far."""
    for owner in dict.fromkeys(grant.owner for grant in grants):
        kin = tuple(every(unit, Delegation, owner=owner))
        for grant in _below({grant.delegation_id for grant in grants}, kin):
            if grant.revoked_at is None:
                _revoke(unit, grant, reason=reason)


def _below(ids: set[str], grants: Iterable[Delegation]) -> Iterable[Delegation]:
    """Yield the grants whose parent is one of these, or passes one of these on."""
    children: dict[str, list[Delegation]] = {}
    for grant in grants:
        if grant.parent_id:
            children.setdefault(grant.parent_id, []).append(grant)
    waiting = list(ids)
    while waiting:
        # Taken out, so that no loop goes on for ever.
        found = children.pop(waiting.pop(), [])
        waiting += [grant.delegation_id for grant in found]
        yield from found


def _revoke(unit: Unit, grant: Delegation, *, reason: str) -> Delegation:
    revoked = replace(grant, revoked_at=unit.at, revoke_reason=reason)
    unit.put(revoked)
    return revoked
