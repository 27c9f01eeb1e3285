"""PolicyDecisionService: the calls that runtimes make. Converts and passes on; decides nothing."""

import asyncio

from remit.bootstrap import App
from remit.clock import monotonic
from remit.decision.catalog import Catalog
from remit.decision.model import Ask
from remit.decision.record_usage import Reported
from remit.errors import RemitError
from remit.identity.model import Principal
from remit.server.call import Call
from remit.server.convert.decision import answer_of, ask_of
from remit.server.convert.usage import check_message, question_of, reported_of, result_of
from remit.server.services.approval_request import ApprovalRequests
from remit.server.services.reservation import Reservations
from remit.server.services.server_info import ServerInfo
from remit.server.services.timeline_stream import TimelineStreams
from remit.server.services.verification import Verifications
from remit.server.status import status_of
from remitpb.v1 import policy_decision_service_pb2 as pb

READ_BUDGETS = "budget:get"
"""The permission to see what budgets hold."""

MICROSECONDS = 1_000_000


class PolicyDecision(ApprovalRequests, Reservations, ServerInfo, TimelineStreams, Verifications):
    """The data plane."""

    def __init__(self, app: App) -> None:
        """Serve `app`."""
        super().__init__(app)
        self._authorizer = app.authorizer
        self._catalogs = app.catalogs

    async def Authorize(self, request: pb.AuthorizeRequest, call: Call) -> pb.AuthorizeResponse:
        """Decide one action and, if allowed, hold its budget and take its rate tokens."""
        return await self._authorize(ask_of(request, call.principal))

    async def _authorize(self, ask: Ask) -> pb.AuthorizeResponse:
        started = monotonic()
        committed = await self._authorizer.authorize(ask)
        catalog = self._catalogs.at_hand(ask.tenant) or await self._catalogs.of(ask.tenant)
        took = int((monotonic() - started) * MICROSECONDS)
        amounts = self._may_see(catalog, ask.principal)
        return answer_of(committed, catalog.settings.currency, amounts=amounts, ask=ask, micros=took)

    def _may_see(self, catalog: Catalog, principal: Principal) -> bool:
        """Whether the caller may see what budgets hold."""
        return catalog.may(principal.subject, READ_BUDGETS, resource="*", at=self._app.clock.now())

    async def BatchAuthorize(
        self, request: pb.BatchAuthorizeRequest, call: Call
    ) -> pb.BatchAuthorizeResponse:
        """Decide up to a thousand actions, each its own answer; those after see the holds of those before."""
        # Tasks start in order, so the items board their turns in order too.
        tasks = [asyncio.ensure_future(self._authorize_item(one, call.principal)) for one in request.requests]
        response = pb.BatchAuthorizeResponse()
        for result in await asyncio.gather(*tasks):
            if isinstance(result, RemitError):
                response.results.add(error=status_of(result))
            else:
                response.results.add(response=result)
        return response

    async def _authorize_item(
        self, request: pb.AuthorizeRequest, principal: Principal
    ) -> pb.AuthorizeResponse | RemitError:
        try:
            return await self._authorize(ask_of(request, principal))
        except RemitError as error:
            return error

    async def CheckBudget(self, request: pb.CheckBudgetRequest, call: Call) -> pb.CheckBudgetResponse:
        """Say where a subject stands, and whether an estimate would fit."""
        check = await self._app.checker.check(question_of(request, call.principal))
        catalog = await self._catalogs.of(call.principal.tenant)
        return check_message(check, catalog.settings.currency, amounts=self._may_see(catalog, call.principal))

    async def RecordUsage(self, request: pb.RecordUsageRequest, call: Call) -> pb.RecordUsageResponse:
        """Report what was really used."""
        principal = call.principal
        catalog = await self._catalogs.of(principal.tenant)
        currency = catalog.settings.currency
        reported: list[Reported | RemitError] = []
        for place, record in enumerate(request.records):
            try:
                reported.append(reported_of(record, currency, place=place))
            except RemitError as error:
                reported.append(error)
        results = await self._app.settler.record(principal, reported)
        amounts = self._may_see(catalog, principal)
        return pb.RecordUsageResponse(results=[result_of(one, currency, amounts=amounts) for one in results])
