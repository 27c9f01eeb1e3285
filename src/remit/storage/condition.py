"""How things stand in a database, whichever engine it is: for who examines it. Reads alone, and judges nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, literal, select
from sqlalchemy import Row as SqlRow

from remit.identity.model import ApiKey
from remit.manifest.model import TrustedKey
from remit.storage import schema
from remit.storage.dialect import json_number, json_text
from remit.storage.schema import SchemaState
from remit.storage.tables.audit import audit_entry, tree_head
from remit.storage.tables.budget import reservation
from remit.storage.tables.entity import entity, installation, tenant_head
from remit.storage.tables.lease import upkeep_lease

MOST_KEYS: Final = 5
"""Keys that are named, those that expire first."""


class UnreachableError(Exception):
    """There was no answer that says how things stand; the text says why, and shows no secret."""


@dataclass(frozen=True, slots=True)
class Installed:
    """Which tables there are, and on what all servers agreed."""

    schema: SchemaState
    needs: str
    """The oldest code, by the newest revision that it knows, that may run on these tables; empty without tables."""
    facts: Mapping[str, str]
    """Of the installation, by name; empty without tables."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """A credential or key that ends soon."""

    tenant: str
    name: str
    """`API key key_… of user:ann`, `trusted key sha256:…`."""
    at: int


@dataclass(frozen=True, slots=True)
class Lease:
    """Who runs a task of upkeep, until when."""

    task: str
    expires_at: int
    """By the database's clock; past when nobody does."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What upkeep has before it."""

    oldest_entry: int | None
    """When the oldest audit entry was made that has no place in its tree yet; None when all have one."""
    oldest_expiry: int | None
    """When the open reservation that expires first does; None without any."""


def installed(connection: Connection) -> Installed:
    """Return which tables there are.

    Raises:
        PreconditionFailedError: when no migration made them.
    """
    state = schema.state(connection)
    if not state.found:
        return Installed(state, "", {})
    rows = connection.execute(select(installation.c.name, installation.c.value))
    facts = {row.name: row.value for row in rows}
    return Installed(state, facts.pop(schema.NEEDS, ""), facts)


def leases(connection: Connection) -> Sequence[Lease]:
    """Return the leases of upkeep, also those that are over."""
    query = select(upkeep_lease.c.task, upkeep_lease.c.expires_at).order_by(upkeep_lease.c.task)
    return [Lease(row.task, row.expires_at) for row in connection.execute(query)]


def backlog(connection: Connection) -> Backlog:
    """Return what upkeep has before it."""
    sequenced = (
        select(func.coalesce(func.max(tree_head.c.position), 0))
        .where(tree_head.c.tenant == tenant_head.c.tenant)
        .correlate(tenant_head)
        .scalar_subquery()
    )
    oldest = (
        select(audit_entry.c.at)
        .where(audit_entry.c.tenant == tenant_head.c.tenant, audit_entry.c.position > sequenced)
        .order_by(audit_entry.c.position)
        .limit(1)
        .scalar_subquery()
    )
    entries = select(oldest.label("at")).select_from(tenant_head).subquery()
    expiry = select(func.min(reservation.c.expires_at)).where(reservation.c.state == "OPEN")
    return Backlog(connection.scalar(select(func.min(entries.c.at))), connection.scalar(expiry))


def expiring(connection: Connection, *, since: int, until: int) -> Sequence[Expiring]:
    """Return the keys that end between two instants and have no successor, the first to end first."""
    found: list[Expiring] = []
    for kind, attribute, name in (
        (ApiKey.kind, "expires_at", "API key {id} of {owner}"),
        (TrustedKey.kind, "not_after", "trusted key {id}"),
    ):
        at = json_number(entity.c.body, attribute)
        public = json_text(entity.c.body, "key_id") if kind == ApiKey.kind else entity.c.id
        successor = json_text(entity.c.body, "replaced_by") if kind == ApiKey.kind else literal("")
        query = (
            select(entity.c.tenant, entity.c.owner, public.label("name"), at.label("at"))
            .where(
                entity.c.kind == kind,
                entity.c.body.is_not(None),
                json_number(entity.c.body, "revoked_at").is_(None),
                func.coalesce(successor, "") == "",
                at.between(since, until),
            )
            .order_by(at)
            .limit(MOST_KEYS)
        )
        found += [_expiring(row, name) for row in connection.execute(query)]
    return sorted(found, key=lambda one: one.at)[:MOST_KEYS]


def _expiring(row: SqlRow[tuple[str, str, str, int]], name: str) -> Expiring:
    return Expiring(row.tenant, name.format(id=row.name, owner=row.owner), row.at)
