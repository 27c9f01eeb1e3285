"""What of an application is measured and what it must stand on, told to those who run it. Counts and decides nothing."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, Protocol, runtime_checkable

from remit.bootstrap import App
from remit.bootstrap.app import OF_EACH
from remit.clock import MILLISECOND, SECOND, monotonic
from remit.decision.pace import Lease
from remit.decision.tally import Batches, Trace
from remit.decision.turn import WAITING_LIMIT, Turn
from remit.errors import BackendUnavailableError, ClockSkewError
from remit.server import metric_families as m
from remit.server.metrics import Snapshot, Source
from remit.server.readiness import Probe
from remit.storage import schema
from remit.storage.watched import WatchedStore
from remit.tally import BackendTally
from remit.upkeep.outbox import MessageState
from remit.volatile.memory import MemoryPace

SCHEMA_SECONDS: Final = 10.0
"""Between two looks at the schema: each reads the migrations, which costs some milliseconds."""
MOST_SKEW: Final = 500 * MILLISECOND
"""Between this clock and the database's; beyond it expiry and periods would be wrong."""


@runtime_checkable
class Connected(Protocol):
    """Announcements that come over a connection."""

    @property
    def connected(self) -> bool:
        """Whether they are heard."""
        ...


@runtime_checkable
class Tallied(Protocol):
    """What calls another server, and counts that."""

    @property
    def tally(self) -> BackendTally:
        """The calls."""
        ...


class _Schema:
    """Whether the tables are still those that this code may run on; looks at most every ten seconds."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._well_until = 0.0

    async def ask(self) -> None:
        if monotonic() < self._well_until:
            return
        # Storage that is away has another word for it.
        with suppress(BackendUnavailableError):
            await self._app.store.read(schema.require)
        self._well_until = monotonic() + SCHEMA_SECONDS


def sources(app: App) -> Sequence[Source]:
    """Return what puts an application's numbers into a snapshot."""
    return tuple(
        partial(part, app) for part in (_decisions, _usage, _turns, _storage, _volatile, _upkeep, _census)
    )


def probes(app: App) -> Sequence[Probe]:
    """Return what an application stands on."""

    async def pace() -> None:
        # Nobody holds it, so nothing changes; but whoever answers must have looked.
        await app.pace.release([Lease("probe", "probe")])

    async def announcements() -> None:
        if isinstance(app.announcements, Connected) and not app.announcements.connected:
            message = "announcements are not heard"
            raise BackendUnavailableError(message)

    async def clock() -> None:
        taken = app.census.taken
        if taken is not None and taken.skew > MOST_SKEW:
            message = "this machine's clock is not the database's"
            raise ClockSkewError(message)

    # Without pace what has no limits is still decided, and without announcements changes are found by looking: taking
    # every replica out of service at once would be worse.
    return (
        Probe("storage", app.store.probe),
        Probe("schema", _Schema(app).ask),
        Probe("clock", clock),
        Probe("pace", pace, required=False),
        Probe("announcements", announcements, required=False),
    )


def trace_by(app: App) -> Callable[[Trace], None]:
    """Return what takes who is to be told of each decision's stages."""

    def take(trace: Trace) -> None:
        app.authorizer.tally.trace = trace

    return take


def _decisions(app: App, snapshot: Snapshot) -> None:
    tally = app.authorizer.tally
    snapshot.put_all(m.DECISIONS, tally.decisions)
    snapshot.put(m.DECISIONS_REPEATED, tally.repeated)
    snapshot.put(m.DECISIONS_REHEARSED, tally.rehearsed)
    snapshot.put(m.DECISIONS_OVERTAKEN, tally.overtaken)
    snapshot.put(m.DECISIONS_CONFLICTING, tally.conflicts)
    snapshot.put(m.DECISIONS_DEGRADED, tally.degraded)
    snapshot.put(m.RESERVATIONS_OPENED, tally.opened)
    for stage in ("gather", "checks", "pace", "commit"):
        snapshot.put(m.STAGE_SECONDS, getattr(tally, stage), stage)


