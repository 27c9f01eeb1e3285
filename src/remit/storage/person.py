"""Keys of persons, wrapped under the master key: how users appear in the audit log without being readable for ever."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from remit.audit.person import MasterKey, PersonKey, Sealer, new_key
from remit.ids import PERSON, Ids
from remit.storage.dialect import upsert
from remit.storage.store import Store
from remit.storage.tables.entity import person

CACHE_LIMIT: Final = 100_000
PERSONAL: Final = ("user:",)
"""Whose references are personal; agents and services are not persons."""

_NAMES_A_USER: Final = re.compile(r"(?<![a-z0-9_])user:[A-Za-z0-9._\-/@:]{1,128}").search


class People:
    """Seals references to users, making a person's key when the person is first met."""

    def __init__(self, store: Store, master: MasterKey, *, ids: Ids) -> None:
        """Keep keys in `store`, wrapped under `master`."""
        self._store = store
        self._master = master
        self._ids = ids
        self._sealer = Sealer()
        self._keys: OrderedDict[tuple[str, str], PersonKey] = OrderedDict()

    def at_hand(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object] | None:
        """Return the sealed forms of the users among `refs`, or None when a key must be read first."""
        sealed: dict[str, object] = {}
        for ref in refs:
            if ref.startswith(PERSONAL):
                key = self._keys.get((tenant, ref))
                if key is None:
                    return None
                sealed[ref] = self._sealer.seal(key, tenant, text=ref)
        return sealed

    async def sealed(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object]:
        """Return the sealed forms of the users among `refs`."""
        refs = tuple(refs)
        known = self.at_hand(tenant, refs)
        if known is None:
            users = [ref for ref in refs if ref.startswith(PERSONAL)]
            made = await self._store.write(
                lambda connection: {ref: self.key(connection, tenant, ref=ref) for ref in users}
            )
            # Only what was committed is kept: nothing may be sealed under a key that a rollback took away.
            for ref, key in made.items():
                self._keys[tenant, ref] = key
            while len(self._keys) > CACHE_LIMIT:
                self._keys.popitem(last=False)
            known = self.at_hand(tenant, users)
        return known or {}

    def key(self, connection: Connection, tenant: str, *, ref: str) -> PersonKey:
        """Return a person's key inside an open transaction, making it if there is none."""
        return (
            self._keys.get((tenant, ref))
            or self._read(connection, tenant, ref=ref)
            or self._make(connection, tenant, ref=ref)
        )

    def seal_in(self, connection: Connection, tenant: str, *, ref: str, text: str) -> dict[str, str]:
        """Seal a text about a user inside an open transaction."""
        return self._sealer.seal(self.key(connection, tenant, ref=ref), tenant, text=text)

    def sealed_in(self, connection: Connection, tenant: str, *, value: Any) -> Any:  # noqa: ANN401  a JSON value of any shape
        """Return a JSON value in which every text that names a user is sealed under that user's key."""
        if isinstance(value, dict):
            return {key: self.sealed_in(connection, tenant, value=one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.sealed_in(connection, tenant, value=one) for one in value]
        named = _NAMES_A_USER(value) if isinstance(value, str) else None
        return self.seal_in(connection, tenant, ref=named.group(), text=value) if named else value

    def _read(self, connection: Connection, tenant: str, *, ref: str) -> PersonKey | None:
        row = connection.execute(
            select(person.c.person_id, person.c.wrapped_key).where(
                person.c.tenant == tenant, person.c.subject == ref
            )
        ).one_or_none()
        if row is None or row.wrapped_key is None:
            return None
        return PersonKey(row.person_id, self._master.unwrap(tenant, ref, wrapped=row.wrapped_key))

    def _make(self, connection: Connection, tenant: str, *, ref: str) -> PersonKey:
        made = new_key(self._ids.new(PERSON))
        values = {"person_id": made.person_id, "wrapped_key": self._master.wrap(tenant, ref, key=made.key)}
        statement = upsert(connection, person).values(tenant=tenant, subject=ref, **values)
        erased = person.c.wrapped_key.is_(None)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["tenant", "subject"], set_=values, where=erased)
        )
        # Another server may have been quicker; then its key is the person's.
        return self._read(connection, tenant, ref=ref) or made
