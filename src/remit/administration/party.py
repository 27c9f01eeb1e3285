"""Whether those whom a change names are there and may act. Reads inside the change; never writes."""

from remit.administration.unit import Unit
from remit.decision.delegated import vouched
from remit.decision.tenant import Settings, Tenant
from remit.errors import NotFoundError, PreconditionFailedError
from remit.identity.delegation import DELEGATION_MISSING, Chain, chain_of, objection, parties
from remit.identity.model import Delegation, Principal, Subject, is_active


def require_subject(unit: Unit, subject: str, *, field: str) -> Subject:
    """Return a subject that must be there.

    Raises:
        NotFoundError: at `field`.
    """
    found = unit.find(Subject, subject)
    if found is None:
        message = f"there is no subject {subject!r}"
        raise NotFoundError(message, field=field)
    return found


def require_active(unit: Unit, subject: str, *, field: str) -> Subject:
    """Return a subject that must be there and may act.

    Raises:
        NotFoundError: at `field`, when it is not there.
        PreconditionFailedError: at `field`, when it is suspended or has expired.
    """
    found = require_subject(unit, subject, field=field)
    if not is_active(found, unit.at):
        message = f"{subject} is suspended or has expired"
        raise PreconditionFailedError(message, field=field)
    return found


def require_grant(unit: Unit, subject: str, *, on_behalf_of: str, principal: Principal) -> None:
    """Refuse somebody who names another to act for, without live grants all the way; naming nobody is free.

    Args:
        unit: the change.
        subject: who would act.
        on_behalf_of: for whom; empty for itself.
        principal: who calls; its token may vouch in the place of grants.

    Raises:
        PreconditionFailedError: at `on_behalf_of`.
    """
    if not on_behalf_of:
        return
    links = vouched(principal, owner=on_behalf_of, delegate=subject)
    links = links or chain_to(unit, on_behalf_of, delegate=subject)
    code = objection_to(unit, links, owner=on_behalf_of, delegate=subject)
    if code is not None:
        message = f"{code}: no live delegation lets {subject} act on behalf of {on_behalf_of}"
        raise PreconditionFailedError(message, field="on_behalf_of")


def chain_to(unit: Unit, owner: str, *, delegate: str) -> Chain:
    """Return the grants by which one acts for another, as far as they are there."""
    return chain_of(owner, delegate, find=lambda pair: unit.find(Delegation, pair))


def objection_to(unit: Unit, links: Chain, *, owner: str, delegate: str) -> str | None:
    """Tell why a chain of grants does not count now, as a decision would: by its code; None when it does."""
    most = settings_in(unit).max_delegation_depth
    code = objection(links, owner, delegate=delegate, now=unit.at, most_links=most)
    if code is not None:
        return code
    for ref in parties(links)[:-1]:
        party = unit.find(Subject, ref)
        if party is None or not is_active(party, unit.at):
            return DELEGATION_MISSING
    return None


def settings_in(unit: Unit) -> Settings:
    """Return the settings of the tenant that is changed."""
    tenant = unit.find(Tenant, unit.tenant)
    return tenant.settings if tenant is not None else Settings()
