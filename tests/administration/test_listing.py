"""A page holds what is wanted, once and in order, whatever the filter and the size."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from remit.administration.listing import (
    MOST_READ_AT_ONCE,
    Page,
    Query,
    Reader,
    Slice,
    page_of,
    read_named,
    read_page,
)
from remit.audit.person import MasterKey
from remit.clock import FakeClock
from remit.identity.model import ApiKey, Principal, Session
from remit.ids import Ids
from remit.storage.change import ChangeStore
from remit.storage.entity import EntityStore
from remit.storage.person import People
from remit.storage.sqlite.engine import SqliteStore
from tests.stores import open_sqlite

ADMIN = Principal("t", "user:admin", "key_1")


@given(st.sets(st.integers(0, 99)), st.integers(1, 7), st.booleans())
def test_pages_in_memory_are_the_whole_in_order(
    numbers: set[int],
    size: int,
    newest_first: bool,  # noqa: FBT001  hypothesis gives it
) -> None:
    items = [f"{number:02}" for number in numbers]
    found: list[str] = []
    after = ""
    while True:
        page: Page[str] = page_of(items, Slice(after, size), key=str, newest_first=newest_first)
        assert len(page.items) <= size
        found.extend(page.items)
        if not page.last:
            break
        after = page.last
    assert found == sorted(items, reverse=newest_first)


async def stored(folder: Path, owners: Sequence[str]) -> tuple[SqliteStore, EntityStore]:
    clock = FakeClock()
    ids = Ids(clock)
    store = open_sqlite(folder)
    changes = ChangeStore(store, People(store, MasterKey(bytes(32)), ids=ids), clock=clock, ids=ids)
    for number, owner in enumerate(owners):
        session = Session(f"ses_{number:03}", owner)
        await changes.commit(
            "t",
            ADMIN,
            action="session:start",
            target=owner,
            work=lambda unit, session=session: unit.put(session),  # type: ignore[misc]
        )
    return store, EntityStore(store)


async def test_a_page_from_storage_reads_on_until_it_is_full(tmp_path: Path) -> None:
    owners = ["agent:rare" if number % 7 == 0 else "agent:common" for number in range(40)]
    store, reader = await stored(tmp_path, owners)
    rare = Query(Session, wanted=lambda one: one.owner == "agent:rare")
    first = await read_page(reader, "t", query=rare, part=Slice("", 4))
    assert [one.id for one in first.items] == ["ses_000", "ses_007", "ses_014", "ses_021"]
    rest = await read_page(reader, "t", query=rare, part=Slice(first.last, 4))
    assert ([one.id for one in rest.items], rest.last) == (["ses_028", "ses_035"], "")
    newest = Query(Session, newest_first=True, where={"owner": "agent:rare"})
    last = await read_page(reader, "t", query=newest, part=Slice("", 2))
    assert [one.id for one in last.items] == ["ses_035", "ses_028"]
    before = await read_page(reader, "t", query=newest, part=Slice(last.last, 9))
    assert [one.id for one in before.items] == ["ses_021", "ses_014", "ses_007", "ses_000"]
    assert await read_page(reader, "other", query=newest, part=Slice("", 9)) == Page([], "")
    await store.close()


class Crowd:
    """Very many keys, by public name; counts how many are read."""

    def __init__(self, count: int) -> None:
        self.items = [
            ApiKey(f"{number * 7_919 % count:06}", f"key_{number:06}", f"agent:a{number % 5}")
            for number in reversed(range(count))
        ]
        self.read = 0

    async def page_named(
        self, _tenant: str, _kind: type[ApiKey], *, before: str, limit: int, **_: object
    ) -> list[ApiKey]:
        start = len(self.items) - int(before.removeprefix("key_")) if before else 0
        found = self.items[start : start + limit]
        self.read += len(found)
        return found


async def test_pages_by_name_are_the_whole_in_order_and_read_little_more_than_they_show() -> None:
    crowd = Crowd(5 * MOST_READ_AT_ONCE + 3)
    found: list[str] = []
    after = ""
    query = Query(ApiKey, wanted=lambda one: one.owner != "agent:a0")
    reader = cast("Reader", crowd)
    while True:
        crowd.read = 0
        page = await read_named(reader, "t", query=query, part=Slice(after, 700))
        assert len(page.items) <= 700
        # A fifth is not wanted, so that one more read is needed to fill the page.
        assert crowd.read <= 2 * 701
        found += [one.key_id for one in page.items]
        if not page.last:
            break
        after = page.last
    assert found == [one.key_id for one in crowd.items if one.owner != "agent:a0"]
