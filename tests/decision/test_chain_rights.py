"""Whatever chain of grants there is, it lets do what every link and every party lets: compared with a plain model."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.administration.delegation import create_delegation
from remit.administration.editor import Editor
from remit.clock import HOUR, SECOND
from remit.decision.model import Effect
from remit.decision.tenant import Settings
from remit.errors import RemitError
from remit.identity.model import Delegation, State, Subject
from remit.policy.model import Binding, Permission, PermissionEffect, Role
from tests.decision.house import NOON, TENANT, House, open_house, principal

pytestmark = pytest.mark.sqlite

PARTIES: Final = ("user:ann", "agent:a", "user:b", "agent:c", "agent:d")
ACTIONS: Final = ("tool:execute", "tool:list", "path:read")
RESOURCES: Final = ("tool:web-search", "tool:shell", "path:srv")
ACTS: Final = [(action, resource) for action in ACTIONS for resource in RESOURCES]

some_actions = st.lists(
    st.sampled_from((*ACTIONS, "tool:*", "*:*", "*", "*:re*", "*:*e*")), min_size=2, max_size=4
)
some_resources = st.lists(
    st.sampled_from((*RESOURCES, "tool:*", "*", "*:*", "tool:web-*", "*:s*")), min_size=2, max_size=4
)


@dataclass(frozen=True)
class Link:
    """One grant, and what is wrong with it."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    lives: bool = True
    revoked: bool = False
    pinned: bool = True
    shrinks: bool = True


@dataclass(frozen=True)
class Party:
    """Somebody in the chain."""

    allowed: tuple[str, ...]
    denied: tuple[str, ...] = ()
    active: bool = True


FAULTS: Final[Sequence[Mapping[str, Any]]] = (
    {"lives": False},
    {"revoked": True},
    {"pinned": False},
    {"shrinks": False},
)


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Link], list[Party]]:
    """Draw a chain that is whole but for its patterns, or has one fault."""
    links = draw(
        st.lists(st.builds(Link, some_actions.map(tuple), some_resources.map(tuple)), min_size=1, max_size=4)
    )
    who = draw(st.lists(st.builds(Party, some_actions.map(tuple)), min_size=5, max_size=5))
    place = draw(st.integers(0, len(links) - 1))
    match draw(st.sampled_from(("nothing", "link", "link", "denied", "inactive"))):
        case "link":
            links[place] = replace(links[place], **draw(st.sampled_from(FAULTS)))
        case "denied":
            who[place] = replace(who[place], denied=(draw(st.sampled_from(("tool:list", "path:*"))),))
        case "inactive":
            who[place] = replace(who[place], active=False)
    return links, who


def covers(patterns: Sequence[str], name: str) -> bool:
    """Tell, the slow and obvious way, whether a pattern covers a name."""
    return any(re.fullmatch(re.escape(one).replace(r"\*", ".*"), name) for one in patterns)


def grants_of(chain: Sequence[Link]) -> list[Delegation]:
    """Write a chain down as storage would have it."""
    found: list[Delegation] = []
    for place, link in enumerate(chain):
        owner, delegate = PARTIES[0], PARTIES[place + 1]
        depth = len(chain) - place
        found.append(
            Delegation(
                f"{owner}>>{delegate}",
                owner,
                delegate,
                f"del_{place}",
                link.actions,
                expires_at=NOON + HOUR if link.lives else NOON,
                revoked_at=NOON - SECOND if link.revoked else None,
                depth=depth if link.shrinks else depth + 1,
                resources=link.resources,
                passed_by=PARTIES[place] if place else "",
                parent_id=f"del_{place - 1}"
                if place and link.pinned
                else f"del_other{place}"
                if place
                else "",
            )
        )
    return found


def is_let(chain: Sequence[Link], who: Sequence[Party], act: tuple[str, str]) -> bool:
    """Say what is right: each link and each party lets it, and they hang together."""
    action, resource = act
    hangs = all(link.pinned or not place for place, link in enumerate(chain))
    # A link that does not shrink is as deep as its parent; the first one has none.
    shrinks = all(
        link.shrinks or not place or not chain[place - 1].shrinks for place, link in enumerate(chain)
    )
    counts = all(link.lives and not link.revoked for link in chain)
    within = all(covers(link.actions, action) and covers(link.resources, resource) for link in chain)
    may = all(
        party.active and covers(party.allowed, action) and not covers(party.denied, action)
        for party in who[: len(chain) + 1]
    )
    return hangs and shrinks and counts and within and may


async def furnish(house: House, who: Sequence[Party]) -> None:
    """Register the parties, each with a role of its own."""
    for ref, party in zip(PARTIES, who, strict=True):
        role = f"role-{ref.partition(':')[2]}"
        permissions = [Permission(one) for one in party.allowed]
        permissions += [Permission(one, effect=PermissionEffect.DENY) for one in party.denied]
        await house.put(
            Subject(ref, state=State.ACTIVE if party.active else State.SUSPENDED),
            Role(role, permissions=tuple(permissions)),
            Binding(f"{role}@{ref}", role, ref),
        )


