"""One transaction of the hot path: begun with the locks of its tenants, ended with certainty. Decides nothing."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import asyncpg

from remit.clock import MILLISECOND, SECOND, monotonic
from remit.errors import BackendUnavailableError, FateUnknownError
from remit.storage.dialect import lock_key
from remit.storage.postgres.connection import COMMAND_SECONDS, Connections
from remit.storage.postgres.failure import ALONE, RETRY_AFTER, Conflicted, Locked, told
from remit.storage.postgres.pipeline import Pipeline, Query
from remit.storage.postgres.statement import statement
from remit.storage.tables.budget import counter
from remit.storage.tables.timeline import run_head
from remit.storage.turn import Counter, Earlier, Row, Run

T = TypeVar("T")

ATTEMPTS: Final = 5
"""How often a batch that met another transaction is committed again, unseen, before its calls hear of it."""
PAUSE: Final = 0.01
"""Seconds before the second attempt, at most; doubled for each further one, so that those who met part again."""
OPENED_KEPT: Final = 200_000
"""Rows that are known to exist, some 200 bytes each."""
FATE_SECONDS: Final = 5.0
"""How long the fate of a commit is asked for whose answer was lost."""

COMMIT: Final = "COMMIT"
ROLLBACK: Final = "ROLLBACK"

_BEGIN: Final = Query("BEGIN")
# Rows are found by their keys, always: a plan made while a table was small must not read all of it later.
_SET: Final = (
    "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
    " set_config('enable_mergejoin', 'off', true), set_config('idle_in_transaction_session_timeout', '10s', true),"
    " set_config('lock_timeout', $1, true)"
)
# One by one, in order: each is taken before the next is looked at.
_SHARE: Final = (
    "SELECT count(pg_advisory_xact_lock_shared(key)) FROM unnest(string_to_array($1, ',')::bigint[]) AS key"
)
_TAKE: Final = (
    "SELECT count(pg_advisory_xact_lock(key)) FROM unnest(string_to_array($1, ',')::bigint[]) AS key"
)

# Both write, so that their COMMIT waits for the disk, and for a synchronous standby where there is one: whatever was
# written before is there as well then. A row that can be seen proves less: who ends a session, or restarts a database,
# while a COMMIT waits for the standby shows what a failover would lose.
_WITNESS: Final = (
    "UPDATE idempotency SET ref = ref"
    ' WHERE tenant = $1 AND principal = $2 AND call = $3 AND "key" = $4 AND ref = $5'
)
_MARK: Final = Query("SELECT pg_logical_emit_message(true, 'remit', 'repeated')")

_HEAD_KEYS: Final = ("tenant", "run_id", "sequence", "change")


def begin(tenants: Iterable[str], *, patience: float, approvals: Sequence[str] = ()) -> Iterator[Query]:
    """Begin, and wait until no change of these tenants' policy is being committed; none can begin before this ends.

    Approvals are locked too, so that the uses that are read are all there are. Each is a statement of its own, so what
    comes after sees all that these waited for. No lock of this transaction is waited for longer than `patience`, in
    seconds.
    """
    yield _BEGIN
    yield Query(_SET, [f"{round(patience * SECOND) // MILLISECOND}ms"])
    yield Query(_SHARE, [_keys(tenants)])
    if approvals:
        yield Query(_TAKE, [_keys(f"use|{one}" for one in approvals)])


def _keys(names: Iterable[str]) -> str:
    return ",".join([str(key) for key in sorted(map(lock_key, names))])


class Opened:
    """Makes the rows that a batch locks, so that there is always one to lock; remembers which there are."""

    def __init__(self) -> None:
        """Know of none."""
        self._known: OrderedDict[Counter | Run, None] = OrderedDict()

    def missing(self, *, counters: Sequence[Counter], runs: Sequence[Run]) -> Iterator[Query]:
        """Make what is missing, in the order in which everyone locks, inside the open transaction."""
        known = self._known
        if new := [one for one in counters if one not in known]:
            yield _OPEN_COUNTERS.of(new)
        if begun := [one for one in runs if one not in known]:
            yield _OPEN_RUNS.of([(*run, 0, 0) for run in begun])

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
    connection: Pipeline,
    connections: Connections,
    *,
    write: Sequence[Query],
    xid: int,
    claims: Sequence[Row],
    late: Mapping[str, Earlier],
) -> None:
    """Write, and end the transaction; returns only when all of it lasts.

    Args:
        connection: on which it is open.
        connections: by which its fate is learned when the answer is lost.
        write: what it writes.
        xid: its number.
        claims: what it claimed; each that did not come too late bears witness, by its `ref`, that all of it lasts.
        late: what took the ids of those that did, by their refs: what is answered again must last as well.

    Raises:
        BackendUnavailableError: when nothing of it lasts, or when that cannot be learned in time.
    """
    try:
        with told():
            *_, said = await connection.run(*write, *([_MARK] if late else ()), then=COMMIT)
        if said.tag == COMMIT and not said.warned:
            return
        lost: Conflicted | BackendUnavailableError = (
            BackendUnavailableError(ALONE, retry_after=RETRY_AFTER) if said.warned else Conflicted()
        )
    except (Conflicted, BackendUnavailableError) as error:
        lost = error
    if not await _lasts(connections, xid, witness=_witness(claims, late)):
        raise lost
    connection.terminate()


def _witness(claims: Sequence[Row], late: Mapping[str, Earlier]) -> Row:
    """Return the claim, with the columns of `CLAIM`, that is there if and only if all of it lasts."""
    own = next((claim for claim in claims if claim[-1] not in late), None)
    return own or (*claims[0][:-1], late[claims[0][-1]].ref)


async def _lasts(connections: Connections, xid: int, *, witness: Row) -> bool:
    """Learn from the database what became of a transaction whose answer was lost: it knows, and nobody guesses.

    Its number says when it is over, but not how it ended: a crash forgets numbers whose work never reached the disk, and
    gives them to others. What it wrote says that.
    """
    until = monotonic() + FATE_SECONDS
    while monotonic() < until:
        try:
            with told():
                asking = await connections.open()
                try:
                    if await _is_over(asking, xid):
                        return await _is_there(asking, witness)
                finally:
                    asking.terminate()
        except (BackendUnavailableError, Conflicted):
            pass
        await asyncio.sleep(0.05)
    message = "storage did not say whether this was committed; ask again with the same id to learn it"
    raise FateUnknownError(message, retry_after=1.0)


async def _is_over(asking: Pipeline, xid: int) -> bool:
    try:
        (answer,) = await asking.run(Query("SELECT pg_xact_status($1::text::xid8)", [str(xid)]))
    except asyncpg.InvalidParameterValueError:
        # Not given to anybody yet, so whoever had it before the crash is gone.
        return True
    return answer.rows != [["in progress"]]


async def _is_there(asking: Pipeline, witness: Row) -> bool:
    """Write again what bears witness; where it is then, so is all that was written before."""
    (answer,) = await asking.run(Query(_WITNESS, [*witness[:4], witness[-1]]))
    if answer.warned:
        raise BackendUnavailableError(ALONE, retry_after=RETRY_AFTER)
    return answer.tag == "UPDATE 1"


async def again(work: Callable[[], Awaitable[T]], *, waits: bool = True) -> T:
    """Do `work`, and do it again after a moment when it met another transaction.

    Args:
        work: what is done.
        waits: whether also when it waited for a lock in vain.

    Raises:
        BackendUnavailableError: when it met others each time.
        Locked: when it waited for a lock in vain, and is not to wait again.
    """
    for attempt in range(ATTEMPTS):
        try:
            with told():
                return await work()
        except Conflicted as error:
            if isinstance(error, Locked) and not waits:
                raise
            await asyncio.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311  a pause is no secret
    message = "storage is too busy with the same budgets; try again shortly"
    raise BackendUnavailableError(message, retry_after=COMMAND_SECONDS / ATTEMPTS)


_OPEN_COUNTERS: Final = statement(
    lambda given: given.insert(counter, ("tenant", "budget_id", "bucket"), tail="ON CONFLICT DO NOTHING")
)
_OPEN_RUNS: Final = statement(lambda given: given.insert(run_head, _HEAD_KEYS, tail="ON CONFLICT DO NOTHING"))
