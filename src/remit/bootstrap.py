"""From settings to a running application: the only place that knows every room. Decides nothing itself."""

import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import structlog

from remit.administration.approval_expiry import ApprovalExpiry
from remit.administration.approval_list import Approvals
from remit.administration.installation import Credentials, install
from remit.administration.unit import Office
from remit.audit.person import MasterKey
from remit.budget.price import PriceBook
from remit.clock import SECOND, Clock, SystemClock
from remit.config import Config
from remit.decision.authorize import Authorizer, tenant_of
from remit.decision.catalog import Catalogs
from remit.decision.check_budget import BudgetChecker
from remit.decision.follow import POLL_SECONDS, Follower
from remit.decision.gather import Gatherer
from remit.decision.model import Draft, Outcome
from remit.decision.pace import Announcements, Pace
from remit.decision.record_usage import Settler
from remit.decision.refusals import Refusals
from remit.decision.tally import Batches, DecisionTally
from remit.decision.turn import Turn
from remit.errors import BackendUnavailableError, ClockSkewError
from remit.ids import Ids
from remit.paging import PageTokens
from remit.storage import schema
from remit.storage.account import AccountStore
from remit.storage.approval import ApprovalStore
from remit.storage.audit import AuditStore
from remit.storage.audit_search import AuditSearch
from remit.storage.census import CensusStore
from remit.storage.change import ChangeStore
from remit.storage.clocked import ClockedStore
from remit.storage.decision import DecisionStore
from remit.storage.entity import EntityStore
from remit.storage.installation import Installation
from remit.storage.lease import LeaseStore
from remit.storage.ledger import Ledger
from remit.storage.partition import Partitions
from remit.storage.person import People
from remit.storage.postgres.engine import PostgresStore
from remit.storage.reservation import ReservationStore
from remit.storage.retention import RetentionStore
from remit.storage.schema import SchemaState
from remit.storage.sqlite.engine import SqliteStore
from remit.storage.step_book import SqlStepBook
from remit.storage.store import Store
from remit.storage.timeline import TimelineStore
from remit.storage.usage import UsageStore
from remit.storage.watched import WatchedStore
from remit.tally import TaskTally
from remit.timeline.stream import Stream
from remit.upkeep.census import Census
from remit.upkeep.expiry import Expiry
from remit.upkeep.lease import EMBEDDED, EMBEDDED_HOLDER, Task, Tenure, Upkeep, new_holder
from remit.upkeep.notary import Notary
from remit.upkeep.refusals import REPORT_SECONDS, RefusalReport
from remit.upkeep.retention import Retention
from remit.volatile.memory import MemoryAnnouncements, MemoryPace
from remit.volatile.redis import Address, BatchedPace, Link, RedisAnnouncements, RedisPace
from remit.volatile.wakeup import AnnouncedWakeups

DATABASE: Final = "remit.db"
MASTER_KEY: Final = "master.key"
KEY_BYTES: Final = 32
NOTARY_SECONDS: Final = 0.25
"""Between two rounds: short rounds keep the writer free for calls."""
EXPIRY_SECONDS: Final = 1.0
CLOCK_SECONDS: Final = 2.0
RETENTION_SECONDS: Final = 20.0
CENSUS_SECONDS: Final = 10.0
PARTITION_SECONDS: Final = 30.0
"""A look is one small query; what it makes is needed a month later."""
OTHER_KEY: Final = (
    "this database was begun with another master key, without which nothing that names a person can be read; start with"
    " that REMIT_MASTER_KEY, or with the master.key file of the first server's data folder"
)
TASKS: Final = (
    "notary",
    "expiry",
    "approval_expiry",
    "partitions",
    "retention",
    "clock",
    "census",
    "refusals",
    "follow",
)
"""What runs by itself."""

_log: Final[Any] = structlog.get_logger("remit.upkeep")


@dataclass(frozen=True, slots=True)
class App:
    """Everything that services work with."""

    config: Config
    clock: Clock
    ids: Ids
    store: Store
    entities: EntityStore
    catalogs: Catalogs
    office: Office
    people: People
    decisions: DecisionStore
    authorizer: Authorizer
    checker: BudgetChecker
    settler: Settler
    reservations: ReservationStore
    audit: AuditStore
    search: AuditSearch
    ledger: Ledger
    accounts: AccountStore
    approvals: Approvals
    changes: ApprovalStore
    steps: SqlStepBook
    master: MasterKey
    timeline: TimelineStore
    stream: Stream
    pace: Pace
    announcements: Announcements
    pages: PageTokens
    notary: Notary
    expiry: Expiry
    approval_expiry: ApprovalExpiry
    follower: Follower
    census: Census
    partitions: Partitions
    retention: Retention
    batches: Batches[Draft, Outcome]
    denials: Refusals
    failures: Refusals
    """Of credentials."""
    refusals: RefusalReport
    tasks: Mapping[str, TaskTally]
    """Runs of upkeep, by name of the task."""
    clocked: ClockedStore | None
    """What compares this machine's clock with the database's; None when that is the same."""
    secret: bytes
    """32 bytes from which keys for single purposes are derived."""

    async def install(self, *, new_key: bool = False) -> Credentials | None:
        """Make the first tenants and their keys; None when they are there already and no new key is asked for."""
        return await install(self.office, self.entities, environment=self.config.environment, new_key=new_key)


