"""Takes reports of real usage to the ledger. Money already spent is always recorded: past a cap, late, unreserved."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from remit.budget.model import Usage
from remit.clock import Clock
from remit.decision.catalog import Catalog, Catalogs, concern_of
from remit.decision.pace import Lease, Pace
from remit.decision.settle import Origin, Receipt, Report, booked_at, model_of, price
from remit.decision.turn import Turn
from remit.errors import CallerPermissionMissingError, RemitError
from remit.identity.model import Principal, Session
from remit.ids import USAGE, Ids, decision_of

ON_OTHERS = "usage:record"
"""The permission to report usage of another subject than oneself."""


class People(Protocol):
    """Seals references to users."""

    async def sealed(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object]:
        """Return the sealed forms of the users among `refs`."""
        ...


class Origins(Protocol):
    """Where reservations come from."""

    async def origins(self, tenant: str, reservation_ids: Sequence[str]) -> Mapping[str, Origin]:
        """Return the origins of those that exist, by id."""
        ...


class Recorded(Protocol):
    """What became of one record."""

    @property
    def receipt(self) -> Receipt:
        """The receipt; of a repeat the first one."""
        ...

    @property
    def leaf_hash(self) -> bytes:
        """Its evidence."""
        ...

    @property
    def repeated(self) -> bool:
        """Whether it was recorded before."""
        ...

    @property
    def closed(self) -> str:
        """Id of the reservation that this record ended; empty when it ended none."""
        ...


@dataclass(frozen=True, slots=True)
class Reported:
    """One record as it arrives."""

    usage: Usage
    digest: bytes
    on_behalf_of: str = ""


class Settler:
    """Records usage."""

    def __init__(
        self,
        catalogs: Catalogs,
        turn: "Turn[Report, Recorded | RemitError]",
        *,
        people: People,
        origins: Origins,
        pace: Pace,
        ids: Ids,
        clock: Clock,
    ) -> None:
        """Commit by `turn`; free in `pace` the leases of what was settled."""
        self._catalogs = catalogs
        self._people = people
        self._origins = origins
        self.turn = turn
        self._pace = pace
        self._ids = ids
        self._clock = clock

    async def record(self, principal: Principal, batch: Sequence[Reported | RemitError]) -> list[Recorded | RemitError]:
        """Record each of a batch, and return what became of each, in order; what could not be read stays its error.

        A record that fails is an error in its place and changes nothing; the others are recorded all the same.
        """
        catalog = await self._catalogs.of(principal.tenant)
        named = [one.usage.reservation_id for one in batch if isinstance(one, Reported) and one.usage.reservation_id]
        origins = await self._origins.origins(principal.tenant, named) if named else {}
        reports = [
            one
            if isinstance(one, RemitError)
            else await self._report(principal, catalog, one=one, origin=origins.get(one.usage.reservation_id))
            for one in batch
        ]
        joined = [self.turn.join(report) for report in reports if isinstance(report, Report)]
        landed = iter(await asyncio.gather(*joined, return_exceptions=True))
        results: list[Recorded | RemitError] = []
        for report in reports:
            result = next(landed) if isinstance(report, Report) else report
            if isinstance(result, BaseException) and not isinstance(result, RemitError):
                raise result
            results.append(result)
        await self._free(principal.tenant, results)
        return results

    async def _report(
        self, principal: Principal, catalog: Catalog, *, one: Reported, origin: Origin | None
    ) -> Report | RemitError:
        usage, now = one.usage, self._clock.now()
        subject = origin.subject if origin else usage.subject or principal.subject
        own = principal.subject in {subject, origin.principal if origin else subject}
        if not own and not catalog.may(principal.subject, ON_OTHERS, subject, at=now):
            message = f"reporting usage of another subject needs the permission {ON_OTHERS} on it"
            return CallerPermissionMissingError(message, field="subject", permission=ON_OTHERS)
        session_id = usage.session_id or (origin.session_id if origin else "")
        session = await self._catalogs.find(catalog, Session, session_id) if session_id else None
        on_behalf_of = origin.on_behalf_of if origin else one.on_behalf_of
        run_id = usage.run_id or (origin.run_id if origin else "")
        model = model_of(usage, origin)
        counts_at, late = booked_at(usage, origin, now=now, lateness=catalog.settings.lateness)
        total, source, priced = price(catalog, usage, model, at=counts_at)
        concern = concern_of(
            catalog, subject, catalog.policy.roles_of(subject, now),
            on_behalf_of=on_behalf_of, session=session, run_id=run_id,
        )  # fmt: skip
        return Report(
            principal=principal,
            usage=usage,
            digest=one.digest,
            id=self._ids.new(USAGE),
            at=now,
            origin=origin,
            subject=subject,
            on_behalf_of=on_behalf_of,
            session_id=session_id,
            run_id=run_id,
            model=model,
            booked_at=counts_at,
            late=late,
            cost=total,
            source=source,
            priced=priced,
            buckets=catalog.budgets.buckets(concern, model, counts_at),
            sealed=await self._people.sealed(principal.tenant, (principal.subject, subject)),
        )

    async def _free(self, tenant: str, results: Sequence[Recorded | RemitError]) -> None:
        leases = [
            Lease(tenant, decision_of(result.closed))
            for result in results
            if not isinstance(result, RemitError) and result.closed
        ]
        if leases:
            await self._pace.release(leases)
