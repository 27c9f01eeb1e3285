"""What keeps entries of the log and reservations that are old enough to go: money, approvals, repeats. Removes nothing."""

from collections.abc import Collection, Sequence
from typing import cast

from sqlalchemy import Connection, exists, or_, select

from remit.approval.model import Approval, ApprovalState
from remit.decision.settle import ReservationState
from remit.ids import decision_of, reservation_of
from remit.storage.entity import from_json
from remit.storage.tables.budget import approval_use, ledger, reservation
from remit.storage.tables.entity import entity


def held(connection: Connection, tenant: str, *, ids: Sequence[str], before: int) -> Collection[str]:
    """Return those of some decisions whose reservation is open, or was closed or used at `before` or later."""
    young = exists().where(ledger.c.reservation_id == reservation.c.id, ledger.c.recorded_at >= before)
    open_ = reservation.c.state == ReservationState.OPEN
    query = select(reservation.c.id).where(
        reservation.c.tenant == tenant,
        reservation.c.id.in_([reservation_of(one) for one in ids]),
        or_(open_, reservation.c.closed_at >= before, young),
    )
    return {decision_of(one) for one in connection.scalars(query)}


def approved(connection: Connection, tenant: str, *, now: int) -> Collection[str]:
    """Return the decisions on which approvals stand that may still be decided or used."""
    query = select(entity.c.body).where(
        entity.c.tenant == tenant,
        entity.c.kind == Approval.kind,
        entity.c.state.in_([ApprovalState.PENDING, ApprovalState.APPROVED]),
        entity.c.body.is_not(None),
    )
    found = (cast("Approval", from_json(Approval.kind, body)) for body in connection.scalars(query))
    usable = {one.id: one.decision_id for one in found if one.use_by is None or one.use_by > now}
    used = select(approval_use.c.decision_id).where(approval_use.c.approval_id.in_(sorted(usable)))
    return {*usable.values(), *(connection.scalars(used) if usable else ())}


def charged(connection: Connection, ids: Collection[str]) -> Collection[str]:
    """Return those of some reservations whose charge at expiry nobody took back yet: a late actual may."""
    back = ledger.alias("back")
    reversed_ = exists().where(
        back.c.reservation_id == ledger.c.reservation_id, back.c.reverses == ledger.c.id
    )
    mine = (ledger.c.reservation_id.in_(sorted(ids)), ledger.c.provisional == 1)
    return set(connection.scalars(select(ledger.c.reservation_id).where(*mine, ~reversed_)))


def booked(connection: Connection, ids: Sequence[str]) -> Collection[str]:
    """Return those of some usage records that the ledger still has: their evidence says how they were priced."""
    return set(connection.scalars(select(ledger.c.id).where(ledger.c.id.in_(ids))))
