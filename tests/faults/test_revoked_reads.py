"""P5 for calls that commit nothing: no commit stands behind them and decides again, so memory itself must follow.

What `Authorize` allows is compared with storage at its commit, so that it is right even where nothing is announced and
nothing is polled. These calls show whether anything is.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from remit.client import AsyncClient, Client, entity
from remit.client import messages as m
from remit.client.errors import CallError
from remit.decision.follow import POLL_SECONDS
from remit.manifest.key import generate_key
from remit.manifest.model import Algorithm
from remit.manifest.signature import sign
from tests.faults.site import Site, metrics_of
from tests.faults.vitals import gauges
from tests.promises.town import Town, budget

PROMISED: Final = 1.0
"""Seconds, with Redis and without."""
PATIENCE: Final = 10.0
TURNS: Final = 7
BACKENDS: Final = 4
"""That a server looks at: storage, schema, pace, announcements."""
AGENT: Final = entity("agent:r0")
AS_BEFORE: Final = "AS_BEFORE"
REVOKED: Final = "CREDENTIAL_REVOKED"
MISSING: Final = "PERMISSION_MISSING"
MANIFEST: Final = b"""\
apiVersion: remit/v1
kind: AgentManifest
agent: agent:r0
description: Searches the web.
version: 1.0.0
serial: 1
issued_at: 2026-01-01T00:00:00Z
expires_at: 2036-01-01T00:00:00Z
tools: [web-search]
security_level: standard
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An agent that may see its tenant's budget, its key, a token of it, and its manifest."""

    town: Town
    admin: Client
    token: str
    manifest_id: str


Call = Callable[[AsyncClient, Place], Awaitable[str]]
Deed = Callable[[Place], object]


async def who_am_i(client: AsyncClient, _: Place) -> str:
    """Return whether it has the roles that it had."""
    return AS_BEFORE if (await client.who_am_i()).role_ids else "NO_ROLE"


async def check_budget(client: AsyncClient, _: Place) -> str:
    """Return whether the agent is told of the tenant's budget."""
    answer = await client.check_budget(subject=AGENT, estimate=m.Estimate(money=m.Money(currency_code="USD")))
    (standing,) = answer.standings
    return AS_BEFORE if standing.HasField("limit") else "NOT_TOLD"


async def get_budget(client: AsyncClient, _: Place) -> str:
    await client.get_budget(budget_id="mine")
    return AS_BEFORE


async def verify_manifest(client: AsyncClient, place: Place) -> str:
    answer = await client.verify_manifest(manifest_id=place.manifest_id)
    return AS_BEFORE if answer.verdict == m.MANIFEST_VERDICT_VERIFIED else "NOT_VERIFIED"


CALLS: Final[tuple[Call, ...]] = (who_am_i, check_budget, get_budget, verify_manifest)


def revoke_key(place: Place) -> None:
    (key,) = place.admin.list_api_keys(owner=AGENT).api_keys
    place.admin.revoke_api_key(key_id=key.key_id, reason="test")


def revoke_token(place: Place) -> None:
    place.admin.revoke_token(subject=AGENT)


def suspend(place: Place) -> None:
    place.admin.suspend_subject(subject=AGENT, reason="test")


def unbind(place: Place) -> None:
    for binding in place.admin.list_bindings(member=AGENT).bindings:
        place.admin.delete_binding(binding_id=binding.binding_id)


def revoke_manifest(place: Place) -> None:
    place.admin.revoke_manifest(manifest_id=place.manifest_id, reason="test")


FELT: Final[Mapping[Deed, Mapping[Call, str]]] = {
    revoke_key: dict.fromkeys(CALLS, REVOKED),
    revoke_token: dict.fromkeys(CALLS, REVOKED),
    suspend: {get_budget: MISSING, check_budget: "NOT_TOLD"},
    unbind: {get_budget: MISSING, check_budget: "NOT_TOLD", who_am_i: "NO_ROLE"},
    revoke_manifest: {verify_manifest: "NOT_VERIFIED"},
}
"""By which calls each is felt, and how."""


