"""Tokens over two replicas on one Postgres: used once wherever they are shown, and ended everywhere in time."""

import asyncio
import time
from typing import Any, Final

import grpc
import pytest

from remit.client import AsyncClient, Client, entity
from remit.client import messages as m
from remit.client.errors import CallError, UnauthenticatedError
from tests.effort import length
from tests.faults.site import Site
from tests.promises.town import Stub, Town, as_caller, reason_of

PROMISED: Final = 1.0
"""Seconds, with Redis and without."""
AGENT: Final = entity("agent:r0")
ROUNDS: Final = length(5, 30)


@pytest.fixture(params=["with redis", "without redis"])
def shared(request: pytest.FixtureRequest, proxied: Site) -> Any:
    """Two replicas; announcements go by Redis, or Redis is away and storage is polled."""
    assert proxied.valkey_proxy is not None
    if request.param == "without redis":
        proxied.valkey_proxy.refuse()
    yield proxied
    proxied.valkey_proxy.heal()


def by_id(admin: Client, pair: m.TokenPair) -> None:
    admin.revoke_token(token_id=pair.token_id)


def by_refresh_token(admin: Client, pair: m.TokenPair) -> None:
    admin.revoke_token(refresh_token=pair.refresh_token)


def of_subject(admin: Client, _: m.TokenPair) -> None:
    admin.revoke_token(subject=AGENT)


def by_reuse(admin: Client, pair: m.TokenPair) -> None:
    nobody = admin.using(key="")
    nobody.refresh_token(refresh_token=pair.refresh_token)
    with pytest.raises(UnauthenticatedError):
        nobody.refresh_token(refresh_token=pair.refresh_token)


async def what_comes(stub: Stub, town: Town, name: str, token: str) -> str:
    """Ask as the agent by its token, and return `ALLOW`, the code of the denial, or the reason of the error."""
    try:
        answer = await stub.Authorize(town.ask(name), metadata=as_caller(token), timeout=30)
    except grpc.aio.AioRpcError as error:
        return reason_of(error)
    return m.ReasonCode.Name(answer.reasons[0].code) if answer.reasons else "ALLOW"


@pytest.mark.alone
@pytest.mark.parametrize("way", [by_id, by_refresh_token, of_subject, by_reuse])
async def test_a_revoked_token_is_refused_at_the_other_replica(shared: Site, way: Any) -> None:
    town = shared.town(1)
    with town.admin() as admin:
        pair = admin.issue_token(subject=AGENT, refreshable=True).tokens
        async with shared.seen_from(town, 1).stub() as other:
            # Issued by one, taken by the other: also by the very first key, made a moment ago.
            assert await what_comes(other, town, "warm", pair.access_token) == "ALLOW"
            await asyncio.to_thread(way, admin, pair)
            since, turn, came = time.monotonic(), 0, "ALLOW"
            while came == "ALLOW":
                turn += 1
                came = await what_comes(other, town, f"q{turn}", pair.access_token)
            assert time.monotonic() - since < PROMISED
            assert came == "CREDENTIAL_REVOKED"


async def end_of(client: AsyncClient, token: str) -> m.TokenPair | str:
    """Refresh, and return the pair, or the reason why there is none."""
    try:
        return (await client.refresh_token(refresh_token=token)).tokens
    except CallError as error:
        return error.reason


async def test_of_two_that_refresh_at_two_replicas_at_once_one_wins_and_the_family_dies(
    replicated: Site,
) -> None:
    town = replicated.town(1)
    first, second = replicated.servers
    with town.admin() as admin:
        async with first.async_client("") as one, second.async_client("") as other:
            for _ in range(ROUNDS):
                issued = await asyncio.to_thread(admin.issue_token, subject=AGENT, refreshable=True)
                token = issued.tokens.refresh_token
                ends = await asyncio.gather(end_of(one, token), end_of(other, token))
                assert sorted(isinstance(end, m.TokenPair) for end in ends) == [False, True], ends
                (won,) = [end for end in ends if isinstance(end, m.TokenPair)]
                assert [end for end in ends if isinstance(end, str)] == ["CREDENTIAL_REVOKED"]
                # Whoever won has nothing of it, wherever it is shown.
                assert await end_of(other, won.refresh_token) == "CREDENTIAL_REVOKED"
                assert await end_of(one, won.refresh_token) == "CREDENTIAL_REVOKED"


async def test_a_token_refreshed_here_is_used_up_there(replicated: Site) -> None:
    town = replicated.town(1)
    first, second = replicated.servers
    with town.admin() as admin:
        pair = admin.issue_token(subject=AGENT, refreshable=True).tokens
    async with first.async_client("") as one, second.async_client("") as other:
        old = pair
        for turn in range(6):
            renewed = await end_of((one, other)[turn % 2], pair.refresh_token)
            assert isinstance(renewed, m.TokenPair)
            old, pair = pair, renewed
        assert await end_of(other, old.refresh_token) == "CREDENTIAL_REVOKED"
        assert await end_of(one, pair.refresh_token) == "CREDENTIAL_REVOKED"
