"""Validates a step that a runtime reports, and completes it. Never lets it write what Remit alone writes."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Final, TypeVar

from remit.clock import MINUTE
from remit.errors import AmountOutOfRangeError, InvalidFieldError, MissingFieldError, UnknownEnumValueError
from remit.money import MAX_NANOS
from remit.timeline.model import (
    OPEN_STATUSES,
    RESERVED_KINDS,
    Payload,
    Step,
    StepError,
    StepKind,
    StepStatus,
    Tokens,
)

NAME_LIMIT: Final = 256
"""Characters."""
ATTEMPT_LIMIT: Final = 10_000
PAYLOAD_LIMIT: Final = 65_536
"""Bytes of a payload's JSON text; what is larger is kept by the runtime and given by reference."""
REFERENCE_LIMIT: Final = 2_048
"""Characters, as browsers and proxies bound a URI."""
ERROR_LIMIT: Final = 4_096
"""Characters."""
LABELS_LIMIT: Final = 64
LABEL_VALUE_LIMIT: Final = 256
"""Characters."""
TOKENS_LIMIT: Final = 10**12
FUTURE_LIMIT: Final = 5 * MINUTE
"""How far a runtime's clock may be ahead of ours."""

_ID: Final = re.compile(r"[A-Za-z0-9._/@:-]{1,128}")
_MODEL: Final = re.compile(r"[A-Za-z0-9._/@:-]{1,257}")
_LABEL: Final = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_TRACE: Final = re.compile(r"[0-9a-f]{32}")
_SPAN: Final = re.compile(r"[0-9a-f]{16}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

_DIGEST_BYTES: Final = 32

E = TypeVar("E", bound=StrEnum)


def accept(step: Step, *, now: int, made_id: str) -> Step:
    """Return the step as it may be recorded: checked, its absent parts filled in.

    Args:
        step: as reported; its `sequence` and `position` are ignored, for the commit gives them.
        now: the instant of its arrival, in microseconds.
        made_id: an id for a step that came without one.

    Raises:
        MissingFieldError: when a part that must be given is absent.
        UnknownEnumValueError: when kind or status is not one that this server knows.
        InvalidFieldError: when a part is not of its form, or parts contradict each other.
        AmountOutOfRangeError: when the cost is negative or beyond 9 x 10^18 nanos.
    """
    kind = _member(StepKind, step.kind, field="kind")
    status = _member(StepStatus, step.status, field="status")
    _require("kind", f"steps of kind {kind} are written by Remit alone", holds=kind not in RESERVED_KINDS)
    _check_ids(step)
    _check_name(step.name)
    _require("attempt", f"an attempt is 1 to {ATTEMPT_LIMIT}", holds=0 <= step.attempt <= ATTEMPT_LIMIT)
    _check_payload(step.input, "input")
    _check_payload(step.output, "output")
    _check_amounts(step.tokens, step.cost)
    _check_error(step.error)
    _check_labels(step.labels)
    started, ended = _times(step, status, now=now)
    return replace(
        step,
        sequence=0,
        position=0,
        step_id=step.step_id or made_id,
        kind=kind,
        status=status,
        attempt=step.attempt or 1,
        started_at=started,
        ended_at=ended,
    )


def _member(enum: type[E], value: str, *, field: str) -> E:
    if not value:
        raise MissingFieldError(f"say the step's {field}", field=field)
    try:
        return enum(value)
    except ValueError as error:
        raise UnknownEnumValueError(f"this server knows no {field} {value!r}", field=field) from error


def _check_ids(step: Step) -> None:
    if not step.run_id:
        raise MissingFieldError("say which run the step belongs to", field="run_id")
    forms = (
        ("run_id", step.run_id, _ID),
        ("step_id", step.step_id, _ID),
        ("parent_step_id", step.parent_id, _ID),
        ("decision_id", step.decision_id, _ID),
        ("approval_id", step.approval_id, _ID),
        ("model", step.model, _MODEL),
        ("trace_id", step.trace_id, _TRACE),
        ("span_id", step.span_id, _SPAN),
    )
    for field, value, form in forms:
        _has_form(field, value, form=form)
    own_parent = step.parent_id != "" and step.parent_id == step.step_id
    _require("parent_step_id", "a step is not its own parent", holds=not own_parent)


def _check_name(name: str) -> None:
    if not name:
        raise MissingFieldError("say what was done, such as the tool's name", field="name")
    _fits("name", name, limit=NAME_LIMIT)
    _require("name", "must not hold control characters", holds=_CONTROL.search(name) is None)


def _times(step: Step, status: StepStatus, *, now: int) -> tuple[int, int | None]:
    started = step.started_at or step.ended_at or now
    _require("started_at", "must be after 1970", holds=started > 0)
    _require("started_at", "must not lie in the future", holds=started <= now + FUTURE_LIMIT)
    if status in OPEN_STATUSES:
        _require("ended_at", f"a step that is {status} has not ended", holds=step.ended_at is None)
        return started, None
    ended = max(now, started) if step.ended_at is None else step.ended_at
    _require("ended_at", "must not be before started_at", holds=ended >= started)
    _require("ended_at", "must not lie in the future", holds=ended <= now + FUTURE_LIMIT)
    return started, ended


def _check_payload(payload: Payload | None, field: str) -> None:
    if payload is None:
        return
    twice = payload.json != "" and payload.reference != ""
    _require(field, "is given as JSON or by reference, not both", holds=not twice)
    size = len(payload.json.encode("utf-8", "surrogatepass"))
    _require(f"{field}.json", f"must have {PAYLOAD_LIMIT} bytes or fewer", holds=size <= PAYLOAD_LIMIT)
    _fits(f"{field}.reference", payload.reference, limit=REFERENCE_LIMIT)
    exact = len(payload.digest) in {0, _DIGEST_BYTES}
    _require(f"{field}.digest", f"must have {_DIGEST_BYTES} bytes", holds=exact)


def _check_amounts(tokens: Tokens | None, cost: int | None) -> None:
    if cost is not None and not 0 <= cost <= MAX_NANOS:
        raise AmountOutOfRangeError("a cost is 0 or more, and at most 9 x 10^18 nano-units", field="cost")
    if tokens is None:
        return
    for part in fields(tokens):
        amount: int = getattr(tokens, part.name)
        _require(f"tokens.{part.name}_tokens", "must be 0 to 10^12", holds=0 <= amount <= TOKENS_LIMIT)
    wholes = {
        "input": tokens.cache_read + tokens.cache_write <= tokens.input
        and max(tokens.input_audio, tokens.image) <= tokens.input,
        "output": max(tokens.reasoning, tokens.output_audio) <= tokens.output,
    }
    for whole, holds in wholes.items():
        _require(f"tokens.{whole}_tokens", "must be at least the sum of its parts", holds=holds)


def _check_error(error: StepError | None) -> None:
    if error is not None:
        _has_form("error.code", error.code, form=_ID)
        _fits("error.message", error.message, limit=ERROR_LIMIT)


def _check_labels(labels: Mapping[str, str]) -> None:
    _require("labels", f"must have {LABELS_LIMIT} entries or fewer", holds=len(labels) <= LABELS_LIMIT)
    for name, value in labels.items():
        _has_form("labels", name or " ", form=_LABEL)
        _fits("labels", value, limit=LABEL_VALUE_LIMIT)


def _has_form(field: str, value: str, *, form: re.Pattern[str]) -> None:
    """Refuse a value of another form; an empty one is absent."""
    _require(
        field, f"must have the form {form.pattern}", holds=not value or form.fullmatch(value) is not None
    )


def _fits(field: str, value: str, *, limit: int) -> None:
    _require(field, f"must have {limit} characters or fewer", holds=len(value) <= limit)


def _require(field: str, otherwise: str, *, holds: bool) -> None:
    if not holds:
        raise InvalidFieldError(f"{field}: {otherwise}", field=field)
