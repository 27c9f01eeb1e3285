"""Credentials that are no good are limited by address, cost no look-up beyond that, and never lock a good one out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from remit.administration.installation import INSTALLER
from remit.administration.unit import Unit
from remit.clock import HOUR, MINUTE
from remit.decision.refusals import BURST_MINUTES, SHARED_FACTOR, Refusals
from remit.errors import (
    CredentialExpiredError,
    CredentialMissingError,
    CredentialRevokedError,
    CredentialUnknownError,
    OverloadedError,
    RemitError,
    TooManyRefusalsError,
)
from remit.identity.api_key import NewKey, new_key
from remit.identity.model import ApiKey, Principal
from remit.identity.token import Claims, issue
from remit.identity.token_key import TokenAlgorithm, new_signing_key
from remit.server.authentication import LOOKUPS_LIMIT, Authentication
from remit.server.credentials.token import TokenVerifier
from tests.decision.house import AGENT, TENANT, House, open_house

A_MINUTE = 1
BURST = A_MINUTE * BURST_MINUTES
HERE = "203.0.113.9"


@dataclass(frozen=True)
class From:
    """Where a call comes from."""

    peer_ip: str
    certificate: None = None


class Desk:
    """Authenticates in a house, and counts what it looks up in storage."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.failures = Refusals(house.clock, per_minute=A_MINUTE)
        self.checks = Authentication(
            house.app.catalogs,
            house.clock,
            failures=self.failures,
            verifiers=[TokenVerifier(house.app.catalogs, house.clock, tokens=house.app.tokens)],
        )
        self.issuer = house.app.tokens.issuer
        self.looked_up = 0
        self.gate = asyncio.Event()
        self.gate.set()
        find = house.app.catalogs.tenant_of_key

        async def counted(digest: str) -> str | None:
            self.looked_up += 1
            await self.gate.wait()
            return await find(digest)

        house.app.catalogs.tenant_of_key = counted  # type: ignore[method-assign]

    async def show(self, credential: str | None, peer: str = HERE) -> Principal:
        metadata = [] if credential is None else [("authorization", f"Bearer {credential}")]
        found = self.checks.authenticate(metadata, From(peer))
        return found if isinstance(found, Principal) else await found

    async def refusal(self, credential: str | None, peer: str = HERE) -> RemitError:
        with pytest.raises(RemitError) as refused:
            await self.show(credential, peer)
        return refused.value

    async def give_key(self, revoked_at: int | None = None) -> str:
        made: NewKey = new_key("live")
        key = ApiKey(made.id, "key_1", AGENT, hint=made.hint, revoked_at=revoked_at)

        def work(unit: Unit) -> None:
            unit.put(key)
            unit.place_key(made.id)

        await self.house.app.office.change(TENANT, INSTALLER, action="test:key", target="test:key", work=work)
        return made.secret.reveal()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_house(tmp_path) as house:
        yield Desk(house)


def strange() -> str:
    return new_key("live").secret.reveal()


async def test_an_address_that_tries_many_is_not_even_looked_up(desk: Desk) -> None:
    for _ in range(BURST * SHARED_FACTOR):
        assert isinstance(await desk.refusal(strange()), CredentialUnknownError)
    before = desk.looked_up
    for _ in range(50):
        refused = await desk.refusal(strange())
        assert isinstance(refused, TooManyRefusalsError)
        assert refused.retry_after is not None
        assert refused.retry_after > 0
    assert desk.looked_up == before
    # From elsewhere it is as ever.
    assert isinstance(await desk.refusal(strange(), "203.0.113.10"), CredentialUnknownError)


async def test_one_credential_is_limited_before_its_address(desk: Desk) -> None:
    stale = strange()
    for _ in range(BURST):
        assert isinstance(await desk.refusal(stale), CredentialUnknownError)
    assert isinstance(await desk.refusal(stale), TooManyRefusalsError)
    assert isinstance(await desk.refusal(strange()), CredentialUnknownError)


@pytest.mark.parametrize("peer", ["2001:db8:1:2::{}", "::ffff:203.0.113.9"])
async def test_a_household_has_one_limit_for_all_its_addresses(desk: Desk, peer: str) -> None:
    for number in range(BURST * SHARED_FACTOR):
        await desk.refusal(strange(), peer.format(number))
    assert isinstance(await desk.refusal(strange(), peer.format("abcd")), TooManyRefusalsError)


