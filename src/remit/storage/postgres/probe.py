"""A commit that changes nothing and takes what a decision's takes: writing, its log on disk, its standbys. Decides nothing.

A transaction that only has a number waits for neither disk nor standby, so this one writes to the log; and that alone
would be allowed to whoever may only read, so it asks for an update, too, of no row.
"""

from contextlib import suppress
from typing import Any, Final

from remit.errors import BackendUnavailableError
from remit.storage.postgres.connection import COMMAND_SECONDS, Connection, Connections
from remit.storage.postgres.failure import FAILURES, RETRY_AFTER

CANCEL_SECONDS: Final = 1.0
"""Until Postgres is to have let go of a commit that was given up."""

_CHANGE: Final = (
    "WITH nothing AS (UPDATE counter SET held = held WHERE false RETURNING held)"
    " SELECT pg_logical_emit_message(true, 'remit', ''::text) FROM (SELECT count(*) FROM nothing) AS none"
)
"""One trip: alone in its message, it is a transaction of its own."""


async def commit_nothing(connections: Connections, *, seconds: float = COMMAND_SECONDS) -> None:
    """Commit a change of nothing, and return when it is as safe as a decision would be.

    One that is given up is cancelled: it would wait for its standby on the server, and each further one beside it.

    Args:
        connections: one of them is used.
        seconds: after which it is given up.

    Raises:
        BackendUnavailableError: when Postgres ended the wait for a standby by itself.
        TimeoutError: when it was given up.
    """
    warnings: list[str] = []

    def heard(_: object, message: Any) -> None:  # noqa: ANN401  the driver's own
        if message.severity_en == "WARNING":
            warnings.append(message.sqlstate)

    async with connections.use() as connection:
        connection.add_log_listener(heard)
        try:
            await connection.execute(_CHANGE, timeout=seconds)
        except TimeoutError:
            await _let_go(connection)
            raise
        finally:
            connection.remove_log_listener(heard)
    if warnings:
        # Whoever cancels a commit that waits for a standby is told that it was made: here alone, with a warning.
        message = "storage committed without its standby"
        raise BackendUnavailableError(message, retry_after=RETRY_AFTER)


async def _let_go(connection: Connection) -> None:
    """Wait until the server has heard that nobody waits any more; to end the connection at once would keep it from that."""
    with suppress(*FAILURES):
        await connection.close(timeout=CANCEL_SECONDS)
