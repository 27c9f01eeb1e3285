"""When credentials were last used lasts, moves forward only, and is no change of policy. On each engine."""

import asyncio

from remit.clock import MINUTE
from remit.identity.last_use import BATCH, LastUses, Use
from remit.storage.credential_use import CredentialUseStore
from tests.decision.house import TENANT, House

NINE = 9 * 60 * MINUTE


async def test_a_use_is_kept_unless_a_later_one_is_known(house: House) -> None:
    log = CredentialUseStore(house.app.store)
    await log.note([Use("key_1", TENANT, NINE), Use("key_2", TENANT, NINE + MINUTE)])
    await log.note([Use("key_1", TENANT, NINE + MINUTE), Use("key_2", TENANT, NINE)])
    found = await log.find(TENANT, ["key_1", "key_2", "key_3"])
    assert found == {"key_1": NINE + MINUTE, "key_2": NINE + MINUTE}
    assert await log.find(TENANT, []) == {}
    await log.note([])


async def test_another_tenants_uses_are_not_found(house: House) -> None:
    log = CredentialUseStore(house.app.store)
    uses = LastUses(log)
    uses.mark("key_1", "rival", at=NINE)
    assert await uses.find(TENANT, ["key_1"]) == {}
    await uses.flush()
    assert await uses.find(TENANT, ["key_1"]) == {}
    assert await uses.find("rival", ["key_1"]) == {"key_1": NINE}


async def test_a_use_changes_no_revision_and_no_entity(house: House) -> None:
    query = "SELECT * FROM tenant_head ORDER BY 1"
    before, entities = await house.rows(query), await house.rows("SELECT count(*) FROM entity")
    await CredentialUseStore(house.app.store).note([Use("key_1", TENANT, NINE)])
    assert await house.rows(query) == before
    assert await house.rows("SELECT count(*) FROM entity") == entities


async def test_it_is_known_at_once_here_and_lasts_once_told(house: House) -> None:
    uses = LastUses(CredentialUseStore(house.app.store))
    uses.mark("key_1", TENANT, at=NINE + 17)
    assert await uses.find(TENANT, ["key_1"]) == {"key_1": NINE}
    assert await house.rows("SELECT * FROM credential_use") == []
    assert await uses.flush() == 1
    assert await house.rows("SELECT * FROM credential_use") == [(TENANT, "key_1", NINE)]
    assert await LastUses(CredentialUseStore(house.app.store)).find(TENANT, ["key_1"]) == {"key_1": NINE}


async def test_two_servers_that_tell_of_the_same_keys_at_once_keep_the_latest(house: House) -> None:
    logs = [LastUses(CredentialUseStore(house.app.store)) for _ in range(4)]
    names = [f"key_{number}" for number in range(300)]
    for late, log in enumerate(logs):
        # Each in an order of its own, which would make them wait for each other if they wrote in it.
        for name in names if late % 2 else reversed(names):
            log.mark(name, TENANT, at=NINE + late * MINUTE)
    await asyncio.gather(*(log.flush() for log in logs))
    found = await logs[0].find(TENANT, names)
    assert found == dict.fromkeys(names, NINE + 3 * MINUTE)


async def test_many_are_told_in_batches(house: House) -> None:
    uses = LastUses(CredentialUseStore(house.app.store))
    for number in range(2 * BATCH + 1):
        uses.mark(f"key_{number}", TENANT, at=NINE)
    assert await uses.flush() == 2 * BATCH + 1
    assert await house.rows("SELECT count(*) FROM credential_use") == [(2 * BATCH + 1,)]
    assert await uses.flush() == 0
