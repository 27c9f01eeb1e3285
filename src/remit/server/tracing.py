"""Traces by OpenTelemetry: a span for each call, and within it one for each stage of its decision.

Loaded only where traces are configured. No attribute holds a subject, a resource, a request id or any text of a caller.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, TypeVar

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.rpc import error_details_pb2, status_pb2
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.propagators.textmap import Getter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from remit.clock import monotonic
from remit.config import Config
from remit.decision.model import Committed, Outcome
from remit.server.call import Context
from remit.server.status import DETAILS_KEY
from remit.server.trace import TRACE_ID

In = TypeVar("In")
Out = TypeVar("Out")

STAGES: Final = ("gather", "checks", "pace", "commit")
MOST_STAGED: Final = 16
"""Decisions of one call whose stages become spans: a batch of a thousand would bury the trace."""

_NANOS: Final = 1_000_000_000
# As OpenTelemetry's conventions have it, a server's span has failed when the server is at fault.
_FAULTS: Final = frozenset(
    {"UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"}
)

Metadata = Iterable[tuple[str, str | bytes]]


@dataclass(slots=True)
class _CallSpan:
    span: Span
    began: float
    """As `monotonic`, when the span began."""
    staged: int = 0


_CURRENT: Final[ContextVar[_CallSpan | None]] = ContextVar("call_span", default=None)


class _FromMetadata(Getter[Metadata]):
    def get(self, carrier: Metadata, key: str) -> list[str] | None:
        return [value for name, value in carrier if name == key and isinstance(value, str)] or None

    def keys(self, carrier: Metadata) -> list[str]:
        return [name for name, _ in carrier]


class OtlpTracing:
    """Makes spans and sends them, in the background, to a collector. What it cannot send in time it drops."""

    def __init__(self, config: Config) -> None:
        """Send to `config.otlp_endpoint`, which must be set."""
        endpoint = config.otlp_endpoint or ""
        resource = Resource.create(
            {
                "service.name": "remit",
                "service.version": version("remit"),
                "service.instance.id": secrets.token_hex(8),
                "deployment.environment.name": config.environment,
            }
        )
        self._provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(config.trace_ratio)), resource=resource
        )
        exporter = OTLPSpanExporter(endpoint=endpoint, insecure=endpoint.startswith("http://"))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("remit", version("remit"))
        self._propagator = TraceContextTextMapPropagator()
        self._from_metadata = _FromMetadata()

    def around(
        self, method: MethodDescriptor, handle: Callable[[In, Context], Awaitable[Out]]
    ) -> Callable[[In, Context], Awaitable[Out]]:
        """Return `handle` within a span of its own, which continues the caller's trace."""
        service, name = method.containing_service.full_name, method.name
        attributes = {"rpc.system": "grpc", "rpc.service": service, "rpc.method": name}

        async def traced(given: In, context: Context) -> Out:
            parent = self._propagator.extract(context.invocation_metadata() or (), getter=self._from_metadata)
            span: Any = self._tracer.start_span(
                f"{service}/{name}", parent, kind=SpanKind.SERVER, attributes=attributes
            )
            TRACE_ID.set(f"{span.get_span_context().trace_id:032x}")
            if not span.is_recording():
                return await handle(given, context)
            _CURRENT.set(_CallSpan(span, monotonic()))
            code = "CANCELLED"
            try:
                answer = await handle(given, context)
                code = _code(context)
                return answer
            finally:
                _end(span, context, code=code)

        return traced

    def staged(self, marks: Sequence[float], outcome: Outcome) -> None:
        """Make the spans of a decision's stages; `marks` are five instants, before the first and after each."""
        current = _CURRENT.get()
        if current is None or current.staged >= MOST_STAGED:
            return
        current.staged += 1
        started, parent = current.span.start_time or 0, set_span_in_context(current.span)
        nanos = [started + int((mark - current.began) * _NANOS) for mark in marks]
        for stage, begin, end in zip(STAGES, nanos, nanos[1:], strict=False):
            span = self._tracer.start_span(stage, parent, start_time=begin)
            if stage == STAGES[-1]:
                span.set_attributes(_said(outcome))
            span.end(end)

    def close(self) -> None:
        """Send what waits, and stop; takes some seconds when the collector is away."""
        self._provider.shutdown()


def _said(outcome: Outcome) -> dict[str, str]:
    if not isinstance(outcome, Committed):
        return {"remit.outcome": type(outcome).__name__.upper()}
    reasons = outcome.decision.reasons
    effect = {"remit.effect": outcome.decision.effect.name}
    return {**effect, "remit.reason": reasons[0].code.value} if reasons else effect


def _code(context: Context) -> str:
    code: Any = context.code()
    if isinstance(code, grpc.StatusCode):
        return code.name
    # A number, 0 as long as nobody set one.
    return next((one.name for one in grpc.StatusCode if one.value[0] == code), "OK")


def _end(span: Span, context: Context, *, code: str) -> None:
    span.set_attribute("rpc.grpc.status_code", grpc.StatusCode[code].value[0])
    if code != "OK":
        span.set_attribute("error.type", _reason(context) or code)
    if code in _FAULTS:
        span.set_status(Status(StatusCode.ERROR))
    span.end()


def _reason(context: Context) -> str:
    """Return the reason of the error that the caller is told; empty when there is none."""
    trailing: Metadata = context.trailing_metadata() or ()
    for key, value in trailing:
        if key == DETAILS_KEY and isinstance(value, bytes):
            info = error_details_pb2.ErrorInfo()
            for detail in status_pb2.Status.FromString(value).details:
                if detail.Unpack(info):
                    return info.reason
    return ""
