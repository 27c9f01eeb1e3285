"""Whether one may act on behalf of another. Pure: the grant is given, and naming somebody gives no right."""

from typing import Final

from remit.identity.model import Delegation
from remit.identity.pattern import matches_any

DELEGATION_MISSING: Final = "DELEGATION_MISSING"
DELEGATION_EXCEEDS: Final = "DELEGATION_EXCEEDS"


def pair_id(owner: str, delegate: str) -> str:
    """Return the id of the grant from `owner` to `delegate`; `>` is in no ref, so no two pairs share one."""
    return f"{owner}>>{delegate}"


def check(delegation: Delegation | None, owner: str, *, delegate: str, action: str, now: int) -> str | None:
    """Tell why `delegate` may not do `action` on behalf of `owner`, or None when the grant lets it.

    The rights are the intersection of both: what each may by role is checked besides, never here.

    Args:
        delegation: the grant recorded for the pair; None when there is none.
        owner: on whose behalf, such as `user:ann`.
        delegate: who acts, such as `agent:researcher-7`.
        action: such as `tool:execute`.
        now: microseconds since the epoch. From `expires_at` on, that instant included, a grant is dead.

    Returns:
        `DELEGATION_MISSING` without a live grant for exactly this pair, `DELEGATION_EXCEEDS` when the grant
        does not cover the action, else None.
    """
    if delegation is None or delegation.owner != owner or delegation.delegate != delegate:
        return DELEGATION_MISSING
    if not _is_live(delegation, now):
        return DELEGATION_MISSING
    if not matches_any(delegation.actions, action):
        return DELEGATION_EXCEEDS
    return None


def _is_live(delegation: Delegation, now: int) -> bool:
    if delegation.revoked_at is not None:
        return False
    return delegation.expires_at is None or now < delegation.expires_at
