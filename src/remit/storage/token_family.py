"""Forgets families of tokens that are over: nobody asks for them any more. Never ends one that is not."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, Select, delete, select

from remit.clock import HOUR, Clock
from remit.identity.model import TokenFamily
from remit.storage.store import Store
from remit.storage.tables.entity import entity, tenant_head

BATCH: Final = 500
"""Families removed in one transaction, so that calls never wait long for it."""

TENANTS: Final = 200
"""Tenants looked through in one read."""


class FamilyStore:
    """Families beyond what every entity has.

    They go without a trace, not as other entities do: no revision is taken, no gravestone left. A server that remembers
    one refuses its tokens by their own end, and the audit log keeps what was issued.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        """Forget in `store`, by `clock`."""
        self._store = store
        self._clock = clock

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Forget all that has been over for an hour or two, and return how many families that were.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        # The hour in which a family ends is whole only when the next one has passed too.
        before = TokenFamily("", "", expires_at=self._clock.now() - HOUR).state
        done, after = 0, ""
        while tenants := await self._tenants(after):
            for tenant in await self._concerned(tenants, before):
                removed = BATCH
                while removed == BATCH:
                    check()
                    removed = await self._forget(tenant, before)
                    done += removed
            after = tenants[-1]
        return done

    async def _tenants(self, after: str) -> Sequence[str]:
        query = select(tenant_head.c.tenant).where(tenant_head.c.tenant > after)
        query = query.order_by(tenant_head.c.tenant).limit(TENANTS)
        return await self._store.read(lambda connection: list(connection.scalars(query)))

    async def _concerned(self, tenants: Sequence[str], before: str) -> Sequence[str]:
        """Return those of some tenants that have any to forget."""

        def look(connection: Connection) -> list[str]:
            return [one for one in tenants if connection.scalar(_over(one, before).limit(1)) is not None]

        return await self._store.read(look)

    async def _forget(self, tenant: str, before: str) -> int:
        def forget(connection: Connection) -> int:
            ids = list(connection.scalars(_over(tenant, before).limit(BATCH)))
            if ids:
                connection.execute(
                    delete(entity).where(
                        entity.c.tenant == tenant, entity.c.kind == TokenFamily.kind, entity.c.id.in_(ids)
                    )
                )
            return len(ids)

        return await self._store.write(forget)


def _over(tenant: str, before: str) -> Select[tuple[str]]:
    return select(entity.c.id).where(
        entity.c.tenant == tenant,
        entity.c.kind == TokenFamily.kind,
        entity.c.state != "",
        entity.c.state < before,
    )
