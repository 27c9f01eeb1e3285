"""The unit of work of an operator's change: the change, its audit entry and the tenant's new revision, all or nothing."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, Protocol, TypeVar

from remit.administration.etag import etag_of
from remit.budget.model import Budget
from remit.budget.past import PastSpend
from remit.decision.catalog import Entity
from remit.decision.catalogs import Catalogs
from remit.decision.follow import revision_topic
from remit.decision.pace import Announcements
from remit.errors import AlreadyExistsError, BackendUnavailableError, EtagMismatchError, NotFoundError
from remit.identity.model import Principal

E = TypeVar("E", bound=Entity)
T = TypeVar("T")

ANNOUNCE_SECONDS: Final = 0.25
"""For how long a change that lasts already waits to be announced: others look for it by themselves soon after."""

PAGE: Final = 500
"""Entities read at once inside a transaction."""


class Unit(Protocol):
    """One open transaction of one tenant. Reads see what it wrote."""

    @property
    def tenant(self) -> str:
        """The tenant that is changed."""
        ...

    @property
    def at(self) -> int:
        """The instant of the change."""
        ...

    @property
    def revision(self) -> int:
        """The tenant's revision that this change makes, one more than the one before."""
        ...

    def find(self, kind: type[E], identity: str) -> E | None:
        """Return an entity, or None."""
        ...

    def page(self, kind: type[E], *, after: str = "", limit: int, **where: str) -> Sequence[E]:
        """Return entities of a kind in order of id, after id `after`; `where` may fix `owner` and `state`."""
        ...

    def claim(self, call: str, key: str, *, principal: str, digest: bytes, ref: str) -> str | None:
        """Take a caller's id for what this unit makes.

        Args:
            call: the RPC; ids are unique per principal and RPC.
            key: the caller's id.
            principal: who calls.
            digest: SHA-256 of the request's content.
            ref: what this unit makes, to be found again.

        Returns:
            None when the id is new, else the `ref` of the earlier call with the same content.

        Raises:
            IdempotencyConflictError: when it was used with other content.
        """
        ...

    def put(self, item: Entity) -> None:
        """Write an entity, in place of an earlier one of its kind and id."""
        ...

    def drop(self, kind: type[E], identity: str) -> None:
        """Delete an entity."""
        ...

    def new_id(self, prefix: str) -> str:
        """Make an id."""
        ...

    def place_key(self, digest: str) -> None:
        """Remember that the key with this SHA-256 lives in this tenant."""
        ...

    def open_counters(self, budget: Budget, zone: str, *, past: PastSpend | None = None) -> None:
        """Start a new budget's counters from what the ledger already holds for its current periods.

        What was looked back at before (`Changes.look_back`) is not read again while others wait; without it all is.
        """
        ...

    def approval_uses(self, approval_id: str) -> int:
        """Return how often an approval has been used."""
        ...

    def lives_until(self, run_id: str) -> int | None:
        """Return when a run is lost unless it gives a sign, and let nobody renew it meanwhile.

        None when it has ended, or lives until it is ended.
        """
        ...

    def step(self, run_id: str, body: dict[str, object], *, subject: str, kind: str, status: str) -> int:
        """Append a step to a run and return its sequence."""
        ...

    def revise_step(self, run_id: str, step_id: str, *, changes: Mapping[str, object]) -> None:
        """Change the newest step of this id in a run; it keeps its sequence. One that is not there stays away."""
        ...


class Changes(Protocol):
    """Commits units of work."""

    async def look_back(self, tenant: str, budget: Budget, *, zone: str) -> PastSpend:
        """Add up what the ledger holds for a budget that is not in force yet, so that its own write need not.

        Nobody waits for it, however long it takes; what is booked meanwhile is added by the write.
        """
        ...

    async def commit(
        self, tenant: str, actor: Principal, *, action: str, target: str, work: Callable[[Unit], T]
    ) -> tuple[T, int]:
        """Run `work` in one transaction and return what it returned and the revision after it.

        Args:
            tenant: which is changed.
            actor: who changes it, for the audit log.
            action: what is done, `role:create`.
            target: to what, `role:runtime`.
            work: makes the change; when it raises, nothing is changed.
        """
        ...


