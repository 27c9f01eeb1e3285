"""A decision as evidence: the exact bytes of its audit entry, from which the answer can be read back.

The entry holds the whole answer, so that what a caller was told and what the log proves are the same bytes, and a
repeated request gets its first answer from the evidence itself. Users appear sealed under their own keys.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

from orjson import Fragment, dumps, loads

from remit.budget.model import Hold, Unit
from remit.decision.disguise import NOBODY, Names, Sealed, hide, hide_bucket, hide_link, show_all, show_bucket
from remit.decision.model import (
    Affordable,
    Decision,
    Draft,
    Duty,
    Effect,
    Lift,
    Obligation,
    RateLine,
    Reason,
    ReasonCode,
    Remedy,
    Reserved,
    Stage,
)
from remit.decision.standing_record import read, shown

KIND: Final = "decision"
FORMAT: Final = 1

_BEGIN: Final = b'{"format":%d,"id":' % FORMAT
_SETTLE_BY: Final = Duty.SETTLE_BY

# Short of 2,048 bytes the hash is made without giving the interpreter's lock away, so what is empty is left out.
_DUTY_FIELDS: Final = tuple(field.name for field in fields(Obligation))


def encode(draft: Draft, decision: Decision, *, holds: str | None = None) -> bytes:
    """Return the bytes of the audit entry: JSON, UTF-8.

    Args:
        draft: what was asked; what it says as others of its batch do is written once for all of them.
        decision: the answer.
        holds: those of its reservation as `holds_json` writes them, when that is done already.
    """
    ask, alike = draft.ask, draft.alike
    if alike is None:
        who, about, what = _said_alike(draft)
    else:
        who, about, what = alike.entry = alike.entry or _said_alike(draft)
    return b"".join(
        (
            _BEGIN, dumps(decision.id), b',"at":', dumps(decision.at), who, b',"request_id":', dumps(ask.request_id),
            about, b',"step_id":', dumps(ask.step_id), what, b',"answer":', _answer(draft, decision, holds=holds), b"}",
        )
    )  # fmt: skip


def _said_alike(draft: Draft) -> tuple[bytes, bytes, bytes]:
    """Write what asks that are alike say alike: before the request's id, between it and the step's, and behind."""
    ask, sealed = draft.ask, draft.sealed
    who = {
        "kind": KIND,
        "tenant": ask.tenant,
        "principal": sealed.get(ask.principal.subject, ask.principal.subject),
        "credential": ask.principal.credential,
    }
    about = {
        "subject": sealed.get(ask.subject, ask.subject),
        "on_behalf_of": sealed.get(ask.on_behalf_of, ask.on_behalf_of),
        "session_id": ask.session_id,
        "run_id": ask.run_id,
    }
    what = {
        "approval_id": ask.approval_id,
        "action": ask.action,
        "resource": sealed.get(ask.resource, ask.resource),
        "data_classes": ask.data_classes,
    }
    # Members, which follow others: a comma, and none of the braces.
    return b"," + dumps(who)[1:-1], b"," + dumps(about)[1:-1], b"," + dumps(what)[1:-1]


def _answer(draft: Draft, decision: Decision, *, holds: str | None) -> bytes:
    sealed, kept = draft.sealed, decision.reservation
    return dumps(
        {
            "id": decision.id,
            "effect": decision.effect,
            "at": decision.at,
            "revision": decision.revision,
            "valid_until": decision.valid_until,
            "stages": decision.stages,
            "reasons": [_said(reason, sealed) for reason in decision.reasons],
            "obligations": [_told(duty) for duty in decision.obligations],
            "reservation": _held(kept, sealed, holds=holds) if kept is not None else None,
            "standings": [shown(line, sealed) for line in decision.standings],
            "rates": decision.rates,
            "lift": _lifted(decision.lift, sealed) if decision.lift else None,
            "affordable": decision.affordable,
            "delegation": [hide_link(link, sealed) for link in decision.delegation],
        }
    )


def _told(duty: Obligation) -> dict[str, object]:
    """An obligation without what it leaves empty."""
    if duty.duty is _SETTLE_BY:
        return {"duty": _SETTLE_BY, "time": duty.time}
    return {name: value for name in _DUTY_FIELDS if (value := getattr(duty, name))}


def _said(reason: Reason, sealed: Sealed) -> Reason:
    remedy = reason.remedy
    if remedy is None or not remedy.who:
        return reason
    return replace(reason, remedy=replace(remedy, who=tuple(hide(ref, sealed) for ref in remedy.who)))


def _lifted(lift: Lift, sealed: Sealed) -> Lift:
    return replace(lift, approvers=tuple(hide(ref, sealed) for ref in lift.approvers))


def _held(kept: Reserved, sealed: Sealed, *, holds: str | None) -> dict[str, object]:
    """A reservation, its holds in the order [budget id, bucket, unit, amount]."""
    return {
        "id": kept.id,
        "money": kept.money,
        "tokens": kept.tokens,
        "model": kept.model,
        "price_version": kept.price_version,
        "expires_at": kept.expires_at,
        "holds": Fragment(holds) if holds is not None and not sealed else _hidden(kept.holds, sealed),
    }


def _hidden(holds: Sequence[Hold], sealed: Sealed) -> list[tuple[str, str, str, int]]:
    return [(hold.budget_id, hide_bucket(hold.bucket, sealed), hold.unit, hold.amount) for hold in holds]


def decode(body: bytes, names: Names = NOBODY) -> Decision:
    """Read the answer back from an audit entry's bytes, with the users in `names` by their own names."""
    answer: dict[str, Any] = loads(body)["answer"]
    reservation = answer["reservation"]
    lift = answer["lift"]
    return Decision(
        id=answer["id"],
        effect=Effect(answer["effect"]),
        at=answer["at"],
        revision=answer["revision"],
        valid_until=answer["valid_until"],
        stages=tuple(answer["stages"]),
        reasons=tuple(_reason(reason, names) for reason in answer["reasons"]),
        obligations=tuple(_obligation(duty) for duty in answer["obligations"]),
        reservation=_reserved(reservation, names) if reservation else None,
        standings=tuple(read(line, names) for line in answer["standings"]),
        rates=tuple(RateLine(**line) for line in answer["rates"]),
        lift=Lift(**{**lift, "approvers": show_all(lift["approvers"], names)}) if lift else None,
        affordable=tuple(Affordable(**option) for option in answer["affordable"]),
        delegation=tuple(">".join(show_all(link.split(">"), names)) for link in answer["delegation"]),
    )


def session_of(body: bytes) -> str:
    """Read from an audit entry's bytes in which session was asked; empty when in none."""
    return str(loads(body)["session_id"])


def _reason(found: dict[str, Any], names: Names) -> Reason:
    remedy = found["remedy"]
    return Reason(
        code=ReasonCode(found["code"]),
        stage=Stage(found["stage"]),
        message=found["message"],
        remedy=Remedy(**{**remedy, "who": show_all(remedy["who"], names)}) if remedy else None,
        source=found["source"],
    )


def _obligation(found: dict[str, Any]) -> Obligation:
    return Obligation(**{**found, "duty": Duty(found["duty"]), "paths": tuple(found.get("paths", ()))})


def _reserved(found: dict[str, Any], names: Names) -> Reserved:
    holds = tuple(
        Hold(budget, show_bucket(bucket, names), Unit(unit), amount)
        for budget, bucket, unit, amount in found["holds"]
    )
    return Reserved(**{**found, "holds": holds})
