"""Signing in over two replicas on one Postgres: begun at one, ended at the other, and never twice."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from typing import Final

import pytest

from remit.client import AsyncClient, ref
from remit.client import messages as m
from remit.client.errors import CallError
from tests.backends.oidc import Provider, oidc_provider
from tests.effort import length
from tests.faults.site import Builder, Site

HERE: Final = "http://127.0.0.1:49152/callback"
VERIFIER: Final = secrets.token_urlsafe(32)
CHALLENGE: Final = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ROUNDS: Final = length(5, 30)


@pytest.fixture(scope="module")
def oidc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A provider."""
    with oidc_provider(tmp_path_factory.mktemp("oidc")) as started:
        yield started


@pytest.fixture(scope="module")
def trusting(oidc: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two replicas that trust it."""
    folder = tmp_path_factory.mktemp("trusting")
    (folder / "secret").write_text("the-secret")
    provider = {
        "id": "house",
        "kind": "oidc",
        "tenant": "default",
        "client_id": "remit",
        "client_secret_file": "secret",
        "issuer": oidc.issuer,
        "users": {"create": True},
    }
    (folder / "trust.yaml").write_text(json.dumps({"providers": [provider]}))
    builder = Builder(folder, {"REMIT_TRUST_FILE": str(folder / "trust.yaml")})
    try:
        builder.backends(redis=True, proxies=False)
        builder.replicas(2)
        yield builder.site
    finally:
        builder.end()


async def end_of(client: AsyncClient, brought: dict[str, str]) -> m.ExchangeCodeResponse | str:
    """End a sign-in, and return the answer, or the reason why there is none."""
    try:
        return await client.exchange_code(
            state=brought["state"], code=brought["code"], code_verifier=VERIFIER, redirect_uri=HERE
        )
    except CallError as error:
        return error.reason


async def begun_at(client: AsyncClient) -> str:
    """Begin a sign-in, and return where to go."""
    begun = await client.get_authorization_url(redirect_uri=HERE, code_challenge=CHALLENGE)
    return begun.authorization_url


async def test_of_two_that_bring_one_state_to_two_replicas_at_once_one_wins(
    trusting: Site, oidc: Provider
) -> None:
    first, second = trusting.servers
    async with first.async_client("") as one, second.async_client("") as other:
        for turn in range(ROUNDS):
            url = await begun_at(one)
            brought = [await asyncio.to_thread(oidc.sign_in, url, f"r{turn}-{who}") for who in "ab"]
            ends = await asyncio.gather(end_of(one, brought[0]), end_of(other, brought[1]))
            assert [end for end in ends if isinstance(end, str)] == ["CREDENTIAL_UNKNOWN"], ends
            again = await asyncio.to_thread(oidc.sign_in, url, f"r{turn}-c")
            assert await end_of(other, again) == "CREDENTIAL_UNKNOWN"


async def test_a_person_who_is_new_at_two_replicas_at_once_is_one_user(
    trusting: Site, oidc: Provider
) -> None:
    first, second = trusting.servers
    async with first.async_client("") as one, second.async_client("") as other:
        for turn in range(ROUNDS):
            brought = [
                await asyncio.to_thread(oidc.sign_in, await begun_at(at), f"n{turn}") for at in (other, one)
            ]
            ends = await asyncio.gather(end_of(one, brought[0]), end_of(other, brought[1]))
            users = [ref(end.user.subject) for end in ends if isinstance(end, m.ExchangeCodeResponse)]
            assert users == [f"user:n{turn}"] * 2, ends
            # Each replica takes the tokens that the other has just made.
            for at, end in zip((other, one), ends, strict=True):
                assert isinstance(end, m.ExchangeCodeResponse)
                who = await at.using(key=end.tokens.access_token).who_am_i()
                assert ref(who.principal) == f"user:n{turn}"
