"""Takes reports of real usage to the ledger. Money already spent is always recorded: past a cap, late, unreserved."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from remit.budget.model import Usage
from remit.clock import Clock
from remit.decision.catalog import Catalog, Catalogs
from remit.decision.pace import Lease, Pace
from remit.decision.settle import Receipt, Report
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
        people: People,
        turn: "Turn[Report, Recorded | RemitError]",
        *,
        pace: Pace,
        ids: Ids,
        clock: Clock,
    ) -> None:
        """Commit by `turn`; free in `pace` the leases of what was settled."""
        self._catalogs = catalogs
        self._people = people
        self.turn = turn
        self._pace = pace
        self._ids = ids
        self._clock = clock

    async def record(self, principal: Principal, batch: Sequence[Reported | RemitError]) -> list[Recorded | RemitError]:
        """Record each of a batch, and return what became of each, in order; what could not be read stays its error.

        A record that fails is an error in its place and changes nothing; the others are recorded all the same.
        """
        catalog = await self._catalogs.of(principal.tenant)
        reports = [
            one if isinstance(one, RemitError) else await self._report(principal, catalog, one) for one in batch
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

    async def _report(self, principal: Principal, catalog: Catalog, one: Reported) -> Report | RemitError:
        usage = one.usage
        if not usage.subject:
            usage = replace(usage, subject=principal.subject)
        now = self._clock.now()
        if usage.subject != principal.subject and not catalog.may(principal.subject, ON_OTHERS, usage.subject, at=now):
            message = f"reporting usage of another subject needs the permission {ON_OTHERS} on it"
            return CallerPermissionMissingError(message, field="subject", permission=ON_OTHERS)
        session = None
        if usage.session_id:
            session = await self._catalogs.find(catalog, Session, usage.session_id)
        refs = (principal.subject, usage.subject)
        return Report(
            principal=principal,
            usage=usage,
            digest=one.digest,
            id=self._ids.new(USAGE),
            at=now,
            catalog=catalog,
            on_behalf_of=one.on_behalf_of,
            session_token_limit=session.token_limit if session else None,
            sealed=await self._people.sealed(principal.tenant, refs),
        )

    async def _free(self, tenant: str, results: Sequence[Recorded | RemitError]) -> None:
        leases = [
            Lease(tenant, decision_of(result.closed))
            for result in results
            if not isinstance(result, RemitError) and result.closed
        ]
        if leases:
            await self._pace.release(leases)
