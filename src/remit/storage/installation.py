"""What all servers on one database must agree on: whoever comes with something else is refused before it does harm."""

from sqlalchemy import Connection, select

from remit.errors import PreconditionFailedError
from remit.storage.dialect import upsert
from remit.storage.store import Store
from remit.storage.tables.entity import installation


class Installation:
    """Facts of this installation, told by the first server that starts on it."""

    def __init__(self, store: Store) -> None:
        """Keep them in `store`."""
        self._store = store

    async def require(self, name: str, value: str, *, remedy: str) -> None:
        """Make sure that everybody here has the same `value` of something; whoever comes first says it.

        Raises:
            PreconditionFailedError: with `remedy`, when it is another here.
        """

        def agree(connection: Connection) -> str:
            first = upsert(connection, installation).values(name=name, value=value).on_conflict_do_nothing()
            connection.execute(first)
            query = select(installation.c.value).where(installation.c.name == name)
            return str(connection.execute(query).scalar_one())

        if await self._store.write(agree) != value:
            raise PreconditionFailedError(remedy)
