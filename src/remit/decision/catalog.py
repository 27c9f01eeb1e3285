"""Each tenant's policy in memory, compiled and indexed at one revision. A decision reads; changes are applied whole.

All of it lives on the event loop's thread, so a change between two decisions is seen by neither or both. What a
decision does not touch costs it nothing: every question is a dictionary's.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol, TypeVar, cast

from remit.approval.model import Approval
from remit.budget.downgrade import ladder
from remit.budget.model import Budget, Downgrade, Price
from remit.budget.period import PeriodClock, zone_named
from remit.budget.price import PriceBook
from remit.decision.ceiling import Ceilings
from remit.decision.concern import BudgetIndex, Concern
from remit.decision.tenant import Settings, Tenant
from remit.errors import NotFoundError
from remit.identity.model import ApiKey, Delegation, Group, Run, Session, Subject, Team, is_active
from remit.manifest.model import Manifest, TrustedKey
from remit.policy.evaluate import CompiledPolicy, compile_policy
from remit.policy.model import Binding, Guardrail, RateLimit, Role, SandboxProfile
from remit.policy.rate_limit import PaceIndex
from remit.policy.rights import RoleOutcome
from remit.policy.sandbox import SandboxIndex

Entity = (
    Tenant | Subject | Group | Team | Role | Binding | Guardrail | RateLimit | SandboxProfile | Budget | Price
    | Downgrade | Manifest | TrustedKey | ApiKey | Session | Run | Delegation | Approval
)  # fmt: skip
"""Everything that operators write."""

E = TypeVar("E", bound=Entity)

EAGER: Final = (
    Tenant, Subject, Group, Team, Role, Binding, Guardrail, RateLimit, SandboxProfile, Budget, Price, Downgrade,
    Manifest, TrustedKey,
)  # fmt: skip
"""Kinds that a catalog holds whole."""

LAZY: Final = (ApiKey, Session, Run, Delegation, Approval)
"""Kinds that may be very many: read when first asked for, kept while there is room."""

LAZY_LIMIT: Final = 100_000
"""Lazy entities kept for one tenant."""

Row = tuple[str, str, Entity | None]
"""(kind, id, entity); None once deleted."""


class Entities(Protocol):
    """Where the catalog is read from."""

    async def load(self, tenant: str, after: int) -> tuple[int, Sequence[Row]]:
        """Return the newest revision and what was written after revision `after`; eager kinds alone when it is 0."""
        ...

    async def find(self, tenant: str, kind: type[E], *, identity: str) -> E | None:
        """Return one entity, or None."""
        ...

    async def tenant_of_key(self, digest: str) -> str | None:
        """Return the tenant in which the key with this SHA-256 lives."""
        ...


class Catalog:
    """One tenant at one revision."""

    def __init__(self, tenant: str, prices: PriceBook) -> None:
        """Begin empty, with the prices that everyone knows."""
        self.tenant = tenant
        self.revision = 0
        self._known_prices = prices
        self._kept: dict[str, dict[str, Entity]] = {kind.kind: {} for kind in EAGER}
        # None remembers that there is no such entity: whoever makes it writes a revision, which replaces the None.
        self._lazy: OrderedDict[tuple[str, str], Entity | None] = OrderedDict()
        self._compile(frozenset(self._kept))

    def apply(self, revision: int, rows: Iterable[Row]) -> None:
        """Take over what was written up to `revision`."""
        changed = set()
        for kind, identity, entity in rows:
            kept = self._kept.get(kind)
            if kept is None:
                self._replace_lazy(kind, identity, entity=entity)
                continue
            changed.add(kind)
            if entity is None:
                kept.pop(identity, None)
            else:
                kept[identity] = entity
        self._compile(frozenset(changed))
        self.revision = revision

    def _compile(self, changed: frozenset[str]) -> None:
        """Compile again what depends on the kinds that changed."""
        if "tenant" in changed:
            found = self._kept["tenant"].get(self.tenant)
            self.settings = found.settings if isinstance(found, Tenant) else Settings()
            self.state = found.state if isinstance(found, Tenant) else None
            self.period_clock = PeriodClock(self.settings.zone)
            self.zone = zone_named(self.settings.zone)
        if changed & {"role", "binding", "guardrail", "group", "team"}:
            self.policy: CompiledPolicy = compile_policy(
                roles=self.every(Role),
                bindings=self.every(Binding),
                guardrails=self.every(Guardrail),
                groups={group.id: group.members for group in self.every(Group)},
                teams={team.id: team.members for team in self.every(Team)},
            )
        if changed & {"price", "tenant"}:
            self.prices = self._known_prices.with_overrides(self.every(Price))
        if "downgrade" in changed:
            self.ladder = ladder(self.every(Downgrade))
        if changed & {"budget", "team", "tenant", "role", "binding", "group"}:
            self.budgets = BudgetIndex(self.every(Budget), self.every(Team), clock=self.period_clock)
        if changed & {"manifest", "trusted_key"}:
            self.ceilings = Ceilings(self.every(Manifest), self.every(TrustedKey))
        if "rate_limit" in changed:
            self.paces = PaceIndex(self.every(RateLimit))
        if "sandbox_profile" in changed:
            self.sandboxes = SandboxIndex(self.every(SandboxProfile))

    def every(self, kind: type[E]) -> Sequence[E]:
        """Return all entities of an eager kind."""
        return cast("Sequence[E]", tuple(self._kept[kind.kind].values()))

    def get(self, kind: type[E], identity: str) -> E | None:
        """Return an entity of an eager kind, or None."""
        return cast("E | None", self._kept[kind.kind].get(identity))

    @property
    def subjects(self) -> Mapping[str, Subject]:
        """All subjects by reference."""
        return cast("Mapping[str, Subject]", self._kept["subject"])

    def may(self, subject: str, action: str, *, resource: str, at: int) -> bool:
        """Tell whether roles alone let an active subject do something: for Remit's own calls."""
        known = self.get(Subject, subject)
        if known is None or not is_active(known, at):
            return False
        return self.policy.decide(subject, action, resource=resource, now=at).outcome is RoleOutcome.GRANTED

    def recall(self, kind: type[E], identity: str) -> E | None:
        """Return a lazy entity if it is at hand; None says nothing of whether it exists."""
        return cast("E | None", self._lazy.get((kind.kind, identity)))

    def knows(self, kind: type[E], identity: str) -> bool:
        """Tell whether it is at hand that a lazy entity exists, or that it does not."""
        return (kind.kind, identity) in self._lazy

    def remember(self, kind: type[E], identity: str, *, entity: E | None) -> None:
        """Keep a lazy entity that was read, or that there is none."""
        self._lazy[kind.kind, identity] = entity
        if len(self._lazy) > LAZY_LIMIT:
            self._lazy.popitem(last=False)

    def _replace_lazy(self, kind: str, identity: str, *, entity: Entity | None) -> None:
        if (kind, identity) in self._lazy:
            self._lazy[kind, identity] = entity


