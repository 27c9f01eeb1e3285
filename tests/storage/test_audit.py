"""The log on the real SQLite: complete, in order, provable; and whatever is changed in the file behind its back is found."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.audit.export import write_export
from remit.audit.leaf import leaf_hash
from remit.audit.model import TreeHead
from remit.audit.proof import Frontier, root_of
from remit.audit.verify import Evidence, verify_export
from remit.bootstrap import DATABASE, App
from remit.budget.model import Usage
from remit.clock import FakeClock
from remit.decision.model import Estimate
from remit.policy.model import Role
from remit.upkeep.notary import Notary
from tests.decision.house import AGENT, NOON, TENANT, House, close, open_app_on, open_house
from tests.effort import examples
from tests.stores import open_one, sqlite_of

OTHER: Final = "globex"


async def live(house: House, rounds: int = 6) -> list[bytes]:
    """Do a little of everything, and return the leaf hashes that answers carried."""
    carried = []
    for n in range(rounds):
        committed = await house.authorize(f"q{n}", estimate=Estimate(money=n), run_id="x")
        carried.append(committed.leaf_hash)
        carried.append((await house.settle(Usage(f"u{n}", AGENT, cost=n))).leaf_hash)
        await house.put(Role(f"r{n}"))
        await house.put(Role(f"r{n}"), tenant=OTHER)
    return carried


async def export(app: App, tenant: str = TENANT) -> list[bytes]:
    """Write the whole log of a tenant."""
    state = await app.audit.tree(tenant)
    assert state is not None
    entries = await app.audit.read(tenant, 0, limit=state.head.size)
    return list(write_export(state.head, entries))


async def head_of(app: App, tenant: str = TENANT) -> TreeHead:
    state = await app.audit.tree(tenant)
    assert state is not None
    return state.head


async def test_every_entry_has_its_place_once_in_order_of_commit(house: House) -> None:
    await live(house)
    done = await house.app.notary.run()
    for tenant in (TENANT, OTHER):
        committed = await house.rows(
            "SELECT id, hash FROM audit_entry WHERE tenant=? ORDER BY position", tenant
        )
        leaves = await house.rows(
            "SELECT tree_index, entry_id, hash FROM tree_leaf WHERE tenant=? ORDER BY 1", tenant
        )
        assert [index for index, _, _ in leaves] == list(range(len(committed)))
        assert [(entry, hash_) for _, entry, hash_ in leaves] == committed
    assert done == len(await house.rows("SELECT id FROM audit_entry"))
    assert await house.app.notary.run() == 0


async def test_the_root_is_that_of_the_bytes(house: House) -> None:
    await live(house)
    await house.app.notary.run()
    bodies = await house.rows("SELECT body FROM audit_entry WHERE tenant=? ORDER BY position", TENANT)
    assert (await head_of(house.app)).root == root_of(leaf_hash(body) for (body,) in bodies)


async def test_an_export_verifies_and_holds_what_answers_carried(house: House) -> None:
    early = await live(house, 2)
    await house.app.notary.run()
    held = await head_of(house.app)
    late = [(await house.authorize("late")).leaf_hash]
    await house.app.notary.run()
    report = verify_export(await export(house.app), Evidence([held], early + late))
    assert report.ok, report.problems
    assert report.tenant == TENANT
    assert b'"tenant":"globex"' not in b"".join(await export(house.app))


@pytest.mark.sqlite
async def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    clock = FakeClock(NOON)
    async with open_house(tmp_path) as house:
        await live(house)
        steps = [await house.app.audit.sequence(TENANT, at=NOON, limit=3) for _ in range(2)]
    assert steps == [3, 3]
    app = open_app_on(tmp_path, clock)
    try:
        await House(app, clock).authorize("after")
        await app.notary.run()
        assert verify_export(await export(app)).ok
        head = await head_of(app)
        ((size,),) = await open_one(app.store).read_raw(
            "SELECT count(*) FROM audit_entry WHERE tenant=?", (TENANT,)
        )
        assert head.size == size
        state = await app.audit.tree(TENANT)
        assert state is not None
        assert Frontier.from_bytes(state.frontier).root() == head.root
    finally:
        await close(app)


async def test_notaries_at_once_give_every_place_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.upkeep.notary.BATCH", 2)
    await live(house)
    app = house.app
    others = [Notary(app.audit, clock=house.clock) for _ in range(3)]
    writing = asyncio.gather(*(house.authorize(f"w{n}") for n in range(30)))
    await asyncio.gather(*(one.run() for one in others))
    await writing
    await asyncio.gather(*(one.run() for one in others))
    assert verify_export(await export(app)).ok
    ((size,),) = await house.rows("SELECT count(*) FROM audit_entry WHERE tenant=?", TENANT)
    assert (await head_of(app)).size == size


@pytest.mark.sqlite
async def test_a_failed_write_leaves_no_half_place(house: House) -> None:
    await live(house)
    before = await house.rows("SELECT * FROM tree_leaf")

    def cut_off(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO tree_leaf VALUES (?, 0, 'ent', x'00', 0)", (TENANT,))
        raise ConnectionError("the power failed")

    with pytest.raises(ConnectionError):
        await sqlite_of(house.app).write_raw(cut_off)
    assert await house.rows("SELECT * FROM tree_leaf") == before
    await house.app.notary.run()
    assert verify_export(await export(house.app)).ok


# ---- Behind its back ----


@dataclass(frozen=True, slots=True)
class Kept:
    """A log, and what its readers received at the time."""

    folder: Path
    size: int
    evidence: Evidence


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("log")

    async def write() -> Kept:
        async with open_house(folder) as house:
            carried = await live(house)
            await house.app.notary.run()
            head = await head_of(house.app)
            return Kept(folder, head.size, Evidence([head], carried))

    return asyncio.run(write())


Tamper = Callable[[sqlite3.Connection], object]


def problems_after(kept: Kept, tamper: Tamper) -> str:
    """Change a copy of the file, export it, and say what verification finds."""
    copy = kept.folder / "copy"
    copy.mkdir(exist_ok=True)
    with (
        closing(sqlite3.connect(kept.folder / DATABASE)) as original,
        closing(sqlite3.connect(copy / DATABASE)) as copied,
    ):
        original.backup(copied)
        tamper(copied)
        copied.commit()

    async def examine() -> str:
        app = open_app_on(copy, FakeClock(NOON))
        try:
            report = verify_export(await export(app), kept.evidence)
        except ValueError as error:
            # A gap is found before a line is written.
            return str(error)
        finally:
            await close(app)
        assert report.ok != bool(report.problems)
        return "\n".join(f"{one.index} {one.id}: {one.what}" for one in report.problems)

    found = asyncio.run(examine())
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}.lock"):
        (copy / name).unlink(missing_ok=True)
    return found


def place(connection: sqlite3.Connection, index: int) -> tuple[str, bytes]:
    query = "SELECT id, body FROM tree_leaf JOIN audit_entry ON id=entry_id WHERE tree_leaf.tenant=? AND tree_index=?"
    ((name, body),) = connection.execute(query, (TENANT, index)).fetchall()
    return name, body


@pytest.mark.sqlite
def test_untouched_it_has_no_problems(kept: Kept) -> None:
    assert problems_after(kept, lambda _: None) == ""


@pytest.mark.sqlite
@settings(
    deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_bit_of_any_body_is_found_and_its_entry_named(kept: Kept, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, kept.size - 1))
    named = []

    def flip(connection: sqlite3.Connection) -> None:
        name, body = place(connection, index)
        changed = bytearray(body)
        changed[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        connection.execute("UPDATE audit_entry SET body=? WHERE id=?", (bytes(changed), name))
        named.append(name)

    found = problems_after(kept, flip)
    assert f"{index} {named[0]}: its bytes were changed" in found


def drop_entry(connection: sqlite3.Connection, index: int) -> None:
    connection.execute("DELETE FROM audit_entry WHERE id=?", (place(connection, index)[0],))


def drop_leaf(connection: sqlite3.Connection, index: int) -> None:
    connection.execute("DELETE FROM tree_leaf WHERE tenant=? AND tree_index=?", (TENANT, index))


def drop_both(connection: sqlite3.Connection, index: int) -> None:
    drop_entry(connection, index)
    drop_leaf(connection, index)


def swap_rows(connection: sqlite3.Connection, index: int) -> None:
    (one, _), (two, _) = place(connection, index), place(connection, index + 1)
    connection.execute(
        "UPDATE tree_leaf SET entry_id=? WHERE tenant=? AND tree_index=?", (two, TENANT, index)
    )
    connection.execute(
        "UPDATE tree_leaf SET entry_id=? WHERE tenant=? AND tree_index=?", (one, TENANT, index + 1)
    )


def swap_bodies(connection: sqlite3.Connection, index: int) -> None:
    (one, body), (two, other) = place(connection, index), place(connection, index + 1)
    for name, content in ((one, other), (two, body)):
        change = (content, leaf_hash(content), name)
        connection.execute("UPDATE audit_entry SET body=?, hash=? WHERE id=?", change)


def another_instant(connection: sqlite3.Connection, index: int) -> None:
    connection.execute("UPDATE audit_entry SET at=at+1 WHERE id=?", (place(connection, index)[0],))


def another_hash(connection: sqlite3.Connection, index: int) -> None:
    connection.execute("UPDATE audit_entry SET hash=zeroblob(32) WHERE id=?", (place(connection, index)[0],))


@pytest.mark.sqlite
@pytest.mark.parametrize("index", [0, 5])
@pytest.mark.parametrize(
    "change", [drop_entry, drop_leaf, drop_both, swap_rows, swap_bodies, another_instant, another_hash]
)
def test_a_row_dropped_swapped_or_changed_is_found(
    kept: Kept, change: Callable[[sqlite3.Connection, int], None], index: int
) -> None:
    found = problems_after(kept, lambda connection: change(connection, index))
    assert found
    if change is drop_entry:
        assert f"the bytes of entry {index} are no longer kept" in found
    elif change in {drop_leaf, drop_both}:
        assert f"entry {index + 1} cannot follow {index} entries" in found
    elif change is not swap_rows:
        assert found.startswith(f"{index} ")


def rewrite(
    connection: sqlite3.Connection, index: int, change: Callable[[dict[str, object]], object]
) -> None:
    """Do what whoever holds the file and knows the code would: change an entry, and all hashes after it."""
    name, body = place(connection, index)
    told = orjson.loads(body)
    change(told)
    forged = orjson.dumps(told)
    connection.execute("UPDATE audit_entry SET body=?, hash=? WHERE id=?", (forged, leaf_hash(forged), name))
    reseal(connection)


def reseal(connection: sqlite3.Connection) -> None:
    leaves = connection.execute(
        "SELECT tree_index, hash FROM tree_leaf WHERE tenant=? ORDER BY tree_index", (TENANT,)
    ).fetchall()
    query = (
        "UPDATE tree_leaf SET hash=(SELECT hash FROM audit_entry WHERE id=entry_id), tree_index=? WHERE tenant=? AND"
        " tree_index=?"
    )
    for new, (old, _) in enumerate(leaves):
        connection.execute(query, (new, TENANT, old))
    frontier = Frontier().extend(hash_ for (hash_,) in connection.execute(
        "SELECT hash FROM tree_leaf WHERE tenant=? ORDER BY tree_index", (TENANT,)
    ))  # fmt: skip
    values = (frontier.size, frontier.to_bytes(), frontier.root(), TENANT)
    connection.execute("UPDATE tree_head SET size=?, frontier=?, root=? WHERE tenant=?", values)


def forgeries() -> Iterator[tuple[str, Tamper]]:
    def set_effect(told: dict[str, object]) -> None:
        told["at"] = told["at"]
        told["subject"] = "agent:innocent"

    def drop_and_reseal(connection: sqlite3.Connection) -> None:
        drop_both(connection, 5)
        reseal(connection)

    yield "rewritten", lambda connection: rewrite(connection, 5, set_effect)
    yield "dropped", drop_and_reseal


@pytest.mark.sqlite
@pytest.mark.parametrize(("name", "forge"), list(forgeries()))
def test_a_log_that_was_rewritten_whole_is_found_by_whoever_holds_evidence(
    kept: Kept, name: str, forge: Tamper
) -> None:
    assert problems_after(Kept(kept.folder, kept.size, Evidence()), forge) == "", name
    by_head = problems_after(Kept(kept.folder, kept.size, Evidence(kept.evidence.heads)), forge)
    assert "tree head held" in by_head
    by_hash = problems_after(Kept(kept.folder, kept.size, Evidence([], kept.evidence.leaf_hashes)), forge)
    assert by_hash.count("which an answer carried") == 1
