"""Entries get their places in order of commit, whoever writes or sequences beside it, and the tree is that of the RFC."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import pytest
from sqlalchemy import insert

from remit.audit import leaf
from remit.audit.model import Leaf
from remit.ids import ENTRY
from remit.policy.model import Role
from remit.storage.postgres.engine import PostgresStore
from remit.storage.tables.audit import audit_entry
from tests.audit.test_proof import tree_hash
from tests.decision.house import NOON, TENANT, House
from tests.stores import open_one

OTHER: Final = "globex"


async def by_the_book(house: House, tenant: str) -> Sequence[Leaf]:
    """Make sure that a tenant's tree is the one over all its entries in order of commit, and return those."""
    query = "SELECT id, hash, body FROM audit_entry WHERE tenant=? ORDER BY position"
    committed = await house.rows(query, tenant)
    leaves = await house.app.audit.read(tenant, 0, limit=1_000)
    assert [one.index for one in leaves] == list(range(len(committed)))
    assert [one.leaf.id for one in leaves] == [name for name, _, _ in committed]
    assert (await house.app.audit.kept(tenant, 1_000)).hashes == [hash_ for _, hash_, _ in committed]
    state = await house.app.audit.tree(tenant)
    assert state is not None
    root = tree_hash([leaf.leaf_hash(body) for *_, body in committed])
    assert (state.head.size, state.head.root) == (len(committed), root)
    return [one.leaf for one in leaves]


@pytest.mark.parametrize("seed", range(4))
async def test_tenants_that_write_among_each_other_have_trees_by_the_book(house: House, seed: int) -> None:
    chance = random.Random(seed)
    tenants = (TENANT, OTHER, "initech")
    for _ in range(30):
        tenant, count = chance.choice(tenants[: chance.randint(1, 3)]), chance.randint(1, 7)
        made = [
            leaf.make(house.app.ids.new(ENTRY), tenant, at=NOON, kind="x", content={}) for _ in range(count)
        ]
        await house.app.audit.append(made)
        await house.app.audit.sequence(chance.choice(tenants), at=NOON, limit=chance.randint(1, 9))
    while any([await house.app.audit.sequence(tenant, at=NOON, limit=5) for tenant in tenants]):
        pass
    for tenant in tenants:
        await by_the_book(house, tenant)


async def test_who_waits(house: House) -> None:
    assert await house.app.audit.waiting() == [TENANT]
    await house.put(Role("r"), tenant=OTHER)
    assert await house.app.audit.waiting() == [TENANT, OTHER]
    await house.app.notary.sequence(OTHER)
    # What another tenant's tree has come to says nothing of this one.
    assert await house.app.audit.waiting() == [TENANT]
    await house.app.notary.run()
    assert await house.app.audit.waiting() == []


async def test_notaries_that_begin_with_a_tenant_at_once_give_every_place_once(house: House) -> None:
    for number in range(9):
        await house.authorize(f"q{number}")
    done = await asyncio.gather(*(house.app.audit.sequence(TENANT, at=NOON, limit=3) for _ in range(6)))
    await house.app.notary.run()
    assert max(done) == 3
    await by_the_book(house, TENANT)


@pytest.mark.postgres
async def test_none_has_a_place_before_one_that_may_still_come_first(house: House) -> None:
    await house.app.notary.run()
    early, late = (
        leaf.make(house.app.ids.new(ENTRY), TENANT, at=NOON, kind=kind, content={})
        for kind in ("early", "late")
    )
    store = open_one(house.app.store)
    assert isinstance(store, PostgresStore)
    async with store._engine.connect() as connection:
        values = {
            **asdict(early),
            **dict.fromkeys(("principal", "subject", "action"), "system:x"),
            "effect": 0,
        }
        rest = dict.fromkeys(("resource", "code", "source", "run_id"), "")
        await connection.execute(insert(audit_entry).values(**values, **rest))
        await house.app.audit.append([late])
        assert await house.app.notary.run() == await house.app.audit.sequence(TENANT, at=NOON, limit=9) == 0
        await connection.commit()
    assert await house.app.notary.run() == 2
    assert (await by_the_book(house, TENANT))[-2:] == [early, late]
