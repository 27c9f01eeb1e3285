"""Which process runs what runs by itself."""

from typing import Final

from sqlalchemy import Column, Table

from remit.storage.tables.base import BIG, TEXT, metadata

upkeep_lease: Final = Table(
    "upkeep_lease",
    metadata,
    Column("task", TEXT, primary_key=True),
    Column("holder", TEXT, nullable=False, comment="random name of a process"),
    Column("token", BIG, nullable=False, comment="grows whenever the lease changes hands"),
    Column("expires_at", BIG, nullable=False, comment="by the database's clock"),
    sqlite_with_rowid=False,
)
