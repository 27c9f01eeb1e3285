"""Searches audit entries, and opens what is sealed in them for those who may read it. Changes no entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from remit.audit.person import UnsealError, unseal
from remit.ids import reservation_of
from remit.storage.dialect import json_text
from remit.storage.person import People
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry, tree_leaf
from remit.storage.tables.entity import person

USER: Final = "user:"
"""What is personal begins so; an operator at work in another tenant is `system:platform/user:ann` there."""

ERASED: Final = None
"""What stands for a personal text whose key was destroyed."""


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """Which entries; all that is set must hold."""

    kinds: tuple[str, ...] = ()
    """Patterns over an entry's kind, any of which may match: `decision`, `approval:*`. Empty means any."""
    but_not: tuple[str, ...] = ()
    """Patterns: beside what `kinds` says, whatever matches none of these. Empty adds nothing."""
    action: str = ""
    """Pattern, `role:*`."""
    principal: str = ""
    subject: str = ""
    resource: str = ""
    effect: int = 0
    codes: tuple[str, ...] = ()
    decision_id: str = ""
    run_id: str = ""
    session_id: str = ""
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One entry with what storage knows of it beside its bytes."""

    position: int
    id: str
    index: int | None
    """Its place in the tree; None while the notary has not come to it."""
    at: int
    kind: str
    principal: str
    subject: str
    action: str
    resource: str
    effect: int
    code: str
    run_id: str
    body: bytes
    hash: bytes
    on_behalf_of: str = ""
    erased: bool = False
    """Whether somebody in it can no longer be read."""


class AuditSearch:
    """Searches the log of every tenant."""

    def __init__(self, store: Store, people: People) -> None:
        """Read from `store`; `people` has the keys of persons."""
        self._store = store
        self._people = people

    async def page(self, tenant: str, wanted: EntryQuery, *, before: int, limit: int) -> Sequence[FoundEntry]:
        """Return entries, newest first, at positions below `before`; 0 means from the newest on."""
        query = _entries(tenant).where(*_where(wanted))
        if before:
            query = query.where(audit_entry.c.position < before)
        query = query.order_by(audit_entry.c.position.desc()).limit(limit)
        return await self._store.read(lambda connection: _found(connection, tenant, query=query))

    async def find(
        self, tenant: str, *, entry_id: str = "", leaf_hash: bytes = b"", index: int = -1
    ) -> FoundEntry | None:
        """Return one entry by its id, its leaf hash or its place in the tree; None when there is none."""
        query = _entries(tenant).limit(1)
        if entry_id:
            query = query.where(audit_entry.c.id == entry_id)
        elif leaf_hash:
            query = query.where(audit_entry.c.hash == leaf_hash)
        else:
            query = query.where(tree_leaf.c.tree_index == index)
        return await self._store.read(
            lambda connection: next(iter(_found(connection, tenant, query=query)), None)
        )

    async def leaf(
        self, tenant: str, *, leaf_hash: bytes = b"", index: int = -1
    ) -> tuple[int | None, bytes] | None:
        """Return a leaf's place (None before it has one) and hash, whether or not its bytes are kept; None: there is none.

        By its place, or by its hash where that is given.
        """
        if leaf_hash and (entry := await self.find(tenant, leaf_hash=leaf_hash)) is not None:
            return entry.index, entry.hash
        same = tree_leaf.c.hash == leaf_hash if leaf_hash else tree_leaf.c.tree_index == index
        query = (
            select(tree_leaf.c.tree_index, tree_leaf.c.hash)
            .where(tree_leaf.c.tenant == tenant, same)
            .limit(1)
        )
        row = await self._store.read(lambda connection: connection.execute(query).one_or_none())
        return (row.tree_index, row.hash) if row is not None else None

    async def content(self, tenant: str, body: bytes) -> str:
        """Return an entry's content as JSON text, its personal parts readable; what was erased is null."""
        return await self._store.read(
            lambda connection: orjson.dumps(
                self._shown(connection, tenant, value=orjson.loads(body))
            ).decode()
        )

    async def sealed(self, tenant: str, ref: str) -> object:
        """Return how somebody appears in the log: users, and who is named after one, sealed; others plain."""
        place = ref.find(USER)
        if place < 0:
            return ref
        return await self._store.write(
            lambda connection: self._people.seal_in(connection, tenant, ref=ref[place:], text=ref)
        )

    async def head_at(self, tenant: str, size: int) -> int | None:
        """Return when the last of the first `size` entries was committed; None when there are fewer."""
        joined = tree_leaf.join(audit_entry, tree_leaf.c.entry_id == audit_entry.c.id, isouter=True)
        query = (
            select(func.coalesce(tree_leaf.c.at, audit_entry.c.at))
            .select_from(joined)
            .where(tree_leaf.c.tenant == tenant, tree_leaf.c.tree_index == size - 1)
        )
        return await self._store.read(lambda connection: connection.scalar(query))

    def _shown(self, connection: Connection, tenant: str, *, value: Any) -> Any:  # noqa: ANN401  a JSON value of any shape
        if isinstance(value, list):
            return [self._shown(connection, tenant, value=one) for one in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"person", "sealed"}:
            return self._opened(connection, tenant, sealed=value)
        return {key: self._shown(connection, tenant, value=one) for key, one in value.items()}

    def _opened(self, connection: Connection, tenant: str, *, sealed: dict[str, str]) -> Any:  # noqa: ANN401  a JSON value of any shape
        query = select(person.c.subject).where(
            person.c.tenant == tenant,
            person.c.person_id == sealed["person"],
            person.c.wrapped_key.is_not(None),
        )
        subject = connection.scalar(query)
        if subject is None:
            return ERASED
        try:
            text = unseal(self._people.key(connection, tenant, ref=subject), tenant, sealed=sealed)
        except UnsealError:
            return ERASED
        # What is about a person as a whole is sealed as JSON; a reference is just its text.
        return orjson.loads(text) if text.startswith("{") else text


