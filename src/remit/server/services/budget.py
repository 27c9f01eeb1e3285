"""BudgetService: what acts may cost. Overrides and the dashboard come with a later version."""

from collections.abc import Callable

from remit.administration import budget as budgets
from remit.administration.listing import Query
from remit.budget.model import Bucket, Budget, ScopeType, Standing
from remit.budget.standing import forecast
from remit.decision.budget_standing import bucket_at
from remit.decision.model import StandingLine
from remit.server.call import Call
from remit.server.convert.budget import FIELDS, PERIODS, SCOPES, UNITS, from_budget, require_fixed, to_budget
from remit.server.convert.mask import merged
from remit.server.convert.money import to_amount
from remit.server.convert.standing import standing_message
from remit.server.services.alert import AlertCalls
from remit.server.services.books import Books
from remit.server.services.desk import mask_of
from remit.server.services.downgrade import DowngradeCalls
from remit.server.services.ledger import LedgerCalls
from remit.server.services.price import PriceCalls
from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import core_pb2 as core

_BY_SUBJECT = {ScopeType.AGENT, ScopeType.USER, ScopeType.SERVICE}
"""Scopes whose instances are subjects, by which refused decisions can be found."""


class BudgetCalls(Books):
    """Budgets and where they stand."""

    async def CreateBudget(self, request: pb.CreateBudgetRequest, call: Call) -> pb.CreateBudgetResponse:
        """Create a budget; one over existing spend starts from the ledger."""
        currency = await self._currency(call)
        wanted = from_budget(request.budget, currency)
        written = await budgets.create_budget(self._desk.editor(call, request), wanted)
        return pb.CreateBudgetResponse(budget=to_budget(written.result, currency), revision=written.revision)

    async def GetBudget(self, request: pb.GetBudgetRequest, call: Call) -> pb.GetBudgetResponse:
        """Read one budget and where it stands."""
        budget = await self._desk.found(call, Budget, identity=request.budget_id, field="budget_id")
        catalog = await self._desk.catalog(call)
        bucket = bucket_at(budget, catalog.period_clock, scope_id=request.scope_id, at=self._desk.now)
        currency = catalog.settings.currency
        standing = await self._standing(call, bucket, currency=currency) if bucket is not None else None
        return pb.GetBudgetResponse(budget=to_budget(budget, currency), standing=standing)

    async def ListBudgets(self, request: pb.ListBudgetsRequest, call: Call) -> pb.ListBudgetsResponse:
        """List budgets by id."""
        currency = await self._currency(call)

        def wanted(budget: Budget) -> bool:
            return (
                request.scope in {0, *(n for n, scope in SCOPES.items() if scope is budget.scope_type)}
                and request.scope_id in {"", budget.scope_id}
                and request.period in {0, *(n for n, period in PERIODS.items() if period is budget.period)}
                and request.unit in {0, *(n for n, unit in UNITS.items() if unit is budget.unit)}
            )

        page, token = await self._desk.page(call, request, query=Query(Budget, wanted=wanted))
        return pb.ListBudgetsResponse(
            budgets=[to_budget(one, currency) for one in page.items], next_page_token=token
        )

    async def UpdateBudget(self, request: pb.UpdateBudgetRequest, call: Call) -> pb.UpdateBudgetResponse:
        """Change a budget; a new limit holds at once."""
        currency = await self._currency(call)
        written = await budgets.update_budget(
            self._desk.editor(call, request),
            request.budget.budget_id,
            etag=request.etag,
            change=_change(request, currency),
        )
        return pb.UpdateBudgetResponse(budget=to_budget(written.result, currency), revision=written.revision)

    async def DeleteBudget(self, request: pb.DeleteBudgetRequest, call: Call) -> pb.DeleteBudgetResponse:
        """Remove a budget; what it has counted stays in the ledger."""
        written = await budgets.delete_budget(
            self._desk.editor(call, request), request.budget_id, etag=request.etag
        )
        return pb.DeleteBudgetResponse(revision=written.revision)

    async def _standing(self, call: Call, bucket: Bucket, *, currency: str) -> core.Standing:
        tenant, budget = call.principal.tenant, bucket.budget
        key = (budget.id, bucket.key)
        standing = (await self._standings.standings(tenant, [key])).get(key, Standing())
        message = standing_message(
            StandingLine(bucket, standing.spent, standing.held), currency, amounts=True
        )
        ahead = forecast(standing.spent, self._desk.now, starts_at=bucket.starts_at, ends_at=bucket.ends_at)
        if ahead is not None:
            message.forecast.CopyFrom(to_amount(ahead, budget.unit, currency=currency))
        instance = bucket.key.rpartition("@")[0] if budget.each_subject or not budget.scope_id else ""
        by_subject = budget.each_subject or budget.scope_type in _BY_SUBJECT
        # What refused names the budget, not the one whom it counts, known only where that is a subject.
        if not instance or by_subject or budget.scope_type is ScopeType.TENANT:
            subject = instance if by_subject else ""
            since = bucket.starts_at or budget.created_at
            message.calls_blocked = await self._standings.blocked(
                tenant, budget.id, since=since, subject=subject
            )
        return message


class BudgetService(BudgetCalls, PriceCalls, DowngradeCalls, LedgerCalls, AlertCalls):
    """Budgets, prices, the model ladder, the ledger and alerts."""


def _change(request: pb.UpdateBudgetRequest, currency: str) -> Callable[[Budget], Budget]:
    def change(before: Budget) -> Budget:
        current, mask = to_budget(before, currency), mask_of(request)
        if mask is None:
            require_fixed(current, request.budget)
        wanted = merged(current, request.budget, mask=mask, writable=FIELDS)
        return from_budget(wanted, currency, before=before)

    return change
