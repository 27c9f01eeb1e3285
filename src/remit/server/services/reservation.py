"""ExtendReservation, ReleaseReservation, ListReservations: for the holder of a reservation."""

from contextlib import suppress

import orjson

from remit.decision.caller import find_caller
from remit.decision.model import HOLD_DEFAULT
from remit.decision.pace import Lease
from remit.decision.settle import Reservation, ReservationState
from remit.errors import (
    BackendUnavailableError,
    InvalidFieldError,
    NotFoundError,
    OverloadedError,
    ReservationNotOpenError,
)
from remit.identity.model import Principal
from remit.ids import decision_of
from remit.server.call import Call
from remit.server.convert.decision import party_of
from remit.server.convert.money import from_duration
from remit.server.convert.standing import standing_message
from remit.server.convert.usage import reservation_message
from remit.server.services.plane import Plane
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

READ_BUDGETS = "budget:get"
LIST_OTHERS = "reservation:list"
CHANGE_OTHERS = "reservation:update"
PAGE_DEFAULT = 50


class Reservations(Plane):
    """Reservations of the caller, or of others with the permission."""

    async def ExtendReservation(
        self, request: pb.ExtendReservationRequest, call: Call
    ) -> pb.ExtendReservationResponse:
        """Let an open reservation expire later: the heartbeat of a long call."""
        kept = await self._own(request.reservation_id, call.principal)
        span = from_duration(request.hold) if request.HasField("hold") else HOLD_DEFAULT
        tenant, now = call.principal.tenant, self._app.clock.now()
        extended = await self._app.reservations.extend(tenant, kept.id, expires_at=now + span)
        if extended is None:
            raise _not_open(kept)
        if kept.run_id:
            await self._app.deadlines.sign(tenant, kept.run_id, at=self._app.clock.now())
        # What lasts is extended; a lease that cannot be extended now ends where it would have ended.
        with suppress(BackendUnavailableError, OverloadedError):
            # The slot is held for as long as the reservation, which a short heartbeat does not shorten.
            await self._app.pace.extend([Lease(tenant, decision_of(kept.id))], extended.expires_at - now)
        return pb.ExtendReservationResponse(
            reservation=reservation_message(extended, await self._currency(tenant))
        )

    async def ReleaseReservation(
        self, request: pb.ReleaseReservationRequest, call: Call
    ) -> pb.ReleaseReservationResponse:
        """Give back what an act holds that was not started."""
        if request.outcome != pb.RELEASE_OUTCOME_NOT_STARTED:
            message = "only an act that was not started can be released; report the usage of one that was"
            raise InvalidFieldError(message, field="outcome")
        kept = await self._own(request.reservation_id, call.principal)
        tenant = call.principal.tenant
        released = await self._app.reservations.release(
            tenant, kept.id, by=call.principal, reason=request.reason, at=self._app.clock.now()
        )
        if released is None:
            # Whoever released it before, perhaps in this very call's first try, gets the same answer.
            released = await self._app.reservations.find(tenant, kept.id) or kept
            if released.state is not ReservationState.RELEASED:
                raise _not_open(released)
        else:
            self._app.settler.tally.released += 1
        # What is released is released; a lease that cannot be freed now ends by itself.
        with suppress(BackendUnavailableError, OverloadedError):
            await self._app.pace.release([Lease(tenant, decision_of(kept.id))])
        catalog = await self._app.catalogs.of(tenant)
        currency = catalog.settings.currency
        amounts = await self._may(call.principal, READ_BUDGETS, resource="*")
        return pb.ReleaseReservationResponse(
            reservation=reservation_message(released, currency),
            standings=[
                standing_message(line, currency, amounts=amounts)
                for line in await self._app.checker.held(catalog, released)
            ],
        )

    async def ListReservations(
        self, request: pb.ListReservationsRequest, call: Call
    ) -> pb.ListReservationsResponse:
        """List reservations, the newest first."""
        principal, app = call.principal, self._app
        subject = party_of(request.subject, "subject") if request.HasField("subject") else ""
        catalog = await app.catalogs.of(principal.tenant)
        if subject != principal.subject and not await self._may(
            principal, LIST_OTHERS, resource=subject or "*"
        ):
            # Without the permission one sees one's own, as when one asks for nobody in particular.
            subject = principal.subject
        states = [
            core.ReservationState.Name(state).removeprefix("RESERVATION_STATE_") for state in request.states
        ] or ["OPEN"]
        bound = orjson.dumps(
            [principal.tenant, subject, request.session_id, request.run_id, request.budget_id, states]
        )
        after = app.pages.decode(request.page_token, bound) if request.page_token else ""
        size = min(request.page_size or PAGE_DEFAULT, app.config.max_page_size)
        where = {"subject": subject, "session_id": request.session_id, "run_id": request.run_id}
        found = await app.reservations.page(
            principal.tenant,
            after=after,
            limit=size + 1,
            states=states,
            where=where,
            budget_id=request.budget_id,
        )
        page = found[:size]
        currency = catalog.settings.currency
        return pb.ListReservationsResponse(
            reservations=[reservation_message(one, currency) for one in page],
            next_page_token=app.pages.encode(page[-1].id, bound) if len(found) > size else "",
        )

    async def _may(self, principal: Principal, action: str, *, resource: str) -> bool:
        """Tell whether the caller may do something, with those for whom it acts."""
        caller = await find_caller(self._app.catalogs, principal)
        return caller.may(action, resource=resource, at=self._app.clock.now())

    async def _own(self, reservation_id: str, principal: Principal) -> Reservation:
        """Return a reservation of the caller, or of another with the permission; what is hidden is not found."""
        kept = await self._app.reservations.find(principal.tenant, reservation_id)
        own = kept is not None and principal.subject in {kept.principal, kept.subject}
        if kept is None or not (own or await self._may(principal, CHANGE_OTHERS, resource=kept.subject)):
            message = f"there is no reservation {reservation_id!r}"
            raise NotFoundError(message, field="reservation_id")
        return kept


def _not_open(kept: Reservation) -> ReservationNotOpenError:
    state = kept.state if kept.state is not ReservationState.OPEN else "closed"
    return ReservationNotOpenError(
        f"the reservation is {state}, so nothing can be changed", field="reservation_id"
    )
