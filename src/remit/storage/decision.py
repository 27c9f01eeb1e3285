"""What is remembered of decisions: commits turns, and reads counters, reservations and uses of approvals."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select, tuple_

from remit.budget.model import Standing
from remit.decision.model import Ask, Committed, Draft, Outcome, Reserved
from remit.decision.pace import Announcements
from remit.decision.record import KIND
from remit.storage.reservation import OriginRow, ReservationStore
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry
from remit.storage.tables.budget import approval_use, asked_act, counter
from remit.timeline.model import Scope, ScopeKind


class DecisionStore:
    """Decisions, on any engine."""

    def __init__(self, store: Store, announcements: Announcements, *, reservations: ReservationStore) -> None:
        """Commit to `store`; announce the steps of runs once they last, and let `reservations` know of new ones."""
        self._store = store
        self._reservations = reservations
        self._announcements = announcements

    async def commit(self, drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        """Decide and record a batch: all of it lasts, or none."""
        outcomes = await self._store.commit_turn(drafts)
        topics: set[str] = set()
        for draft, outcome in zip(drafts, outcomes, strict=True):
            if not isinstance(outcome, Committed) or outcome.repeated:
                continue
            ask, decision = draft.ask, outcome.decision
            if ask.run_id:
                topics.update(topics_of(ask.tenant, ask.run_id, subject=ask.subject))
            if decision.reservation is not None:
                self._reservations.keep(_origin(ask, decision.reservation, at=decision.at))
        if topics:
            await self._announcements.publish(topics)
        return outcomes

    async def standings(
        self, tenant: str, counters: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Standing]:
        """Return counters by (budget id, bucket) as they stand; those never used are absent."""
        if not counters:
            return {}
        return await self._store.read(
            lambda connection: read_standings(connection, tenant, counters=counters)
        )

    async def blocked(self, tenant: str, source: str, *, since: int, subject: str = "") -> int:
        """Return how many decisions a budget refused since an instant; of everybody's, or of one subject's."""
        query = select(func.count()).where(
            audit_entry.c.tenant == tenant,
            audit_entry.c.source == source,
            audit_entry.c.source != "",
            audit_entry.c.at >= since,
            audit_entry.c.kind == KIND,
        )
        if subject:
            query = query.where(audit_entry.c.subject == subject)
        return await self._store.read(lambda connection: int(connection.execute(query).scalar_one()))

    async def asked(self, tenant: str, decision_id: str) -> str | None:
        """Return the act of a decision that said NEEDS_APPROVAL, as `decision.asked` writes it; None for others."""
        query = select(asked_act.c.body).where(
            asked_act.c.tenant == tenant, asked_act.c.decision_id == decision_id
        )
        return await self._store.read(lambda connection: connection.scalar(query))

    async def approval_uses(self, approval_id: str) -> int:
        """Return how often an approval has been used."""
        query = select(func.count()).where(approval_use.c.approval_id == approval_id)
        return await self._store.read(lambda connection: connection.execute(query).scalar_one())


def _origin(ask: Ask, kept: Reserved, *, at: int) -> OriginRow:
    return (
        ask.tenant,
        kept.id,
        ask.principal.subject,
        ask.subject,
        ask.on_behalf_of,
        ask.session_id,
        ask.run_id,
        kept.model,
        at,
    )


def read_standings(
    connection: Connection, tenant: str, *, counters: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], Standing]:
    """Return counters by (budget id, bucket) as they stand; those never used are absent."""
    query = select(counter.c.budget_id, counter.c.bucket, counter.c.spent, counter.c.held).where(
        counter.c.tenant == tenant,
        tuple_(counter.c.budget_id, counter.c.bucket).in_(list(dict.fromkeys(counters))),
    )
    return {(row.budget_id, row.bucket): Standing(row.spent, row.held) for row in connection.execute(query)}


def topics_of(tenant: str, run_id: str, *, subject: str) -> tuple[str, str, str]:
    """Return the topics by which watchers of a run, its agent and its tenant are woken."""
    return (
        Scope(tenant, ScopeKind.RUN, run_id).key,
        Scope(tenant, ScopeKind.AGENT, subject).key,
        Scope(tenant, ScopeKind.TENANT).key,
    )
