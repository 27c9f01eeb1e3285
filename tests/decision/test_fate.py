"""A commit of which nobody knows whether it stands keeps what it took of rates and slots: its ALLOW may stand."""

import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

import pytest

from remit.clock import HOUR
from remit.decision.authorize import Authorizer
from remit.decision.model import Decision, Draft, Effect, Estimate, Outcome, ReasonCode
from remit.decision.pace import Lease
from remit.decision.turn import Turn
from remit.errors import BackendUnavailableError, FateUnknownError
from remit.policy.model import RateLimit, RateWindow
from remit.volatile.redis import Address, BatchedPace, Link, RedisPace
from tests.backends.valkey import given_url, valkey
from tests.decision.house import TENANT, House

PATIENT: Final = 15.0
"""Seconds that Valkey is waited for; a busy machine may keep it for seconds."""
COSTS: Final = Estimate(money=1)
SLOTS: Final = 3
TOKENS: Final = 5


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if url := given_url():
        yield url
        return
    with valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server.url


@asynccontextmanager
async def on_valkey(house: House, url: str) -> AsyncIterator[Authorizer]:
    """The house's own, with rates and slots in Valkey."""
    link = Link(Address.parse(url), timeout=PATIENT)
    try:
        pace = BatchedPace(RedisPace(link, namespace=f"test-{secrets.token_hex(4)}:"))
        yield replace(house.app.authorizer, pace=pace)
    finally:
        await link.close()


@pytest.fixture(params=["memory", "valkey"])
async def authorizer(request: pytest.FixtureRequest, house: House) -> AsyncIterator[Authorizer]:
    """One whose tenant has some slots, and some tokens for an hour."""
    await house.put(RateLimit("few", concurrency=SLOTS, windows=(RateWindow(TOKENS, HOUR),)))
    if request.param == "memory":
        yield house.app.authorizer
        return
    async with on_valkey(house, request.getfixturevalue("redis_url")) as made:
        yield made


def losing(
    house: House, authorizer: Authorizer, error: BackendUnavailableError, *, stands: bool
) -> Authorizer:
    """One whose commits stand, or do not, and whose answers are lost."""

    async def commit(drafts: Sequence[Draft]) -> Sequence[Outcome]:
        if stands:
            await house.app.decisions.commit(drafts)
        raise error

    return replace(authorizer, turn=Turn(commit))


async def ask(house: House, authorizer: Authorizer, request_id: str) -> Decision:
    return (await authorizer.authorize(house.ask(request_id, estimate=COSTS))).decision


def told(decision: Decision) -> str:
    return "ALLOW" if decision.effect is Effect.ALLOW else decision.reasons[0].code


@pytest.mark.parametrize("number", [1, 2])
async def test_an_allow_that_may_stand_keeps_its_slot_and_its_token(
    house: House, authorizer: Authorizer, number: int
) -> None:
    unsure = losing(house, authorizer, FateUnknownError("storage did not say"), stands=True)
    asks = [house.ask(f"q{n}", estimate=COSTS) for n in range(number)]
    if number == 1:
        with pytest.raises(FateUnknownError):
            await unsure.authorize(asks[0])
    else:
        failed = await unsure.authorize_all(asks)
        assert [type(one) for one in failed] == [FateUnknownError] * number
    # It stood: whoever repeats the call is told so, and takes nothing more.
    stood = [await authorizer.authorize(one) for one in asks for _ in range(5)]
    assert {(one.repeated, one.decision.effect) for one in stood} == {(True, Effect.ALLOW)}
    for n in range(SLOTS - number):
        assert told(await ask(house, authorizer, f"r{n}")) == "ALLOW"
    assert told(await ask(house, authorizer, "s")) == ReasonCode.CONCURRENCY_LIMITED
    # Its end frees its slot, as any other's; its token is spent.
    await authorizer.pace.release([Lease(TENANT, stood[0].decision.id)])
    for n in range(TOKENS - SLOTS):
        allowed = await ask(house, authorizer, f"t{n}")
        assert told(allowed) == "ALLOW"
        await authorizer.pace.release([Lease(TENANT, allowed.id)])
    assert told(await ask(house, authorizer, "v")) == ReasonCode.RATE_LIMITED


async def test_what_surely_does_not_stand_gives_both_back(house: House, authorizer: Authorizer) -> None:
    away = losing(house, authorizer, BackendUnavailableError("storage did not answer"), stands=False)
    for number in range(5):
        with pytest.raises(BackendUnavailableError):
            await away.authorize(house.ask(f"q{number}", estimate=COSTS))
    for n in range(SLOTS):
        assert told(await ask(house, authorizer, f"r{n}")) == "ALLOW"
