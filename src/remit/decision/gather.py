"""Gathers what a decision looks at: from memory when it is there, from storage on a miss. Decides nothing."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from remit.approval.model import Approval
from remit.clock import Clock
from remit.decision.case import Case
from remit.decision.catalog import Catalog, Catalogs, concern_of
from remit.decision.model import Ask
from remit.errors import RevisionNotReachedError, StaleRevisionError, TenantSuspendedError
from remit.identity.delegation import pair_id
from remit.identity.model import Delegation, Run, Session, State, Subject

Lazy = Session | Run | Delegation | Approval

LOOKS: Final = 8
"""How often what a change of policy overtook is read again before the caller is told to come back."""

REVISION_WAITS: Final = 20
REVISION_WAIT: Final = 0.05
"""Seconds between looks while a revision that was asked for has not arrived: a second in all."""


class People(Protocol):
    """Seals references to users, so that evidence holds no readable person."""

    def at_hand(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object] | None:
        """Return the sealed forms of the users among `refs`, or None when a key must be read first."""
        ...

    async def sealed(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object]:
        """Return the sealed forms of the users among `refs`."""
        ...


class ApprovalUses(Protocol):
    """Counts uses of approvals."""

    async def approval_uses(self, approval_id: str) -> int:
        """Return how often an approval has been used."""
        ...


class Gatherer:
    """Gathers cases."""

    def __init__(self, catalogs: Catalogs, people: People, *, uses: ApprovalUses, clock: Clock) -> None:
        """Look in `catalogs` first."""
        self._catalogs = catalogs
        self._people = people
        self._uses = uses
        self._clock = clock

    async def gather(self, ask: Ask) -> Case:
        """Return the ask with its session, run, delegation and approval, at the catalog's revision.

        Raises:
            TenantSuspendedError: when the tenant may not act.
            RevisionNotReachedError: when `min_revision` does not arrive in time.
        """
        catalog = self._catalogs.at_hand(ask.tenant) or await self._catalogs.of(ask.tenant)
        if ask.min_revision > catalog.revision:
            await self._wait_for(catalog, ask.min_revision)
        case = Case(ask, self._clock.now(), catalog, catalog.get(Subject, ask.subject))
        if ask.approval_id:
            case.approval_uses = await self._uses.approval_uses(ask.approval_id)
        await self._seal(case)
        if ask.session_id or ask.run_id or ask.on_behalf_of or ask.approval_id:
            await self._look_up(case)
        # Read last, and with nothing awaited between: the commit carries the revision at which all of this is true.
        if catalog.state is not State.ACTIVE:
            message = "the tenant is suspended"
            raise TenantSuspendedError(message)
        case.revision = catalog.revision
        case.subject = catalog.get(Subject, ask.subject)
        case.roles = catalog.policy.roles_of(ask.subject, case.at)
        case.concern = concern_of(
            catalog,
            ask.subject,
            roles=case.roles,
            on_behalf_of=ask.on_behalf_of,
            session=case.session,
            run_id=ask.run_id,
        )
        return case

    async def _look_up(self, case: Case) -> None:
        """Fill in what is read when first asked for, all of it as it stands at the catalog's revision."""
        ask, catalog = case.ask, case.catalog
        wanted: list[tuple[type[Lazy], str]] = [
            (Session, ask.session_id),
            (Run, ask.run_id),
            (Delegation, pair_id(ask.on_behalf_of, ask.subject) if ask.on_behalf_of else ""),
            (Approval, ask.approval_id),
        ]
        for _ in range(LOOKS):
            missing = [
                (kind, identity)
                for kind, identity in wanted
                if identity and not catalog.knows(kind, identity)
            ]
            if not missing:
                break
            for kind, identity in missing:
                await self._catalogs.find(catalog, kind, identity=identity)
        else:
            message = "policy is changing faster than this call can be decided; try again"
            raise StaleRevisionError(message, retry_after=0.5)
        case.session = catalog.recall(Session, ask.session_id)
        case.run = catalog.recall(Run, ask.run_id)
        case.delegation = catalog.recall(Delegation, wanted[2][1])
        case.approval = catalog.recall(Approval, ask.approval_id)

    async def sealed(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object]:
        """Return the sealed forms of the users among `refs`."""
        return await self._people.sealed(tenant, refs)

    async def session(self, catalog: Catalog, session_id: str) -> Session | None:
        """Return a session, or None."""
        return await self._catalogs.find(catalog, Session, identity=session_id)

    async def _seal(self, case: Case) -> None:
        ask = case.ask
        refs = (ask.principal.subject, ask.subject, ask.on_behalf_of, ask.resource)
        sealed = self._people.at_hand(ask.tenant, refs)
        case.sealed = sealed if sealed is not None else await self._people.sealed(ask.tenant, refs)

    async def _wait_for(self, catalog: Catalog, revision: int) -> None:
        for _ in range(REVISION_WAITS):
            await self._catalogs.refresh(catalog.tenant)
            if catalog.revision >= revision:
                return
            await asyncio.sleep(REVISION_WAIT)
        message = f"revision {revision} is not known yet; this server is at {catalog.revision}"
        raise RevisionNotReachedError(message, field="min_revision", retry_after=1.0)
