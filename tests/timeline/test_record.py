"""Reported steps: what is refused, naming the field, and what is filled in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.clock import SECOND
from remit.errors import (
    AmountOutOfRangeError,
    InvalidFieldError,
    MissingFieldError,
    RemitError,
    UnknownEnumValueError,
)
from remit.money import MAX_NANOS
from remit.timeline.model import RESERVED_KINDS, Payload, Step, StepError, StepKind, StepStatus, Tokens
from remit.timeline.record import FUTURE_LIMIT, accept

NOW = 1_790_000_000 * SECOND
STEP = Step(
    "acme", "run_1", 0, "stp_1", StepKind.TOOL_CALL, "search", StepStatus.SUCCEEDED, started_at=NOW - 5
)


def test_what_is_whole_stays_as_it_is() -> None:
    step = replace(
        STEP,
        parent_id="stp_0",
        attempt=2,
        ended_at=NOW - 1,
        input=Payload(json="é" * 32_768),
        output=Payload(reference="s3://" + "x" * 2_043, digest=bytes(32)),
        model="openai/gpt-4o-mini",
        tokens=Tokens(
            10, 20, cache_read=4, cache_write=6, reasoning=20, input_audio=10, output_audio=20, image=10
        ),
        cost=MAX_NANOS,
        decision_id="dec_1",
        approval_id="apr_1",
        error=StepError("timeout", "m" * 4_096),
        labels={f"l{place}": "v" * 256 for place in range(64)},
        trace_id="0af7651916cd43dd8448eb211c80319c",
        span_id="b7ad6b7169203331",
    )
    assert accept(step, now=NOW, made_id="stp_2") == step


def test_what_is_absent_is_filled_in() -> None:
    bare = replace(STEP, step_id="", attempt=0, started_at=0, sequence=9, position=9)
    assert accept(bare, now=NOW, made_id="stp_2") == replace(
        bare, step_id="stp_2", attempt=1, started_at=NOW, ended_at=NOW, sequence=0, position=0
    )


def test_an_end_without_a_beginning_is_a_moment() -> None:
    accepted = accept(replace(STEP, started_at=0, ended_at=NOW - 9), now=NOW, made_id="x")
    assert (accepted.started_at, accepted.ended_at) == (NOW - 9, NOW - 9)


def test_what_is_open_has_no_end() -> None:
    for status in (StepStatus.RUNNING, StepStatus.WAITING):
        assert accept(replace(STEP, status=status), now=NOW, made_id="x").ended_at is None


def test_a_clock_that_is_a_little_ahead_never_ends_a_step_before_it_began() -> None:
    accepted = accept(replace(STEP, started_at=NOW + FUTURE_LIMIT), now=NOW, made_id="x")
    assert accepted.ended_at == accepted.started_at


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"run_id": ""}, "run_id", MissingFieldError),
        ({"name": ""}, "name", MissingFieldError),
        ({"kind": ""}, "kind", MissingFieldError),
        ({"status": ""}, "status", MissingFieldError),
        ({"kind": "DANCE"}, "kind", UnknownEnumValueError),
        ({"status": "DANCING"}, "status", UnknownEnumValueError),
        *(({"kind": kind}, "kind", InvalidFieldError) for kind in sorted(RESERVED_KINDS)),
        ({"run_id": "run 1"}, "run_id", InvalidFieldError),
        ({"run_id": "r" * 129}, "run_id", InvalidFieldError),
        ({"step_id": "s\n"}, "step_id", InvalidFieldError),
        ({"parent_id": "é"}, "parent_step_id", InvalidFieldError),
        ({"parent_id": "stp_1"}, "parent_step_id", InvalidFieldError),
        ({"decision_id": "a b"}, "decision_id", InvalidFieldError),
        ({"approval_id": "a b"}, "approval_id", InvalidFieldError),
        ({"model": "a b"}, "model", InvalidFieldError),
        ({"trace_id": "0AF7651916CD43DD8448EB211C80319C"}, "trace_id", InvalidFieldError),
        ({"span_id": "b7"}, "span_id", InvalidFieldError),
        ({"name": "n" * 257}, "name", InvalidFieldError),
        ({"name": "a\x1b[2J"}, "name", InvalidFieldError),
        ({"attempt": -1}, "attempt", InvalidFieldError),
        ({"attempt": 10_001}, "attempt", InvalidFieldError),
        ({"input": Payload(json="é" * 32_769)}, "input.json", InvalidFieldError),
        ({"output": Payload(reference="r" * 2_049)}, "output.reference", InvalidFieldError),
        ({"output": Payload(digest=bytes(31))}, "output.digest", InvalidFieldError),
        ({"output": Payload(json="1", reference="r")}, "output", InvalidFieldError),
        ({"tokens": Tokens(input=-1)}, "tokens.input_tokens", InvalidFieldError),
        ({"tokens": Tokens(output=10**12 + 1)}, "tokens.output_tokens", InvalidFieldError),
        ({"tokens": Tokens(input=3, cache_read=2, cache_write=2)}, "tokens.input_tokens", InvalidFieldError),
        ({"tokens": Tokens(input=3, image=4)}, "tokens.input_tokens", InvalidFieldError),
        ({"tokens": Tokens(output=3, reasoning=4)}, "tokens.output_tokens", InvalidFieldError),
        ({"cost": -1}, "cost", AmountOutOfRangeError),
        ({"cost": MAX_NANOS + 1}, "cost", AmountOutOfRangeError),
        ({"error": StepError(code="no such")}, "error.code", InvalidFieldError),
        ({"error": StepError(message="m" * 4_097)}, "error.message", InvalidFieldError),
        ({"labels": {f"l{place}": "" for place in range(65)}}, "labels", InvalidFieldError),
        ({"labels": {"": "v"}}, "labels", InvalidFieldError),
        ({"labels": {"Team": "v"}}, "labels", InvalidFieldError),
        ({"labels": {"team": "v" * 257}}, "labels", InvalidFieldError),
        ({"started_at": -1}, "started_at", InvalidFieldError),
        ({"started_at": NOW + FUTURE_LIMIT + 1}, "started_at", InvalidFieldError),
        ({"ended_at": NOW + FUTURE_LIMIT + 1}, "ended_at", InvalidFieldError),
        ({"ended_at": NOW - 6}, "ended_at", InvalidFieldError),
        ({"status": StepStatus.RUNNING, "ended_at": NOW}, "ended_at", InvalidFieldError),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    change: dict[str, object], field: str, error: type[RemitError]
) -> None:
    with pytest.raises(error) as raised:
        accept(replace(STEP, **change), now=NOW, made_id="x")  # type: ignore[arg-type]  # wrong on purpose
    assert type(raised.value) is error
    assert raised.value.field == field


@given(
    st.builds(
        Step,
        st.just("acme"),
        st.text(max_size=3),
        st.integers(),
        st.text(max_size=3),
        st.sampled_from(StepKind),
        st.text(max_size=5),
        st.sampled_from(StepStatus),
        attempt=st.integers(-5, 5),
        started_at=st.integers(-5, 2 * NOW),
        ended_at=st.none() | st.integers(-5, 2 * NOW),
        cost=st.none() | st.integers(),
    )
)
def test_whatever_is_accepted_is_whole_and_accepted_again(step: Step) -> None:
    accepted: Step | None = None
    refused: RemitError | None = None
    try:
        accepted = accept(step, now=NOW, made_id="stp_made")
    except RemitError as error:
        refused = error
    if accepted is None:
        assert refused is not None
        assert refused.field
        return
    assert accepted.step_id
    assert accepted.kind not in RESERVED_KINDS
    assert accepted.ended_at is None or accepted.ended_at >= accepted.started_at > 0
    assert accept(accepted, now=NOW, made_id="other") == accepted
