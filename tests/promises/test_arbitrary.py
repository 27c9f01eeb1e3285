"""Arbitrary bytes and arbitrary messages at every RPC: an answer or a documented error, never INTERNAL, and it lives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import DecodeError
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

PATIENCE: Final = 30.0
"""Seconds for one more try of a call that nothing came of: a busy machine takes long, but not so long."""

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
    hung: list[str] = field(default_factory=list)
    """What nothing came of, even with patience. Kept rather than raised, or smaller ones would be looked for for ever."""

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
        """Send bytes, and require an answer or a documented error; one that nothing came of is noted in `hung`."""
        if self.hung or self._heard(method, raw, SECONDS) or may_wait(method, raw):
            return
        if not self._heard(method, raw, PATIENCE):
            self.hung.append(f"{method.full_name} {raw!r}")

    def _heard(self, method: MethodDescriptor, raw: bytes, seconds: float) -> bool:
        """Call, and tell whether anything came of it in time: an answer, a message of a stream, or an error."""
        kind = self.channel.unary_stream if method.server_streaming else self.channel.unary_unary
        call, heard = kind(path_of(method)), False
        try:
            if not method.server_streaming:
                require_documented_items(method, call(raw, metadata=as_caller(self.key), timeout=seconds))
                return True
            stream = call(raw, metadata=as_caller(self.key), timeout=seconds)
            for _ in stream:
                heard = True
                if seconds > SECONDS:
                    stream.cancel()
                    break
        except grpc.RpcError as error:
            require_documented(error, method, raw)
            return heard or error.code() is not grpc.StatusCode.DEADLINE_EXCEEDED
        return True


def may_wait(method: MethodDescriptor, raw: bytes) -> bool:
    """Tell whether a request asks that its answer be kept back."""
    if "wait" not in method.input_type.fields_by_name:
        return False
    try:
        return bool(GetMessageClass(method.input_type).FromString(raw).HasField("wait"))
    except DecodeError:
        return False


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
    for items in method.output_type.fields:
        if not (items.is_repeated and items.message_type):
            continue
        for one in getattr(response, items.name):
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
    """Nothing hung, and the server answers."""
    hung, target.hung = target.hung, []
    assert not hung
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
