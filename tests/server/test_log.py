"""One line for each call, at the level of its outcome, and never what a caller sent."""

import io
import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
import structlog

from remit.config import load
from remit.errors import DeadlineTooShortError, RemitError
from remit.identity.model import Principal
from remit.server.call import Call, address_of
from remit.server.gate import Gate
from remit.server.interceptors import Behaviour, Surroundings, Wrapped
from remit.server.log import CallLog
from remit.server.log_line import configure
from remit.server.methods import methods
from remitpb.v1 import policy_decision_service_pb2
from tests.server.offering import AGENT

METHODS = {method.name: method for method in methods()}


class FakeContext:
    """What gRPC would tell of a call, as a test wants it."""

    def __init__(self, remaining: float | None = 1.0) -> None:
        """Leave so many seconds."""
        self.remaining = remaining
        self.code: grpc.StatusCode | None = None
        self.trailing: tuple[tuple[str, bytes], ...] = ()

    def peer(self) -> str:
        return "ipv6:%5B::1%5D:5000"

    def time_remaining(self) -> float | None:
        return self.remaining

    def invocation_metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", "Bearer sekret"), ("remit-request-id", "r-1"))

    def cancelled(self) -> bool:
        return False

    def set_code(self, code: grpc.StatusCode) -> None:
        self.code = code

    def set_details(self, details: str) -> None:
        self.details = details

    def set_trailing_metadata(self, trailing: tuple[tuple[str, bytes], ...]) -> None:
        self.trailing = trailing


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    yield stream
    structlog.reset_defaults()


async def answer(
    level: str, stream: io.StringIO, name: str, error: Exception | None = None
) -> list[dict[str, Any]]:
    """Run one call at a log level; return the lines."""
    configure(load(log_level=level, log_format="json"), stream)

    async def behave(_request: object, _call: Call) -> object:
        if error is not None:
            raise error
        return policy_decision_service_pb2.GetServerInfoResponse()

    await wrapped(name, behave, level)._answer(b"", FakeContext())  # type: ignore[arg-type]
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def wrapped(
    name: str, behave: Behaviour | None, level: str = "info", principal: Principal = AGENT
) -> Wrapped:
    gate = Gate(max_calls=1, max_watchers=1, max_watchers_per_tenant=1)
    around = Surroundings(
        authenticate=lambda _metadata, _peer_ip: principal,
        authorize_rpc=lambda _principal, _permission: None,
        gate=gate,
        log=CallLog(level),
        max_message_bytes=1_000,
        max_batch_items=10,
    )
    return Wrapped(METHODS[name], behave, around=around)


async def test_an_answered_call_of_the_data_plane_is_a_line_of_debug(written: io.StringIO) -> None:
    assert await answer("info", written, "ListReservations") == []
    (line,) = await answer("debug", written, "ListReservations")
    assert line["method"] == "remit.v1.PolicyDecisionService.ListReservations"
    assert (line["code"], line["level"], line["request_id"]) == ("OK", "debug", "r-1")
    assert (line["tenant"], line["subject"], line["peer"]) == ("acme", "agent:researcher-7", "::1")
    assert line["milliseconds"] >= 0


async def test_an_answered_call_of_the_control_plane_is_a_line_of_info(written: io.StringIO) -> None:
    (line,) = await answer("info", written, "ListSubjects")
    assert line["level"] == "info"


async def test_a_refusal_is_a_line_without_its_text(written: io.StringIO) -> None:
    refusal = RemitError("what the caller sent")
    (line,) = await answer("info", written, "ListReservations", DeadlineTooShortError("what the caller sent"))
    assert (line["code"], line["reason"]) == ("DEADLINE_EXCEEDED", "DEADLINE_TOO_SHORT")
    assert (line["level"], line["request_id"], line["tenant"]) == ("info", "r-1", "acme")
    assert line["milliseconds"] >= 0
    assert refusal.message not in written.getvalue()


async def test_the_truth_about_a_failure_is_in_the_log_without_variables(written: io.StringIO) -> None:
    (line,) = await answer("error", written, "ListReservations", ValueError("the truth"))
    assert line["error_id"].startswith("err_")
    assert "the truth" in json.dumps(line["exception"])
    assert "sekret" not in written.getvalue()


async def test_an_expired_deadline_is_refused_before_anything_runs(written: io.StringIO) -> None:
    context = FakeContext(remaining=0.0)
    handler = wrapped("Authorize", None)
    assert await handler._answer(b"", context) is None  # type: ignore[arg-type]
    assert context.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert b"DEADLINE_TOO_SHORT" in dict(context.trailing)["grpc-status-details-bin"]


def test_the_address_of_a_peer() -> None:
    assert address_of("ipv4:10.0.0.1:5000") == "10.0.0.1"
    assert address_of("ipv6:%5Bfe80::1%25eth0%5D:5000") == "fe80::1"
    assert address_of("unix:") == ""