def _usage(app: App, snapshot: Snapshot) -> None:
    tally = app.settler.tally
    snapshot.put_all(m.USAGE_RECORDS, tally.records)
    snapshot.put(m.RESERVATIONS_ENDED, tally.settled, "SETTLED")
    snapshot.put(m.RESERVATIONS_ENDED, tally.released, "RELEASED")
    snapshot.put(m.RESERVATIONS_ENDED, app.tasks["expiry"].done, "EXPIRED")


def _turns(app: App, snapshot: Snapshot) -> None:
    _turn(snapshot, "decision", turn=app.authorizer.turn, batches=app.batches)
    _turn(snapshot, "usage", turn=app.settler.turn, batches=app.settler.batches)


def _turn(snapshot: Snapshot, name: str, *, turn: Turn[Any, Any], batches: Batches[Any, Any]) -> None:
    snapshot.put(m.TURN_BATCH, batches.sizes, name)
    snapshot.put(m.TURN_SECONDS, batches.seconds, name)
    snapshot.put(m.TURN_FAILURES, batches.failures, name)
    snapshot.put(m.TURN_WAITING, turn.waiting, name)
    snapshot.put(m.TURN_LIMIT, WAITING_LIMIT, name)


def _storage(app: App, snapshot: Snapshot) -> None:
    if isinstance(app.store, WatchedStore):
        _backend(snapshot, "storage", tally=app.store.tally)
        snapshot.put(m.LOCK_WAIT_SECONDS, app.store.waits)


def _volatile(app: App, snapshot: Snapshot) -> None:
    for name, backend in (("pace", app.pace), ("announcements", app.announcements)):
        if isinstance(backend, Tallied):
            _backend(snapshot, name, tally=backend.tally)
    if isinstance(app.pace, MemoryPace):
        snapshot.put(m.PACE_BUCKETS, app.pace.buckets)
        snapshot.put(m.PACE_LEASES, app.pace.leases)


def _backend(snapshot: Snapshot, name: str, *, tally: BackendTally) -> None:
    snapshot.put(m.BACKEND_SECONDS, tally.seconds, name)
    snapshot.put(m.BACKEND_ERRORS, tally.errors, name)


def _upkeep(app: App, snapshot: Snapshot) -> None:
    for name, task in app.tasks.items():
        snapshot.put(m.UPKEEP_SECONDS, task.seconds, name)
        snapshot.put(m.UPKEEP_FAILURES, task.failures, name)
        snapshot.put(m.UPKEEP_DONE, task.done, name)
        snapshot.put(m.UPKEEP_LEADER, float(task.tenure is not None and task.tenure.holds), name)
        snapshot.put(m.UPKEEP_ENDED, task.ended_at / SECOND, name)
        if name in OF_EACH:
            snapshot.put(m.UPKEEP_OWN_ENDED, task.ended_at / SECOND, name)
    snapshot.put_all(m.OUTBOX_ATTEMPTS, app.relay.attempts)


def _census(app: App, snapshot: Snapshot) -> None:
    snapshot.put(m.CATALOG_TENANTS, len(app.catalogs.loaded))
    taken = app.census.taken
    if taken is None:
        return
    counted = taken.counted
    snapshot.put(m.RESERVATIONS_OPEN, counted.open_reservations)
    snapshot.put(m.RESERVATIONS_OVERDUE, taken.overdue / SECOND)
    snapshot.put(m.NOTARY_WAITING, counted.unsequenced)
    for state in (MessageState.WAITING, MessageState.DEAD):
        snapshot.put(m.OUTBOX_MESSAGES, counted.messages.get(state, 0), state)
    snapshot.put(m.OUTBOX_OVERDUE, taken.undelivered / SECOND)
    snapshot.put(m.LOCKS_AWAITED, counted.locks_awaited)
    snapshot.put(m.CATALOG_BEHIND, taken.behind)
    snapshot.put(m.CLOCK_SKEW, taken.skew / SECOND)
