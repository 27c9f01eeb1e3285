"""A usage record as evidence: the bytes of its audit entry, from which the receipt can be read back."""

from typing import Any, Final

import orjson

from remit.budget.ledger import Sums
from remit.budget.price import CostLine, TokenKind
from remit.decision.disguise import NOBODY, Names, Sealed
from remit.decision.settle import CostSource, Receipt, Report, ReservationState
from remit.decision.standing_record import read, shown

KIND: Final = "usage"
FORMAT: Final = 1


def encode(report: Report, receipt: Receipt, *, tokens: bytes) -> bytes:
    """Return the bytes of the audit entry: JSON, UTF-8; `tokens` is the usage's, as JSON already."""
    sealed, principal, usage = report.sealed, report.principal, report.usage
    return orjson.dumps(
        {
            "format": FORMAT,
            "id": report.id,
            "at": report.at,
            "kind": KIND,
            "tenant": principal.tenant,
            "principal": sealed.get(principal.subject, principal.subject),
            "credential": principal.credential,
            "subject": sealed.get(report.subject, report.subject),
            "session_id": report.session_id,
            "run_id": report.run_id,
            "step_id": usage.step_id,
            "model": report.model,
            "tokens": orjson.Fragment(tokens),
            "requests": usage.requests,
            "outcome": usage.outcome,
            "booked_at": report.booked_at,
            "answer": _answer(receipt, sealed),
        }
    )


def _answer(receipt: Receipt, sealed: Sealed) -> dict[str, object]:
    """All that `decode` needs, under the receipt's own names; a literal, for it is written with every record."""
    return {
        "usage_id": receipt.usage_id,
        "id": receipt.id,
        "cost": receipt.cost,
        "source": receipt.source,
        "price_version": receipt.price_version,
        "lines": [
            {"kind": line.kind, "tokens": line.tokens, "price_per_million": line.price_per_million}
            for line in receipt.lines
        ],
        "reservation_id": receipt.reservation_id,
        "state": receipt.state,
        "held": _sums(receipt.held),
        "used": _sums(receipt.used),
        "released": _sums(receipt.released),
        "overrun": _sums(receipt.overrun),
        "standings": [shown(line, sealed) for line in receipt.standings],
        "crossed": receipt.crossed,
        "unreserved": receipt.unreserved,
        "late": receipt.late,
        "recorded_at": receipt.recorded_at,
    }


def _sums(sums: Sums) -> dict[str, int]:
    return {"money": sums.money, "tokens": sums.tokens}


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
