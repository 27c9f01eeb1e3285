"""Denials are limited by caller: beyond the limit nothing is decided or recorded, and what was is told in sum."""

import asyncio
from dataclasses import replace

import pytest

from remit.clock import MINUTE
from remit.decision.authorize import Authorizer
from remit.decision.model import Effect
from remit.decision.refusals import BURST_MINUTES, Refusals
from remit.errors import TooManyRefusalsError
from remit.identity.model import Subject
from remit.policy.model import Binding
from tests.decision.house import House, principal

A_MINUTE = 2
BURST = A_MINUTE * BURST_MINUTES


@pytest.fixture
def limited(house: House) -> Authorizer:
    """The house's authorizer, with a limit that a test reaches."""
    return replace(house.app.authorizer, denials=Refusals(house.clock, per_minute=A_MINUTE))


async def deny(limited: Authorizer, house: House, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        asked = house.ask(f"denied-{number}", action="role:create", resource="role:x")
        assert (await limited.authorize(asked)).decision.effect is Effect.DENY


async def test_beyond_the_limit_nothing_is_recorded(house: House, limited: Authorizer) -> None:
    await deny(limited, house, BURST)
    before = await house.footprint()
    for number in range(20):
        with pytest.raises(TooManyRefusalsError) as refused:
            await limited.authorize(house.ask(f"more-{number}", action="role:create", resource="role:x"))
        assert refused.value.retry_after is not None
        assert 0 < refused.value.retry_after <= 60 / A_MINUTE
    assert await house.footprint() == before
    assert limited.denials is not None
    (tally,) = limited.denials.report()
    assert (tally.source, tally.part, tally.count) == ("agent:r7", "agent:r7", 20)


async def test_after_a_while_one_is_decided_again(house: House, limited: Authorizer) -> None:
    await deny(limited, house, BURST)
    house.clock.advance(MINUTE // A_MINUTE)
    await deny(limited, house, 1, start=100)
    with pytest.raises(TooManyRefusalsError):
        await limited.authorize(house.ask("again", action="role:create", resource="role:x"))


async def test_what_is_allowed_repeated_or_rehearsed_counts_for_nothing(
    house: House, limited: Authorizer
) -> None:
    for number in range(3 * BURST):
        assert (await limited.authorize(house.ask(f"q{number}"))).decision.effect is Effect.ALLOW
        await limited.authorize(house.ask("same", action="role:create", resource="role:x"))
        await limited.authorize(house.ask("dry", action="role:create", resource="role:x", dry_run=True))
    assert limited.denials is not None
    assert not limited.denials.shut


async def test_another_caller_is_not_touched(house: House, limited: Authorizer) -> None:
    await house.put(Subject("agent:other"), Binding("worker@agent:other", "worker", "agent:other"))
    await deny(limited, house, BURST)
    answer = await limited.authorize(house.ask("theirs", principal=principal("agent:other")))
    assert answer.decision.effect is Effect.ALLOW


async def test_a_batch_has_its_refusals_in_place(house: House, limited: Authorizer) -> None:
    await deny(limited, house, BURST)
    results = await limited.authorize_all([house.ask(f"b{number}") for number in range(3)])
    assert [type(one) for one in results] == [TooManyRefusalsError] * 3


async def test_many_at_once_overshoot_by_those_under_way_alone(house: House, limited: Authorizer) -> None:
    asks = [house.ask(f"c{number}", action="role:create", resource="role:x") for number in range(40)]
    await asyncio.gather(*map(limited.authorize, asks))
    with pytest.raises(TooManyRefusalsError):
        await limited.authorize(house.ask("late", action="role:create", resource="role:x"))
