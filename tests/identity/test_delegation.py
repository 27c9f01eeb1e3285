"""Acting on behalf of another: only with a live grant for exactly that pair and action."""

from dataclasses import replace

import pytest

from remit.identity.delegation import DELEGATION_EXCEEDS, DELEGATION_MISSING, check, pair_id
from remit.identity.model import Delegation

GRANT = Delegation(
    id=pair_id("user:ann", "agent:x"),
    owner="user:ann",
    delegate="agent:x",
    actions=("tool:*", "path:read"),
    expires_at=1_000,
)


@pytest.mark.parametrize(
    ("grant", "action", "now", "code"),
    [
        (GRANT, "tool:execute", 999, None),
        (GRANT, "path:read", 0, None),
        (replace(GRANT, expires_at=None), "tool:execute", 10**18, None),
        (GRANT, "path:write", 0, DELEGATION_EXCEEDS),
        (replace(GRANT, actions=()), "tool:execute", 0, DELEGATION_EXCEEDS),
        (None, "tool:execute", 0, DELEGATION_MISSING),
        (GRANT, "tool:execute", 1_000, DELEGATION_MISSING),
        (replace(GRANT, revoked_at=5), "tool:execute", 0, DELEGATION_MISSING),
        (replace(GRANT, owner="user:ben"), "tool:execute", 0, DELEGATION_MISSING),
        (replace(GRANT, delegate="agent:y"), "tool:execute", 0, DELEGATION_MISSING),
    ],
)
def test_a_grant_is_live_exact_and_within_its_actions(
    grant: Delegation | None, action: str, now: int, code: str | None
) -> None:
    assert check(grant, "user:ann", delegate="agent:x", action=action, now=now) == code


def test_a_grant_does_not_run_backwards() -> None:
    assert check(GRANT, "agent:x", delegate="user:ann", action="tool:execute", now=0) == DELEGATION_MISSING
