"""What is remembered of usage: commits turns of it, and knows where reservations come from."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from remit.decision.model import Effect
from remit.decision.pace import Announcements
from remit.decision.record import KIND, session_of
from remit.decision.settle import Origin, Report, Unheld
from remit.storage.booking import Recorded, Result
from remit.storage.decision import topics_of
from remit.storage.reservation import ReservationStore
from remit.storage.store import Store
from remit.storage.tables.audit import audit_entry


class UsageStore:
    """Usage, on any engine."""

    def __init__(self, store: Store, announcements: Announcements, *, reservations: ReservationStore) -> None:
        """Commit to `store`, and announce the steps of runs once they last; `reservations` know their origins."""
        self._store = store
        self._reservations = reservations
        self._announcements = announcements

    async def origins(self, tenant: str, reservation_ids: Sequence[str]) -> Mapping[str, Origin]:
        """Return the origins of those reservations that exist, by id."""
        return await self._reservations.origins(tenant, reservation_ids)

    async def unheld(self, tenant: str, decision_ids: Sequence[str]) -> Mapping[str, Unheld]:
        """Return those decisions that exist, by id, whatever was held for them."""
        entry = audit_entry.c
        query: Select[Any] = select(
            entry.id, entry.principal, entry.subject, entry.run_id, entry.effect, entry.body
        ).where(entry.tenant == tenant, entry.id.in_(decision_ids), entry.kind == KIND)
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return {row.id: _unheld(row) for row in rows}

    async def commit(self, reports: Sequence[Report]) -> Sequence[Result | Exception]:
        """Book a batch: what is new lasts once this returns; a repeat gets its first receipt."""
        results = await self._store.commit_usage(reports)
        # Most of a batch are of few runs, and what to announce takes longer to write than to find.
        stepped = {
            (report.principal.tenant, report.run_id, report.subject)
            for report, result in zip(reports, results, strict=True)
            if report.run_id and isinstance(result, Recorded) and not result.repeated
        }
        if stepped:
            topics = {topic for tenant, run, who in stepped for topic in topics_of(tenant, run, subject=who)}
            await self._announcements.publish(topics)
        return results


def _unheld(row: Row[Any]) -> Unheld:
    allowed = row.effect == Effect.ALLOW
    session_id, run_id = (session_of(row.body), row.run_id) if allowed else ("", "")
    return Unheld(row.id, row.principal, row.subject, session_id, run_id)
