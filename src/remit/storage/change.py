"""Commits an operator's change: the entities, their audit entry and the tenant's new revision in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import orjson
from sqlalchemy import Connection, func, insert, select

from remit.administration.unit import Unit
from remit.audit import leaf
from remit.budget.model import AlertChannel, AlertRule, Budget
from remit.budget.past import PastSpend
from remit.clock import Clock
from remit.decision.catalog import Entity
from remit.decision.delegated import vouched
from remit.errors import IdempotencyConflictError
from remit.identity.delegation import chain_of
from remit.identity.model import ApiKey, Delegation, Principal, ProviderLink, Subject
from remit.identity.token_key import TokenKey
from remit.identity.web_url import web_url
from remit.ids import ENTRY, Ids
from remit.manifest.model import TrustedKey
from remit.storage import deadline, entity, opening, step
from remit.storage.dialect import upsert
from remit.storage.person import PERSONAL, People
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import approval_use
from remit.storage.tables.entity import api_key_place, idempotency

E = TypeVar("E", bound=Entity)
T = TypeVar("T")

FORMAT: Final = 1


class SqlUnit:
    """One open transaction of one tenant's change."""

    def __init__(self, connection: Connection, tenant: str, *, at: int, revision: int, ids: Ids) -> None:
        """Change `tenant` over `connection`; what is written carries `revision`."""
        self._connection = connection
        self.tenant = tenant
        self.at = at
        self.revision = revision
        self._ids = ids
        self.written: list[Entity] = []
        self.dropped: list[tuple[str, str]] = []

    def find(self, kind: type[E], identity: str) -> E | None:
        """Return an entity, or None."""
        return entity.find(self._connection, self.tenant, kind=kind, identity=identity)

    def page(self, kind: type[E], *, after: str = "", limit: int, **where: str) -> Sequence[E]:
        """Return entities of a kind in order of id, after id `after`; `where` may fix `owner` and `state`."""
        query = entity.page(self.tenant, kind.kind, after=after, limit=limit, where=where)
        return entity.read(self._connection, kind, query=query)

    def claim(self, call: str, key: str, *, principal: str, digest: bytes, ref: str) -> str | None:
        """Take a caller's id for what this unit makes; return what an earlier call with the same content made."""
        place = {"tenant": self.tenant, "principal": principal, "call": call, "key": key}
        statement = (
            upsert(self._connection, idempotency)
            .values(**place, digest=digest, ref=ref, at=self.at)
            .on_conflict_do_nothing()
        )
        if self._connection.execute(statement).rowcount:
            return None
        query = select(idempotency.c.digest, idempotency.c.ref).filter_by(**place)
        earlier = self._connection.execute(query).one()
        if earlier.digest != digest:
            message = "this request_id was used before with other content; a new call needs a new id"
            raise IdempotencyConflictError(message, field="request_id")
        return str(earlier.ref)

    def put(self, item: Entity) -> None:
        """Write an entity, in place of an earlier one of its kind and id."""
        entity.save(self._connection, self.tenant, item=item, revision=self.revision)
        self.written.append(item)

    def drop(self, kind: type[E], identity: str) -> None:
        """Delete an entity."""
        entity.remove(
            self._connection, self.tenant, kind=kind.kind, identity=identity, revision=self.revision
        )
        self.dropped.append((kind.kind, identity))

    def new_id(self, prefix: str) -> str:
        """Make an id."""
        return self._ids.new(prefix)

    def place_key(self, digest: str) -> None:
        """Remember that the key with this SHA-256 lives in this tenant."""
        self._connection.execute(insert(api_key_place).values(hash=digest, tenant=self.tenant))

    def open_counters(self, budget: Budget, zone: str, *, past: PastSpend | None = None) -> None:
        """Start a new budget's counters from what the ledger already holds for its current periods."""
        opening.open_counters(self._connection, self.tenant, budget=budget, zone=zone, at=self.at, past=past)

    def approval_uses(self, approval_id: str) -> int:
        """Return how often an approval has been used."""
        query = select(func.count()).where(approval_use.c.approval_id == approval_id)
        return self._connection.execute(query).scalar_one()

    def lives_until(self, run_id: str) -> int | None:
        """Return when a run is lost unless it gives a sign, and let nobody renew it meanwhile."""
        return deadline.lives_until(self._connection, self.tenant, run_id=run_id, locked=True)

    def step(self, run_id: str, body: dict[str, object], *, subject: str, kind: str, status: str) -> int:
        """Append a step to a run and return its sequence."""
        return step.append(
            self._connection,
            self.tenant,
            run_id=run_id,
            body={**body, "kind": kind, "status": status},
            subject=subject,
            at=self.at,
        )

    def revise_step(self, run_id: str, step_id: str, *, changes: Mapping[str, object]) -> None:
        """Change the newest step of this id in a run; it keeps its sequence. One that is not there stays away."""
        row = step.newest(self._connection, self.tenant, run_id=run_id, step_id=step_id)
        if row is not None:
            step.revise(self._connection, row, changes=changes, at=self.at)


