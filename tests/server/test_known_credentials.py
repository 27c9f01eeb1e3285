"""A credential that is known by heart costs no look-up, and what changes about it is felt by the next call all the same."""

import tracemalloc
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from remit.administration.installation import INSTALLER
from remit.administration.unit import Unit
from remit.clock import MINUTE, SECOND
from remit.decision import catalog as catalogs_of
from remit.decision.catalog import KEYS_LIMIT
from remit.decision.catalogs import Catalogs
from remit.errors import CredentialExpiredError, CredentialNetworkError, CredentialRevokedError, RemitError
from remit.identity.api_key import new_key
from remit.identity.last_use import LastUses
from remit.identity.model import ApiKey, Principal
from remit.server import authentication
from remit.server.authentication import Authentication
from remit.storage.credential_use import CredentialUseStore
from tests.decision.house import AGENT, TENANT, House, open_house

pytestmark = pytest.mark.sqlite

HERE = "203.0.113.9"
MOST_BYTES = 512 * 1024 * 1024
"""That all known credentials may take: half of what one server is promised to stay within."""


@dataclass(frozen=True)
class From:
    """Where a call comes from."""

    peer_ip: str = HERE
    certificate: None = None


class Entities:
    """Storage that counts which keys are looked up in it."""

    def __init__(self, house: House) -> None:
        self._entities = house.app.entities
        self.found = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entities, name)

    async def find(self, *place: Any, **more: Any) -> object:
        self.found += 1
        return await self._entities.find(*place, **more)

    async def find_key(self, digest: str) -> object:
        self.found += 1
        return await self._entities.find_key(digest)


