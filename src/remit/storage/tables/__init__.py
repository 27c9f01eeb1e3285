"""The tables, one file for each kind of thing that must last; storage alone imports them.

Instants are microseconds since the Unix epoch, money is nano-units, ids are text; JSON texts are written by Remit alone.
"""

from remit.storage.tables.base import metadata

__all__ = ["metadata"]

import remit.storage.tables.audit
import remit.storage.tables.budget
import remit.storage.tables.credential
import remit.storage.tables.entity
import remit.storage.tables.lease
import remit.storage.tables.outbox
import remit.storage.tables.timeline  # noqa: F401  each import declares its tables on `metadata`