class ChangeStore:
    """Runs units of work."""

    def __init__(self, store: Store, people: People, *, clock: Clock, ids: Ids) -> None:
        """Write to `store`; users appear sealed by `people`."""
        self._store = store
        self._people = people
        self._clock = clock
        self._ids = ids

    async def look_back(self, tenant: str, budget: Budget, *, zone: str) -> PastSpend:
        """Add up what the ledger holds for a budget that is not in force yet."""
        return await opening.look_back(self._store, tenant, budget=budget, zone=zone, at=self._clock.now())

    async def commit(
        self, tenant: str, actor: Principal, *, action: str, target: str, work: Callable[[Unit], T]
    ) -> tuple[T, int]:
        """Run `work` in one transaction and return what it returned and the revision after it."""

        def run(connection: Connection) -> tuple[T, int]:
            revision = entity.next_revision(connection, tenant)
            unit = SqlUnit(connection, tenant, at=self._clock.now(), revision=revision, ids=self._ids)
            result = work(unit)
            self._record(connection, unit, actor=actor, action=action, target=target)
            return result, revision

        return await self._store.write(run)

    def _record(
        self, connection: Connection, unit: SqlUnit, *, actor: Principal, action: str, target: str
    ) -> None:
        tenant = unit.tenant

        def ref(text: str) -> object:
            return self._people.sealed_in(connection, tenant, value=text)

        content = {
            "format": FORMAT,
            "principal": ref(actor.subject),
            "principal_tenant": actor.tenant,
            "credential": actor.credential,
            **self._behalf(connection, tenant, actor=actor),
            "action": action,
            "resource": ref(target),
            "written": [self._shown(connection, tenant, item=item) for item in unit.written],
            "dropped": [[kind, ref(_told(kind, identity))] for kind, identity in unit.dropped],
        }
        made = leaf.make(self._ids.new(ENTRY), tenant, at=unit.at, kind=action, content=content)
        connection.execute(
            insert(audit_entry).values(
                id=made.id, tenant=tenant, at=made.at, kind=action, principal=actor.subject, subject=actor.subject,
                action=action, resource=target, effect=0, code="", source="", run_id="", body=made.body,
                hash=made.hash,
            )
        )  # fmt: skip

    def _behalf(self, connection: Connection, tenant: str, *, actor: Principal) -> dict[str, Any]:
        """On whose behalf the actor changes something, and by which grants as they stand; nothing when for itself."""
        owner, delegate = actor.on_behalf_of, actor.home_subject or actor.subject
        if not owner:
            return {}
        home = actor.home or tenant

        def find(pair: str) -> Delegation | None:
            return entity.find(connection, home, kind=Delegation, identity=pair)

        def named(ref: str) -> str:
            return f"system:{home}/{ref}" if actor.home else ref

        links = vouched(actor, owner=owner, delegate=delegate) or chain_of(owner, delegate, find=find)
        chain = [
            {
                "grantor": named(link.grantor),
                "delegate": named(link.delegate),
                "delegation_id": link.delegation_id,
                "expires_at": link.expires_at,
            }
            for link in links
        ]
        # For whom an operator acts that is at work here is nobody here, whoever has the same name.
        behalf = {} if actor.home else {"on_behalf_of": owner}
        sealed: dict[str, Any] = self._people.sealed_in(
            connection, tenant, value={**behalf, "delegation": chain}
        )
        return sealed

    def _shown(self, connection: Connection, tenant: str, *, item: Entity) -> object:
        """What the log says of an entity: all of it, but for secrets' digests; sealed where it is about a user."""
        body: dict[str, Any] = orjson.loads(entity.to_json(item))
        if isinstance(item, ApiKey):
            body.pop("id")
        if isinstance(item, TrustedKey | TokenKey):
            body.pop("sealed_private")
        if isinstance(item, AlertRule):
            body.pop("sealed_secret")
            body["channels"] = [_coarse(one) for one in item.channels]
        person = item.id if isinstance(item, Subject) else str(getattr(item, "owner", ""))
        if not person.startswith(PERSONAL):
            person = next((text for text in (str(getattr(item, "member", "")), str(getattr(item, "subject", "")))
                           if text.startswith(PERSONAL)), "")  # fmt: skip
        if person:
            return {
                "kind": item.kind,
                "about": self._people.seal_in(
                    connection, tenant, ref=person, text=orjson.dumps(body).decode()
                ),
            }
        return {"kind": item.kind, **self._people.sealed_in(connection, tenant, value=body)}


def _told(kind: str, identity: str) -> str:
    """What the log says of something dropped: its id, but of a link only at which provider somebody was known."""
    return identity.partition("|")[0] if kind == ProviderLink.kind else identity


def _coarse(channel: AlertChannel) -> dict[str, str]:
    """What the log says of a channel: its host. The rest may be a secret, or a person's address."""
    if channel.webhook_url:
        return {"webhook": web_url(channel.webhook_url).place}
    return {"email": channel.email.rpartition("@")[2]}
