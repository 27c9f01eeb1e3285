"""By whose rights Remit's own calls are judged: the caller's, theirs for whom it acts, and what each grant gives.

A decision judges the one it is about alike, by the same chain (`delegated.py`). Never waits, but to read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from remit.decision.catalog import Catalog
from remit.decision.catalogs import Catalogs
from remit.decision.delegated import find_chain, objection, vouched
from remit.errors import CallerPermissionMissingError
from remit.identity.delegation import Chain, exceeded, gives, parties
from remit.identity.model import Principal, Subject, is_active


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, on whose behalf, and where both have their roles."""

    home: Catalog
    """An operator is at home in the operators' own tenant, whichever it acts in."""
    subject: str
    on_behalf_of: str = ""
    """For whom alone it may act; empty means for itself."""
    links: Chain = ()
    """The grants by which it does, outermost first, as far as they are there."""

    @property
    def parties(self) -> Sequence[str]:
        """Return everyone whose rights bound the call, who calls among them; they say nothing where it may not act."""
        return parties(self.links) or (self.subject,)

    def standing(self, at: int) -> str:
        """Tell why the caller may do nothing at all at an instant, its own included; empty when it may act."""
        known = self.home.get(Subject, self.subject)
        if known is None or not is_active(known, at):
            return "the caller is suspended, has expired or was removed"
        if not self.on_behalf_of:
            return ""
        code = objection(self.home, self.links, owner=self.on_behalf_of, delegate=self.subject, at=at)
        return f"{code}: the delegation by which the caller acts does not count any more" if code else ""

    def may(self, action: str, *, resource: str, at: int) -> bool:
        """Tell whether roles let everyone in the chain do something, and every grant of it covers that."""
        if self.on_behalf_of and (self.standing(at) or exceeded(self.links, action, resource=resource)):
            return False
        return all(self.home.may(one, action, resource=resource, at=at) for one in self.parties)

    def may_give(self, action: str, resource: str) -> bool:
        """Tell whether every grant of the chain certainly covers all that these patterns do."""
        return gives(self.links, action, resource=resource)

    def require_standing(self, at: int, permission: str) -> None:
        """Refuse a caller who may do nothing at all.

        Raises:
            CallerPermissionMissingError: naming the permission of the call.
        """
        if why := self.standing(at):
            raise CallerPermissionMissingError(f"{why}: {permission} is refused", permission=permission)


async def find_caller(catalogs: Catalogs, principal: Principal) -> Caller:
    """Return by whose rights a call is judged, reading what of the chain is not at hand.

    Raises:
        NotFoundError: when the tenant is not there.
        StaleRevisionError: when policy kept changing meanwhile.
    """
    home = await catalogs.of(principal.home or principal.tenant)
    subject, owner = principal.home_subject or principal.subject, principal.on_behalf_of
    if not owner:
        return Caller(home, subject)
    links = vouched(principal, owner=owner, delegate=subject)
    links = links or await find_chain(catalogs, home, owner=owner, delegate=subject)
    return Caller(home, subject, owner, links)
