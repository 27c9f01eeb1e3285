"""Gathers what a decision looks at: from memory when it is there, from storage on a miss. Decides nothing."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from remit.approval.model import Approval
from remit.clock import Clock
from remit.decision.case import Case
from remit.decision.catalog import Catalog, Catalogs, concern_of
from remit.decision.model import Ask
from remit.errors import RevisionNotReachedError, TenantSuspendedError
from remit.identity.delegation import pair_id
from remit.identity.model import Delegation, Run, Session, State, Subject

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

    def __init__(self, catalogs: Catalogs, people: People, uses: ApprovalUses, clock: Clock) -> None:
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
        if ask.session_id or ask.run_id or ask.on_behalf_of or ask.approval_id:
            await self._look_up(case)
        await self._seal(case)
        # Read last: what was awaited above may have let a change in, and the commit carries this revision.
        if catalog.state is not State.ACTIVE:
            message = "the tenant is suspended"
            raise TenantSuspendedError(message)
        case.subject = catalog.get(Subject, ask.subject)
        case.roles = catalog.policy.roles_of(ask.subject, case.at)
        case.concern = concern_of(
            catalog, ask.subject, case.roles, on_behalf_of=ask.on_behalf_of, session=case.session, run_id=ask.run_id
        )
        return case

    async def _look_up(self, case: Case) -> None:
        ask, catalog, find = case.ask, case.catalog, self._catalogs.find
        if ask.session_id:
            case.session = await find(catalog, Session, ask.session_id)
        if ask.run_id:
            case.run = await find(catalog, Run, ask.run_id)
        if ask.on_behalf_of:
            case.delegation = await find(catalog, Delegation, pair_id(ask.on_behalf_of, ask.subject))
        if ask.approval_id:
            case.approval = await find(catalog, Approval, ask.approval_id)
            case.approval_uses = await self._uses.approval_uses(ask.approval_id)

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