class Gate:
    """A server's gate over a house's storage."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.entities = Entities(house)
        self.catalogs = Catalogs(cast("Any", self.entities), house.app.catalogs._prices)
        self.uses = LastUses(CredentialUseStore(house.app.store))
        self.checks = Authentication(self.catalogs, house.clock, uses=self.uses)
        self.made = 0

    async def give(self, **more: Any) -> tuple[str, ApiKey]:
        made = new_key("live")
        self.made += 1
        key = ApiKey(made.id, f"key_{self.made:04}", AGENT, hint=made.hint, **more)
        await self.elsewhere(key)
        await self.catalogs.refresh(TENANT)
        return made.secret.reveal(), key

    async def elsewhere(self, key: ApiKey, tenant: str = TENANT) -> None:
        """Write a key as another server does: this one does not know."""

        def work(unit: Unit) -> None:
            if unit.find(ApiKey, key.id) is None:
                unit.place_key(key.id)
            unit.put(key)

        await self.house.app.office.change(tenant, INSTALLER, action="test:key", target="test:key", work=work)

    async def show(self, secret: str, peer: str = HERE) -> Principal:
        found = self.checks.authenticate([("authorization", f"Bearer {secret}")], From(peer))
        return found if isinstance(found, Principal) else await found

    async def known(self, secret: str) -> Principal:
        """Show a key often enough that it is known by heart, and say whose it is."""
        for _ in range(3):
            await self.show(secret)
        found = self.checks.authenticate([("authorization", f"Bearer {secret}")], From())
        assert isinstance(found, Principal), "it was looked up again"
        return found

    async def refusal(self, secret: str, peer: str = HERE) -> type[RemitError]:
        with pytest.raises(RemitError) as refused:
            await self.show(secret, peer)
        return type(refused.value)


@pytest.fixture
async def gate(tmp_path: Path) -> AsyncIterator[Gate]:
    async with open_house(tmp_path) as house:
        yield Gate(house)


async def test_one_is_looked_up_once(gate: Gate) -> None:
    secret, _ = await gate.give()
    await gate.show(secret)
    assert gate.entities.found == 1


async def test_one_that_is_known_is_not_looked_up(gate: Gate) -> None:
    secret, key = await gate.give()
    assert (await gate.known(secret)).credential == key.key_id
    before = gate.entities.found
    for _ in range(100):
        await gate.show(secret)
    # Another key is no reason to look this one up, though it is to look whether it is the same.
    await gate.give()
    assert (await gate.known(secret)).credential == key.key_id
    assert gate.entities.found == before


async def test_a_revocation_is_felt_by_the_next_call(gate: Gate) -> None:
    secret, key = await gate.give()
    await gate.known(secret)
    await gate.elsewhere(replace(key, revoked_at=1))
    await gate.catalogs.refresh(TENANT)
    assert await gate.refusal(secret) is CredentialRevokedError


async def test_also_of_a_key_for_whose_row_there_was_no_room(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogs_of, "KEYS_LIMIT", 1)
    secret, key = await gate.give()
    other, _ = await gate.give()
    await gate.known(secret)
    await gate.show(other)
    catalog = await gate.catalogs.of(TENANT)
    assert not catalog.knows(ApiKey, key.id)
    # It is known by heart still.
    assert (await gate.known(secret)).credential == key.key_id
    await gate.elsewhere(replace(key, revoked_at=1))
    await gate.catalogs.refresh(TENANT)
    assert await gate.refusal(secret) is CredentialRevokedError


async def test_also_when_its_tenant_was_dropped_from_memory(gate: Gate) -> None:
    secret, key = await gate.give()
    await gate.known(secret)
    gate.catalogs._most_bytes = 1
    await gate.elsewhere(ApiKey("0" * 64, "key_9999", AGENT), "rival")
    await gate.catalogs.of("rival")
    gate.catalogs.trim()
    assert not gate.catalogs.is_loaded(TENANT)
    await gate.elsewhere(replace(key, revoked_at=1))
    assert await gate.refusal(secret) is CredentialRevokedError


async def test_also_when_its_tenant_was_read_anew(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, key = await gate.give()
    await gate.known(secret)
    await gate.elsewhere(replace(key, revoked_at=1))
    # More changed than is taken over one by one.
    monkeypatch.setattr("remit.decision.catalogs.MOST_AT_ONCE", 0)
    before = await gate.catalogs.of(TENANT)
    assert await gate.catalogs.refresh(TENANT) is not before
    assert await gate.refusal(secret) is CredentialRevokedError


@pytest.mark.parametrize("looking_up", ["find", "find_key"])
async def test_also_when_it_changed_while_it_was_looked_up(gate: Gate, looking_up: str) -> None:
    secret, key = await gate.give()
    if looking_up == "find":
        # Whose it is was known before.
        await gate.catalogs.tenant_of_key(key.id)
        (await gate.catalogs.of(TENANT))._lazy[ApiKey.kind].clear()
    find = getattr(gate.entities._entities, looking_up)

    async def slowly(*place: Any, **more: Any) -> object:
        found = await find(*place, **more)
        await gate.elsewhere(replace(key, revoked_at=1))
        await gate.catalogs.refresh(TENANT)
        return found

    setattr(gate.entities, looking_up, slowly)
    # What was read first was good; whoever asks after that hears that it is not.
    with suppress(CredentialRevokedError):
        await gate.show(secret)
    assert await gate.refusal(secret) is CredentialRevokedError


async def test_it_ends_at_its_instant_within_a_minute_in_which_it_was_used(gate: Gate) -> None:
    now = gate.house.clock.now()
    gate.house.clock.advance(MINUTE - now % MINUTE + SECOND)
    secret, _ = await gate.give(expires_at=gate.house.clock.now() + 20 * SECOND)
    await gate.known(secret)
    gate.house.clock.advance(20 * SECOND - 1)
    await gate.known(secret)
    gate.house.clock.advance(1)
    assert await gate.refusal(secret) is CredentialExpiredError


async def test_one_that_is_limited_to_a_network_is_held_against_it_each_time(gate: Gate) -> None:
    secret, _ = await gate.give(networks=("203.0.113.0/24",))
    await gate.known(secret)
    assert await gate.refusal(secret, "198.51.100.1") is CredentialNetworkError
    await gate.known(secret)


@pytest.mark.parametrize("networks", [(), ("203.0.113.0/24",)])
async def test_its_use_is_noted_once_a_minute(gate: Gate, networks: tuple[str, ...]) -> None:
    clock = gate.house.clock
    clock.advance(MINUTE - clock.now() % MINUTE)
    secret, key = await gate.give(networks=networks)
    began, noted = clock.now(), []
    for _ in range(120):
        await gate.show(secret)
        if gate.uses.untold:
            noted.append(clock.now() - began)
            await gate.uses.flush()
        clock.advance(SECOND)
    assert noted == [0, MINUTE]
    assert await gate.uses.find(TENANT, [key.key_id]) == {key.key_id: began + MINUTE}


async def test_more_than_there_is_room_for_are_not_all_forgotten(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (catalogs_of, authentication):
        monkeypatch.setattr(module, "KEYS_LIMIT", 40)
    gate.checks = Authentication(gate.catalogs, gate.house.clock)
    secrets = [(await gate.give())[0] for _ in range(44)]
    gate.catalogs._catalogs.clear()
    looked_up = 0
    for turn in range(12):
        before = gate.entities.found
        for secret in secrets:
            await gate.show(secret)
        looked_up += (gate.entities.found - before) * (turn >= 2)
        assert len(gate.checks._known) <= 40
    # In turn, each would be gone just before it is shown again if the oldest went, or all.
    assert 0 < looked_up < 10 * 44 / 2


async def test_as_many_as_are_kept_take_no_more_memory_than_promised(gate: Gate) -> None:
    secrets = [(await gate.give())[0] for _ in range(600)]
    for secret in secrets[:100]:
        await gate.known(secret)
    tracemalloc.start()
    try:
        for secret in secrets[100:]:
            await gate.known(secret)
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len(gate.checks._known) == 600
    assert taken / 500 * KEYS_LIMIT < MOST_BYTES, taken / 500