@dataclass(frozen=True, slots=True)
class Backends:
    """What the application stands on."""

    store: Store
    pace: Pace
    announcements: Announcements
    clocked: ClockedStore | None = None
    """Between the two, where the store has a clock of its own."""


@asynccontextmanager
async def open_app(config: Config) -> AsyncIterator[App]:
    """Open the backends, build everything on them, keep upkeep running, and close in the end.

    Raises:
        PreconditionFailedError: when the database is not for this server: used by another, or with another key.
        ClockSkewError: when this machine's clock is not the database's.
    """
    clock = SystemClock(int(config.clock_offset_seconds * SECOND))
    secret = master_secret(config)
    async with open_backends(config, clock) as backends:
        await Installation(backends.store).require(
            "master_key", derive(secret, "fingerprint").hex(), remedy=OTHER_KEY
        )
        app = build(config, clock, backends=backends, secret=secret)
        alone = config.database_url is None
        upkeep = Upkeep(
            _tasks(app), LeaseStore(backends.store), holder=EMBEDDED_HOLDER if alone else new_holder(),
            times=EMBEDDED if alone else None,
        )  # fmt: skip
        try:
            async with upkeep.running():
                yield app
        finally:
            await _land(app)


async def _land(app: App) -> None:
    """Let land what is under way, and give the log its last entries."""
    await app.follower.close()
    await app.authorizer.turn.drain()
    await app.settler.turn.drain()
    with suppress(BackendUnavailableError, ClockSkewError):
        await app.refusals.run()
        await app.notary.run()


def embedded(store: Store, clock: Clock) -> Backends:
    """Return what one process alone stands on: storage, and memory for what may be forgotten."""
    return Backends(store, MemoryPace(clock), MemoryAnnouncements())


@asynccontextmanager
async def open_backends(config: Config, clock: Clock) -> AsyncIterator[Backends]:
    """Open what lasts and what may be forgotten, as the settings say, and close both in the end."""
    opened = await open_store(config)
    clocked = ClockedStore(opened, clock) if config.database_url is not None else None
    store = WatchedStore(clocked or opened)
    try:
        if clocked is not None:
            await clocked.measure()
        if config.redis_url is None:
            yield replace(embedded(store, clock), clocked=clocked)
            return
        address = Address.parse(config.redis_url.get_secret_value())
        link = Link(address, timeout=config.redis_timeout_seconds)
        announcements = RedisAnnouncements(link)
        await announcements.open()
        try:
            pace = BatchedPace(RedisPace(link, offset=config.clock_offset))
            yield Backends(store, pace, announcements, clocked)
        finally:
            await announcements.close()
            await link.close()
    finally:
        await store.close()


async def schema_state(config: Config) -> SchemaState:
    """Return where the database's tables stand, and what is to be done.

    Raises:
        PreconditionFailedError: when no migration made them, or another process has the file.
        BackendUnavailableError: when the database does not answer.
    """
    async with closing_store(_store(config)) as store:
        return await store.read(schema.state)


async def migrate(config: Config, told: Callable[[str], None]) -> Sequence[str]:
    """Do what is to be done, whole or not at all, and return it; `told` hears of each step before it runs.

    Raises:
        PreconditionFailedError: as `schema_state`.
        BackendUnavailableError: as `schema_state`; also when a table stays locked by others.
    """
    async with closing_store(_store(config)) as store:
        done = await store.write(lambda connection: schema.upgrade(connection, told))
        await Partitions(store, SystemClock(config.clock_offset)).begin()
        return done


def _store(config: Config) -> Store:
    if config.database_url is None:
        return SqliteStore(config.data_dir / DATABASE)
    return PostgresStore(config.database_url.get_secret_value())


@asynccontextmanager
async def closing_store(store: Store) -> AsyncIterator[Store]:
    """Close a store in the end."""
    try:
        yield store
    finally:
        await store.close()


async def open_store(config: Config) -> Store:
    """Open Postgres where the settings name one, else the file of SQLite, whose tables are made as need be."""
    store = _store(config)
    try:
        await store.write(schema.begin)
        await Partitions(store, SystemClock(config.clock_offset)).begin()
    except BaseException:
        await store.close()
        raise
    return store


