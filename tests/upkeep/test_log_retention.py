"""The log goes when its tenant's time for it is over, says so itself, and what is left is proven as before."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, event, text

from remit.approval.model import Approval, ApprovalState
from remit.audit.removal import KIND
from remit.audit.verify import Evidence
from remit.clock import DAY, HOUR
from remit.decision.tenant import ExpiryCharge, Settings, Tenant
from remit.errors import CursorTooOldError
from remit.storage import log_removal
from remit.storage.log_removal import LogRemoval
from remit.storage.log_retention import LogRetention
from remit.upkeep.lease import LeaseLostError
from tests.decision.house import AGENT, TENANT, House
from tests.upkeep.log import (
    ALL,
    BUDGET,
    SPAN,
    beginning,
    decide,
    forget_ledger,
    grown,
    head,
    keep,
    kinds,
    prove,
    retain,
    use,
    verified,
)
from tests.upkeep.test_retention import found

pytestmark = pytest.mark.usefixtures("engine")

OTHER = "other"


async def test_each_part_goes_by_its_own_time_and_its_hashes_stay(house: House) -> None:
    heads = await grown(house)
    leaves = await house.rows("SELECT tree_index, entry_id, hash FROM tree_leaf ORDER BY tree_index")
    await keep(house, lateness=HOUR, retention_decisions=SPAN)
    assert await retain(house) > 0
    found = await kinds(house)
    assert found.count("decision") == 2
    assert found.count("usage") == 6
    assert found.count("test:put") == 6 + 3
    assert found[-1] == KIND
    assert (await house.rows("SELECT tree_index, entry_id, hash FROM tree_leaf ORDER BY tree_index"))[
        : len(leaves)
    ] == leaves
    assert await retain(house) == 0
    await prove(house, heads)
    assert (await verified(house, evidence=Evidence(heads))).ok


async def test_leaves_go_once_no_entry_before_them_is_kept_and_the_rest_is_proven(house: House) -> None:
    heads = await grown(house)
    await house.put(Tenant(TENANT, settings=ALL))
    before = await head(house)
    hashes = (await house.app.audit.kept(TENANT, before.size)).hashes
    await forget_ledger(house)
    await retain(house)
    cut = (await beginning(house)).size
    # All of the first four days, and what made the tenant and the budget.
    assert cut == 1 + 1 + 4 * 3
    assert await house.rows("SELECT min(tree_index), count(*) FROM tree_leaf") == [(cut, before.size - cut)]
    assert [one.size for one in heads].index(cut) == 3
    await prove(house, [*heads, before])
    kept_heads = [one for one in heads if one.size >= cut]
    report = await verified(house, evidence=Evidence([*kept_heads, before], hashes[cut:]))
    assert report.ok, report.problems
    state = await house.rows("SELECT size, root FROM log_removed WHERE tenant=?", TENANT)
    assert state == [(cut, heads[3].root)]


async def test_the_log_says_what_went_and_up_to_where(house: House) -> None:
    await grown(house)
    await house.put(Tenant(TENANT, settings=ALL))
    await forget_ledger(house)
    await retain(house)
    (body,) = (await house.rows("SELECT body FROM audit_entry WHERE kind=?", KIND))[-1]
    said = orjson.loads(body)
    cut = await beginning(house)
    assert said["removed_before"] == {"decisions": cut.size, "usage": cut.size, "others": cut.size}
    assert said["tree"] == {"size": cut.size, "root": cut.root().hex()}
    assert said["counts"]["leaves"] == cut.size
    assert said["counts"]["decisions"] == said["counts"]["usage"] == said["counts"]["reservations"] == 4
    assert said["kept"] == {"decisions": SPAN, "usage": SPAN, "others": SPAN}
    assert said["principal"] == "system:retention"


async def test_where_nothing_happens_any_more_nothing_is_written(house: House) -> None:
    await grown(house)
    await house.put(Tenant(TENANT, settings=ALL))
    await retain(house)
    for _ in range(4):
        house.clock.advance(3 * DAY)
        await retain(house)
    told = (await kinds(house)).count(KIND)
    for _ in range(4):
        house.clock.advance(3 * DAY)
        assert await retain(house) == 0
    assert (await kinds(house)).count(KIND) == told
    assert (await verified(house)).ok


async def test_what_would_need_removed_leaves_is_told_what_is_the_oldest(house: House) -> None:
    await grown(house)
    await house.put(Tenant(TENANT, settings=ALL))
    await forget_ledger(house)
    await retain(house)
    newest, cut = await head(house), (await beginning(house)).size
    kept = await house.app.audit.kept(TENANT, newest.size)
    for ask in (
        lambda: kept.inclusion(cut - 1, newest.size),
        lambda: kept.consistency(cut - 1, newest.size),
        lambda: kept.root(cut - 1, "tree_size"),
    ):
        with pytest.raises(CursorTooOldError) as raised:
            ask()
        assert raised.value.metadata == {"oldest_index": str(cut)}


Tamper = Callable[[Connection, int], object]


def _where(connection: Connection, index: int) -> str:
    query = text("SELECT entry_id FROM tree_leaf WHERE tenant='acme' AND tree_index=:index")
    return str(connection.execute(query, {"index": index}).scalar_one())


def _sql(statement: str) -> Tamper:
    def change(connection: Connection, index: int) -> object:
        two = {"one": _where(connection, index), "two": _where(connection, index + 3)}
        given = {**two, "index": index, "bytes": b"\0" * 32}
        return [connection.execute(text(part), {k: v for k, v in given.items() if f":{k}" in part})
                for part in statement.split(";")]  # fmt: skip

    return change


TAMPERS: dict[str, Tamper] = {
    "a body changed": _sql("UPDATE audit_entry SET body=:bytes WHERE id=:one"),
    "an entry dropped": _sql("DELETE FROM audit_entry WHERE id=:one"),
    "an entry and its leaf dropped": _sql(
        "DELETE FROM audit_entry WHERE id=:one;DELETE FROM tree_leaf WHERE tenant='acme' AND tree_index=:index"
    ),
    "entries swapped": _sql(
        "UPDATE tree_leaf SET entry_id='x' WHERE entry_id=:one;UPDATE tree_leaf SET entry_id=:one WHERE entry_id=:two;"
        "UPDATE tree_leaf SET entry_id=:two WHERE entry_id='x'"
    ),
    "a hash changed": _sql("UPDATE tree_leaf SET hash=:bytes WHERE tenant='acme' AND tree_index=:index;"
                           "UPDATE audit_entry SET hash=:bytes WHERE id=:one"),
}  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERS)
async def test_what_is_changed_after_the_cut_is_found(engine: str, house: House, tamper: str) -> None:
    if engine == "postgres":
        return  # What is read there is read in the same words.
    await grown(house)
    await house.put(Tenant(TENANT, settings=ALL))
    await forget_ledger(house)
    await retain(house)
    assert (await verified(house)).ok
    index = (await beginning(house)).size + 2
    await house.app.store.write(lambda connection: TAMPERS[tamper](connection, index))
    try:
        report = await verified(house)
    except ValueError as error:
        assert "cannot follow" in str(error)
    else:
        assert not report.ok


async def test_a_beginning_that_was_cut_off_by_hand_is_found(house: House) -> None:
    heads = await grown(house, 3)
    edge = (await house.app.audit.kept(TENANT, heads[0].size)).before.extend(
        (await house.app.audit.kept(TENANT, heads[0].size)).hashes
    )

    def cut(connection: Connection) -> None:
        query = "INSERT INTO log_removed VALUES ('acme', :size, :edge, :root, :size, :size, :size, 0, '')"
        given = {"size": edge.size, "edge": edge.to_bytes(), "root": edge.root()}
        connection.execute(text(query), given)
        connection.execute(text("DELETE FROM tree_leaf WHERE tree_index < :size"), {"size": edge.size})

    await house.app.store.write(cut)
    (problem,) = (await verified(house, evidence=Evidence(heads))).problems
    assert "no entry says that the 5 before the first one were removed" in problem.what


async def test_what_may_still_be_needed_stays(house: House) -> None:
    await house.put(BUDGET)
    await keep(house, retention_decisions=DAY)
    first = await decide(house, "open", hold_for=HOUR)
    kept = first.decision.reservation
    assert kept is not None
    house.clock.advance(6 * DAY)
    await retain(house)
    # A repeat within the time in which usage may arrive late gets its first answer, though a day is over.
    assert (await decide(house, "open", hold_for=HOUR)).decision.id == first.decision.id
    house.clock.advance(6 * DAY)
    await retain(house)
    # Nobody has ended it yet.
    assert (await kinds(house)).count("decision") == 1
    await use(house, first, "u")
    house.clock.advance(6 * DAY)
    await retain(house)
    # Its usage may be reported once more.
    assert (await kinds(house)).count("decision") == 1
    await use(house, first, "u")
    house.clock.advance(2 * DAY)
    await retain(house)
    assert (await kinds(house)).count("decision") == 0
    assert await house.rows("SELECT * FROM reservation") == []
    assert await house.rows("SELECT * FROM idempotency WHERE call='Authorize'") == []
    assert (await decide(house, "open")).decision.id != first.decision.id


@pytest.mark.parametrize("state", [ApprovalState.PENDING, ApprovalState.APPROVED])
async def test_the_decision_of_an_approval_stays_while_it_may_be_used(
    house: House, state: ApprovalState
) -> None:
    asked = (await decide(house, "q")).decision.id
    approval = Approval(
        "apr_1", AGENT, AGENT, "key_1", AGENT, "tool:execute", "tool:x", "", house.clock.now(),
        house.clock.now() + DAY, DAY, state=state, decision_id=asked,
        use_by=house.clock.now() + 30 * DAY if state is ApprovalState.APPROVED else None,
    )  # fmt: skip
    await house.put(approval)
    await keep(house, retention_decisions=DAY)
    await house.app.expiry.run()
    house.clock.advance(20 * DAY)
    await house.app.expiry.run()
    house.clock.advance(9 * DAY)
    await retain(house)
    assert (await kinds(house)).count("decision") == 1
    await house.drop(Approval, "apr_1")
    await retain(house)
    assert (await kinds(house)).count("decision") == 0


async def test_what_has_no_place_in_the_tree_stays(house: House) -> None:
    await keep(house, retention_audit=DAY, retention_decisions=DAY)
    house.clock.advance(30 * DAY)
    before = await kinds(house)
    assert await house.app.retention.run() == 0
    assert await kinds(house) == before
    assert await retain(house) > 0


async def test_a_charge_that_may_be_taken_back_keeps_its_reservation(house: House) -> None:
    spans: dict[str, Any] = {"retention_decisions": SPAN, "retention_ledger": SPAN}
    await house.put(BUDGET, Tenant(TENANT, settings=Settings(expiry_charge=ExpiryCharge.ESTIMATE, **spans)))
    first = await decide(house, "q")
    house.clock.advance(DAY)
    assert await house.app.expiry.run() == 1
    house.clock.advance(30 * DAY)
    await retain(house)
    assert (await kinds(house)).count("decision") == 0
    assert await house.rows("SELECT state FROM reservation") == [("EXPIRED",)]
    assert (await house.standing("b")).spent == 5
    await use(house, first)
    assert (await house.standing("b")).spent == 3
    assert await house.rows("SELECT sum(cost) FROM ledger") == [(3,)]


async def test_it_goes_in_small_batches_and_stops_with_its_lease(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await grown(house)
    await house.put(Tenant(TENANT, settings=ALL))
    await forget_ledger(house)
    await house.app.notary.run()
    monkeypatch.setattr(log_removal, "BATCH", 4)
    asked = 0

    def twice() -> None:
        nonlocal asked
        asked += 1
        if asked > 2:
            raise LeaseLostError

    with pytest.raises(LeaseLostError):
        await house.app.retention.run(twice)
    assert 0 < (await beginning(house)).size <= 8
    assert (await verified(house)).ok
    await asyncio.gather(*(house.app.retention.run() for _ in range(4)))
    await retain(house)
    assert (await beginning(house)).size == 14
    assert (await verified(house)).ok


async def test_what_goes_is_found_by_keys_however_much_stays(engine: str, house: House) -> None:
    if engine == "postgres":
        return  # Its plans are looked at with much in the tables, in `test_plans.py`.
    await grown(house)
    await house.put(Tenant(TENANT, settings=ALL))
    await house.app.notary.run()
    limits = (
        await LogRetention(house.app.store, ids=house.app.ids, clock=house.clock).limits(house.clock.now())
    )[TENANT]
    limits = replace(limits, rolled_up=lambda _connection, _tenant: 1 << 62)
    asked: list[tuple[str, Any]] = []

    def run(connection: Connection) -> list[str]:
        def hear(_c: object, _u: object, statement: str, values: Any, *_: object) -> None:
            asked.append((statement, values[0] if isinstance(values, list) else values))

        event.listen(connection, "before_cursor_execute", hear)
        assert (
            LogRemoval(connection, TENANT, limits=limits).run(
                house.app.ids, at=house.clock.now(), approved=()
            )
            > 10
        )
        event.remove(connection, "before_cursor_execute", hear)
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", given).all() for one, given in asked]
        return [str(line[-1]) for plan in plans for line in plan]

    said = await house.app.store.write(run)
    assert len(asked) > 12
    large = ("audit_entry", "tree_leaf", "ledger", "reservation", "idempotency", "asked_act")
    assert not [one for one in said if one.startswith("SCAN ") and one.split()[1] in large]
    assert not [one for one in said if "SEARCH audit_entry" in one and "(id=?)" not in one]


async def test_of_another_tenant_nothing_goes(house: House) -> None:
    await found(house, OTHER, Settings())
    await grown(house, 4)
    await house.put(Tenant(TENANT, settings=ALL))
    before = await kinds(house, OTHER)
    await retain(house)
    assert await kinds(house, OTHER) == before
    assert (await beginning(house, OTHER)).size == 0
