"""Gathers what a decision looks at: from memory when it is there, from storage on a miss. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar, cast

from remit.approval.model import Approval
from remit.clock import Clock
from remit.decision.alike import Alikes
from remit.decision.case import Case
from remit.decision.catalog import Catalog, concern_of
from remit.decision.catalogs import Catalogs
from remit.decision.delegated import LOOKS, principals, vouched
from remit.decision.model import Ask
from remit.errors import StaleRevisionError, TenantSuspendedError
from remit.identity.delegation import Chain, chain_of
from remit.identity.model import Delegation, Run, Session, State, Subject
from remit.identity.session import behalf_in

Lazy = Session | Run | Delegation | Approval
Wanted = tuple[type[Lazy], str]
"""Kind and id of what is read when first asked for."""

L = TypeVar("L", bound=Lazy)

_ACTIVE: Final = State.ACTIVE


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

    async def gather(self, ask: Ask, alikes: Alikes | None = None) -> Case:
        """Return the ask with its session, run, delegation and approval, at the catalog's revision.

        Args:
            ask: the question.
            alikes: those of its batch; None when it came alone.

        Raises:
            TenantSuspendedError: when the tenant may not act.
            RevisionNotReachedError: when `min_revision` does not arrive in time.
        """
        catalog = self._catalogs.at_hand(ask.tenant) or await self._catalogs.of(ask.tenant)
        if ask.min_revision > catalog.revision:
            catalog = await self._catalogs.reach(ask.tenant, ask.min_revision)
        at = self._clock.now()
        if alikes is not None:
            at = alikes.moment(at)
            if (found := alikes.find(ask, catalog, at=at)) is not None:
                return found
        asked = ask
        refs = (ask.principal.subject, ask.subject, ask.on_behalf_of, ask.resource)
        sealed = self._people.at_hand(ask.tenant, refs)
        if sealed is None:
            sealed = await self._people.sealed(ask.tenant, refs)
        case = Case(ask, at, catalog, sealed)
        if ask.approval_id:
            case.approval_uses = await self._uses.approval_uses(ask.approval_id)
        missing = _recall(case)
        # Only a grant that was passed on names others than the ask itself, and a session or run whom that does not.
        if missing or len(case.links) > 1 or case.ask is not ask:
            await self._read(case, missing)
        # Read last, and with nothing awaited between: the commit carries the revision at which all of this is true.
        if catalog.state is not _ACTIVE:
            message = "the tenant is suspended"
            raise TenantSuspendedError(message)
        ask = case.ask
        session_id = _session_of(case)
        if session_id != ask.session_id:
            case.ask = ask = replace(ask, session_id=session_id)
        case.revision = catalog.revision
        case.subject = catalog.get(Subject, ask.subject)
        case.roles = catalog.policy.roles_of(ask.subject, case.at)
        case.concern = concern_of(
            catalog,
            ask.subject,
            behalf=principals(case),
            session=case.session,
            run_id=ask.run_id,
            at=case.at,
        )
        if alikes is not None:
            alikes.keep(asked, case)
        return case

    async def _read(self, case: Case, missing: Sequence[Wanted]) -> None:
        """Read and seal what is not at hand, until all of it is as it stands at the catalog's revision."""
        for _ in range(LOOKS):
            for kind, identity in missing:
                await self._catalogs.find(case.catalog, kind, identity=identity)
            missing = _recall(case)
            if not missing and await self._met(case):
                return
        message = "policy is changing faster than this call can be decided; try again"
        raise StaleRevisionError(message, retry_after=0.5)

    async def _met(self, case: Case) -> bool:
        """Seal for whom it is and who passed a grant on; False after a wait, in which all that was read may change."""
        met = [case.ask.on_behalf_of, *(link.delegate for link in case.links[:-1])]
        sealed = self._people.at_hand(case.ask.tenant, met)
        if sealed is None:
            await self._people.sealed(case.ask.tenant, met)
            return False
        if sealed:
            case.sealed = {**case.sealed, **sealed}
        return True

    async def sealed(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object]:
        """Return the sealed forms of the users among `refs`."""
        return await self._people.sealed(tenant, refs)

    async def session(self, catalog: Catalog, session_id: str) -> Session | None:
        """Return a session, or None."""
        return await self._catalogs.find(catalog, Session, identity=session_id)


def _recall(case: Case) -> Sequence[Wanted]:
    """Fill in what is read when first asked for, and return what of it is not at hand."""
    ask = case.ask
    missing: list[Wanted] = []
    if ask.run_id:
        case.run = _at_hand(case, Run, identity=ask.run_id, missing=missing)
    if session_id := _session_of(case):
        case.session = _at_hand(case, Session, identity=session_id, missing=missing)
    behalf = ask.on_behalf_of or behalf_in(case.session, case.run, subject=ask.subject)
    if behalf != ask.on_behalf_of:
        # Whom a session or run is for is not escaped by silence, nor is that one's budget.
        case.ask = replace(ask, on_behalf_of=behalf)
    if behalf:
        case.links = _links(case, missing)
    if ask.approval_id:
        case.approval = _at_hand(case, Approval, identity=ask.approval_id, missing=missing)
    return missing


def _session_of(case: Case) -> str:
    """The session that is named, else that of the subject's own run: its limit is not escaped by silence."""
    ask, run = case.ask, case.run
    if ask.session_id or run is None or run.owner != ask.subject:
        return ask.session_id
    return run.session_id


def _links(case: Case, missing: list[Wanted]) -> Chain:
    """The chain by which the subject acts for another, all of it recalled anew: a copy would outlive a revocation."""
    ask = case.ask
    owner, delegate = ask.on_behalf_of, ask.subject
    return vouched(ask.principal, owner=owner, delegate=delegate) or chain_of(
        owner, delegate, find=lambda pair: _at_hand(case, Delegation, identity=pair, missing=missing)
    )


def _at_hand(case: Case, kind: type[L], *, identity: str, missing: list[Wanted]) -> L | None:
    found = case.catalog.recall(kind, identity)
    if found is None and not case.catalog.knows(kind, identity):
        missing.append(cast("Wanted", (kind, identity)))
    return found