async def test_a_good_key_that_is_known_is_taken_from_anywhere(desk: Desk) -> None:
    good = await desk.give_key()
    assert (await desk.show(good)).subject == AGENT
    for _ in range(BURST * SHARED_FACTOR):
        await desk.refusal(strange())
    assert isinstance(await desk.refusal(strange()), TooManyRefusalsError)
    assert (await desk.show(good)).subject == AGENT


@pytest.mark.parametrize("shown", [None, "not a key"])
async def test_what_is_no_credential_counts_too(desk: Desk, shown: str | None) -> None:
    refusals = [await desk.refusal(shown) for _ in range(BURST + 1)]
    assert not any(isinstance(one, TooManyRefusalsError) for one in refusals[:BURST])
    assert isinstance(refusals[BURST], TooManyRefusalsError)
    if shown is None:
        assert isinstance(refusals[0], CredentialMissingError)


async def test_every_failure_is_tallied_for_whom_it_concerns(desk: Desk) -> None:
    revoked = await desk.give_key(revoked_at=1)
    for _ in range(BURST + 3):
        await desk.refusal(revoked)
    assert isinstance(await desk.refusal(strange()), CredentialUnknownError)
    tallies = {one.tenant: one for one in desk.failures.report()}
    assert tallies[TENANT].count == BURST + 3
    assert tallies[""].count == 1
    assert tallies[TENANT].source == HERE
    assert len(tallies[TENANT].part) == 8
    assert tallies[TENANT].part not in revoked


async def test_a_revoked_key_says_so_until_it_is_shown_too_often(desk: Desk) -> None:
    revoked = await desk.give_key(revoked_at=1)
    assert isinstance(await desk.refusal(revoked), CredentialRevokedError)


async def test_look_ups_at_once_are_bounded(desk: Desk) -> None:
    desk.gate.clear()
    waiting = [
        asyncio.create_task(desk.show(strange(), f"10.0.{number >> 8}.{number & 255}"))
        for number in range(LOOKUPS_LIMIT)
    ]
    await asyncio.sleep(0)
    assert isinstance(await desk.refusal(strange()), OverloadedError)
    desk.gate.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(one, CredentialUnknownError) for one in results)
    assert isinstance(await desk.refusal(strange()), CredentialUnknownError)


async def test_a_principal_is_limited_over_all_addresses(desk: Desk) -> None:
    """Its revoked keys, shown from everywhere, come to an end; a good one of it is still let in, also unseen before."""
    stale = [await desk.give_key(revoked_at=1) for _ in range(2)]
    for number in range(BURST * SHARED_FACTOR):
        came = await desk.refusal(stale[number % 2], f"10.1.{number}.1")
        assert isinstance(came, CredentialRevokedError)
    assert isinstance(await desk.refusal(stale[0], "10.2.0.1"), TooManyRefusalsError)
    assert isinstance(await desk.refusal(strange(), "10.2.0.1"), CredentialUnknownError)
    fresh = await desk.give_key()
    assert (await desk.show(fresh, "10.2.0.1")).subject == AGENT
    assert (await desk.show(fresh)).subject == AGENT
    # Whose it was is nobody's to read in the log: it tells of networks, as of all others.
    assert AGENT not in {one.source for one in desk.failures.report()}


async def test_naming_somebody_counts_for_nobody(desk: Desk) -> None:
    """A token that our key has not signed names its subject in vain."""
    await desk.house.app.install()
    forged = issue(
        claims_of(AGENT, desk.house.clock.now(), desk.issuer), new_signing_key(TokenAlgorithm.EDDSA)
    )
    for number in range(BURST * SHARED_FACTOR):
        assert isinstance(await desk.refusal(forged, f"10.1.{number}.1"), CredentialUnknownError)
    stale = await desk.give_key(revoked_at=1)
    assert isinstance(await desk.refusal(stale), CredentialRevokedError)


async def test_an_expired_token_of_ours_counts_for_its_owner(desk: Desk) -> None:
    await desk.house.app.install()
    key = await desk.house.app.tokens.keys.signing()
    old = issue(claims_of(AGENT, desk.house.clock.now() - HOUR, desk.issuer), key)
    for number in range(BURST * SHARED_FACTOR):
        assert isinstance(await desk.refusal(old, f"10.1.{number}.1"), CredentialExpiredError)
    stale = await desk.give_key(revoked_at=1)
    assert isinstance(await desk.refusal(stale), TooManyRefusalsError)


def claims_of(subject: str, begun: int, issuer: str) -> Claims:
    return Claims(issuer, (issuer,), subject, TENANT, "tok_1.1", begun, begun, begun + MINUTE)
