"""Ends reservations that nobody settled in time, and charges what the tenant's setting says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from remit.budget.ledger import Sums
from remit.budget.model import Bucket, Budget, Hold, Unit
from remit.clock import Clock
from remit.decision.budget_standing import held_bucket
from remit.decision.catalog import Catalog
from remit.decision.catalogs import Catalogs
from remit.decision.pace import Lease, Pace
from remit.decision.settle import Reservation
from remit.decision.tenant import ExpiryCharge
from remit.ids import decision_of

Charge = Callable[[Reservation], Sums]
"""Says what to charge of a reservation as it stands under its lock: something may have been drawn since one looked."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms reservations of one tenant expire."""

    charge: Charge
    catalog: Catalog

    def bucket(self, hold: Hold, *, decided_at: int) -> Bucket | None:
        """Return the counter of a hold, with the lines at which alerts are raised; None when it raises none."""
        budget = self.catalog.get(Budget, hold.budget_id)
        if budget is None or not budget.enabled:
            return None
        lines = self.catalog.budgets.lines(budget)
        return held_bucket(budget, self.catalog.period_clock, key=hold.bucket, at=decided_at, lines=lines)


class Expiring(Protocol):
    """Open reservations in storage."""

    async def due(self, at: int) -> Sequence[tuple[str, Reservation]]:
        """Return some open reservations that have expired by `at`, each with its tenant, the oldest first."""
        ...

    async def expire(self, ended: Sequence[tuple[str, Reservation, Terms]], at: int) -> Sequence[str]:
        """Expire those that are still open and still due, charging each what its tenant wants; return their ids."""
        ...


class Expiry:
    """Expires; may run anywhere and twice at once, for each reservation ends only once."""

    def __init__(self, reservations: Expiring, catalogs: Catalogs, *, pace: Pace, clock: Clock) -> None:
        """Expire `reservations` by `clock`; leases of what expired are freed in `pace`."""
        self._reservations = reservations
        self._catalogs = catalogs
        self._pace = pace
        self._clock = clock

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Expire everything that is due, and return how many reservations that was.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        done = 0
        now = self._clock.now()
        while due := await self._reservations.due(now):
            terms = await self._terms({tenant for tenant, _ in due})
            ended = [(tenant, one, terms[tenant]) for tenant, one in due]
            check()
            expired = await self._reservations.expire(ended, now)
            await self._pace.release(
                [Lease(t, decision_of(one.id)) for t, one in due if one.id in set(expired)]
            )
            done += len(expired)
            if not expired:
                break
        return done

    async def _terms(self, tenants: Iterable[str]) -> Mapping[str, Terms]:
        found = {}
        for tenant in tenants:
            catalog = await self._catalogs.of(tenant)
            found[tenant] = Terms(_CHARGES[catalog.settings.expiry_charge], catalog)
        return found


def _nothing(_: Reservation) -> Sums:
    return Sums()


def _rest(one: Reservation) -> Sums:
    """What nobody reported: what was drawn in parts is in the ledger already."""
    return Sums(_most(one.holds, Unit.MONEY), _most(one.holds, Unit.TOKENS))


def _input(one: Reservation) -> Sums:
    """What of the input nobody reported: all that is left where the estimate did not tell it from the output."""
    rest = _rest(one)
    return Sums(
        _due(one.input_money, rest.money, drawn=one.money - rest.money),
        _due(one.input_tokens, rest.tokens, drawn=one.tokens - rest.tokens),
    )


def _due(part: int | None, rest: int, *, drawn: int) -> int:
    """What is left of the input's part, and never more than is held: what no budget limits is not charged."""
    return rest if part is None else min(rest, max(0, part - drawn))


def _most(holds: Sequence[Hold], unit: Unit) -> int:
    return max((hold.amount for hold in holds if hold.unit is unit), default=0)


_CHARGES: Final[dict[ExpiryCharge, Charge]] = {
    ExpiryCharge.ESTIMATE: _rest,
    ExpiryCharge.INPUT: _input,
    ExpiryCharge.NOTHING: _nothing,
}
