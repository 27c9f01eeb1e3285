"""Whose change it is: one call's tenant, principal and id, and how its units of work end. Knows no noun."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar, cast

from remit.administration.unit import Office, Unit, create, delete, existing, update
from remit.decision.catalog import Catalog, Entity
from remit.identity.model import Principal

E = TypeVar("E", bound=Entity)
T = TypeVar("T")


class UnchangedError(Exception):
    """Ends a unit of work that has nothing to change: it is rolled back, and no revision is taken."""

    def __init__(self, result: object) -> None:
        """Answer with `result`."""
        super().__init__("nothing to change")
        self.result = result


@dataclass(frozen=True, slots=True)
class Once:
    """What makes a call idempotent."""

    call: str
    """The RPC, `CreateRole`."""
    key: str = ""
    """The caller's `request_id`; empty when every call stands for itself."""
    digest: bytes = b""
    """SHA-256 of the request's content."""


EVERY_TIME: Final = Once("")
"""A call that stands for itself."""


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """What a write answers."""

    result: T
    revision: int
    """The tenant's after it."""
    repeated: bool = False
    """Nothing was written: an earlier call with the same id had done it, or it was so already."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Makes one caller's changes in one tenant."""

    office: Office
    tenant: str
    principal: Principal
    once: Once = EVERY_TIME

    async def write(self, action: str, target: str, *, work: Callable[[Unit], T]) -> Written[T]:
        """Run a unit of work.

        Args:
            action: what is done, for the audit log: `role:create`.
            target: to what: `role:runtime`, or the subject that it is about.
            work: makes the change; when it raises, nothing is changed.
        """
        try:
            result, revision = await self.office.change(
                self.tenant, self.principal, action=action, target=target, work=work
            )
        except UnchangedError as unchanged:
            catalog = await self.office.catalogs.refresh(self.tenant)
            return Written(cast("T", unchanged.result), catalog.revision, repeated=True)
        return Written(result, revision)

    def claim(self, unit: Unit, kind: type[E], *, identity: str) -> None:
        """Go on if this is the call's first time, to make `identity`; else end with what the first made.

        Raises:
            UnchangedError: with the entity, as it is now.
            IdempotencyConflictError: when the id was used with other content.
            NotFoundError: when what the first call made is gone.
        """
        earlier = self.claimed(unit, identity)
        if earlier is not None:
            raise UnchangedError(existing(unit, kind, identity=earlier))

    def claimed(self, unit: Unit, ref: str) -> str | None:
        """Return what an earlier call with this id noted; None when this is the first, which notes `ref`."""
        once = self.once
        if not once.key:
            return None
        return unit.claim(once.call, once.key, principal=self.principal.subject, digest=once.digest, ref=ref)

    async def create(self, item: E, check: Callable[[Unit, E], None] | None = None) -> Written[E]:
        """Write a new entity, once it is checked against what is there.

        Raises:
            AlreadyExistsError: when there is one of its kind and id.
        """

        def work(unit: Unit) -> E:
            self.claim(unit, type(item), identity=item.id)
            if check is not None:
                check(unit, item)
            return create(unit, stamped(item, created_at=unit.at, updated_at=unit.at))

        return await self.write(f"{item.kind}:create", target_of(item.kind, item.id), work=work)

    async def update(
        self,
        kind: type[E],
        identity: str,
        *,
        etag: str,
        change: Callable[[E], E],
        check: Callable[[Unit, E], None] | None = None,
    ) -> Written[E]:
        """Change an entity that is as its reader saw it; a change that changes nothing takes no revision.

        Raises:
            NotFoundError: when there is none.
            EtagMismatchError: when it has changed since.
        """

        def work(unit: Unit) -> E:
            def changed(before: E) -> E:
                after = change(before)
                if after == before:
                    raise UnchangedError(before)
                if check is not None:
                    check(unit, after)
                return stamped(after, updated_at=unit.at)

            return update(unit, kind, identity=identity, etag=etag, change=changed)

        return await self.write(f"{kind.kind}:update", target_of(kind.kind, identity), work=work)

    async def delete(self, kind: type[E], identity: str, *, etag: str = "") -> Written[E]:
        """Delete an entity, and return it as it was.

        Raises:
            NotFoundError: when there is none.
            EtagMismatchError: when it has changed since.
        """
        return await self.write(
            f"{kind.kind}:delete",
            target_of(kind.kind, identity),
            work=lambda unit: delete(unit, kind, identity=identity, etag=etag),
        )

    async def catalog(self) -> Catalog:
        """Return the tenant's catalog as it is at hand."""
        return await self.office.catalogs.of(self.tenant)


def stamped(item: E, **instants: int) -> E:
    """Return the entity with its times set."""
    # Every kind that is stamped has these fields; which ones it has, `replace` itself finds out.
    fields: dict[str, Any] = dict(instants)
    return replace(item, **fields)


def target_of(kind: str, identity: str) -> str:
    """Return how the audit log names an entity: subjects by their reference, all else as `role:runtime`."""
    return identity if kind == "subject" else f"{kind}:{identity}"
