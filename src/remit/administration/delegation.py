"""Delegations: recorded grants by which one acts on behalf of another, with no more than both may."""

from dataclasses import replace
from enum import StrEnum
from typing import Final

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import require_subject
from remit.administration.unit import Unit, every, existing
from remit.clock import DAY, HOUR
from remit.errors import InvalidFieldError, NotFoundError
from remit.identity.delegation import pair_id
from remit.identity.model import Delegation
from remit.ids import DELEGATION
from remit.policy.pattern import compile_action

DEFAULT_LIFETIME: Final = 24 * HOUR
MOST_LIFETIME: Final = 366 * DAY
"""A year, leap days included."""


class GrantState(StrEnum):
    """Whether a delegation counts."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


def state_of(grant: Delegation, at: int) -> GrantState:
    """Return whether a delegation counts at an instant."""
    if grant.revoked_at is not None:
        return GrantState.REVOKED
    if grant.expires_at is not None and grant.expires_at <= at:
        return GrantState.EXPIRED
    return GrantState.ACTIVE


async def create_delegation(editor: Editor, wanted: Delegation) -> Written[Delegation]:
    """Record a grant; it replaces an earlier one of the same pair.

    Args:
        editor: whose change it is.
        wanted: owner, delegate, actions, and when it ends; the rest is set here.

    Raises:
        NotFoundError: when grantor or delegate is not there.
        InvalidFieldError: when they are one, a pattern is not of its form, or the end is not within a year.
    """
    for place, pattern in enumerate(wanted.actions):
        compile_action(pattern, f"delegation.actions[{place}]")
    if wanted.owner == wanted.delegate:
        message = "nobody needs a delegation by themselves"
        raise InvalidFieldError(message, field="delegation.delegate")
    pair = pair_id(wanted.owner, wanted.delegate)

    def work(unit: Unit) -> Delegation:
        editor.claim(unit, Delegation, identity=pair)
        require_subject(unit, wanted.owner, field="delegation.grantor")
        require_subject(unit, wanted.delegate, field="delegation.delegate")
        granted = replace(
            wanted,
            id=pair,
            delegation_id=unit.new_id(DELEGATION),
            expires_at=_end(unit, wanted.expires_at),
            created_at=unit.at,
        )
        unit.put(granted)
        return granted

    return await editor.write("delegation:create", wanted.owner, work=work)


async def revoke_delegation(
    editor: Editor, pair: str, *, delegation_id: str, reason: str
) -> Written[Delegation]:
    """End a grant; one that has ended changes nothing.

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
        return _revoke(unit, grant, reason=reason)

    return await editor.write("delegation:revoke", f"delegation:{delegation_id}", work=work)


def revoke_all_of(unit: Unit, subject: str, *, reason: str) -> None:
    """Revoke every grant by a subject or to it, so that none revives with another subject of the same id."""
    for grant in tuple(every(unit, Delegation)):
        if subject in {grant.owner, grant.delegate} and grant.revoked_at is None:
            _revoke(unit, grant, reason=reason)


def _end(unit: Unit, wanted: int | None) -> int:
    if wanted is None:
        return unit.at + DEFAULT_LIFETIME
    if not unit.at < wanted <= unit.at + MOST_LIFETIME:
        message = "a delegation ends in the future, and at most a year from now"
        raise InvalidFieldError(message, field="delegation.expires_at")
    return wanted


def _revoke(unit: Unit, grant: Delegation, *, reason: str) -> Delegation:
    revoked = replace(grant, revoked_at=unit.at, revoke_reason=reason)
    unit.put(revoked)
    return revoked
