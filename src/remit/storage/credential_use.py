"""Keeps when credentials were last used. Changes no revision: a use is no change of policy."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from remit.identity.last_use import Use
from remit.storage.dialect import upsert
from remit.storage.store import Store
from remit.storage.tables.credential import credential_use as table


class CredentialUseStore:
    """Implements `UseLog`."""

    def __init__(self, store: Store) -> None:
        """Keep uses in `store`."""
        self._store = store

    async def note(self, uses: Sequence[Use]) -> None:
        """Keep each use unless a later one is known, all or none."""

        def work(connection: Connection) -> None:
            statement = upsert(connection, table)
            at = statement.excluded.at
            statement = statement.on_conflict_do_update(
                index_elements=[table.c.tenant, table.c.credential], set_={"at": at}, where=table.c.at < at
            )
            # Everybody locks in the same order, so two servers never wait for each other.
            rows = sorted((use.tenant, use.credential, use.at) for use in uses)
            names = ("tenant", "credential", "at")
            connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])

        if uses:
            await self._store.write(work)

    async def find(self, tenant: str, credentials: Iterable[str]) -> Mapping[str, int]:
        """Return when each of these of a tenant was last used; those never used are left out."""
        names = list(credentials)
        query = select(table.c.credential, table.c.at).where(
            table.c.tenant == tenant, table.c.credential.in_(names)
        )
        if not names:
            return {}
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return {row.credential: row.at for row in rows}
