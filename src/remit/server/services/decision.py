"""PolicyDecisionService: the calls that runtimes make. Converts and passes on; decides nothing."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

import structlog
from google.protobuf.message import Message

from remit.bootstrap import App
from remit.clock import monotonic
from remit.decision.caller import find_caller
from remit.decision.model import Ask, Committed
from remit.decision.record_usage import Reported
from remit.errors import RemitError
from remit.identity.model import Principal
from remit.server.bounds import check
from remit.server.call import Call
from remit.server.convert.decision import answer_of, ask_of
from remit.server.convert.receipt import result_of
from remit.server.convert.usage import check_message, question_of, reported_of
from remit.server.services.approval_request import ApprovalRequests
from remit.server.services.reservation import Reservations
from remit.server.services.server_info import ServerInfo
from remit.server.services.timeline_stream import TimelineStreams
from remit.server.services.verification import Verifications
from remit.server.status import internal_error, status_of
from remit.server.wire import nested, tag_of
from remitpb.v1 import policy_decision_service_pb2 as pb

READ_BUDGETS = "budget:get"
"""The permission to see what budgets hold."""

MICROSECONDS = 1_000_000

_RESULTS: Final = tag_of(pb.BatchAuthorizeResponse.DESCRIPTOR, "results")
_USAGE_RESULTS: Final = tag_of(pb.RecordUsageResponse.DESCRIPTOR, "results")
_RESPONSE: Final = tag_of(pb.BatchAuthorizeResult.DESCRIPTOR, "response")

Read = TypeVar("Read")

_log: Final[Any] = structlog.get_logger("remit.server")


class PolicyDecision(ApprovalRequests, Reservations, ServerInfo, TimelineStreams, Verifications):
    """The data plane."""

    def __init__(self, app: App) -> None:
        """Serve `app`."""
        super().__init__(app)
        self._authorizer = app.authorizer
        self._catalogs = app.catalogs

    async def Authorize(self, request: pb.AuthorizeRequest, call: Call) -> bytes:
        """Decide one action and, if allowed, hold its budget and take its rate tokens."""
        ask = ask_of(request, call.principal)
        started = monotonic()
        committed = await self._authorizer.authorize(ask)
        catalog = self._catalogs.at_hand(ask.tenant) or await self._catalogs.of(ask.tenant)
        took = int((monotonic() - started) * MICROSECONDS)
        amounts = await self._may_see(ask.principal)
        return answer_of(committed, catalog.settings.currency, amounts=amounts, ask=ask, micros=took)

    async def _may_see(self, principal: Principal) -> bool:
        """Whether the caller may see what budgets hold."""
        caller = await find_caller(self._catalogs, principal)
        return caller.may(READ_BUDGETS, resource="*", at=self._app.clock.now())

    async def BatchAuthorize(self, request: pb.BatchAuthorizeRequest, call: Call) -> bytes:
        """Decide up to a thousand actions, each its own answer; those after see the holds of those before."""
        ask_from = partial(_ask, principal=call.principal)
        asks = [_read(ask_from, one, at=f"requests[{place}]") for place, one in enumerate(request.requests)]
        started = monotonic()
        decided = iter(await self._authorizer.authorize_all([ask for ask in asks if isinstance(ask, Ask)]))
        took = int((monotonic() - started) * MICROSECONDS)
        catalog = await self._catalogs.of(call.principal.tenant)
        currency, amounts = catalog.settings.currency, await self._may_see(call.principal)
        results = []
        for place, ask in enumerate(asks):
            result = next(decided) if isinstance(ask, Ask) else ask
            if isinstance(ask, Ask) and isinstance(result, Committed):
                answer = answer_of(result, currency, amounts=amounts, ask=ask, micros=took)
                results.append(nested(_RESULTS, nested(_RESPONSE, answer)))
            else:
                refused = pb.BatchAuthorizeResult(error=status_of(_told(result, f"requests[{place}]")))
                results.append(nested(_RESULTS, refused.SerializeToString()))
        return b"".join(results)

    async def CheckBudget(self, request: pb.CheckBudgetRequest, call: Call) -> pb.CheckBudgetResponse:
        """Say where a subject stands, and whether an estimate would fit."""
        check = await self._app.checker.check(question_of(request, call.principal))
        catalog = await self._catalogs.of(call.principal.tenant)
        amounts = await self._may_see(call.principal)
        return check_message(check, catalog.settings.currency, amounts=amounts)

    async def RecordUsage(self, request: pb.RecordUsageRequest, call: Call) -> bytes:
        """Report what was really used."""
        principal = call.principal
        catalog = await self._catalogs.of(principal.tenant)
        currency = catalog.settings.currency
        reported_from = partial(_reported, currency=currency, principal=principal)
        reported = [
            _read(reported_from, one, at=f"records[{place}]") for place, one in enumerate(request.records)
        ]
        results = await self._app.settler.record(principal, reported)
        amounts = await self._may_see(principal)
        told = (
            _told(one, f"records[{place}]") if isinstance(one, RemitError) else one
            for place, one in enumerate(results)
        )
        return b"".join([nested(_USAGE_RESULTS, result_of(one, currency, amounts=amounts)) for one in told])


def _ask(request: pb.AuthorizeRequest, *, principal: Principal, at: str) -> Ask:
    check(request, at=at)
    return ask_of(request, principal)


def _reported(record: pb.UsageRecord, *, currency: str, principal: Principal, at: str) -> Reported:
    check(record, at=at)
    return reported_of(record, currency, at=at, principal=principal)


def _read(read: Callable[..., Read], item: Message, *, at: str) -> Read | RemitError:
    """Read one item of a batch; what is wrong with it is its own answer."""
    try:
        return read(item, at=at)
    except RemitError as error:
        return error


def _told(error: BaseException | object, at: str) -> RemitError:
    """Return an item's error with its field's whole path; what nobody foresaw goes to the log."""
    if not isinstance(error, RemitError):
        told = internal_error()
        _log.error("item failed", at=at, error_id=told.metadata["error_id"], exc_info=error)
        return told
    if error.field and not error.field.startswith(at):
        error.field = f"{at}.{error.field}"
    return error
