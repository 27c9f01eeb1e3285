"""A commit that changes nothing and takes what a decision's takes: writing, its log on disk, its standbys. Decides nothing.

A transaction that only has a number waits for neither disk nor standby, so this one writes to the log; and that alone
would be allowed to whoever may only read, so it asks for an update, too, of no row.
"""

from typing import Final

from remit.errors import BackendUnavailableError
from remit.storage.postgres.connection import Connections
from remit.storage.postgres.failure import ALONE, RETRY_AFTER
from remit.storage.postgres.pipeline import Query

_CHANGE: Final = Query(
    "WITH nothing AS (UPDATE counter SET held = held WHERE false RETURNING held)"
    " SELECT pg_logical_emit_message(true, 'remit', ''::text) FROM (SELECT count(*) FROM nothing) AS none"
)
"""One trip: alone in it, it is a transaction of its own."""


async def commit_nothing(connections: Connections, *, seconds: float | None = None) -> None:
    """Commit a change of nothing, and return when it is as safe as a decision would be.

    Args:
        connections: one of them is used.
        seconds: after which it is given up; None: as every trip.

    Raises:
        BackendUnavailableError: when Postgres ended the wait for a standby by itself.
        TimeoutError: when it was given up.
    """
    async with connections.use() as connection:
        (answer,) = await connection.run(_CHANGE, seconds=seconds)
    if answer.warned:
        # Whoever cancels a commit that waits for a standby is told that it was made: here alone, with a warning.
        raise BackendUnavailableError(ALONE, retry_after=RETRY_AFTER)