def _entries(tenant: str) -> Select[Any]:
    sequenced = and_(tree_leaf.c.entry_id == audit_entry.c.id, tree_leaf.c.tenant == audit_entry.c.tenant)
    source = audit_entry.join(tree_leaf, sequenced, isouter=True)
    return (
        select(audit_entry, tree_leaf.c.tree_index).select_from(source).where(audit_entry.c.tenant == tenant)
    )


def _where(wanted: EntryQuery) -> Sequence[ColumnElement[bool]]:
    table = audit_entry.c
    found: list[ColumnElement[bool]] = []
    any_of = [_matches(table.kind, kind) for kind in wanted.kinds]
    if wanted.but_not:
        any_of.append(and_(*(~_matches(table.kind, kind) for kind in wanted.but_not)))
    if any_of:
        found.append(or_(*any_of))
    if wanted.action:
        found.append(_matches(table.action, wanted.action))
    same: tuple[tuple[ColumnElement[Any], str], ...] = (
        (table.principal, wanted.principal),
        (table.subject, wanted.subject),
        (table.resource, wanted.resource),
        (table.run_id, wanted.run_id),
        (_content("session_id"), wanted.session_id),
    )
    found.extend(place == value for place, value in same if value)
    if wanted.effect:
        found.append(table.effect == wanted.effect)
    if wanted.codes:
        found.append(table.code.in_(wanted.codes))
    if wanted.decision_id:
        found.append(
            or_(table.id == wanted.decision_id, table.resource == reservation_of(wanted.decision_id))
        )
    if wanted.since is not None:
        found.append(table.at >= wanted.since)
    if wanted.until is not None:
        found.append(table.at < wanted.until)
    return found


def _matches(place: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """Match `*` as any run of characters, and nothing else as anything but itself."""
    if "*" not in pattern:
        return place == pattern
    escaped = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return place.like(escaped.replace("*", "%"), escape="\\")


def _content(name: str) -> ColumnElement[Any]:
    return json_text(audit_entry.c.body, name)


def _found(connection: Connection, tenant: str, *, query: Select[Any]) -> Sequence[FoundEntry]:
    return [_entry(connection, tenant, row=row) for row in connection.execute(query).all()]


def _entry(connection: Connection, tenant: str, *, row: Row[Any]) -> FoundEntry:
    people = {one["person"] for one in _sealed_in(orjson.loads(row.body))}
    query = select(person.c.person_id, person.c.subject, person.c.wrapped_key).where(
        person.c.tenant == tenant, person.c.person_id.in_(people)
    )
    known = {one.person_id: one for one in connection.execute(query)} if people else {}
    behalf = orjson.loads(row.body).get("on_behalf_of", "")
    if isinstance(behalf, dict):
        found = known.get(behalf["person"])
        behalf = found.subject if found is not None and found.wrapped_key is not None else ""
    return FoundEntry(
        row.position, row.id, row.tree_index, row.at, row.kind, row.principal, row.subject, row.action,
        row.resource, row.effect, row.code, row.run_id, row.body, row.hash, on_behalf_of=behalf,
        erased=any(one not in known or known[one].wrapped_key is None for one in people),
    )  # fmt: skip


def _sealed_in(value: Any) -> list[dict[str, str]]:  # noqa: ANN401  a JSON value of any shape
    if isinstance(value, dict):
        if value.keys() == {"person", "sealed"}:
            return [value]
        return [found for one in value.values() for found in _sealed_in(one)]
    return [found for one in value for found in _sealed_in(one)] if isinstance(value, list) else []
