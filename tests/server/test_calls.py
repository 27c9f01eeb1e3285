"""What a caller meets around each call: one ErrorInfo, limits, identity, and nothing changed by bad input."""

import asyncio
from typing import Any, TypeAlias

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from remit.server.methods import methods, path_of
from remit.server.permission import (
    ANONYMOUS,
    OWN_NEEDS_NONE,
    is_gated,
    needed_for_others,
    permission_of,
)
from remit.server.serve import Server
from remitpb.v1 import (
    identity_service_pb2_grpc,
    policy_decision_service_pb2,
    policy_decision_service_pb2_grpc,
)
from remitpb.v1.identity_service_pb2 import ListSubjectsRequest
from remitpb.v1.policy_decision_service_pb2 import AuthorizeRequest, StreamTimelineRequest
from tests.server.offering import HELD, Decisions, as_caller

Untyped: TypeAlias = Any
"""What gRPC's type stubs do not know: raw calls, and stubs of an asynchronous channel."""

AUTHORIZE = "/remit.v1.PolicyDecisionService/Authorize"


def question(**fields: Untyped) -> AuthorizeRequest:
    request = AuthorizeRequest(request_id="r-1", action="tool:execute", **fields)
    request.resource.type, request.resource.id = "tool", "search"
    return request


async def error_of(call: Untyped, code: grpc.StatusCode) -> dict[str, Any]:
    """Return the details of a call that must fail, by name; exactly one ErrorInfo among them."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    error = caught.value
    assert error.code() is code, error
    raw = dict(error.trailing_metadata() or ())["grpc-status-details-bin"]
    assert isinstance(raw, bytes)
    status = status_pb2.Status.FromString(raw)
    assert (status.code, status.message) == (code.value[0], error.details())
    found: dict[str, Any] = {}
    kinds: tuple[Untyped, ...] = (
        error_details_pb2.ErrorInfo,
        error_details_pb2.BadRequest,
        error_details_pb2.RetryInfo,
    )
    for detail in status.details:
        kind = next(kind for kind in kinds if detail.Is(kind.DESCRIPTOR))
        assert kind.__name__ not in found
        message = kind()
        detail.Unpack(message)
        found[kind.__name__] = message
    assert found["ErrorInfo"].domain == "remit.dev"
    return found


@pytest.fixture
def stub(channel: Untyped) -> Untyped:
    return policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)


async def test_an_answer_reaches_the_caller_with_its_own_request_id(
    stub: Untyped, decisions: Decisions
) -> None:
    call = stub.Authorize(question(), metadata=(*as_caller("agent"), ("remit-request-id", "mine")))
    assert (await call).decision_id == "acme"
    assert dict(await call.trailing_metadata())["remit-request-id"] == "mine"
    assert decisions.principals[0].subject == "agent:researcher-7"


async def test_a_call_without_request_id_carries_no_trailing_metadata(stub: Untyped) -> None:
    call = stub.Authorize(question(), metadata=as_caller("agent"))
    await call
    assert "remit-request-id" not in dict(await call.trailing_metadata())


async def test_a_breach_names_the_field(stub: Untyped, decisions: Decisions) -> None:
    request = question()
    request.resource.id = "no spaces"
    details = await error_of(
        stub.Authorize(request, metadata=as_caller("agent")), grpc.StatusCode.INVALID_ARGUMENT
    )
    assert details["ErrorInfo"].reason == "INVALID_FIELD"
    assert [violation.field for violation in details["BadRequest"].field_violations] == ["resource.id"]
    assert decisions.calls == []


async def test_a_documented_error_has_its_retry_and_metadata(stub: Untyped) -> None:
    request = policy_decision_service_pb2.ReleaseReservationRequest(
        reservation_id="res_1",
        outcome=policy_decision_service_pb2.RELEASE_OUTCOME_NOT_STARTED,
        reason="not needed",
    )
    details = await error_of(
        stub.ReleaseReservation(request, metadata=as_caller("agent")), grpc.StatusCode.FAILED_PRECONDITION
    )
    assert details["RetryInfo"].retry_delay.ToMilliseconds() == 1_500
    assert dict(details["ErrorInfo"].metadata) == {"why": "test"}


async def test_an_unknown_failure_shows_nothing_but_an_id(
    stub: Untyped, capsys: pytest.CaptureFixture[str]
) -> None:
    request = policy_decision_service_pb2.CheckBudgetRequest()
    call = stub.CheckBudget(request, metadata=as_caller("agent"))
    details = await error_of(call, grpc.StatusCode.INTERNAL)
    assert details["ErrorInfo"].reason == "INTERNAL"
    error_id = details["ErrorInfo"].metadata["error_id"]
    assert "secret" not in await call.details()
    logged = "".join(capsys.readouterr())
    assert error_id in logged
    assert "KeyError" in logged
    assert "Bearer" not in logged


async def test_bytes_that_are_no_message_are_refused(channel: Untyped, decisions: Decisions) -> None:
    call = channel.unary_unary(AUTHORIZE)(b"\xff\xff\xff", metadata=as_caller("agent"))
    details = await error_of(call, grpc.StatusCode.INVALID_ARGUMENT)
    assert details["ErrorInfo"].reason == "MESSAGE_MALFORMED"
    assert decisions.calls == []


async def test_ten_mebibytes_are_refused(channel: Untyped, decisions: Decisions) -> None:
    call = channel.unary_unary(AUTHORIZE)(bytes(10 << 20), metadata=as_caller("agent"))
    details = await error_of(call, grpc.StatusCode.RESOURCE_EXHAUSTED)
    assert details["ErrorInfo"].reason == "MESSAGE_TOO_LARGE"
    assert details["ErrorInfo"].metadata["limit"] == str(4 << 20)
    assert decisions.calls == []


async def test_a_thousand_and_one_items_are_refused(stub: Untyped) -> None:
    request = policy_decision_service_pb2.BatchAuthorizeRequest(requests=[question()] * 1_001)
    channel_call = stub.BatchAuthorize(request, metadata=as_caller("agent"))
    # The offer has no such method, and what is not built says so before it reads anything.
    details = await error_of(channel_call, grpc.StatusCode.UNIMPLEMENTED)
    assert details["ErrorInfo"].reason == "NOT_IMPLEMENTED"


async def test_a_deadline_that_passes_ends_the_call(stub: Untyped) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.Authorize(question(session_id=HELD), metadata=as_caller("agent"), timeout=0.5)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_what_is_no_call_of_this_server_is_told_so(channel: Untyped) -> None:
    for path in ("/no.such/Thing", "/remit.v1.PolicyDecisionService/Nothing"):
        details = await error_of(channel.unary_unary(path)(b""), grpc.StatusCode.UNIMPLEMENTED)
        assert details["ErrorInfo"].reason == "NOT_IMPLEMENTED"


async def test_every_call_refuses_nobody_but_those_of_the_list(channel: Untyped) -> None:
    admitted = set()
    for method in methods():
        kind = channel.unary_stream if method.server_streaming else channel.unary_unary
        call: Any = kind(path_of(method))(b"")
        try:
            await (call.read() if method.server_streaming else call)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNAUTHENTICATED:
                continue
        admitted.add(method.full_name)
    assert admitted == {name for name in ANONYMOUS if name.startswith("remit.")}


async def test_every_promised_call_answers(channel: Untyped) -> None:
    built = {
        "Authorize",
        "CheckBudget",
        "ReleaseReservation",
        "GetServerInfo",
        "StreamTimeline",
        "ListSubjects",
    }
    for method in methods():
        if method.name in built:
            continue
        kind = channel.unary_stream if method.server_streaming else channel.unary_unary
        call: Any = kind(path_of(method))(b"", metadata=as_caller("operator"))
        details = await error_of(
            call.read() if method.server_streaming else call, grpc.StatusCode.UNIMPLEMENTED
        )
        assert details["ErrorInfo"].reason == "NOT_IMPLEMENTED", method.full_name


async def test_an_anonymous_call_has_no_principal(stub: Untyped) -> None:
    info = await stub.GetServerInfo(policy_decision_service_pb2.GetServerInfoRequest())
    assert info.version == "True"


async def test_only_an_operator_names_a_tenant(stub: Untyped, decisions: Decisions) -> None:
    named = ("remit-tenant", "globex")
    details = await error_of(
        stub.Authorize(question(), metadata=(*as_caller("agent"), named)), grpc.StatusCode.PERMISSION_DENIED
    )
    assert details["ErrorInfo"].reason == "TENANT_MISMATCH"
    assert decisions.calls == []
    answer = await stub.Authorize(question(), metadata=(*as_caller("operator"), named))
    assert answer.decision_id == "globex"
    own = await stub.Authorize(question(), metadata=(*as_caller("agent"), ("remit-tenant", "acme")))
    assert own.decision_id == "acme"


async def test_metadata_of_the_wrong_form_is_refused(stub: Untyped) -> None:
    call = stub.Authorize(question(), metadata=(*as_caller("agent"), ("remit-request-id", "a b")))
    details = await error_of(call, grpc.StatusCode.INVALID_ARGUMENT)
    assert details["ErrorInfo"].reason == "INVALID_FIELD"


async def test_a_credential_for_other_calls_is_refused(stub: Untyped, decisions: Decisions) -> None:
    details = await error_of(
        stub.Authorize(question(), metadata=as_caller("scoped")), grpc.StatusCode.PERMISSION_DENIED
    )
    assert details["ErrorInfo"].reason == "CREDENTIAL_SCOPE"
    assert decisions.calls == []


async def test_the_control_plane_asks_for_its_permission_and_the_data_plane_does_not(
    channel: grpc.aio.Channel, stub: Untyped, permissions: list[str]
) -> None:
    await stub.Authorize(question(), metadata=as_caller("agent"))
    assert permissions == []
    identity: Any = identity_service_pb2_grpc.IdentityServiceStub(channel)
    await identity.ListSubjects(ListSubjectsRequest(), metadata=as_caller("agent"))
    assert permissions == ["subject:list"]


async def test_more_calls_than_admitted_are_refused_at_once(
    stub: Untyped, server: Server, decisions: Decisions
) -> None:
    slow = [
        asyncio.ensure_future(stub.Authorize(question(session_id=HELD), metadata=as_caller("agent")))
        for _ in range(3)
    ]
    while server.gate.calls < 3:
        await asyncio.sleep(0.01)
    details = await error_of(
        stub.Authorize(question(), metadata=as_caller("agent")), grpc.StatusCode.RESOURCE_EXHAUSTED
    )
    assert details["ErrorInfo"].reason == "OVERLOADED"
    assert 500 <= details["RetryInfo"].retry_delay.ToMilliseconds() <= 750
    decisions.let_go.set()
    await asyncio.gather(*slow)
    await stub.Authorize(question(), metadata=as_caller("agent"))


async def test_more_streams_than_admitted_are_refused_and_a_closed_one_makes_room(
    stub: Untyped, server: Server
) -> None:
    streams = [
        stub.StreamTimeline(StreamTimelineRequest(run_id="run_1"), metadata=as_caller("agent"))
        for _ in range(2)
    ]
    for stream in streams:
        assert (await stream.read()).cursor == "1"
    third = stub.StreamTimeline(StreamTimelineRequest(run_id="run_1"), metadata=as_caller("agent"))
    details = await error_of(third.read(), grpc.StatusCode.RESOURCE_EXHAUSTED)
    assert details["ErrorInfo"].reason == "WATCHERS_EXHAUSTED"
    streams[0].cancel()
    while server.gate.watchers > 1:
        await asyncio.sleep(0.01)
    fourth = stub.StreamTimeline(StreamTimelineRequest(run_id="run_1"), metadata=as_caller("agent"))
    assert (await fourth.read()).cursor == "1"


async def test_a_stream_refuses_a_bad_request(stub: Untyped) -> None:
    stream = stub.StreamTimeline(StreamTimelineRequest(), metadata=as_caller("agent"))
    details = await error_of(stream.read(), grpc.StatusCode.INVALID_ARGUMENT)
    assert details["ErrorInfo"].reason == "MISSING_FIELD"
    assert details["BadRequest"].field_violations[0].field == "scope"


async def test_a_caller_that_vanishes_leaves_nothing_behind(stub: Untyped, server: Server) -> None:
    call = stub.Authorize(question(session_id=HELD), metadata=as_caller("agent"))
    while server.gate.calls < 1:
        await asyncio.sleep(0.01)
    call.cancel()
    while server.gate.calls:
        await asyncio.sleep(0.01)
    await stub.Authorize(question(), metadata=as_caller("agent"))


def test_permissions_follow_from_names() -> None:
    by_name = {method.name: permission_of(method) for method in methods()}
    assert by_name["CreateRole"] == "role:create"
    assert by_name["ListApiKeys"] == "api_key:list"
    assert by_name["SearchEntries"] == "entry:search"
    assert by_name["ProveConsistency"] == "consistency:prove"
    assert by_name["RecordSteps"] == "step:record"
    assert by_name["ListUsage"] == "usage:list"
    assert by_name["BatchAuthorize"] == "decision:authorize"
    assert by_name["WhoAmI"] == by_name["GetServerInfo"] == ""


def test_every_call_of_the_control_plane_is_gated_but_a_named_few() -> None:
    free = {
        method.name
        for method in methods()
        if not is_gated(method) and method.containing_service.name != "PolicyDecisionService"
    }
    assert free == {
        # Sign-in, and asking who one is.
        "ExchangeCode",
        "GetAuthorizationUrl",
        "GetUserInfo",
        "RefreshToken",
        "WhoAmI",
    }


def test_calls_that_need_no_permission_for_ones_own_are_gated_all_the_same() -> None:
    found = {method.name for method in methods() if method.full_name in OWN_NEEDS_NONE}
    assert found == {
        "CancelApproval",
        "CreateDelegation",
        "ExtendReservation",
        "GetApproval",
        "GetCostBreakdown",
        "GetStep",
        "ListApprovals",
        "ListSteps",
        "RecordSteps",
        "RequestApproval",
        "RevokeToken",
        "UpdateStep",
        "WatchApprovals",
    }
    others = {permission_of(method) for method in methods() if method.full_name not in OWN_NEEDS_NONE}
    # No other call is let off with what is enough for these.
    assert not needed_for_others() & others
    assert all(is_gated(method) for method in methods() if method.full_name in OWN_NEEDS_NONE)
