"""Whether those whom a change names are there and may act. Reads inside the change; never writes."""

from remit.administration.unit import Unit
from remit.errors import NotFoundError, PreconditionFailedError
from remit.identity.delegation import pair_id
from remit.identity.model import Delegation, Subject, is_active


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


def require_grant(unit: Unit, subject: str, *, on_behalf_of: str) -> None:
    """Refuse somebody who names another to act for, without a live grant; naming nobody is free.

    Raises:
        PreconditionFailedError: at `on_behalf_of`.
    """
    if on_behalf_of and not is_live(unit.find(Delegation, pair_id(on_behalf_of, subject)), unit.at):
        message = f"no live delegation lets {subject} act on behalf of {on_behalf_of}"
        raise PreconditionFailedError(message, field="on_behalf_of")


def is_live(grant: Delegation | None, at: int) -> bool:
    """Tell whether there is a grant that counts at an instant."""
    if grant is None or grant.revoked_at is not None:
        return False
    return grant.expires_at is None or at < grant.expires_at
