"""What operators write (policy, subjects, budgets, keys, sessions, approvals): JSON documents at a revision."""

from typing import Final

from sqlalchemy import Column, ColumnElement, Index, LargeBinary, Table, literal_column

from remit.storage.tables.base import BIG, TEXT, metadata

tenant_head: Final = Table(
    "tenant_head",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("revision", BIG, nullable=False, comment="counts the changes of this tenant's policy"),
    sqlite_with_rowid=False,
)

entity: Final = Table(
    "entity",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
    Column(
        "owner",
        TEXT,
        nullable=False,
        server_default="",
        comment="subject that it belongs to, where it has one",
    ),
    Column("state", TEXT, nullable=False, server_default="", comment="its state, where it has one"),
    Column("revision", BIG, nullable=False, comment="at which it was last written"),
    Column("body", TEXT, comment="JSON of the frozen dataclass; NULL once deleted, so that catalogs notice"),
    Index("entity_by_revision", "tenant", "revision"),
    Index("entity_by_owner", "tenant", "kind", "owner"),
    Index("entity_by_state", "tenant", "kind", "state"),
    sqlite_with_rowid=False,
)

PUBLIC_NAMES: Final = {"api_key": "key_id", "delegation": "delegation_id"}
"""Kinds whose rows are found by another id than people know, and what in their JSON these know. Of each there is an
index `<kind>_by_name` of what is written there: a migration made it, and no tool can compare it with one said here."""


def of_kind(kind: str) -> ColumnElement[bool]:
    """Return that a row is of a kind, without a parameter: a plan must see that an index of the kind alone has it."""
    return entity.c.kind == literal_column(f"'{kind}'")


deadline: Final = Table(
    "deadline",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True, comment="`session` or `run`"),
    Column("id", TEXT, primary_key=True),
    Column("due_at", BIG, nullable=False, comment="when it ends by itself, unless it gave a sign since"),
    Column("lease", BIG, nullable=False, comment="how long a sign of life puts it off; 0: none does"),
    Index("deadline_by_time", "due_at"),
    sqlite_with_rowid=False,
)
"""When open sessions and runs end by themselves. Apart from the entity: a sign of life takes no revision."""

api_key_place: Final = Table(
    "api_key_place",
    metadata,
    Column("hash", TEXT, primary_key=True, comment="SHA-256 of the secret, hexadecimal"),
    Column("tenant", TEXT, nullable=False),
    sqlite_with_rowid=False,
)
"""In which tenant a key is found: a credential says nothing of its tenant."""

installation: Final = Table(
    "installation",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False, comment="on which all servers of one database agree"),
    sqlite_with_rowid=False,
)

person: Final = Table(
    "person",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("subject", TEXT, primary_key=True),
    Column("person_id", TEXT, nullable=False, comment="pseudonym in the audit log"),
    Column("wrapped_key", LargeBinary, comment="the person's key under the master key; NULL once erased"),
    sqlite_with_rowid=False,
)

idempotency: Final = Table(
    "idempotency",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("principal", TEXT, primary_key=True),
    Column("call", TEXT, primary_key=True, comment="RPC, since ids are unique per principal and RPC"),
    Column("key", TEXT, primary_key=True, comment="the caller's id"),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of the content"),
    Column("ref", TEXT, nullable=False, comment="what the first call made"),
    Column(
        "at",
        BIG,
        comment="when it was taken; of usage when that happened. NULL: not known, so never forgotten",
    ),
    sqlite_with_rowid=False,
)
