"""A page of a list: as many entities that are wanted, from a place on. Reads; never changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from remit.decision.catalog import Entity, N, name_of

E = TypeVar("E", bound=Entity)
T = TypeVar("T")

MOST_READ_AT_ONCE: Final = 1_000
"""Entities in one read: a filter that wants few of many reads on, a batch at a time."""


class Reader(Protocol):
    """Reads entities as they were last written."""

    async def find(self, tenant: str, kind: type[E], *, identity: str) -> E | None:
        """Return one entity, or None."""
        ...

    async def find_named(self, tenant: str, kind: type[N], *, name: str) -> N | None:
        """Return a key or delegation by its public name, or None."""
        ...

    async def page_named(
        self, tenant: str, kind: type[N], *, before: str, limit: int, **where: str
    ) -> Sequence[N]:
        """Return keys or delegations by public name downwards, below one; from the last when `before` is empty."""
        ...

    async def page(
        self, tenant: str, kind: type[E], *, after: str, limit: int, newest_first: bool = False, **where: str
    ) -> Sequence[E]:
        """Return entities of a kind by id, beyond id `after`; `where` may fix `owner` and `state`."""
        ...

    async def tenants(self) -> Sequence[str]:
        """Return the ids of all tenants, in order."""
        ...

    async def tenants_with(self, kind: type[Entity], *, state: str) -> Sequence[str]:
        """Return the ids of tenants that have an entity of a kind in this state, in order."""
        ...


def everything(_: object) -> bool:
    """Want whatever there is."""
    return True


@dataclass(frozen=True, slots=True)
class Query(Generic[E]):
    """What a list is of."""

    kind: type[E]
    wanted: Callable[[E], bool] = everything
    newest_first: bool = False
    """By id downwards, which is by time for ids made by Remit; else by id upwards."""
    where: Mapping[str, str] = field(default_factory=dict)
    """May fix `owner` and `state`, which storage finds by itself."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list."""

    after: str
    """The last id of the page before; empty for the first."""
    size: int
    """Most entities, 1 or more."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list."""

    items: Sequence[T]
    last: str
    """The id after which the next page begins; empty when this is the last."""


async def read_page(reader: Reader, tenant: str, *, query: Query[E], part: Slice) -> Page[E]:
    """Return a page of what a query wants."""
    found: list[E] = []
    after = part.after
    while len(found) <= part.size:
        limit = min(MOST_READ_AT_ONCE, part.size + 1)
        batch = await reader.page(
            tenant, query.kind, after=after, limit=limit, newest_first=query.newest_first, **query.where
        )
        found.extend(filter(query.wanted, batch))
        if len(batch) < limit:
            break
        after = batch[-1].id
    return _cut(found, part.size, key=lambda item: item.id)


async def read_named(reader: Reader, tenant: str, *, query: Query[N], part: Slice) -> Page[N]:
    """Return a page of what a query wants, newest first by public name, whatever its rows are stored by."""
    found: list[N] = []
    before = part.after
    while len(found) <= part.size:
        limit = min(MOST_READ_AT_ONCE, part.size + 1)
        batch = await reader.page_named(tenant, query.kind, before=before, limit=limit, **query.where)
        found.extend(filter(query.wanted, batch))
        if len(batch) < limit:
            break
        before = name_of(batch[-1])
    return _cut(found, part.size, key=name_of)


def page_of(
    items: Sequence[T], part: Slice, *, key: Callable[[T], str], newest_first: bool = False
) -> Page[T]:
    """Return a page of what is in memory, in order of `key`."""
    ordered = sorted(items, key=key, reverse=newest_first)
    if part.after:
        ordered = [
            item for item in ordered if (key(item) < part.after) is newest_first and key(item) != part.after
        ]
    return _cut(ordered, part.size, key=key)


def _cut(found: Sequence[T], size: int, *, key: Callable[[T], str]) -> Page[T]:
    items = found[:size]
    return Page(items, key(items[-1]) if len(found) > size else "")