class Catalogs:
    """The catalogs of all tenants that were asked for, kept current."""

    def __init__(self, entities: Entities, prices: PriceBook) -> None:
        """Read from `entities`; `prices` is what tenants' own prices override."""
        self._entities = entities
        self._prices = prices
        self._catalogs: dict[str, Catalog] = {}
        self._tenants_of_keys: dict[str, str] = {}

    def at_hand(self, tenant: str) -> Catalog | None:
        """Return the tenant's catalog if it is loaded."""
        return self._catalogs.get(tenant)

    @property
    def loaded(self) -> Sequence[Catalog]:
        """All catalogs that are loaded."""
        return tuple(self._catalogs.values())

    async def of(self, tenant: str) -> Catalog:
        """Return the tenant's catalog, loading it first if need be.

        Raises:
            NotFoundError: when there is no such tenant.
        """
        catalog = self._catalogs.get(tenant)
        if catalog is None:
            catalog = await self.refresh(tenant)
        return catalog

    async def refresh(self, tenant: str) -> Catalog:
        """Take over everything written to the tenant so far, and return its catalog."""
        catalog = self._catalogs.get(tenant)
        after = catalog.revision if catalog else 0
        revision, rows = await self._entities.load(tenant, after)
        if not revision:
            message = f"there is no tenant {tenant!r}"
            raise NotFoundError(message, field="tenant")
        if catalog is None:
            if tenant in self._catalogs:
                # Another first load was quicker. This one knows of no deletions, so it cannot follow upon that.
                return await self.refresh(tenant)
            catalog = self._catalogs[tenant] = Catalog(tenant, self._prices)
        # Another refresh may have overtaken this one while it waited; what it brought is newer.
        if revision > catalog.revision:
            catalog.apply(revision, rows)
        return catalog

    async def find(self, catalog: Catalog, kind: type[E], *, identity: str) -> E | None:
        """Return a lazy entity, reading it on a miss; None when it does not exist."""
        if catalog.knows(kind, identity):
            return catalog.recall(kind, identity)
        revision = catalog.revision
        found = await self._entities.find(catalog.tenant, kind, identity=identity)
        # A change that was applied meanwhile may already have overtaken what was read.
        if catalog.revision == revision:
            catalog.remember(kind, identity, entity=found)
        return found

    async def tenant_of_key(self, digest: str) -> str | None:
        """Return the tenant of a key by its SHA-256."""
        tenant = self._tenants_of_keys.get(digest)
        if tenant is None:
            tenant = await self._entities.tenant_of_key(digest)
            if tenant is not None:
                if len(self._tenants_of_keys) >= LAZY_LIMIT:
                    self._tenants_of_keys.clear()
                self._tenants_of_keys[digest] = tenant
        return tenant

    def tenant_at_hand(self, digest: str) -> str:
        """Return the tenant of a key that is in memory; empty when it is not."""
        return self._tenants_of_keys.get(digest, "")

    def key_at_hand(self, digest: str) -> ApiKey | None:
        """Return a key if everything about it is in memory: the hot path."""
        tenant = self._tenants_of_keys.get(digest)
        catalog = self._catalogs.get(tenant) if tenant else None
        return catalog.recall(ApiKey, digest) if catalog else None


def concern_of(
    catalog: Catalog,
    subject: str,
    *,
    roles: frozenset[str],
    on_behalf_of: str,
    session: Session | None,
    run_id: str,
) -> Concern:
    """Say whose spend an action is, with the limits that its session and its agent's manifest bring along."""
    ceiling = catalog.ceilings.of(subject) if run_id else None
    return Concern(
        subject=subject,
        roles=roles,
        on_behalf_of=on_behalf_of,
        session_id=session.id if session else "",
        session_token_limit=session.token_limit if session else None,
        run_id=run_id,
        run_cost_limit=ceiling.max_cost if ceiling else None,
    )
