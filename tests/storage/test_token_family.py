"""Families of tokens that are over are forgotten, in bounded batches, without a trace; no other is. On each engine."""

import pytest

from remit.administration.installation import INSTALLER
from remit.administration.token import begin_family
from remit.administration.unit import Unit
from remit.clock import DAY, HOUR, MINUTE
from remit.decision.tenant import Tenant
from remit.identity.model import TokenFamily
from remit.storage import token_family
from remit.storage.token_family import FamilyStore
from tests.decision.house import AGENT, TENANT, House

COUNT = "SELECT count(*) FROM entity WHERE kind = 'token_family' AND tenant = ?"


def families(house: House, count: int, *, ends_in: int) -> list[TokenFamily]:
    now = house.clock.now()
    return [TokenFamily(f"tok_{ends_in}_{one}", AGENT, expires_at=now + ends_in) for one in range(count)]


async def left(house: House, tenant: str = TENANT) -> int:
    return int((await house.rows(COUNT, tenant))[0][0])


async def test_what_is_over_is_forgotten_and_nothing_else(house: House) -> None:
    await house.put(Tenant("rival"), tenant="rival")
    await house.put(*families(house, 3, ends_in=MINUTE), *families(house, 2, ends_in=DAY))
    await house.put(*families(house, 1, ends_in=2 * MINUTE), tenant="rival")
    store = FamilyStore(house.app.store, house.clock)
    assert await store.run() == 0
    house.clock.advance(2 * MINUTE)
    assert await store.run() == 0
    before = await house.rows("SELECT * FROM tenant_head ORDER BY 1")
    log = await house.rows("SELECT count(*) FROM audit_entry")
    house.clock.advance(2 * HOUR)
    assert await store.run() == 4
    assert (await left(house), await left(house, "rival")) == (2, 0)
    assert await store.run() == 0
    assert await house.rows("SELECT * FROM tenant_head ORDER BY 1") == before
    assert await house.rows("SELECT count(*) FROM audit_entry") == log
    house.clock.advance(DAY)
    assert await store.run() == 2
    assert await left(house) == 0


async def test_it_goes_batch_by_batch(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_family, "BATCH", 3)
    await house.put(*families(house, 7, ends_in=MINUTE))
    house.clock.advance(3 * HOUR)
    checked = []
    assert await FamilyStore(house.app.store, house.clock).run(lambda: checked.append(1)) == 7
    assert len(checked) == 3


async def test_an_elder_that_lost_its_office_stops(house: House) -> None:
    await house.put(*families(house, 1, ends_in=MINUTE))
    house.clock.advance(3 * HOUR)

    def lost() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await FamilyStore(house.app.store, house.clock).run(lost)
    assert await left(house) == 1


async def test_a_renewed_or_revoked_family_goes_by_its_own_end(house: House) -> None:
    def work(unit: Unit) -> TokenFamily:
        family = begin_family(unit, TokenFamily("", AGENT, refreshable=True))
        unit.put(family)
        return family

    family, _ = await house.app.office.change(
        TENANT, INSTALLER, action="test:put", target="test:put", work=work
    )
    store = FamilyStore(house.app.store, house.clock)
    house.clock.advance(family.expires_at - house.clock.now() - 1)
    assert await store.run() == 0
    house.clock.advance(2 * HOUR + 1)
    assert await store.run() == 1
