"""The application, built on open backends: who needs what. Opens nothing and decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from remit.administration.alert_rule import AlertRules
from remit.administration.approval_expiry import ApprovalExpiry
from remit.administration.approval_list import Approvals
from remit.administration.deadline import DeadlineExpiry
from remit.administration.installation import Credentials, install
from remit.administration.sign_in import SignIns
from remit.administration.token import Tokens
from remit.administration.token_key import TokenKeys
from remit.administration.unit import Office
from remit.audit.person import MasterKey
from remit.bootstrap.backends import Backends
from remit.bootstrap.notices import reach_of, relay_of
from remit.bootstrap.outside import Outside, outside_of
from remit.bootstrap.secret import derive
from remit.bootstrap.trust import trust_of
from remit.budget.price import PriceBook
from remit.clock import DAY, Clock
from remit.config import Config
from remit.decision.authorize import Authorizer, tenant_of
from remit.decision.catalogs import Catalogs
from remit.decision.check_budget import BudgetChecker
from remit.decision.follow import Follower
from remit.decision.gather import Gatherer
from remit.decision.model import Draft, Outcome
from remit.decision.pace import Announcements, Pace
from remit.decision.record_usage import Settler
from remit.decision.refusals import Refusals
from remit.decision.tally import Batches, DecisionTally
from remit.decision.turn import Turn
from remit.identity.last_use import LastUses
from remit.identity.refresh_token import RefreshTokens
from remit.identity.sign_in import StateSeal
from remit.identity.token_key import TokenAlgorithm
from remit.identity.trust import Trust
from remit.ids import Ids
from remit.paging import PageTokens
from remit.storage.account import AccountStore
from remit.storage.alert import AlertStore
from remit.storage.approval import ApprovalStore
from remit.storage.audit import AuditStore
from remit.storage.audit_search import AuditSearch
from remit.storage.census import CensusStore
from remit.storage.change import ChangeStore
from remit.storage.clocked import ClockedStore
from remit.storage.credential_use import CredentialUseStore
from remit.storage.deadline import DeadlineStore
from remit.storage.decision import DecisionStore
from remit.storage.entity import EntityStore
from remit.storage.ledger import Ledger
from remit.storage.log_retention import LogRetention
from remit.storage.partition import Partitions
from remit.storage.person import People
from remit.storage.remembered import RememberedIds
from remit.storage.reservation import ReservationStore
from remit.storage.retention import RetentionStore
from remit.storage.rollup import RollupStore, rolled_up
from remit.storage.step_book import SqlStepBook
from remit.storage.store import Store
from remit.storage.timeline import TimelineStore
from remit.storage.token_family import FamilyStore
from remit.storage.usage import UsageStore
from remit.tally import TaskTally
from remit.timeline.stream import Stream
from remit.upkeep.census import Census
from remit.upkeep.expiry import Expiry
from remit.upkeep.notary import Notary
from remit.upkeep.outbox import Relay
from remit.upkeep.refusals import RefusalReport
from remit.upkeep.retention import Retention
from remit.upkeep.rollup import Rollup
from remit.volatile.wakeup import AnnouncedWakeups

TASKS: Final = (
    "notary",
    "expiry",
    "approval_expiry",
    "deadlines",
    "partitions",
    "retention",
    "rollup",
    "clock",
    "outbox",
    "census",
    "refusals",
    "last_uses",
    "token_keys",
    "token_families",
    "follow",
)
"""What runs by itself."""
OF_EACH: Final = frozenset({"census", "clock", "follow", "last_uses", "refusals"})
"""Of these, what each process does for itself; the rest one of all does."""


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
    alerts: AlertStore
    alert_rules: AlertRules
    relay: Relay
    """Of the outbox."""
    notary: Notary
    expiry: Expiry
    approval_expiry: ApprovalExpiry
    deadlines: DeadlineStore
    deadline_expiry: DeadlineExpiry
    follower: Follower
    census: Census
    partitions: Partitions
    retention: Retention
    rollup: Rollup
    batches: Batches[Draft, Outcome]
    denials: Refusals
    failures: Refusals
    """Of credentials."""
    refusals: RefusalReport
    last_uses: LastUses
    """Of credentials."""
    tokens: Tokens
    families: FamilyStore
    """Of tokens."""
    trust: Trust
    outside: Outside | None
    """What asks those whom `trust` names; None when it names nobody who could be asked."""
    sign_ins: SignIns | None
    """None when nobody can sign in."""
    tasks: Mapping[str, TaskTally]
    """Runs of upkeep, by name of the task."""
    clocked: ClockedStore | None
    """What compares this machine's clock with the database's; None when that is the same."""
    secret: bytes
    """32 bytes from which keys for single purposes are derived."""

    async def install(self, *, new_key: bool = False) -> Credentials | None:
        """Make the first tenants and their keys; None when they are there already and no new key is asked for."""
        return await install(self.office, self.entities, environment=self.config.environment, new_key=new_key)


def build(config: Config, clock: Clock, *, backends: Backends, secret: bytes) -> App:
    """Build the application on open backends."""
    ids = Ids(clock)
    store, pace, announcements = backends.store, backends.pace, backends.announcements
    entities = EntityStore(store)
    catalogs = Catalogs(entities, PriceBook.catalog(clock))
    master = MasterKey(derive(secret, "persons"))
    people = People(store, master, ids=ids)
    reservations = ReservationStore(store, people, ids=ids)
    decisions = DecisionStore(store, announcements, reservations=reservations)
    gatherer = Gatherer(catalogs, people, uses=decisions, clock=clock)
    audit, timeline = AuditStore(store), TimelineStore(store)
    office = Office(ChangeStore(store, people, clock=clock, ids=ids), catalogs, announcements=announcements)
    usage, changes = UsageStore(store, announcements, reservations=reservations), ApprovalStore(store)
    deadlines, tally = DeadlineStore(store), DecisionTally()
    denials = Refusals(clock, per_minute=config.max_denials_per_minute)
    failures = Refusals(clock, per_minute=config.max_failed_authentications_per_minute)
    batches: Batches[Draft, Outcome] = Batches(decisions.commit, tally.landed)
    deciding: Turn[Draft, Outcome] = Turn(batches, party=tenant_of, abandons=True)
    token_keys = _token_keys(config, office, clock=clock, master=master)
    tokens = Tokens(config.issuer, token_keys, RefreshTokens(derive(secret, "refresh_tokens")))
    outside, seal = outside_of(config, trust := trust_of(config)), StateSeal(derive(secret, "sign_in"))
    return App(
        config=config, clock=clock, ids=ids, store=store, entities=entities, catalogs=catalogs, office=office, people=people,
        decisions=decisions, reservations=reservations, audit=audit, timeline=timeline, pace=pace, secret=secret,
        announcements=announcements, changes=changes, master=master, batches=batches, denials=denials, failures=failures,
        authorizer=Authorizer(catalogs, gatherer, decisions, deciding, pace, ids, clock, tally, denials),
        checker=BudgetChecker(gatherer, decisions),
        settler=Settler(catalogs, usage, people=people, pace=pace, ids=ids, clock=clock),
        search=AuditSearch(store, people),
        ledger=Ledger(store),
        alerts=(alerts := AlertStore(store)), alert_rules=AlertRules(master, reach_of(config)),
        relay=relay_of(config, store, alerts=alerts, catalogs=catalogs, master=master, clock=clock),
        accounts=AccountStore(store), approvals=Approvals(entities, changes, clock=clock),
        steps=SqlStepBook(store),
        stream=Stream(timeline, AnnouncedWakeups(announcements), key=derive(secret, "cursors")),
        pages=PageTokens(derive(secret, "pages")),
        notary=Notary(audit, clock=clock),
        expiry=Expiry(reservations, catalogs, pace=pace, clock=clock),
        approval_expiry=ApprovalExpiry(office, entities, announcements=announcements, clock=clock),
        deadlines=deadlines,
        deadline_expiry=DeadlineExpiry(office, deadlines, announcements=announcements, pace=pace, clock=clock),
        follower=Follower(catalogs, announcements),
        partitions=Partitions(store, clock),
        retention=_retention(store, clock, ids=ids),
        rollup=Rollup(RollupStore(store)),
        census=Census(CensusStore(store), catalogs, clock=clock),
        refusals=RefusalReport(audit, people, denials=denials, failures=failures, ids=ids, clock=clock),
        last_uses=LastUses(CredentialUseStore(store)),
        tokens=tokens, trust=trust, outside=outside,
        sign_ins=SignIns(office, entities, trust, outside.providers, seal, clock, tokens) if outside else None,
        families=FamilyStore(store, clock),
        tasks={name: TaskTally(clock) for name in TASKS},
        clocked=backends.clocked,
    )  # fmt: skip


def _token_keys(config: Config, office: Office, *, clock: Clock, master: MasterKey) -> TokenKeys:
    algorithm, every = TokenAlgorithm(config.token_algorithm), config.token_key_days * DAY
    return TokenKeys(office, clock, master=master, algorithm=algorithm, every=every)


def _retention(store: Store, clock: Clock, *, ids: Ids) -> Retention:
    log = LogRetention(store, ids=ids, clock=clock, rolled_up=rolled_up)
    return Retention(RetentionStore(store), log, RememberedIds(store), clock=clock)
