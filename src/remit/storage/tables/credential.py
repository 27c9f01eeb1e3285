"""When credentials were last used: apart from the entities, for a use is no change that anybody made."""

from typing import Final

from sqlalchemy import Column, Table

from remit.storage.tables.base import BIG, TEXT, metadata

credential_use: Final = Table(
    "credential_use",
    metadata,
    Column("tenant", TEXT, primary_key=True),
    Column("credential", TEXT, primary_key=True, comment="its public name, key_…"),
    Column("at", BIG, nullable=False, comment="the beginning of the minute in which it was last used"),
    sqlite_with_rowid=False,
)
