"""Each tenant's policy in memory, compiled and indexed at one revision. A decision reads; changes are applied whole.

All of it lives on the event loop's thread, so a change between two decisions is seen by neither or both. What a
decision does not touch costs it nothing: every question is a dictionary's. What a change does not touch costs it
nothing either: each index takes one entity in the place of another.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar, cast

from remit.approval.model import Approval
from remit.budget.model import Budget, Downgrade, Price
from remit.budget.price import PriceBook
from remit.decision.compiled import Compiled
from remit.decision.concern import Concern
from remit.decision.tenant import Tenant
from remit.identity.model import (
    ApiKey,
    Delegation,
    Group,
    ProviderLink,
    Run,
    Session,
    Subject,
    Team,
    TokenFamily,
    is_active,
)
from remit.identity.token_key import TokenKey
from remit.manifest.model import Manifest, TrustedKey
from remit.policy.model import Binding, Guardrail, RateLimit, Role, SandboxProfile
from remit.policy.rights import RoleOutcome

Entity = (
    Tenant | Subject | Group | Team | Role | Binding | Guardrail | RateLimit | SandboxProfile | Budget | Price
    | Downgrade | Manifest | TrustedKey | ApiKey | TokenFamily | ProviderLink | Session | Run | Delegation
    | Approval | TokenKey
)  # fmt: skip
"""Everything that operators write."""

E = TypeVar("E", bound=Entity)

EAGER: Final = (
    Tenant, Subject, Group, Team, Role, Binding, Guardrail, RateLimit, SandboxProfile, Budget, Price, Downgrade,
    Manifest, TrustedKey, TokenKey,
)  # fmt: skip
"""Kinds that a catalog holds whole."""

LAZY: Final = (ApiKey, TokenFamily, ProviderLink, Session, Run, Delegation, Approval)
"""Kinds that may be very many: read when first asked for, kept while there is room."""

LAZY_LIMIT: Final = 100_000
"""Lazy entities kept for one tenant."""

EMPTY_BYTES: Final = 16_384
ENTITY_BYTES: Final = 640
REMEMBERED_BYTES: Final = 1_024
"""What a catalog takes in memory: by itself, for each entity with its place in the indexes, and for each answer
that is kept ready. Measured with 100,000 subjects and bindings; rough is enough for what is dropped first."""

Row = tuple[str, str, Entity | None]
"""(kind, id, entity); None once deleted."""


class Catalog(Compiled):
    """One tenant at one revision."""

    def __init__(self, tenant: str, prices: PriceBook) -> None:
        """Begin empty, with the prices that everyone knows."""
        super().__init__(prices)
        self.tenant = tenant
        self.revision = 0
        self._kept: dict[str, dict[str, Entity]] = {kind.kind: {} for kind in EAGER}
        # None remembers that there is no such entity: whoever makes it writes a revision, which replaces the None.
        self._lazy: OrderedDict[tuple[str, str], Entity | None] = OrderedDict()

    def apply(self, revision: int, rows: Iterable[Row]) -> None:
        """Take over what was written up to `revision`."""
        for kind, identity, entity in rows:
            self.put(kind, identity, entity=entity)
        self.settle()
        self.revision = revision

    def put(self, kind: str, identity: str, *, entity: Entity | None) -> None:
        """Take over one entity, None when it was deleted; what hangs together counts from `settle` on.

        May be repeated: what an error interrupts is taken over again with the next change.
        """
        kept = self._kept.get(kind)
        if kept is None:
            self._replace_lazy(kind, identity, entity=entity)
            return
        before = kept.get(identity)
        self.replace(kind, before, after=entity)
        if entity is not None:
            # The entity's own text as the key: the row's would be kept besides.
            kept[entity.id] = entity
        elif before is not None:
            del kept[identity]

    @property
    def weight(self) -> int:
        """Bytes that it takes in memory, roughly."""
        entities = len(self._lazy) + sum(map(len, self._kept.values()))
        return EMPTY_BYTES + ENTITY_BYTES * entities + REMEMBERED_BYTES * self.remembered

    def every(self, kind: type[E]) -> Sequence[E]:
        """Return all entities of an eager kind."""
        return cast("Sequence[E]", tuple(self._kept[kind.kind].values()))

    def get(self, kind: type[E], identity: str) -> E | None:
        """Return an entity of an eager kind, or None."""
        return cast("E | None", self._kept[kind.kind].get(identity))

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
