"""One governed act: what was answered, what was used, what to report. Never calls: the guards do."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, TypedDict, Unpack

from google.protobuf.message import Message

from remit.client.errors import ObligationUnmet, error_of_status
from remit.client.values import EntityLike, ModelLike, duration, entity, model, money
from remitpb.v1 import core_pb2
from remitpb.v1 import policy_decision_service_pb2 as wire

OBEYED: Final = frozenset({"use_model", "redact_fields", "settle_by"})
"""Obligations that a guard sees to, or shows: `act.model`, `act.arguments`, the report at the end."""


class AuthorizeFields(TypedDict, total=False):
    """What a guard may be told beside action and resource; each as in `AuthorizeRequest`, absent as there."""

    subject: EntityLike
    on_behalf_of: EntityLike
    estimate: core_pb2.Estimate
    arguments: Mapping[str, object]
    """Of the tool call; sent as JSON."""
    session_id: str
    run_id: str
    step_id: str
    parent_step_id: str
    approval_id: str
    labels: Mapping[str, str]
    data_classes: Sequence[str]
    hold: timedelta
    request_id: str
    obeys: Collection[str]
    """Obligations that the program meets beside those of `OBEYED`, such as `run_in_sandbox`."""


class TokensUsed(TypedDict, total=False):
    """Tokens that an act used, as in `TokenUsage`: input includes cached ones, output reasoning."""

    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    reasoning_tokens: int
    input_audio_tokens: int
    output_audio_tokens: int
    input_image_tokens: int


def authorize_request(action: str, resource: EntityLike, *, fields: AuthorizeFields) -> wire.AuthorizeRequest:
    """Return the question that a guard asks.

    Raises:
        ValueError: when an entity is not written `type:id`, or the arguments are no JSON.
    """
    plain: dict[str, Any] = dict(fields)
    plain.pop("obeys", None)
    for name in ("subject", "on_behalf_of"):
        if name in plain:
            plain[name] = entity(plain[name])
    if "arguments" in plain:
        plain["arguments_json"] = json.dumps(plain.pop("arguments"), allow_nan=False)
    if "hold" in plain:
        plain["hold"] = duration(plain["hold"])
    return wire.AuthorizeRequest(action=action, resource=entity(resource), **plain)


class Act:
    """An allowed act, while it goes on. What it used is reported when its guard ends."""

    def __init__(self, request: wire.AuthorizeRequest, answer: wire.AuthorizeResponse) -> None:
        """Stand for what `answer` allows."""
        self.answer = answer
        """The answer as it came: obligations, reservation, standings, leaf hash."""
        self._asked = request
        self.receipt: wire.UsageReceipt | None = None
        """How its usage stands in the ledger; None before its guard ends, or with nothing to report."""
        self._usage = wire.UsageRecord(tokens=core_pb2.TokenUsage())
        self._not_started = ""

    @property
    def decision_id(self) -> str:
        """The decision that allowed it, `dec_…`."""
        return self.answer.decision_id

    @property
    def reservation_id(self) -> str:
        """What holds its budget, `res_…`; empty when nothing is held."""
        return self.answer.reservation.reservation_id

    @property
    def model(self) -> core_pb2.ModelRef:
        """The model to call: a cheaper one when the budget says so; empty when none was asked for."""
        for one in self.answer.obligations:
            if one.WhichOneof("obligation") == "use_model":
                return one.use_model.to_model
        if self.answer.reservation.model.model:
            return self.answer.reservation.model
        return self._asked.estimate.model_call.model

    @property
    def arguments(self) -> Any:  # noqa: ANN401  JSON values, as the caller gave them
        """The arguments to use: those asked with, less what must be redacted. None when there were none."""
        if not self._asked.arguments_json:
            return None
        arguments = json.loads(self._asked.arguments_json)
        for one in self.answer.obligations:
            for pointer in one.redact_fields.pointers:
                arguments = _redacted(arguments, pointer)
        return arguments

    def record(
        self,
        *,
        model_used: ModelLike | None = None,
        cost: str | None = None,
        units: Mapping[str, int] | None = None,
        **tokens: Unpack[TokensUsed],
    ) -> None:
        """Note what was used; called again it adds up. It is reported when the guard ends.

        Args:
            model_used: the model that was really called; None means `model`.
            cost: a decimal with currency, `0.0125 USD`, if the program knows better than Remit's prices.
            units: other priced units, such as `{"web_search": 2}`.
            tokens: counts as in `TokensUsed`, such as `input_tokens=812`.
        """
        for name, count in tokens.items():
            setattr(self._usage.tokens, name, getattr(self._usage.tokens, name) + count)
        if model_used is not None:
            self._usage.model.CopyFrom(model(model_used))
        if cost is not None:
            self._usage.cost.CopyFrom(money(cost))
        for unit, quantity in (units or {}).items():
            self._usage.units.add(unit=unit, quantity=quantity)

    def not_started(self, reason: str) -> None:
        """Say that the act never began and will not: what was held is given back when the guard ends."""
        self._not_started = reason or "not started"

    def require_obeyed(self, obeys: Collection[str]) -> None:
        """Raise unless every obligation is one of `OBEYED` or `obeys`.

        Raises:
            ObligationUnmet: when one is not; the act must not begin.
        """
        unmet = [
            one for one in self.answer.obligations if one.WhichOneof("obligation") not in OBEYED.union(obeys)
        ]
        if unmet:
            self.not_started("its obligations cannot be met")
            raise ObligationUnmet(self.answer, unmet)

    def closing(self, outcome: "core_pb2.Outcome.ValueType") -> Message | None:
        """Return the last report: usage, a release, or None when there is nothing to report."""
        held = self.reservation_id
        if self._not_started:
            return _release(held, self._not_started) if held else None
        used = self._usage.tokens.ByteSize() or self._usage.units or self._usage.HasField("cost")
        if not held and not used:
            return None
        record = wire.UsageRecord()
        record.CopyFrom(self._usage)
        record.outcome = outcome
        self._attribute(record, held)
        return wire.RecordUsageRequest(records=[record])

    def _attribute(self, record: wire.UsageRecord, held: str) -> None:
        """Say whose usage it is: that of what was held, else of whoever asked."""
        called = self.model
        if called.model and not record.HasField("model") and record.tokens.ByteSize():
            record.model.CopyFrom(called)
        if held:
            record.reservation_id = held
            return
        asked = self._asked
        if asked.HasField("subject"):
            record.subject.CopyFrom(asked.subject)
        if asked.HasField("on_behalf_of"):
            record.on_behalf_of.CopyFrom(asked.on_behalf_of)
        record.session_id, record.run_id, record.step_id = asked.session_id, asked.run_id, asked.step_id
        record.labels.update(asked.labels)


def outcome_of(error: BaseException | None) -> "core_pb2.Outcome.ValueType":
    """Return how an act ended: an interrupt or a cancelled task was stopped from outside."""
    if error is None:
        return core_pb2.OUTCOME_SUCCESS
    return core_pb2.OUTCOME_FAILURE if isinstance(error, Exception) else core_pb2.OUTCOME_CANCELLED


def receipt_of(answer: wire.RecordUsageResponse) -> wire.UsageReceipt:
    """Return the receipt of a report of one record.

    Raises:
        CallError: when the record was not taken.
    """
    result = answer.results[0]
    if result.WhichOneof("result") == "receipt":
        return result.receipt
    raise error_of_status(result.error)


def _release(reservation_id: str, reason: str) -> wire.ReleaseReservationRequest:
    return wire.ReleaseReservationRequest(
        reservation_id=reservation_id, outcome=wire.RELEASE_OUTCOME_NOT_STARTED, reason=reason
    )


def _redacted(value: Any, pointer: str) -> Any:  # noqa: ANN401  JSON values
    """Replace what a JSON Pointer (RFC 6901) names by a mark; what is not there needs none."""
    mark = "[redacted]"
    if not pointer:
        return mark
    *path, last = [
        part.replace("~1", "/").replace("~0", "~") for part in pointer.removeprefix("/").split("/")
    ]
    place = value
    for part in path:
        place = _inside(place, part)
    if isinstance(place, dict) and last in place:
        place[last] = mark
    elif isinstance(place, list) and last.isdecimal() and int(last) < len(place):
        place[int(last)] = mark
    return value


def _inside(place: Any, part: str) -> Any:  # noqa: ANN401  JSON values
    if isinstance(place, dict):
        return place.get(part)
    if isinstance(place, list) and part.isdecimal() and int(part) < len(place):
        return place[int(part)]
    return None
