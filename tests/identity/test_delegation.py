"""Acting on behalf of another: by live grants all the way, each inside the one before, and within what each says."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from remit.identity.delegation import (
    DELEGATION_MISSING,
    DELEGATION_TOO_DEEP,
    MOST_LINKS,
    Chain,
    chain_by_token,
    chain_of,
    exceeded,
    objection,
    pair_id,
    parties,
)
from remit.identity.model import Delegation, Principal

ANN, LEAD, HELPER, LAST = "user:ann", "agent:lead", "agent:helper", "agent:last"

GRANT = Delegation(
    id=pair_id(ANN, LEAD),
    owner=ANN,
    delegate=LEAD,
    delegation_id="del_1",
    actions=("tool:*", "path:read"),
    resources=("tool:web-*", "path:/srv/*"),
    expires_at=1_000,
    depth=3,
)
PASSED = replace(
    GRANT,
    id=pair_id(ANN, HELPER),
    delegate=HELPER,
    delegation_id="del_2",
    actions=("tool:*",),
    depth=2,
    passed_by=LEAD,
    parent_id="del_1",
)
FURTHER = replace(
    PASSED,
    id=pair_id(ANN, LAST),
    delegate=LAST,
    delegation_id="del_3",
    depth=1,
    passed_by=HELPER,
    parent_id="del_2",
)
WHOLE = (GRANT, PASSED, FURTHER)


def told(links: Chain, delegate: str, *, now: int = 0, most_links: int = 3) -> str | None:
    return objection(links, ANN, delegate=delegate, now=now, most_links=most_links)


@pytest.mark.parametrize(
    ("links", "now", "code"),
    [
        ((GRANT,), 999, None),
        ((replace(GRANT, expires_at=None),), 10**18, None),
        ((), 0, DELEGATION_MISSING),
        ((GRANT,), 1_000, DELEGATION_MISSING),
        ((replace(GRANT, revoked_at=5),), 0, DELEGATION_MISSING),
        ((replace(GRANT, owner="user:ben"),), 0, DELEGATION_MISSING),
        ((replace(GRANT, delegate="agent:y"),), 0, DELEGATION_MISSING),
        ((replace(GRANT, delegate=ANN),), 0, DELEGATION_MISSING),
    ],
)
def test_a_grant_is_live_and_for_exactly_its_pair(links: Chain, now: int, code: str | None) -> None:
    assert told(links, LEAD, now=now) == code


def test_a_grant_does_not_run_backwards() -> None:
    assert objection((GRANT,), LEAD, delegate=ANN, now=0, most_links=3) == DELEGATION_MISSING


@pytest.mark.parametrize(
    ("place", "change", "code"),
    [
        (0, {"revoked_at": 1}, DELEGATION_MISSING),
        (1, {"revoked_at": 1}, DELEGATION_MISSING),
        (1, {"expires_at": 0}, DELEGATION_MISSING),
        (0, {"delegation_id": "del_9"}, DELEGATION_MISSING),
        (0, {"parent_id": "del_0"}, DELEGATION_MISSING),
        (0, {"passed_by": "user:eve"}, DELEGATION_MISSING),
        (1, {"parent_id": ""}, DELEGATION_MISSING),
        (1, {"passed_by": ""}, DELEGATION_MISSING),
        (1, {"passed_by": "agent:other"}, DELEGATION_MISSING),
        (1, {"owner": "user:eve"}, DELEGATION_MISSING),
        (1, {"delegate": "agent:other"}, DELEGATION_MISSING),
        (0, {"depth": 2}, DELEGATION_TOO_DEEP),
        (1, {"depth": 3}, DELEGATION_TOO_DEEP),
        (2, {"depth": 2}, DELEGATION_TOO_DEEP),
    ],
)
def test_each_link_is_looked_at_by_itself(place: int, change: dict[str, object], code: str) -> None:
    assert told(WHOLE, LAST) is None
    links = [*WHOLE]
    links[place] = replace(links[place], **change)  # type: ignore[arg-type]
    assert told(tuple(links), LAST) == code


@pytest.mark.parametrize(
    ("most_links", "code"), [(3, None), (2, DELEGATION_TOO_DEEP), (1, DELEGATION_TOO_DEEP)]
)
def test_a_chain_is_as_long_as_the_tenant_allows(most_links: int, code: str | None) -> None:
    assert told(WHOLE, LAST, most_links=most_links) == code


@pytest.mark.parametrize("back_to", [ANN, LEAD])
def test_a_chain_that_comes_back_to_somebody_does_not_count(back_to: str) -> None:
    loop = (GRANT, PASSED, replace(FURTHER, delegate=back_to))
    assert told(loop, back_to) == DELEGATION_MISSING


def found_by(grants: Sequence[Delegation], delegate: str) -> Chain:
    by_pair = {grant.id: grant for grant in grants}
    return chain_of(ANN, delegate, find=by_pair.get)


def test_a_chain_is_found_from_its_end() -> None:
    assert found_by(WHOLE, LAST) == WHOLE
    assert found_by(WHOLE, LEAD) == (GRANT,)
    assert found_by(WHOLE, "agent:other") == ()
    assert parties(WHOLE) == [ANN, LEAD, HELPER, LAST]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_chain_with_a_gap_does_not_count(place: int) -> None:
    rest = [grant for grant in WHOLE if grant is not WHOLE[place]]
    assert told(found_by(rest, LAST), LAST) == DELEGATION_MISSING


def test_a_loop_in_storage_ends_and_does_not_count() -> None:
    looped = replace(GRANT, parent_id="del_3", passed_by=LAST)
    links = found_by((looped, PASSED, FURTHER), LAST)
    assert len(links) == MOST_LINKS + 1
    assert told(links, LAST, most_links=MOST_LINKS) == DELEGATION_TOO_DEEP


@pytest.mark.parametrize(
    ("action", "resource", "beyond"),
    [
        ("tool:execute", "tool:web-search", None),
        ("path:read", "path:/srv/a", "del_2"),
        ("path:write", "path:/srv/a", "del_1"),
        ("tool:execute", "tool:shell", "del_1"),
        ("tool:execute", "path:/srv/a", None),
    ],
)
def test_an_act_lies_inside_every_link(action: str, resource: str, beyond: str | None) -> None:
    found = exceeded(WHOLE, action, resource=resource)
    assert (found.delegation_id if found else None) == beyond


@pytest.mark.parametrize("empty", ["actions", "resources"])
def test_no_pattern_covers_nothing(empty: str) -> None:
    assert exceeded((replace(GRANT, **{empty: ()}),), "tool:execute", resource="tool:web-search") is not None  # type: ignore[arg-type]


def test_a_token_vouches_for_a_chain_in_the_place_of_grants() -> None:
    token = Principal(
        "acme",
        LAST,
        "tok_1",
        scopes=("tool:*",),
        expires_at=500,
        on_behalf_of=ANN,
        chain=(ANN, LEAD, HELPER, LAST),
    )
    links = chain_by_token(token)
    assert parties(links) == [*token.chain]
    assert told(links, LAST, now=499) is None
    assert told(links, LAST, now=500) == DELEGATION_MISSING
    assert told(links, LAST, most_links=2) == DELEGATION_TOO_DEEP
    assert told(links, HELPER) == DELEGATION_MISSING
    assert exceeded(links, "tool:execute", resource="tool:any") is None
    assert exceeded(links, "path:read", resource="path:any") == links[0]
    looped = chain_by_token(replace(token, chain=(ANN, LAST, LEAD, LAST)))
    assert told(looped, LAST) == DELEGATION_MISSING
