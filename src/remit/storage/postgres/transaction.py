"""One transaction of the hot path: begun with the locks of its tenants, ended with certainty. Decides nothing."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Final, TypeVar

import asyncpg

from remit.clock import monotonic
from remit.errors import BackendUnavailableError
from remit.storage.dialect import lock_key
from remit.storage.postgres.connection import COMMAND_SECONDS, Connection, Connections
from remit.storage.postgres.failure import Conflicted, told
from remit.storage.postgres.statement import statement
from remit.storage.tables.budget import counter
from remit.storage.tables.timeline import run_head
from remit.storage.turn import Counter, Row, Run

T = TypeVar("T")

ATTEMPTS: Final = 5
"""How often a batch that met another transaction is committed again, unseen, before its calls hear of it."""
PAUSE: Final = 0.01
"""Seconds before the second attempt, at most; doubled for each further one, so that those who met part again."""
OPENED_KEPT: Final = 200_000
"""Rows that are known to exist, some 200 bytes each."""
FATE_SECONDS: Final = 5.0
"""How long the fate of a commit is asked for whose answer was lost."""

# Rows are found by their keys, always: a plan made while a table was small must not read all of it later.
_BEGIN: Final = (
    "BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
    " SET LOCAL lock_timeout = '3s'; SET LOCAL idle_in_transaction_session_timeout = '10s'"
)

_WITNESS: Final = (
    "SELECT count(*) FROM idempotency"
    ' WHERE tenant = $1 AND principal = $2 AND call = $3 AND "key" = $4 AND ref = $5'
)

_HEAD_KEYS: Final = ("tenant", "run_id", "sequence", "change")


async def begin(connection: Connection, tenants: Iterable[str], *, approvals: Sequence[str] = ()) -> None:
    """Begin, and wait until no change of these tenants' policy is being committed; none can begin before this ends.

    Approvals are locked too, so that the uses that are read are all there are.
    """
    parts = [_BEGIN]
    shared = sorted(lock_key(tenant) for tenant in tenants)
    parts += [f"SELECT pg_advisory_xact_lock_shared({key})" for key in shared]
    parts += [
        f"SELECT pg_advisory_xact_lock({key})" for key in sorted(lock_key(f"use|{one}") for one in approvals)
    ]
    await connection.execute("; ".join(parts))


class Opened:
    """Makes the rows that a batch locks, so that there is always one to lock; remembers which there are."""

    def __init__(self) -> None:
        """Know of none."""
        self._known: OrderedDict[Counter | Run, None] = OrderedDict()

    async def open(self, connection: Connection, *, counters: Sequence[Counter], runs: Sequence[Run]) -> None:
        """Make what is missing, in the order in which everyone locks, inside the open transaction."""
        known = self._known
        if new := [one for one in counters if one not in known]:
            await connection.execute(_OPEN_COUNTERS.sql, *_OPEN_COUNTERS.values(new))
        if begun := [one for one in runs if one not in known]:
            await connection.execute(_OPEN_RUNS.sql, *_OPEN_RUNS.values([(*run, 0, 0) for run in begun]))

    def keep(self, counters: Sequence[Counter], runs: Sequence[Run]) -> None:
        """Remember rows that a commit made lasting, or found."""
        known = self._known
        known.update(dict.fromkeys(counters))
        known.update(dict.fromkeys(runs))
        while len(known) > OPENED_KEPT:
            known.popitem(last=False)

    def require(self, *, found: int, wanted: int) -> None:
        """Raise Conflicted, to begin again without what is remembered, when a row has gone meanwhile (retention)."""
        if found != wanted:
            self._known.clear()
            raise Conflicted


async def commit(
    connection: Connection,
    connections: Connections,
    *,
    xid: int,
    claims: Sequence[Row],
    late: Collection[str],
) -> None:
    """End the transaction; returns only when all of it lasts.

    Args:
        connection: on which it is open.
        connections: by which its fate is learned when the answer is lost.
        xid: its number.
        claims: what it claimed; each that did not come too late bears witness, by its `ref`, that all of it lasts.
        late: refs of the claims that came too late. When all did, nothing was written that could be lost.

    Raises:
        BackendUnavailableError: when nothing of it lasts, or when that cannot be learned in time.
    """
    try:
        with told():
            said = await connection.execute("COMMIT")
    except (Conflicted, BackendUnavailableError):
        witness = next((claim for claim in claims if claim[-1] not in late), None)
        if witness is None or await _lasts(connections, xid, witness=witness):
            connection.terminate()
            return
        raise
    if said != "COMMIT":
        raise Conflicted


async def _lasts(connections: Connections, xid: int, *, witness: Row) -> bool:
    """Learn from the database what became of a transaction whose answer was lost: it knows, and nobody guesses.

    Its number says when it is over, but not how it ended: a crash forgets numbers whose work never reached the disk, and
    gives them to others. What it wrote says that.
    """
    until = monotonic() + FATE_SECONDS
    while monotonic() < until:
        try:
            with told():
                asking = await connections.connect()
                try:
                    if await _is_over(asking, xid):
                        return bool(await asking.fetchval(_WITNESS, *witness[:4], witness[-1]))
                finally:
                    asking.terminate()
        except (BackendUnavailableError, Conflicted):
            pass
        await asyncio.sleep(0.05)
    message = "storage did not say whether this was committed; ask again with the same id to learn it"
    raise BackendUnavailableError(message, retry_after=1.0)


async def _is_over(asking: Connection, xid: int) -> bool:
    try:
        status = await asking.fetchval("SELECT pg_xact_status($1::text::xid8)", str(xid))
    except asyncpg.InvalidParameterValueError:
        # Not given to anybody yet, so whoever had it before the crash is gone.
        return True
    return bool(status != "in progress")


async def again(work: Callable[[], Awaitable[T]]) -> T:
    """Do `work`, and do it again after a moment when it met another transaction.

    Raises:
        BackendUnavailableError: when it met others each time.
    """
    for attempt in range(ATTEMPTS):
        try:
            with told():
                return await work()
        except Conflicted:
            await asyncio.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311  a pause is no secret
    message = "storage is too busy with the same budgets; try again shortly"
    raise BackendUnavailableError(message, retry_after=COMMAND_SECONDS / ATTEMPTS)


_OPEN_COUNTERS: Final = statement(
    lambda given: given.insert(counter, ("tenant", "budget_id", "bucket"), tail="ON CONFLICT DO NOTHING")
)
_OPEN_RUNS: Final = statement(lambda given: given.insert(run_head, _HEAD_KEYS, tail="ON CONFLICT DO NOTHING"))