class Office:
    """Where operators' changes are made: commits them and has the catalog take them over before answering."""

    def __init__(
        self, changes: Changes, catalogs: Catalogs, *, announcements: Announcements | None = None
    ) -> None:
        """Commit by `changes`; `catalogs` follow at once, other servers by `announcements`; None when there are none."""
        self._changes = changes
        self.catalogs = catalogs
        self._announcements = announcements

    async def change(
        self, tenant: str, actor: Principal, *, action: str, target: str, work: Callable[[Unit], T]
    ) -> tuple[T, int]:
        """Make a change, and return what `work` returned and the tenant's revision after it."""
        result, revision = await self._changes.commit(tenant, actor, action=action, target=target, work=work)
        await self._announce(tenant)
        await self.catalogs.refresh(tenant)
        return result, revision

    async def look_back(self, tenant: str, budget: Budget, *, zone: str) -> PastSpend:
        """Add up what the ledger holds for a budget that is not in force yet."""
        return await self._changes.look_back(tenant, budget, zone=zone)

    async def _announce(self, tenant: str) -> None:
        """Tell other servers. What fails here changes nothing: the change lasts, and they find it by themselves."""
        if self._announcements is not None:
            with suppress(BackendUnavailableError, TimeoutError):
                async with asyncio.timeout(ANNOUNCE_SECONDS):
                    await self._announcements.publish([revision_topic(tenant)])


def create(unit: Unit, item: E) -> E:
    """Write a new entity.

    Raises:
        AlreadyExistsError: when there is one of its kind and id.
    """
    if unit.find(type(item), item.id) is not None:
        message = f"there is a {item.kind} {item.id!r} already; update it, or choose another id"
        raise AlreadyExistsError(message, field=f"{item.kind}.id")
    unit.put(item)
    return item


def existing(unit: Unit, kind: type[E], *, identity: str) -> E:
    """Return an entity.

    Raises:
        NotFoundError: when there is none.
    """
    item = unit.find(kind, identity)
    if item is None:
        message = f"there is no {kind.kind} {identity!r}"
        raise NotFoundError(message, field=f"{kind.kind}_id")
    return item


def update(unit: Unit, kind: type[E], *, identity: str, etag: str, change: Callable[[E], E]) -> E:
    """Change an entity that is as its reader saw it.

    Args:
        unit: the transaction.
        kind: of the entity.
        identity: its id.
        etag: as read; empty to change whatever is there.
        change: returns the entity as it shall be.

    Raises:
        NotFoundError: when there is none.
        EtagMismatchError: when it has changed since.
    """
    before = existing(unit, kind, identity=identity)
    if etag and etag != etag_of(before):
        message = f"the {kind.kind} has changed since it was read; read it again and repeat the change"
        raise EtagMismatchError(message, field="etag")
    after = change(before)
    unit.put(after)
    return after


def delete(unit: Unit, kind: type[E], *, identity: str, etag: str = "") -> E:
    """Delete an entity, and return it as it was.

    Raises:
        NotFoundError: when there is none.
        EtagMismatchError: when it has changed since `etag` was read.
    """
    item = existing(unit, kind, identity=identity)
    if etag and etag != etag_of(item):
        message = f"the {kind.kind} has changed since it was read; read it again and repeat the deletion"
        raise EtagMismatchError(message, field="etag")
    unit.drop(kind, identity)
    return item


def every(unit: Unit, kind: type[E], **where: str) -> Iterator[E]:
    """Yield all entities of a kind, page by page; `where` may fix `owner` and `state`."""
    after = ""
    while found := unit.page(kind, after=after, limit=PAGE, **where):
        yield from found
        after = found[-1].id