@pytest.fixture(params=["with redis", "without redis"])
def shared(request: pytest.FixtureRequest, proxied: Site) -> Any:
    """Two replicas; announcements go by Redis, or Redis is away and storage is polled."""
    assert proxied.valkey_proxy is not None
    if request.param == "without redis":
        proxied.valkey_proxy.refuse()
    yield proxied
    proxied.valkey_proxy.heal()


def settle(town: Town, admin: Client) -> Place:
    """Let the agent see the budget, give it a token, and register its manifest."""
    may = [m.Permission(action="budget:get", resource="*"), m.Permission(action="budget:read", resource="*")]
    admin.create_role(role=m.Role(role_id="reader", permissions=may))
    admin.create_binding(binding=m.Binding(member=AGENT, role_id="reader"))
    pair = generate_key(Algorithm.ED25519)
    admin.add_trusted_key(trusted_key=m.TrustedKey(signer=AGENT), public_key_pem=pair.public_pem)
    made = admin.register_manifest(envelope=sign(MANIFEST, pair.private_pem))
    token = admin.issue_token(subject=AGENT).tokens.access_token
    return Place(town, admin, token, made.manifest.manifest_id)


async def outcome(call: Call, client: AsyncClient, *, place: Place) -> str:
    """Return what a call tells, or the reason of its error."""
    try:
        return await call(client, place)
    except CallError as error:
        return error.reason


@pytest.mark.alone
@pytest.mark.parametrize("deed", FELT)
async def test_it_is_felt_by_what_commits_nothing(shared: Site, deed: Deed) -> None:
    town = shared.town(1, [budget("mine", 1_000)])
    with town.admin() as admin:
        place = settle(town, admin)
        credential = place.token if deed is revoke_token else town.keys["r0"]
        async with shared.servers[1].async_client(credential) as other:
            for call in CALLS:
                assert await outcome(call, other, place=place) == AS_BEFORE
            await asyncio.to_thread(deed, place)
            since, waiting = time.monotonic(), dict(FELT[deed])
            while waiting and time.monotonic() - since < PROMISED:
                for call, wanted in tuple(waiting.items()):
                    came = await outcome(call, other, place=place)
                    assert came in {AS_BEFORE, wanted}
                    if came == wanted:
                        del waiting[call]
            assert not waiting, [call.__name__ for call in waiting]


async def until_it_says(wanted: str, client: AsyncClient, *, place: Place) -> float:
    """Wait until the caller has its roles, or none; return how many seconds that took."""
    since = time.monotonic()
    while await outcome(who_am_i, client, place=place) != wanted:
        assert time.monotonic() - since < PATIENCE
        await asyncio.sleep(0.002)
    return time.monotonic() - since


async def until_announcements_are_heard(site: Site) -> None:
    """Wait for servers whose Redis another test may have taken away just now: they try again after up to two seconds."""
    async with asyncio.timeout(PATIENCE):
        for server in site.servers:
            while (await asyncio.to_thread(gauges, metrics_of(server.data_dir)))[
                "remit_backend_up"
            ] < BACKENDS:
                await asyncio.sleep(0.05)


@pytest.mark.alone
async def test_with_redis_it_is_felt_without_waiting_for_the_next_look(proxied: Site) -> None:
    """What follows a look at once would wait for the whole pause, if it were not announced."""
    await until_announcements_are_heard(proxied)
    town = proxied.town(1, [budget("mine", 1_000)])
    with town.admin() as admin:
        place, took = settle(town, admin), []
        async with proxied.servers[1].async_client(town.keys["r0"]) as other:
            for _ in range(TURNS):
                assert await outcome(who_am_i, other, place=place) == AS_BEFORE
                await asyncio.to_thread(unbind, place)
                took.append(await until_it_says("NO_ROLE", other, place=place))
                binding = m.Binding(member=AGENT, role_id="reader")
                await asyncio.to_thread(admin.create_binding, binding=binding)
                await until_it_says(AS_BEFORE, other, place=place)
    assert statistics.median(took) < POLL_SECONDS / 2, took
