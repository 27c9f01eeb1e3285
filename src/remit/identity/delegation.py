"""Whether one may act on behalf of another: by a chain of grants from that one on. Pure: naming somebody gives no right.

A chain is a sequence of grants, outermost first: the first is by the one acted for, each further one passes the one
before on, and the last is held by whoever acts. Rights are the intersection of all: no grant is ever taken for a copy
of its parent, so a parent that ends, or makes way for another, ends all that passed it on.
"""

from collections.abc import Callable, Sequence
from typing import Final

from remit.identity.model import Delegation, Principal
from remit.identity.pattern import contains, matches, matches_any

DELEGATION_MISSING: Final = "DELEGATION_MISSING"
DELEGATION_EXCEEDS: Final = "DELEGATION_EXCEEDS"
DELEGATION_TOO_DEEP: Final = "DELEGATION_TOO_DEEP"

EVERY_ACTION: Final = ("*:*",)
"""All that both may."""

EVERY_RESOURCE: Final = ("*",)

MOST_LINKS: Final = 10
"""Grants of a chain that are ever looked at: the most that a tenant may allow."""

Chain = tuple[Delegation, ...]
"""Grants, outermost first; empty when there is none."""


def pair_id(owner: str, delegate: str) -> str:
    """Return the id of the grant by which `delegate` acts for `owner`; `>` is in no ref, so no two pairs share one."""
    return f"{owner}>>{delegate}"


def chain_of(owner: str, delegate: str, *, find: Callable[[str], Delegation | None]) -> Chain:
    """Return the recorded grants by which `delegate` acts for `owner`, as far as they are there.

    Whether they hang together and count is for `objection` to say. It ends after one more than `MOST_LINKS`, so that
    no loop goes on for ever.

    Args:
        owner: on whose behalf, such as `user:ann`.
        delegate: who acts, such as `agent:researcher-7`.
        find: returns the grant of a pair by its `pair_id`, None when there is none.
    """
    links: list[Delegation] = []
    while len(links) <= MOST_LINKS and (grant := find(pair_id(owner, delegate))) is not None:
        links.append(grant)
        if not grant.parent_id:
            break
        delegate = grant.passed_by
    links.reverse()
    return tuple(links)


def chain_by_token(principal: Principal) -> Chain:
    """Return the chain that a verified token itself vouches for; its links have no id, for they are not recorded."""
    refs = principal.chain
    last = len(refs) - 1
    return tuple(
        Delegation(
            pair_id(refs[0], refs[place]),
            refs[0],
            refs[place],
            actions=principal.scopes or EVERY_ACTION,
            expires_at=principal.expires_at,
            depth=last - place + 1,
            passed_by=refs[place - 1] if place > 1 else "",
        )
        for place in range(1, len(refs))
    )


def objection(links: Chain, owner: str, *, delegate: str, now: int, most_links: int) -> str | None:
    """Tell why a chain does not let `delegate` act for `owner` at all, or None when it does.

    What the parties may by role, and whether they may act, is checked besides, never here.

    Args:
        links: recorded, or vouched for by a token.
        owner: on whose behalf.
        delegate: who acts.
        now: microseconds since the epoch. From `expires_at` on, that instant included, a grant is dead.
        most_links: how many grants long a chain may be.

    Returns:
        `DELEGATION_TOO_DEEP` when it is longer, or longer than one of its grants lets it become;
        `DELEGATION_MISSING` when a grant is missing or dead, is another than the one that was passed on, or comes
        back to somebody; else None.
    """
    if len(links) > most_links:
        return DELEGATION_TOO_DEEP
    grantor, parent = owner, None
    for link in links:
        if link.owner != owner or link.grantor != grantor or not is_live(link, now):
            return DELEGATION_MISSING
        if link.parent_id != (parent.delegation_id if parent else ""):
            return DELEGATION_MISSING
        if parent is not None and link.depth >= parent.depth:
            return DELEGATION_TOO_DEEP
        grantor, parent = link.delegate, link
    ends_with = links[-1].delegate if links else ""
    if ends_with != delegate or len(set(parties(links))) <= len(links):
        return DELEGATION_MISSING
    return None


def exceeded(links: Chain, action: str, *, resource: str) -> Delegation | None:
    """Return the outermost grant that does not cover an action on a resource; None when all do."""
    for link in links:
        if not matches_any(link.actions, action):
            return link
        if link.resources != EVERY_RESOURCE and not any(matches(one, resource) for one in link.resources):
            return link
    return None


def gives(links: Chain, action: str, *, resource: str) -> bool:
    """Tell whether every grant certainly covers all that two patterns do, one of actions and one of resources."""
    return all(
        any(contains(one, action) for one in link.actions)
        and any(contains(one, resource) for one in link.resources)
        for link in links
    )


def parties(links: Chain) -> Sequence[str]:
    """Return everyone in a chain, from the one acted for to the one who acts."""
    return [links[0].owner, *(link.delegate for link in links)] if links else []


def is_live(grant: Delegation, at: int) -> bool:
    """Tell whether a grant counts at an instant, by itself; its parent is another question."""
    if grant.revoked_at is not None:
        return False
    return grant.expires_at is None or at < grant.expires_at
