"""The record of a reservation's end that no usage tells of: its audit entry and its run's step, in its own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, insert

from remit.audit import leaf
from remit.budget.ledger import Sums
from remit.decision.settle import Reservation
from remit.identity.model import Principal
from remit.ids import ENTRY, Ids, decision_of
from remit.storage import step
from remit.storage.person import People
from remit.storage.tables.audit import audit_entry
from remit.timeline.model import StepKind, StepStatus

FORMAT: Final = 1
RELEASE: Final = "reservation:release"
EXPIRE: Final = "reservation:expire"
EXPIRER: Final = "system:expiry"
"""In whose name the audit log has what expired."""

_STATUS: Final = {RELEASE: StepStatus.CANCELLED, EXPIRE: StepStatus.FAILED}
_NAMES: Final = {RELEASE: "release", EXPIRE: "expiry"}


@dataclass(frozen=True, slots=True)
class End:
    """One reservation's end."""

    tenant: str
    reservation: Reservation
    action: str
    """`RELEASE` or `EXPIRE`."""
    actor: str
    told: Mapping[str, object] = field(default_factory=dict)
    """What else the entry says."""
    charged: Sums = field(default_factory=Sums)
    """What is booked without a report."""


def told_by(actor: Principal, reason: str) -> dict[str, object]:
    """Return what an entry says of who ended a reservation, and why."""
    behalf = {"on_behalf_of": actor.on_behalf_of} if actor.on_behalf_of else {}
    return {
        "principal_tenant": actor.tenant,
        "credential": actor.credential,
        **behalf,
        "reason": reason,
    }


def write_ends(connection: Connection, ends: Sequence[End], *, people: People, ids: Ids, at: int) -> None:
    """Record ends whose reservations and counters are locked; runs come last, by key, as everyone locks them."""
    named = [(one, ids.new(ENTRY)) for one in ends]
    entries = [_entry(connection, one, entry_id=entry_id, people=people, at=at) for one, entry_id in named]
    if entries:
        connection.execute(insert(audit_entry), entries)
    stepped = [(one, entry_id) for one, entry_id in named if one.reservation.run_id]
    for one, entry_id in sorted(stepped, key=lambda each: (each[0].tenant, each[0].reservation.run_id)):
        _append(connection, one, entry_id=entry_id, at=at)


def _entry(connection: Connection, end: End, *, entry_id: str, people: People, at: int) -> dict[str, object]:
    one = end.reservation
    content = {
        "format": FORMAT,
        "principal": end.actor,
        "subject": one.subject,
        "action": end.action,
        "resource": one.id,
        "run_id": one.run_id,
        "charged": {"money": end.charged.money, "tokens": end.charged.tokens},
        **end.told,
    }
    sealed = people.sealed_in(connection, end.tenant, value=content)
    made = leaf.make(entry_id, end.tenant, at=at, kind=end.action, content=sealed)
    return {
        "id": made.id, "tenant": end.tenant, "at": made.at, "kind": end.action, "principal": end.actor,
        "subject": one.subject, "action": end.action, "resource": one.id, "effect": 0, "code": "", "source": "",
        "run_id": one.run_id, "body": made.body, "hash": made.hash,
    }  # fmt: skip


def _append(connection: Connection, end: End, *, entry_id: str, at: int) -> None:
    one = end.reservation
    body: dict[str, object] = {
        "step_id": entry_id, "parent_id": "", "kind": StepKind.USAGE, "name": _NAMES[end.action],
        "status": _STATUS[end.action], "started_at": at, "ended_at": at, "model": one.model,
        "cost": end.charged.money, "labels": {}, "decision_id": decision_of(one.id),
    }  # fmt: skip
    step.append(connection, end.tenant, run_id=one.run_id, body=body, subject=one.subject, at=at)