def _tasks(app: App) -> Sequence[Task]:
    """What runs by itself: on one server of all, but for what each must do for itself."""

    def told(name: str, work: Callable[[Tenure], Awaitable[int]]) -> Callable[[Tenure], Awaitable[int]]:
        return lambda tenure: app.tasks[name].through(work(tenure), tenure)

    def task(
        name: str, work: Callable[[Tenure], Awaitable[int]], *, seconds: float, elected: bool = True
    ) -> Task:
        return Task(name, told(name, work), seconds, elected)

    return (
        task("notary", lambda tenure: app.notary.run(tenure.check), seconds=NOTARY_SECONDS),
        task("expiry", lambda tenure: app.expiry.run(tenure.check), seconds=EXPIRY_SECONDS),
        task("approval_expiry", lambda tenure: app.approval_expiry.run(tenure.check), seconds=EXPIRY_SECONDS),
        task("partitions", lambda tenure: app.partitions.run(tenure.check), seconds=PARTITION_SECONDS),
        task("retention", lambda tenure: app.retention.run(tenure.check), seconds=RETENTION_SECONDS),
        task("clock", lambda _: _measured(app), seconds=CLOCK_SECONDS, elected=False),
        task("census", lambda _: app.census.run(), seconds=CENSUS_SECONDS, elected=False),
        task("refusals", lambda _: app.refusals.run(), seconds=REPORT_SECONDS, elected=False),
        task("follow", lambda _: app.follower.run(), seconds=POLL_SECONDS, elected=False),
    )


async def _measured(app: App) -> int:
    return await app.clocked.measure() if app.clocked is not None else 0


def build(config: Config, clock: Clock, *, backends: Backends, secret: bytes) -> App:
    """Build the application on open backends."""
    ids = Ids(clock)
    store, pace, announcements = backends.store, backends.pace, backends.announcements
    entities = EntityStore(store)
    catalogs = Catalogs(entities, PriceBook.catalog(clock))
    master = MasterKey(derive(secret, "persons"))
    people = People(store, master, ids=ids)
    reservations = ReservationStore(store, ids)
    decisions = DecisionStore(store, announcements, reservations=reservations)
    gatherer = Gatherer(catalogs, people, uses=decisions, clock=clock)
    audit, timeline = AuditStore(store), TimelineStore(store)
    office = Office(ChangeStore(store, people, clock=clock, ids=ids), catalogs, announcements=announcements)
    usage, changes = UsageStore(store, announcements, reservations=reservations), ApprovalStore(store)
    tally = DecisionTally()
    denials = Refusals(clock, per_minute=config.max_denials_per_minute)
    failures = Refusals(clock, per_minute=config.max_failed_authentications_per_minute)
    batches = Batches(decisions.commit, tally.landed)
    deciding = Turn(batches, party=tenant_of, abandons=True)
    return App(
        config=config, clock=clock, ids=ids, store=store, entities=entities, catalogs=catalogs, office=office, people=people,
        decisions=decisions, reservations=reservations, audit=audit, timeline=timeline, pace=pace, secret=secret,
        announcements=announcements, changes=changes, master=master, batches=batches, denials=denials, failures=failures,
        authorizer=Authorizer(catalogs, gatherer, decisions, deciding, pace, ids, clock, tally, denials),
        checker=BudgetChecker(gatherer, decisions),
        settler=Settler(catalogs, usage, people=people, pace=pace, ids=ids, clock=clock),
        search=AuditSearch(store, people),
        ledger=Ledger(store),
        accounts=AccountStore(store),
        approvals=Approvals(entities, changes, clock=clock),
        steps=SqlStepBook(store),
        stream=Stream(timeline, AnnouncedWakeups(announcements), key=derive(secret, "cursors")),
        pages=PageTokens(derive(secret, "pages")),
        notary=Notary(audit, entities.tenants, clock=clock),
        expiry=Expiry(reservations, catalogs, pace=pace, clock=clock),
        approval_expiry=ApprovalExpiry(office, entities, announcements=announcements, clock=clock),
        follower=Follower(catalogs, announcements),
        partitions=Partitions(store, clock),
        retention=Retention(RetentionStore(store), clock=clock),
        census=Census(CensusStore(store), catalogs, clock=clock),
        refusals=RefusalReport(audit, people, denials=denials, failures=failures, ids=ids, clock=clock),
        tasks={name: TaskTally(clock) for name in TASKS},
        clocked=backends.clocked,
    )  # fmt: skip


def derive(secret: bytes, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose alone (HKDF-like: keyed BLAKE2b of the purpose)."""
    return hashlib.blake2b(
        purpose.encode(), key=secret, digest_size=KEY_BYTES, person=b"remit.derive.v1"
    ).digest()


def master_secret(config: Config) -> bytes:
    """Return the master key of the configuration, else that of the data folder, made at the first start."""
    if config.master_key is not None:
        return hashlib.sha256(config.master_key.get_secret_value().encode()).digest()
    return _kept_secret(config.data_dir / MASTER_KEY)


def known_secret(config: Config) -> bytes | None:
    """Return the master key as `master_secret` does; None where that would have to make it."""
    known = config.master_key is not None or (config.data_dir / MASTER_KEY).exists()
    return master_secret(config) if known else None


def _kept_secret(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        secret = os.urandom(KEY_BYTES)
        file.write(secret.hex())
        file.flush()
        os.fsync(file.fileno())
    return secret
