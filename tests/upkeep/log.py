"""A tenant's log as it grows and goes, and as its readers meet it: exported, verified, proven by what somebody kept."""

from typing import Any

from sqlalchemy import text

from remit.audit.export import ExportWriter
from remit.audit.model import TreeHead
from remit.audit.proof import EMPTY_ROOT, Frontier, verify_consistency, verify_inclusion
from remit.audit.verify import Evidence, Report, verify_export
from remit.budget.model import Budget, Period, ScopeType, TokenUsage, Unit, Usage
from remit.clock import DAY, HOUR
from remit.decision.model import Committed, Estimate
from remit.decision.tenant import Settings, Tenant
from remit.policy.model import Role
from tests.decision.house import TENANT, House

SPAN = 2 * DAY
BUDGET = Budget("b", ScopeType.TENANT, "", Period.TOTAL, Unit.MONEY, 10**15)
ALL = Settings(lateness=HOUR, retention_decisions=SPAN, retention_ledger=SPAN, retention_audit=SPAN)


async def keep(house: House, tenant: str = TENANT, **spans: Any) -> None:
    """Let a tenant keep parts of its log for a while."""
    await house.put(Tenant(tenant, settings=Settings(**spans)), tenant=tenant)


async def decide(house: House, name: str, **changes: Any) -> Committed:
    return await house.authorize(name, **{"estimate": Estimate(money=5), **changes})


async def use(house: House, committed: Committed, name: str = "", **changes: Any) -> None:
    """Settle what a decision holds."""
    kept = committed.decision.reservation
    assert kept is not None
    usage = {"tokens": TokenUsage(1, 1), "cost": 3, "reservation_id": kept.id, **changes}
    await house.settle(Usage(name or f"u-{kept.id}", "", **usage))


async def retain(house: House) -> int:
    """Let the notary and retention do all that there is to do."""
    await house.app.notary.run()
    return await house.app.retention.run()


async def kinds(house: House, tenant: str = TENANT) -> list[str]:
    rows = await house.rows("SELECT kind FROM audit_entry WHERE tenant=? ORDER BY position", tenant)
    return [kind for (kind,) in rows]


async def grown(house: House, days: int = 6, stride: int = DAY) -> list[TreeHead]:
    """Let there be a change, a decision and its usage each day (or stride), and return the head of each."""
    await house.put(BUDGET)
    heads = []
    for day in range(days):
        await house.put(Role(f"r{day}"))
        await use(house, await decide(house, f"q{day}"))
        heads.append(await head(house))
        house.clock.advance(stride)
    return heads


async def forget_ledger(house: House) -> None:
    """Let the evidence of usage go: nothing of the ledger does by itself in these tests."""
    await house.app.store.write(lambda connection: connection.execute(text("DELETE FROM ledger")))


async def head(house: House, tenant: str = TENANT) -> TreeHead:
    """Return the newest head, over all that was committed."""
    await house.app.notary.sequence(tenant)
    state = await house.app.audit.tree(tenant)
    return state.head if state is not None else TreeHead(tenant, 0, EMPTY_ROOT, 0)


async def beginning(house: House, tenant: str = TENANT) -> Frontier:
    """Return the edge of the leaves that are gone."""
    return (await house.app.audit.kept(tenant, 0)).before


async def exported(house: House, tenant: str = TENANT) -> list[bytes]:
    """Return the lines of an export of all that is left."""
    newest, before = await head(house, tenant), await beginning(house, tenant)
    writer = ExportWriter(newest, before)
    leaves = await house.app.audit.read(tenant, before.size, limit=100_000)
    return [writer.start(), *map(writer.entry, leaves), writer.finish()]


async def verified(house: House, tenant: str = TENANT, evidence: Evidence | None = None) -> Report:
    """Export all that is left, and verify it offline."""
    return verify_export(await exported(house, tenant), evidence)


async def prove(house: House, heads: list[TreeHead], tenant: str = TENANT) -> None:
    """Prove every leaf that is left, and each of the heads from the cut on to be a beginning of those after it."""
    newest, cut = await head(house, tenant), (await beginning(house, tenant)).size
    kept = await house.app.audit.kept(tenant, newest.size)
    for one in await house.app.audit.read(tenant, cut, limit=100_000):
        proof = kept.inclusion(one.index, newest.size)
        assert verify_inclusion(one.leaf.hash, one.index, size=newest.size, proof=proof, root=newest.root)
    left = [one for one in (*heads, newest) if one.size >= max(cut, 1)]
    for older in left:
        assert kept.root(older.size, "tree_size") == older.root
        for newer in left:
            if older.size <= newer.size:
                proof = kept.consistency(older.size, newer.size)
                roots = (older.root, newer.root)
                assert verify_consistency(older.size, newer.size, proof=proof, roots=roots)
