"""What is remembered of usage: commits turns of it, and knows where reservations come from."""

from collections.abc import Mapping, Sequence

from remit.decision.pace import Announcements
from remit.decision.settle import Origin, Report
from remit.storage.booking import Recorded, Result
from remit.storage.decision import topics_of
from remit.storage.reservation import ReservationStore
from remit.storage.store import Store


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

    async def commit(self, reports: Sequence[Report]) -> Sequence[Result]:
        """Book a batch: what is new lasts once this returns; a repeat gets its first receipt."""
        results = await self._store.commit_usage(reports)
        topics: set[str] = set()
        for report, result in zip(reports, results, strict=True):
            if isinstance(result, Recorded) and not result.repeated and report.run_id:
                topics.update(topics_of(report.principal.tenant, report.run_id, subject=report.subject))
        if topics:
            await self._announcements.publish(topics)
        return results
