"""A usage record as evidence: the bytes of its audit entry, from which the receipt can be read back."""

from dataclasses import fields
from typing import Any, Final

import orjson

from remit.budget.ledger import Sums
from remit.budget.price import CostLine, TokenKind
from remit.decision.disguise import NOBODY, Names, Sealed
from remit.decision.settle import Booking, CostSource, Receipt, Report, ReservationState
from remit.decision.standing_record import read, shown

KIND: Final = "usage"
FORMAT: Final = 1

_FIELDS: Final = tuple(field.name for field in fields(Receipt))


def encode(report: Report, booking: Booking) -> bytes:
    """Return the bytes of the audit entry: JSON, UTF-8."""
    sealed = report.sealed
    usage = report.usage
    return orjson.dumps(
        {
            "format": FORMAT,
            "id": report.id,
            "at": report.at,
            "kind": KIND,
            "tenant": report.principal.tenant,
            "principal": sealed.get(report.principal.subject, report.principal.subject),
            "credential": report.principal.credential,
            "subject": sealed.get(report.subject, report.subject),
            "session_id": report.session_id,
            "run_id": report.run_id,
            "step_id": usage.step_id,
            "model": report.model,
            "tokens": usage.tokens,
            "requests": usage.requests,
            "outcome": usage.outcome,
            "booked_at": report.booked_at,
            "answer": _answer(booking.receipt, sealed),
        }
    )


def _answer(receipt: Receipt, sealed: Sealed) -> dict[str, object]:
    answer = {name: getattr(receipt, name) for name in _FIELDS}
    answer["standings"] = [shown(line, sealed) for line in receipt.standings]
    return answer


def decode(body: bytes, names: Names = NOBODY) -> Receipt:
    """Read the receipt back from an audit entry's bytes."""
    answer: dict[str, Any] = orjson.loads(body)["answer"]
    return Receipt(
        **{
            **answer,
            "source": CostSource(answer["source"]),
            "lines": tuple(CostLine(**{**line, "kind": TokenKind(line["kind"])}) for line in answer["lines"]),
            "state": ReservationState(answer["state"]) if answer["state"] else None,
            **{name: Sums(**answer[name]) for name in ("held", "used", "released", "overrun")},
            "standings": tuple(read(line, names) for line in answer["standings"]),
            "crossed": tuple(tuple(crossing) for crossing in answer["crossed"]),
        }
    )
