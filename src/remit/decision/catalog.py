"""Each tenant's policy in memory, compiled and indexed at one revision. A decision reads; changes are applied whole.

All of it lives on the event loop's thread, so a change between two decisions is seen by neither or both. What a
decision does not touch costs it nothing: every question is a dictionary's. What a change does not touch costs it
nothing either: each index takes one entity in the place of another.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar, cast

from remit.approval.model import Approval
from remit.budget.model import AlertRule, Budget, Downgrade, Price
from remit.budget.price import PriceBook
from remit.decision.compiled import Compiled
from remit.decision.concern import NO_ROLES, Concern
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
from remit.shelf import Shelf

Entity = (
    Tenant | Subject | Group | Team | Role | Binding | Guardrail | RateLimit | SandboxProfile | Budget | Price
    | Downgrade | Manifest | TrustedKey | ApiKey | TokenFamily | ProviderLink | Session | Run | Delegation
    | Approval | TokenKey | AlertRule
)  # fmt: skip
"""Everything that operators write."""

E = TypeVar("E", bound=Entity)

Named = ApiKey | Delegation
"""Kinds that people know by another name than the id by which they are found."""

N = TypeVar("N", bound=Named)

EAGER: Final = (
    Tenant, Subject, Group, Team, Role, Binding, Guardrail, RateLimit, SandboxProfile, Budget, Price, Downgrade,
    Manifest, TrustedKey, TokenKey, AlertRule,
)  # fmt: skip
"""Kinds that a catalog holds whole."""

LAZY: Final = (ApiKey, TokenFamily, ProviderLink, Session, Run, Delegation, Approval)
"""Kinds that may be very many: read when first asked for, kept while there is room."""

LAZY_LIMIT: Final = 100_000
"""Entities of each lazy kind kept for one tenant; of keys, as many as are kept ready (`KEYS_LIMIT`)."""

ABSENT_LIMIT: Final = 16_384
"""Ids of each lazy kind of which it is kept that there is no such entity, some 200 bytes each. Apart from those that there
are: whoever names a new run each time pushes nobody's out."""

KEYS_LIMIT: Final = 262_144
"""Credentials kept ready by one server, some 1.2 KB each with all that is known of one: a quarter of the 1 GiB that a
server of very many keys is promised to stay within."""

EMPTY_BYTES: Final = 16_384
ENTITY_BYTES: Final = 640
REMEMBERED_BYTES: Final = 1_024
"""What a catalog takes in memory: by itself, for each entity with its place in the indexes, and for each answer
that is kept ready. Measured with 100,000 subjects and bindings; rough is enough for what is dropped first."""

Row = tuple[str, str, Entity | None]
"""(kind, id, entity); None once deleted."""


def name_of(entity: Named) -> str:
    """Return the public name of an entity; those that Remit makes sort by time."""
    return entity.key_id if isinstance(entity, ApiKey) else entity.delegation_id


class Edition:
    """What a catalog has of one lazy kind, from one change of any of them to the next."""

    __slots__ = ("current",)

    def __init__(self, *, current: bool = True) -> None:
        """Begin."""
        self.current = current
        """False for ever, once anything of the kind was written, or the catalog is followed no more."""


class Catalog(Compiled):
    """One tenant at one revision."""

    def __init__(self, tenant: str, prices: PriceBook) -> None:
        """Begin empty, with the prices that everyone knows."""
        super().__init__(prices)
        self.tenant = tenant
        self.revision = 0
        self._kept: dict[str, dict[str, Entity]] = {kind.kind: {} for kind in EAGER}
        self._lazy: dict[str, Shelf[str, Entity | None]] = {
            kind.kind: Shelf(KEYS_LIMIT if kind is ApiKey else LAZY_LIMIT) for kind in LAZY
        }
        # Whether there is no such entity, as was found: whoever makes it writes a revision, which says otherwise.
        self._absent: dict[str, Shelf[str, bool]] = {kind.kind: Shelf(ABSENT_LIMIT) for kind in LAZY}
        self._editions = {kind.kind: Edition() for kind in LAZY}

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
        entities = sum(map(len, self._lazy.values())) + sum(map(len, self._kept.values()))
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
        return cast("E | None", self._lazy[kind.kind].get(identity))

    def knows(self, kind: type[E], identity: str) -> bool:
        """Tell whether it is at hand that a lazy entity exists, or that it does not."""
        return identity in self._lazy[kind.kind] or self._absent[kind.kind].get(identity, False)

    def remember(self, kind: type[E], identity: str, *, entity: E | None) -> None:
        """Keep a lazy entity that was read, or that there is none."""
        lazy = self._lazy[kind.kind]
        if entity is None and identity not in lazy:
            self._absent[kind.kind][identity] = True
        else:
            lazy[identity] = entity

    def edition(self, like: Entity) -> Edition | None:
        """Return the edition in which a lazy entity is the one at hand; None when it is not, or not any more."""
        held = self._lazy[like.kind].get(like.id) is like
        return self._editions[like.kind] if held else None

    def retire(self) -> None:
        """Say that nobody follows what is written any more, so that nothing in it may be relied on."""
        for edition in self._editions.values():
            edition.current = False

    def _replace_lazy(self, kind: str, identity: str, *, entity: Entity | None) -> None:
        # Whatever it is: who relies on one may have kept it for longer than there was room for it here.
        self._editions[kind].current = False
        self._editions[kind] = Edition()
        if identity in self._lazy[kind]:
            self._lazy[kind][identity] = entity
        if identity in self._absent[kind]:
            self._absent[kind][identity] = False


def concern_of(
    catalog: Catalog, subject: str, *, behalf: Sequence[str], session: Session | None, run_id: str, at: int
) -> Concern:
    """Say whose spend an action is, with the limits that its session and the manifests of its agents bring along.

    Args:
        catalog: the tenant's.
        subject: who acts.
        behalf: those for whom it acts, first the one for whom it is done, then all who passed that on; empty: itself.
        session: in which.
        run_id: in which; one that nothing counts is left out, so that what is known of others is true of it too.
        at: when.
    """
    owner = behalf[0] if behalf else ""
    limit = _run_cost_limit(catalog, (subject, *behalf)) if run_id else None
    roles_of = catalog.policy.roles_of
    return Concern(
        subject=subject,
        roles=roles_of(subject, at),
        on_behalf_of=owner,
        behalf_roles=roles_of(owner, at) if owner else NO_ROLES,
        session_id=session.id if session else "",
        session_token_limit=session.token_limit if session else None,
        run_id=run_id if limit is not None or catalog.budgets.know_runs else "",
        run_cost_limit=limit,
    )


def _run_cost_limit(catalog: Catalog, parties: Iterable[str]) -> int | None:
    """Return the least that the manifests of parties grant one run, in nano-units; None when none of them says."""
    ceilings = filter(None, map(catalog.ceilings.of, parties))
    return min((one.max_cost for one in ceilings if one.max_cost is not None), default=None)
