"""Arbitrary bytes and arbitrary messages at every RPC: an answer or a documented error, never INTERNAL, and it lives."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.errors import ERRORS
from remit.server.bounds import batch_fields
from remit.server.methods import methods, path_of
from tests.conftest import OwnTenant
from tests.effort import length
from tests.promises.messages import messages
from tests.promises.town import OPTIONS, as_caller, budget, people
from tests.running import RunningServer

SECONDS: Final = 0.4
"""For each call; whoever waits or follows is cut off then, which is no failure."""

GRPCS_OWN: Final = {grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED}
relaxed: Final = settings(
    deadline=None,
    max_examples=length(6, 12),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@dataclass
class Target:
    """A server, and a key of an administrator whom the messages have not yet suspended."""

    channel: Any
    """A `grpc.Channel`, called with bytes."""
    make_tenant: Callable[[], OwnTenant]
    server: RunningServer
    key: str = ""

    def renew(self) -> None:
        """Make sure that the key counts: an administrator may well take its own rights away."""
        if not self.key or self._who() is not grpc.StatusCode.OK:
            tenant = self.make_tenant()
            people(self.server, 1, [budget("day", 10_000)], tenant=tenant.tenant_id, admin_key=tenant.key)
            self.key = tenant.key
        assert self._who() is grpc.StatusCode.OK

    def _who(self) -> grpc.StatusCode:
        call = self.channel.unary_unary("/remit.v1.IdentityService/ListSubjects")
        _, rpc = call.with_call(b"", metadata=as_caller(self.key), timeout=20) if self.key else (None, None)
        return rpc.code() if rpc is not None else grpc.StatusCode.UNAUTHENTICATED

    def send(self, method: MethodDescriptor, raw: bytes) -> None:
        """Send bytes, and require an answer or a documented error."""
        metadata = as_caller(self.key)
        with contextlib.suppress(grpc.RpcError):
            # Errors are looked at below; suppressing keeps what follows the same for all of them.
            self._require_answer(method, raw, metadata)

    def _require_answer(self, method: MethodDescriptor, raw: bytes, metadata: Any) -> None:
        try:
            if method.server_streaming:
                for _ in self.channel.unary_stream(path_of(method))(raw, metadata=metadata, timeout=SECONDS):
                    pass
            else:
                answer = self.channel.unary_unary(path_of(method))(raw, metadata=metadata, timeout=SECONDS)
                require_documented_items(method, answer)
        except grpc.RpcError as error:
            require_documented(error, method, raw)
            raise


def require_documented(error: Any, method: MethodDescriptor, raw: bytes) -> None:
    code, told = error.code(), f"{method.full_name} {raw!r}: {error.details()}"
    if code in GRPCS_OWN:
        return
    reasons = [reason for key, value in error.trailing_metadata() or () if key == "grpc-status-details-bin"
               for reason in reasons_in(value)]  # fmt: skip
    assert len(reasons) == 1, told
    assert reasons[0] in ERRORS, told
    assert reasons[0] != "INTERNAL", told
    assert code not in {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}, told


def require_documented_items(method: MethodDescriptor, answer: bytes) -> None:
    """What fails within a batch is told in the answer, and is no more INTERNAL than an error of its own."""
    if not batch_fields(method):
        return
    response: Any = GetMessageClass(method.output_type).FromString(answer)
    for field in method.output_type.fields:
        if not (field.is_repeated and field.message_type):
            continue
        for one in getattr(response, field.name):
            if one.WhichOneof("result") == "error":
                (reason,) = reasons_in(one.error.SerializeToString())
                assert reason in ERRORS, one
                assert reason != "INTERNAL", one


def reasons_in(value: bytes) -> Iterator[str]:
    status, info = status_pb2.Status(), error_details_pb2.ErrorInfo()
    status.ParseFromString(value)
    for detail in status.details:
        if detail.Unpack(info):
            yield info.reason


@pytest.fixture(scope="module")
def targets() -> Iterator[list[Target]]:
    opened: list[Target] = []
    yield opened
    for target in opened:
        target.channel.close()


@pytest.fixture
def target(targets: list[Target], server: RunningServer, make_tenant: Callable[[], OwnTenant]) -> Target:
    if not targets:
        targets.append(Target(grpc.insecure_channel(server.address, options=OPTIONS), make_tenant, server))
    targets[0].make_tenant = make_tenant
    targets[0].renew()
    return targets[0]


def every_method() -> list[Any]:
    return [
        pytest.param(method, id=f"{method.containing_service.name}.{method.name}") for method in methods()
    ]


def lives(target: Target) -> None:
    check = target.channel.unary_unary("/grpc.health.v1.Health/Check")
    assert check(b"", timeout=20) == b"\x08\x01"


@pytest.mark.parametrize("method", every_method())
def test_any_bytes(target: Target, method: MethodDescriptor) -> None:
    @relaxed
    @given(st.binary(max_size=200))
    def throw(raw: bytes) -> None:
        target.send(method, raw)

    throw()
    lives(target)


@pytest.mark.parametrize("method", every_method())
def test_any_message(target: Target, method: MethodDescriptor) -> None:
    @relaxed
    @given(messages(method.input_type))
    def throw(message: Any) -> None:
        target.send(method, message.SerializeToString())

    throw()
    lives(target)