async def decided(house: House, chain: Sequence[Link], who: Sequence[Party]) -> list[bool]:
    """Ask for each act whether the last of a chain may do it."""
    await furnish(house, who)
    await house.put(*grants_of(chain))
    subject = PARTIES[len(chain)]
    answers = [
        await house.authorize(
            "q", subject=subject, on_behalf_of=PARTIES[0], action=action, resource=resource, dry_run=True
        )
        for action, resource in ACTS
    ]
    return [answer.decision.effect is Effect.ALLOW for answer in answers]


@contextmanager
def opened(folder: Path) -> Iterator[tuple[asyncio.Runner, House]]:
    """Open one house for many examples, and what runs things in it."""
    with asyncio.Runner() as runner:
        door = open_house(folder, settings=Settings(max_delegation_depth=4))
        house = runner.run(door.__aenter__())
        try:
            yield runner, house
        finally:
            runner.run(door.__aexit__(None, None, None))


def test_a_chain_lets_do_what_each_link_and_each_party_lets(tmp_path: Path) -> None:
    with opened(tmp_path) as (runner, house):

        @settings(max_examples=150)
        @given(chains())
        def check(drawn: tuple[list[Link], list[Party]]) -> None:
            chain, who = drawn
            found = runner.run(decided(house, chain, who))
            assert found == [is_let(chain, who, act) for act in ACTS]

        check()


@dataclass(frozen=True)
class Passed:
    """What somebody wants to pass on."""

    by: int
    """Which of those who have a grant, or the one at the beginning."""
    to: int
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    depth: int
    """0: as deep as can be."""
    hours: int | None


passed = st.builds(
    Passed,
    st.integers(0, 5),
    st.integers(0, 4),
    st.one_of(st.just(()), some_actions.map(tuple)),
    st.one_of(st.just(()), some_resources.map(tuple)),
    st.sampled_from((0, 0, 1, 2, 3)),
    st.sampled_from((None, None, 1, 12, 48)),
)


async def recorded(house: House, wishes: Sequence[Passed]) -> dict[str, Delegation]:
    """Try to record grants, and return those that there are, by id."""
    for grant in await house.app.entities.page(TENANT, Delegation, after="", limit=100):
        await house.drop(Delegation, grant.id)
    by_delegate: dict[str, Delegation] = {}
    for wish in wishes:
        known = (PARTIES[0], *by_delegate)
        grantor, delegate = known[wish.by % len(known)], PARTIES[wish.to]
        parent = by_delegate.get(grantor)
        deepest = parent.depth - 1 if parent else 4
        wanted = Delegation(
            "",
            PARTIES[0],
            delegate,
            actions=wish.actions,
            resources=wish.resources,
            expires_at=NOON + wish.hours * HOUR if wish.hours else None,
            depth=wish.depth or deepest,
            passed_by=grantor if parent else "",
            parent_id=parent.delegation_id if parent else "",
        )
        try:
            made = await create_delegation(Editor(house.app.office, TENANT, principal(grantor)), wanted)
        except RemitError:
            continue
        by_delegate[delegate] = made.result
    stored = await house.app.entities.page(TENANT, Delegation, after="", limit=100)
    return {grant.delegation_id: grant for grant in stored}


def require_inside(grants: Mapping[str, Delegation], grant: Delegation) -> None:
    """What holds for every live grant that passes another on."""
    parent = grants[grant.parent_id]
    assert parent.revoked_at is None
    assert (parent.owner, parent.delegate) == (grant.owner, grant.passed_by)
    assert grant.depth < parent.depth
    assert (grant.expires_at or 0) <= (parent.expires_at or 0)
    for action, resource in ACTS:
        inside = covers(parent.actions, action) and covers(parent.resources, resource)
        assert inside or not (covers(grant.actions, action) and covers(grant.resources, resource))


def above(grants: Mapping[str, Delegation], grant: Delegation) -> Iterator[Delegation]:
    """Yield a grant, and all that it passes on."""
    yield grant
    while grant.parent_id:
        grant = grants[grant.parent_id]
        yield grant


def test_what_is_passed_on_lies_inside_its_parent(tmp_path: Path) -> None:
    with opened(tmp_path) as (runner, house):
        runner.run(house.put(*map(Subject, PARTIES)))

        @settings(max_examples=50)
        @given(st.lists(passed, min_size=3, max_size=10))
        def check(wishes: list[Passed]) -> None:
            # The first is the beginning of a chain, whatever else comes.
            begin = replace(wishes[0], by=0, to=1, depth=0)
            grants = runner.run(recorded(house, [begin, *wishes[1:]]))
            live = [grant for grant in grants.values() if grant.revoked_at is None]
            for grant in live:
                if grant.parent_id:
                    require_inside(grants, grant)
                delegates = [one.delegate for one in above(grants, grant)]
                assert len({PARTIES[0], *delegates}) == len(delegates) + 1

        check()
