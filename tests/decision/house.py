"""A whole application on fresh storage, by a clock that tests move, and what they ask of it in few words."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from remit.administration.installation import INSTALLER
from remit.administration.unit import Unit
from remit.bootstrap import App, build, embedded
from remit.budget.model import Budget, Standing, Usage
from remit.budget.past import PastSpend
from remit.clock import FakeClock
from remit.config import Config
from remit.decision.catalog import Entity
from remit.decision.disguise import names_of
from remit.decision.model import Ask, Committed
from remit.decision.record_usage import Recorded, Reported
from remit.decision.settle import Reservation
from remit.decision.tenant import Settings, Tenant
from remit.errors import RemitError
from remit.identity.model import Principal, Subject
from remit.policy.model import Binding, Permission, Role
from tests.stores import open_one, open_store, read_rows

TENANT: Final = "acme"
AGENT: Final = "agent:r7"
NOON: Final = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()) * 1_000_000
"""A Friday."""

SECRET: Final = bytes(range(32))


def principal(subject: str = AGENT, tenant: str = TENANT) -> Principal:
    """Return who holds the credential of a subject."""
    return Principal(tenant, subject, f"key_{subject.partition(':')[2]}")


def signed(ask: Ask) -> Ask:
    """Return an ask with the digest of its content, as the wire makes it."""
    return replace(ask, digest=sha256(repr(replace(ask, digest=b"")).encode()).digest())


@dataclass(frozen=True, slots=True)
class House:
    """The application and its clock."""

    app: App
    clock: FakeClock

    async def put(self, *items: Entity, tenant: str = TENANT) -> int:
        """Write entities as an operator, and return the revision."""

        def work(unit: Unit) -> None:
            for item in items:
                unit.put(item)

        return (
            await self.app.office.change(tenant, INSTALLER, action="test:put", target="test:put", work=work)
        )[1]

    async def open_budget(self, budget: Budget, zone: str = "UTC", *, past: PastSpend | None = None) -> int:
        """Make a budget as the control plane does: its counters begin with what the ledger holds."""

        def work(unit: Unit) -> None:
            unit.put(budget)
            unit.open_counters(budget, zone, past=past)

        return (
            await self.app.office.change(TENANT, INSTALLER, action="test:open", target="test:open", work=work)
        )[1]

    async def drop(self, kind: type[Entity], identity: str) -> int:
        """Delete an entity as an operator, and return the revision."""

        def work(unit: Unit) -> None:
            unit.drop(kind, identity)

        return (
            await self.app.office.change(TENANT, INSTALLER, action="test:drop", target="test:drop", work=work)
        )[1]

    async def found(self, settings: Settings | None = None) -> None:
        """Make the tenant, its one agent, and a role that lets it use tools and models."""
        permissions = (Permission("tool:*"), Permission("model:*"))
        await self.put(
            Tenant(TENANT, settings=settings or Settings()),
            Subject(AGENT),
            Role("worker", permissions=permissions),
            Binding(f"worker@{AGENT}", "worker", AGENT),
        )

    def ask(self, request_id: str, **changes: Any) -> Ask:
        """Return a question of the agent about itself, with some attributes changed."""
        who = changes.pop("principal", None) or principal(changes.get("subject", AGENT))
        values = {"subject": who.subject, "action": "tool:execute", "resource": "tool:web-search", **changes}
        return signed(Ask(principal=who, request_id=request_id, digest=b"", **values))

    async def authorize(self, request_id: str, **changes: Any) -> Committed:
        """Ask, and return what was committed."""
        return await self.app.authorizer.authorize(self.ask(request_id, **changes))

    async def record(self, *usages: Usage, by: Principal | None = None) -> list[Recorded | RemitError]:
        """Report usage in one call."""
        batch = [Reported(usage, sha256(repr(usage).encode()).digest()) for usage in usages]
        return await self.app.settler.record(by or principal(), batch)

    async def settle(self, usage: Usage, by: Principal | None = None) -> Recorded:
        """Report one usage that must be recorded."""
        (result,) = await self.record(usage, by=by)
        assert not isinstance(result, RemitError), result
        return result

    async def release(self, reservation_id: str, reason: str = "not needed") -> Reservation | None:
        """Give a reservation back as the agent; None when it is not open."""
        release = self.app.reservations.release
        return await release(TENANT, reservation_id, by=principal(), reason=reason, at=self.clock.now())

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read storage itself."""
        return await read_rows(open_one(self.app.store), query, values)

    async def counters(self) -> Mapping[tuple[str, str], Standing]:
        """Return every counter of the tenant by (budget id, bucket)."""
        rows = await self.rows("SELECT budget_id, bucket, spent, held FROM counter WHERE tenant=?", TENANT)
        return {(row[0], row[1]): Standing(row[2], row[3]) for row in rows}

    async def standing(self, budget_id: str) -> Standing:
        """Return what is spent and held of a budget in all its periods and scopes."""
        found = [one for (budget, _), one in (await self.counters()).items() if budget == budget_id]
        return Standing(sum(one.spent for one in found), sum(one.held for one in found))

    async def footprint(self) -> Mapping[str, Iterable[tuple[Any, ...]]]:
        """Return everything that a decision could have changed: equal footprints mean that nothing was."""
        # A row that counts nothing yet is the same as none: Postgres needs one to lock.
        tables = {
            "counter": "spent <> 0 OR held <> 0 OR opened <> 0",
            "reservation": "true",
            "ledger": "true",
            "approval_use": "true",
            "audit_entry": "true",
            "step": "true",
            "run_head": "change <> 0",
            "idempotency": "true",
        }
        return {
            table: await self.rows(f"SELECT * FROM {table} WHERE {counts} ORDER BY 1, 2, 3")
            for table, counts in tables.items()
        }


def open_app_on(folder: Path, clock: FakeClock) -> App:
    """Build an application on the file in a folder; its upkeep runs only when a test calls it."""
    config = Config(data_dir=folder, listen="127.0.0.1:0")
    return build(config, clock, backends=embedded(open_store(folder), clock), secret=SECRET)


async def close(app: App) -> None:
    """Let what is in flight land, and close the file."""
    await app.authorizer.turn.drain()
    await app.settler.turn.drain()
    await app.store.close()


@asynccontextmanager
async def open_house(folder: Path, *, settings: Settings | None = None) -> AsyncIterator[House]:
    """Open a house with its tenant and agent in it."""
    clock = FakeClock(NOON)
    app = open_app_on(folder, clock)
    try:
        house = House(app, clock)
        await house.found(settings)
        yield house
    finally:
        await close(app)


def known_names(house: House) -> Mapping[str, str]:
    """Return the users that the house has met, by the pseudonyms that evidence has of them."""
    people = house.app.people
    met = [ref for tenant, ref in people._keys if tenant == TENANT]
    return names_of(people.at_hand(TENANT, met) or {})
