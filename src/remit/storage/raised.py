"""The rows of alerts that a booking raises, and of the outbox that tell of them: written with the booking, or not at all.

An alert that is there already stays as it is, and nobody is told again.
"""

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import Connection, insert

from remit.budget.alert import Crossing
from remit.decision.model import StandingLine
from remit.decision.standing_record import shown
from remit.storage.dialect import upsert
from remit.storage.tables.outbox import alert, outbox
from remit.storage.turn import Row
from remit.upkeep.outbox import ALERT_KIND, MessageState
from remit.value import value

ALERT: Final = ("tenant", "budget_id", "bucket", "percent", "id", "at", "standing", "rules")
OUTBOX: Final = (
    "id", "tenant", "kind", "destination", "body", "created_at", "attempts", "due_at", "state", "error",
)  # fmt: skip


@value
class Raised:
    """What one crossing writes, values in the order of the columns above."""

    alert: Row
    told: Row | None
    """None when no rule may want it."""


def raised(crossing: Crossing, identity: str, *, tenant: str, at: int) -> Raised:
    """Return the rows of one crossing; `identity` is the alert's."""
    bucket, line, now = crossing.bucket, crossing.line, crossing.standing
    # Counters have users by name, too; only evidence, from which nothing can be taken away, has them sealed.
    standing = orjson.dumps(shown(StandingLine(bucket, now.spent, now.held), {})).decode()
    row = (tenant, bucket.budget.id, bucket.key, line.percent, identity, at, standing, "[]")
    if not line.heard:
        return Raised(row, None)
    body = orjson.dumps({"own": line.own}).decode()
    return Raised(row, (identity, tenant, ALERT_KIND, "", body, at, 0, at, MessageState.WAITING.value, ""))


def raise_all(connection: Connection, found: Sequence[Raised]) -> None:
    """Write alerts that are not there yet, and tell of those, inside an open transaction."""
    for one in found:
        fresh = upsert(connection, alert).values(dict(zip(ALERT, one.alert, strict=True)))
        if connection.execute(fresh.on_conflict_do_nothing()).rowcount and one.told is not None:
            connection.execute(insert(outbox).values(dict(zip(OUTBOX, one.told, strict=True))))
