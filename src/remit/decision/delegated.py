"""The check of who acts for whom: each grant of the chain, and each of its parties, as they stand. Never waits, but to read.

A call that names nobody to act for never comes here.
"""

from collections.abc import Sequence
from typing import Final

from remit.decision.case import Case
from remit.decision.catalog import Catalog
from remit.decision.catalogs import Catalogs
from remit.decision.model import Reason, ReasonCode, Remedy, Stage
from remit.errors import StaleRevisionError
from remit.identity import delegation as delegations
from remit.identity.delegation import MOST_LINKS, Chain
from remit.identity.model import Delegation, Principal, Subject, is_active

LOOKS: Final = 8 + MOST_LINKS
"""How often what is not at hand is read before the caller is told to come back: each grant names the one before it, and
a change of policy may overtake what was read."""

_TOLD: Final = {
    ReasonCode.DELEGATION_MISSING: (
        "no live chain of grants lets the subject act on behalf of the one named",
        "have the one named record a delegation, or pass one on that lives",
    ),
    ReasonCode.DELEGATION_TOO_DEEP: (
        "the chain of delegations is longer than the tenant, or one of its grants, allows",
        "have one nearer to its beginning record the delegation",
    ),
    ReasonCode.DELEGATION_EXCEEDS: (
        "a grant of the chain does not cover the action on this resource",
        "have a delegation recorded that covers it, by each who passes it on",
    ),
}


def delegation(case: Case) -> Reason | None:
    """Whoever acts on behalf of another has live grants for it, all the way; naming somebody gives no right."""
    ask = case.ask
    if not ask.on_behalf_of:
        return None
    reason = standing(case)
    if reason is not None:
        return reason
    beyond = delegations.exceeded(case.links, ask.action, resource=ask.resource)
    if beyond is not None:
        return _reason(ReasonCode.DELEGATION_EXCEEDS, beyond.delegation_id)
    case.drafted.delegation = shown(case.links)
    return None


def standing(case: Case) -> Reason | None:
    """Tell why the subject may not act for the one named at all, whatever the action; None when it may."""
    ask = case.ask
    code = objection(case.catalog, case.links, owner=ask.on_behalf_of, delegate=ask.subject, at=case.at)
    return _reason(code) if code else None


def objection(catalog: Catalog, links: Chain, *, owner: str, delegate: str, at: int) -> ReasonCode | None:
    """Tell why a chain of grants does not count at an instant; None when it does.

    All that are in it must be known and active, but whoever acts: that is looked at for itself.
    """
    most = catalog.settings.max_delegation_depth
    code = delegations.objection(links, owner, delegate=delegate, now=at, most_links=most)
    if code is not None:
        return ReasonCode(code)
    for ref in delegations.parties(links)[:-1]:
        party = catalog.get(Subject, ref)
        if party is None or not is_active(party, at):
            return ReasonCode.DELEGATION_MISSING
    return None


def shown(links: Chain) -> tuple[str, ...]:
    """Return links as answers and evidence have them: `grantor>delegate>grant>end`; no grant: a token, no end: none."""
    return tuple(map(_shown, links))


def principals(case: Case) -> Sequence[str]:
    """Return those whose rights bound the subject's: the one it acts for, and all who passed the grant on."""
    owner = case.ask.on_behalf_of
    return delegations.parties(case.links)[:-1] or ([owner] if owner else [])


def vouched(principal: Principal, *, owner: str, delegate: str) -> Chain:
    """Return the chain that the caller's own token vouches for; empty when recorded grants decide."""
    chain = principal.chain
    if not chain or (chain[0], chain[-1]) != (owner, delegate) or principal.on_behalf_of != owner:
        return ()
    return delegations.chain_by_token(principal)


async def find_chain(catalogs: Catalogs, catalog: Catalog, *, owner: str, delegate: str) -> Chain:
    """Return the recorded grants by which one acts for another, reading what is not at hand.

    Raises:
        StaleRevisionError: when policy kept changing meanwhile.
    """
    missing: list[str] = []

    def at_hand(pair: str) -> Delegation | None:
        if not catalog.knows(Delegation, pair):
            missing.append(pair)
        return catalog.recall(Delegation, pair)

    for _ in range(LOOKS):
        links = delegations.chain_of(owner, delegate, find=at_hand)
        if not missing:
            return links
        await catalogs.find(catalog, Delegation, identity=missing.pop())
    message = "policy is changing faster than this call can be answered; try again"
    raise StaleRevisionError(message, retry_after=0.5)


def _reason(code: ReasonCode, source: str = "") -> Reason:
    message, remedy = _TOLD[code]
    return Reason(code, Stage.DELEGATION, message, Remedy(remedy), source)


def _shown(link: Delegation) -> str:
    end = "" if link.expires_at is None else link.expires_at
    return f"{link.grantor}>{link.delegate}>{link.delegation_id}>{end}"
