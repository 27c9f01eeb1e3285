"""The pleasant way to govern an act: ask before it begins, report when it ends. Lets none begin unallowed.

    with client.guard("tool:execute", "tool:web-search", estimate=tokens(2_000)) as act:
        ...
        act.record(input_tokens=812, output_tokens=96)

Leaving the block reports the usage: SUCCESS, FAILURE after an exception, CANCELLED after an interrupt. After
`act.not_started(…)` what was held is given back instead. A report that fails raises, unless the block did.
"""

import functools
from collections.abc import Awaitable, Callable, Collection
from types import TracebackType
from typing import Concatenate, Final, Generic, ParamSpec, TypeVar

from remit.client.act import Act, AuthorizeFields, authorize_request, outcome_of, receipt_of
from remit.client.calls.decision import DecisionCalls
from remit.client.errors import ObligationUnmet, RemitError, require_allowed
from remit.client.transport import AsyncTransport, SyncTransport
from remit.client.values import EntityLike, duration
from remitpb.v1 import policy_decision_service_pb2 as wire

P = ParamSpec("P")
R = TypeVar("R")
ActT = TypeVar("ActT", bound=Act)

_AUTHORIZE: Final = DecisionCalls.authorize.method
_RECORD: Final = DecisionCalls.record_usage.method
_RELEASE: Final = DecisionCalls.release_reservation.method
_EXTEND: Final = DecisionCalls.extend_reservation.method


class BlockingAct(Act):
    """An act under `Guard`."""

    def __init__(
        self, request: wire.AuthorizeRequest, answer: wire.AuthorizeResponse, *, transport: SyncTransport
    ) -> None:
        """Stand for what `answer` allows."""
        super().__init__(request, answer)
        self._transport = transport

    def extend(self, seconds: float) -> None:
        """Keep what is held for 1 to 3,600 seconds from now: the heartbeat of a long act."""
        if self.reservation_id:
            self._transport.unary(_EXTEND, extension(self.reservation_id, seconds))

    def close(self, error: BaseException | None) -> None:
        """Report how it ended.

        Raises:
            CallError: when the report was not taken.
        """
        report = self.closing(outcome_of(error))
        if isinstance(report, wire.RecordUsageRequest):
            self.receipt = receipt_of(self._transport.unary(_RECORD, report))
        elif isinstance(report, wire.ReleaseReservationRequest):
            self._transport.unary(_RELEASE, report)


class AwaitedAct(Act):
    """An act under `AsyncGuard`."""

    def __init__(
        self, request: wire.AuthorizeRequest, answer: wire.AuthorizeResponse, *, transport: AsyncTransport
    ) -> None:
        """Stand for what `answer` allows."""
        super().__init__(request, answer)
        self._transport = transport

    async def extend(self, seconds: float) -> None:
        """Do as `BlockingAct.extend`."""
        if self.reservation_id:
            await self._transport.unary(_EXTEND, extension(self.reservation_id, seconds))

    async def close(self, error: BaseException | None) -> None:
        """Do as `BlockingAct.close`."""
        report = self.closing(outcome_of(error))
        if isinstance(report, wire.RecordUsageRequest):
            self.receipt = receipt_of(await self._transport.unary(_RECORD, report))
        elif isinstance(report, wire.ReleaseReservationRequest):
            await self._transport.unary(_RELEASE, report)


class _Guard(Generic[ActT]):
    """What both guards know: the question, and the act once it is allowed."""

    def __init__(self, action: str, resource: EntityLike, *, fields: AuthorizeFields) -> None:
        self._action = action
        self._resource = resource
        self._fields = fields
        self._obeys: Collection[str] = fields.get("obeys", ())
        self._act: ActT | None = None

    def _question(self) -> wire.AuthorizeRequest:
        return authorize_request(self._action, self._resource, fields=self._fields)

    def _taken(self) -> ActT:
        act, self._act = self._act, None
        if act is None:
            raise RuntimeError("the guard was left before it was entered")
        return act


class Guard(_Guard[BlockingAct]):
    """Governs the block of a `with`; use one for each act."""

    def __init__(
        self, transport: SyncTransport, action: str, *, resource: EntityLike, fields: AuthorizeFields
    ) -> None:
        """Ask nothing yet."""
        super().__init__(action, resource, fields=fields)
        self._transport = transport

    def __enter__(self) -> BlockingAct:
        """Ask, and return the allowed act.

        Raises:
            Refused: when it is not allowed: `Denied`, `NeedsApproval`, `ObligationUnmet`.
            CallError: when there is no answer, which allows nothing either.
        """
        question = self._question()
        answer = self._transport.unary(_AUTHORIZE, question)
        require_allowed(answer)
        act = BlockingAct(question, answer, transport=self._transport)
        try:
            act.require_obeyed(self._obeys)
        except ObligationUnmet as error:
            act.close(error)
            raise
        self._act = act
        return act

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Report."""
        try:
            self._taken().close(error)
        except RemitError as failure:
            unreported(error, failure)


class AsyncGuard(_Guard[AwaitedAct]):
    """Governs the block of an `async with`; use one for each act."""

    def __init__(
        self, transport: AsyncTransport, action: str, *, resource: EntityLike, fields: AuthorizeFields
    ) -> None:
        """Ask nothing yet."""
        super().__init__(action, resource, fields=fields)
        self._transport = transport

    async def __aenter__(self) -> AwaitedAct:
        """Do as `Guard.__enter__`."""
        question = self._question()
        answer = await self._transport.unary(_AUTHORIZE, question)
        require_allowed(answer)
        act = AwaitedAct(question, answer, transport=self._transport)
        try:
            act.require_obeyed(self._obeys)
        except ObligationUnmet as error:
            await act.close(error)
            raise
        self._act = act
        return act

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Report."""
        try:
            await self._taken().close(error)
        except RemitError as failure:
            unreported(error, failure)


def guarded(
    make: Callable[[], Guard],
) -> Callable[[Callable[Concatenate[BlockingAct, P], R]], Callable[P, R]]:
    """Return a decorator that governs each call of a function by a guard of its own."""

    def decorate(function: Callable[Concatenate[BlockingAct, P], R]) -> Callable[P, R]:
        @functools.wraps(function)
        def governed(*args: P.args, **kwargs: P.kwargs) -> R:
            with make() as act:
                return function(act, *args, **kwargs)

        return governed

    return decorate


def async_guarded(
    make: Callable[[], AsyncGuard],
) -> Callable[[Callable[Concatenate[AwaitedAct, P], Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Do as `guarded` for coroutine functions."""

    def decorate(function: Callable[Concatenate[AwaitedAct, P], Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @functools.wraps(function)
        async def governed(*args: P.args, **kwargs: P.kwargs) -> R:
            async with make() as act:
                return await function(act, *args, **kwargs)

        return governed

    return decorate


def extension(reservation_id: str, seconds: float) -> wire.ExtendReservationRequest:
    """Return the request that keeps a reservation open for so many seconds from now."""
    return wire.ExtendReservationRequest(reservation_id=reservation_id, hold=duration(seconds))


def unreported(error: BaseException | None, failure: RemitError) -> None:
    """Raise a failed report, unless the act itself had failed: then note it there.

    Raises:
        RemitError: `failure`, when there is no error of the act.
    """
    if error is None:
        raise failure
    error.add_note(f"The usage of this act could not be reported either: {failure}")
