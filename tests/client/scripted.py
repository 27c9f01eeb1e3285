"""A gRPC server that says what a test tells it to: what a real one does once a year."""

import dataclasses
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from remit.client import messages as m

SERVICE = "remit.v1.PolicyDecisionService"


@dataclass
class Fault(Exception):  # noqa: N818  what is answered instead
    """An error as the server tells it."""

    code: grpc.StatusCode
    reason: str = ""
    """Empty: no details, as when gRPC itself fails."""
    message: str = "said so"
    field: str = ""
    retry_after: float | None = None
    metadata: dict[str, str] = dataclasses.field(default_factory=dict)

    def status(self) -> status_pb2.Status:
        details: list[Message] = [
            error_details_pb2.ErrorInfo(reason=self.reason, domain="remit.dev", metadata=self.metadata)
        ]
        if self.field:
            violation = error_details_pb2.BadRequest.FieldViolation(field=self.field)
            details.append(error_details_pb2.BadRequest(field_violations=[violation]))
        if self.retry_after is not None:
            delay = Duration()
            delay.FromMicroseconds(round(self.retry_after * 1_000_000))
            details.append(error_details_pb2.RetryInfo(retry_delay=delay))
        packed = [any_pb2.Any() for _ in details]
        for place, detail in zip(packed, details, strict=True):
            place.Pack(detail)
        return status_pb2.Status(code=self.code.value[0], message=self.message, details=packed)


@dataclass
class Script:
    """What is answered, call by call, and what was asked."""

    answers: list[Any]
    """Messages, Faults, or lists of both for streams; the last one is repeated."""
    asked: list[Any] = dataclasses.field(default_factory=list)
    metadata: list[dict[str, str]] = dataclasses.field(default_factory=list)
    deadlines: list[float | None] = dataclasses.field(default_factory=list)
    address: str = ""

    def next(self, request: Any, context: grpc.ServicerContext) -> Any:
        self.asked.append(request)
        self.metadata.append(
            {key: value for key, value in context.invocation_metadata() if isinstance(value, str)}
        )
        self.deadlines.append(context.time_remaining())
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def _fail(fault: Fault, context: grpc.ServicerContext) -> None:
    if fault.reason:
        context.set_trailing_metadata((("grpc-status-details-bin", fault.status().SerializeToString()),))
    context.abort(fault.code, fault.message)


def _unary(script: Script, kind: type[Message]) -> "grpc.RpcMethodHandler[Any, Any]":
    def answer(request: Any, context: grpc.ServicerContext) -> Any:
        said = script.next(request, context)
        if isinstance(said, Fault):
            _fail(said, context)
        return said

    return grpc.unary_unary_rpc_method_handler(answer, kind.FromString, _bytes)


def _stream(script: Script, kind: type[Message]) -> "grpc.RpcMethodHandler[Any, Any]":
    def answer(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        for said in script.next(request, context):
            if isinstance(said, Fault):
                _fail(said, context)
            yield said

    return grpc.unary_stream_rpc_method_handler(answer, kind.FromString, _bytes)


def _bytes(message: Message) -> bytes:
    return message.SerializeToString()


@contextmanager
def saying(request: type[Message], *answers: Any) -> Iterator[Script]:
    """Run a server that has the one call that takes `request`, and answers it so."""
    script = Script(list(answers))
    service, method = next(
        (service, method)
        for service in request.DESCRIPTOR.file.services_by_name.values()
        for method in service.methods
        if method.input_type.full_name == request.DESCRIPTOR.full_name
    )
    make: Callable[..., Any] = _stream if method.server_streaming else _unary
    handlers = {method.name: make(script, request)}
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.full_name, handlers),))
    script.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield script
    finally:
        server.stop(None).wait()


ALLOWED = m.AuthorizeResponse(decision_id="dec_1", effect=m.EFFECT_ALLOW)
