"""Where a subject stands, and whether an estimate would fit. Never spends, never records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from remit.budget.model import Bucket, Standing
from remit.decision.authorize import new_draft, require_may_ask
from remit.decision.case import Case
from remit.decision.catalog import Catalog, concern_of
from remit.decision.conclude import conclude
from remit.decision.delegated import standing
from remit.decision.estimate import price_estimate
from remit.decision.gather import Gatherer
from remit.decision.model import Ask, Decision, Draft, Effect, StandingLine
from remit.decision.settle import Reservation


class Standings(Protocol):
    """Counters in storage."""

    async def standings(
        self, tenant: str, counters: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Standing]:
        """Return counters by (budget id, bucket) as they stand; those never used are absent."""
        ...

    async def blocked(self, tenant: str, source: str, *, since: int, subject: str = "") -> int:
        """Return how many decisions a budget refused since an instant; of everybody's, or of one subject's."""
        ...


@dataclass(frozen=True, slots=True)
class BudgetCheck:
    """Where a subject stands."""

    decision: Decision
    """What the BUDGET stage alone would say of the estimate."""
    standings: tuple[StandingLine, ...]
    """Every budget that concerns the subject, as it stands, without the estimate."""
    money: int
    tokens: int
    model: str
    """What the estimate comes to, and the model that should be used; empty when none is asked for."""
    as_of: int
    blocked: Mapping[str, int]
    """Decisions that each budget refused in its period, by its id."""


class BudgetChecker:
    """Checks budgets."""

    def __init__(self, gatherer: Gatherer, standings: Standings) -> None:
        """Read counters from `standings`."""
        self._gatherer = gatherer
        self._standings = standings

    async def check(self, ask: Ask) -> BudgetCheck:
        """Say where the subject of `ask` stands and whether its estimate fits.

        Raises:
            CallerPermissionMissingError: when the caller may not ask about that subject.
        """
        case = await self._gatherer.gather(ask)
        require_may_ask(case)
        draft = case.draft = new_draft(case, "")
        unproven = standing(case) if case.ask.on_behalf_of else None
        if unproven is not None:
            # Whoever merely names somebody learns nothing of that one's budgets.
            case.concern = concern_of(
                case.catalog,
                ask.subject,
                behalf=(),
                session=case.session,
                run_id=ask.run_id,
                at=case.at,
            )
        unpriced = price_estimate(case)
        if (reason := unproven or unpriced) is not None:
            draft.fail(reason)
        concerned = _concerned(case, draft)
        counters = {(bucket.budget.id, bucket.key): bucket for bucket in concerned}
        read = await self._standings.standings(ask.tenant, tuple(counters))
        decision, _ = conclude(draft, read, used=0, expires_at=case.at)
        return BudgetCheck(
            decision,
            tuple(_line(bucket, read.get(key, Standing())) for key, bucket in counters.items()),
            draft.alternatives[0].money if draft.alternatives else 0,
            draft.alternatives[0].tokens if draft.alternatives else 0,
            _recommended(decision, draft),
            case.at,
            await self._blocked(ask.tenant, concerned),
        )

    async def held(self, catalog: Catalog, kept: Reservation) -> tuple[StandingLine, ...]:
        """Say where the budgets stand that a reservation holds of, or held of."""
        session = None
        if kept.session_id:
            session = await self._gatherer.session(catalog, kept.session_id)
        concern = concern_of(
            catalog,
            kept.subject,
            behalf=(kept.on_behalf_of,) if kept.on_behalf_of else (),
            session=session,
            run_id=kept.run_id,
            at=kept.decided_at,
        )
        holds = {(hold.budget_id, hold.bucket) for hold in kept.holds}
        concerned = catalog.budgets.buckets(concern, kept.model, at=kept.decided_at)
        counters = {key: bucket for bucket in concerned if (key := (bucket.budget.id, bucket.key)) in holds}
        read = await self._standings.standings(catalog.tenant, tuple(counters))
        return tuple(_line(bucket, read.get(key, Standing())) for key, bucket in counters.items())

    async def _blocked(self, tenant: str, buckets: Sequence[Bucket]) -> Mapping[str, int]:
        """Counted from decision records: of a budget for each one of its scope, over all of them."""
        since = {bucket.budget.id: bucket.starts_at or 0 for bucket in buckets}
        return {
            budget_id: await self._standings.blocked(tenant, budget_id, since=start)
            for budget_id, start in since.items()
        }


def _line(bucket: Bucket, standing: Standing) -> StandingLine:
    return StandingLine(bucket, standing.spent, standing.held)


def _concerned(case: Case, draft: Draft) -> Sequence[Bucket]:
    if draft.buckets:
        return [bucket for group in draft.buckets for bucket in group]
    return case.catalog.budgets.buckets(case.concern, "", at=case.at) if case.concern else ()


def _recommended(decision: Decision, draft: Draft) -> str:
    if decision.effect is not Effect.ALLOW:
        return decision.affordable[0].model if decision.affordable else ""
    if decision.reservation is not None:
        return decision.reservation.model
    return draft.alternatives[0].model if draft.alternatives else ""
