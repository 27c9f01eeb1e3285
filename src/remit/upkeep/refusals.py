"""Writes into the audit log what was refused too often to be recorded one by one: one entry a source and round.

Runs in every process, for each has tallies of its own, which end with it; so it also runs once more when one stops.
"""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from itertools import groupby
from typing import Any, Final, Protocol

import structlog

from remit.audit import leaf
from remit.audit.model import Leaf
from remit.clock import Clock
from remit.decision.refusals import EVERYBODY, Refusals, Tally
from remit.identity.model import OPERATOR_TENANT
from remit.ids import ENTRY, Ids

DENIALS: Final = "decision:refused"
"""Kind of an entry about requests that were refused undecided, since too many of the same caller's were denied."""
FAILURES: Final = "authentication:refused"
"""Kind of an entry about credentials that were no good; every one counts."""

REPORT_SECONDS: Final = 60.0
"""Between two rounds: a source has at most one entry a minute of each process."""
MOST_ENTRIES: Final = 20
"""Of one kind in one tenant and round; the sources beyond share one more."""
FORMAT: Final = 1

_KEPT_BITS: Final = {4: 24, 6: 48}

_log: Final[Any] = structlog.get_logger("remit.upkeep")


class Log(Protocol):
    """Remembers audit entries."""

    async def append(self, leaves: Sequence[Leaf], principal: str = "") -> None:
        """Store leaves, all or none, in the name of `principal`."""
        ...


class People(Protocol):
    """Seals references to users."""

    async def sealed(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object]:
        """Return the sealed forms of the users among `refs`."""
        ...


class RefusalReport:
    """Reports; two processes that do so at once tell of different refusals."""

    def __init__(
        self, log: Log, people: People, *, denials: Refusals, failures: Refusals, ids: Ids, clock: Clock
    ) -> None:
        """Write to `log` what `denials` (by principal) and `failures` (by address) tallied."""
        self._log = log
        self._people = people
        self._denials = denials
        self._failures = failures
        self._ids = ids
        self._clock = clock

    async def run(self) -> int:
        """Write everything that was tallied, and return how many entries that took."""
        denied = await self._write(DENIALS, self._denials)
        return denied + await self._write(FAILURES, self._failures)

    async def _write(self, kind: str, refusals: Refusals) -> int:
        left = list(_condensed(refusals.report()))
        done = 0
        try:
            while left:
                await self._tell(kind, left[0])
                del left[0]
                done += 1
        finally:
            # What could not be written is told with the next round.
            refusals.put_back(left)
        return done

    async def _tell(self, kind: str, one: Tally) -> None:
        tenant = one.tenant or OPERATOR_TENANT
        about = {"count": one.count, "first_at": one.first_at, "last_at": one.last_at}
        if kind == DENIALS:
            sealed = await self._people.sealed(tenant, (one.source, one.part))
            who = {
                "principal": sealed.get(one.source, one.source),
                "subject": sealed.get(one.part, one.part),
            }
            principal = "" if one.source == EVERYBODY else one.source
        else:
            who, principal = {"network": coarse(one.source), "credential": one.part}, ""
        content = {"format": FORMAT, **who, **about}
        made = leaf.make(self._ids.new(ENTRY), tenant, at=self._clock.now(), kind=kind, content=content)
        await self._log.append([made], principal)
        _log.warning("refused", kind=kind, tenant=tenant, source=one.source, part=one.part, **about)


def _condensed(tallies: Sequence[Tally]) -> Iterable[Tally]:
    """Yield the most frequent sources of each tenant, and one more for all the others."""
    for tenant, group in groupby(sorted(tallies, key=lambda one: (one.tenant, -one.count)), key=_tenant_of):
        own = list(group)
        yield from own[:MOST_ENTRIES]
        if rest := own[MOST_ENTRIES:]:
            yield Tally(
                tenant,
                EVERYBODY,
                EVERYBODY,
                sum(one.count for one in rest),
                min(one.first_at for one in rest),
                max(one.last_at for one in rest),
            )


def _tenant_of(one: Tally) -> str:
    return one.tenant


def coarse(source: str) -> str:
    """Return the network that an address is told as: IPv4 /24, IPv6 /48.

    An address may be a person's, and nothing can be taken out of the log again; the server's own log, which is kept for
    days, has it whole.
    """
    try:
        address = ip_address(source.partition("/")[0])
    except ValueError:
        return source
    return str(ip_network((address, _KEPT_BITS[address.version]), strict=False))
