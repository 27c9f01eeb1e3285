"""From settings to a running application: the only place that knows every room. Decides nothing itself."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
from remit.decision.authorize import Authorizer
from remit.decision.catalog import Catalogs
from remit.decision.check_budget import BudgetChecker
from remit.decision.gather import Gatherer
from remit.decision.pace import Announcements, Pace
from remit.decision.record_usage import Settler
from remit.decision.turn import Turn
from remit.ids import Ids
from remit.paging import PageTokens
from remit.storage.account import AccountStore
from remit.storage.approval import ApprovalStore
from remit.storage.audit import AuditStore
from remit.storage.audit_search import AuditSearch
from remit.storage.change import ChangeStore
from remit.storage.decision import DecisionStore
from remit.storage.entity import EntityStore
from remit.storage.ledger import Ledger
from remit.storage.person import People
from remit.storage.reservation import ReservationStore
from remit.storage.sqlite.engine import SqliteStore
from remit.storage.step_book import SqlStepBook
from remit.storage.store import Store
from remit.storage.timeline import TimelineStore
from remit.storage.usage import UsageStore
from remit.timeline.stream import Stream
from remit.upkeep.expiry import Expiry
from remit.upkeep.notary import Notary
from remit.volatile.memory import MemoryAnnouncements, MemoryPace
from remit.volatile.wakeup import AnnouncedWakeups

DATABASE: Final = "remit.db"
MASTER_KEY: Final = "master.key"
KEY_BYTES: Final = 32
NOTARY_SECONDS: Final = 0.25
"""Between two rounds: short rounds keep the writer free for calls."""
EXPIRY_SECONDS: Final = 1.0

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
    secret: bytes
    """32 bytes from which keys for single purposes are derived."""

    async def install(self, *, new_key: bool = False) -> Credentials | None:
        """Make the first tenants and their keys; None when they are there already and no new key is asked for."""
        return await install(self.office, self.entities, environment=self.config.environment, new_key=new_key)


@asynccontextmanager
async def open_app(config: Config) -> AsyncIterator[App]:
    """Open storage, build everything on it, keep upkeep running, and close in the end."""
    clock = SystemClock(int(config.clock_offset_seconds * SECOND))
    secret = master_secret(config)
    store = SqliteStore(config.data_dir / DATABASE)
    app = build(config, clock, store=store, secret=secret)
    tasks = [
        asyncio.create_task(_repeat("notary", app.notary.run, seconds=NOTARY_SECONDS)),
        asyncio.create_task(_repeat("expiry", app.expiry.run, seconds=EXPIRY_SECONDS)),
        asyncio.create_task(_repeat("approval expiry", app.approval_expiry.run, seconds=EXPIRY_SECONDS)),
    ]
    try:
        yield app
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.authorizer.turn.drain()
        await app.settler.turn.drain()
        await app.notary.run()
        await store.close()


def build(config: Config, clock: Clock, *, store: Store, secret: bytes) -> App:
    """Build the application on an open store."""
    ids = Ids(clock)
    announcements = MemoryAnnouncements()
    pace = MemoryPace(clock)
    entities = EntityStore(store)
    catalogs = Catalogs(entities, PriceBook.catalog(clock))
    master = MasterKey(derive(secret, "persons"))
    people = People(store, master, ids=ids)
    reservations = ReservationStore(store, ids)
    decisions = DecisionStore(store, announcements, reservations=reservations)
    gatherer = Gatherer(catalogs, people, uses=decisions, clock=clock)
    audit, timeline = AuditStore(store), TimelineStore(store)
    office = Office(ChangeStore(store, people, clock=clock, ids=ids), catalogs)
    changes = ApprovalStore(store)
    return App(
        config=config,
        clock=clock,
        ids=ids,
        store=store,
        entities=entities,
        catalogs=catalogs,
        office=office,
        people=people,
        decisions=decisions,
        authorizer=Authorizer(catalogs, gatherer, decisions, Turn(decisions.commit), pace, ids, clock),
        checker=BudgetChecker(gatherer, decisions),
        settler=Settler(
            catalogs,
            UsageStore(store, announcements, reservations=reservations),
            people=people,
            pace=pace,
            ids=ids,
            clock=clock,
        ),
        reservations=reservations,
        audit=audit,
        search=AuditSearch(store, people),
        ledger=Ledger(store),
        accounts=AccountStore(store),
        approvals=Approvals(entities, changes, clock=clock),
        changes=changes,
        steps=SqlStepBook(store),
        master=master,
        timeline=timeline,
        stream=Stream(timeline, AnnouncedWakeups(announcements), key=derive(secret, "cursors")),
        pace=pace,
        announcements=announcements,
        pages=PageTokens(derive(secret, "pages")),
        notary=Notary(audit, entities.tenants, clock=clock),
        expiry=Expiry(reservations, catalogs, pace=pace, clock=clock),
        approval_expiry=ApprovalExpiry(office, entities, announcements=announcements, clock=clock),
        secret=secret,
    )


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


async def _repeat(name: str, work: Callable[[], Awaitable[int]], *, seconds: float) -> None:
    """Run one task of upkeep for ever, so many seconds apart; what fails is told and tried again."""
    while True:
        try:
            done = await work()
            if done:
                _log.debug("upkeep", task=name, done=done)
        except Exception:  # noqa: BLE001  upkeep must go on; the log has the truth
            _log.exception("upkeep failed", task=name)
        await asyncio.sleep(seconds)
