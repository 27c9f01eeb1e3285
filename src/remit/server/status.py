"""How failures are told on the wire: the table from families to codes. Never shows what only the log may."""

import random
import secrets
from typing import Final

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2

from remit.errors import Family, InternalError, RemitError

DOMAIN: Final = "remit.dev"
DETAILS_KEY: Final = "grpc-status-details-bin"
"""Metadata key under which gRPC carries a `google.rpc.Status`."""

# Details travel in the headers, of which a client takes 8 KiB by default.
MAX_TEXT: Final = 1_000
MAX_METADATA_VALUE: Final = 256
_NANOS: Final = 1_000_000_000

JITTER: Final = 0.5
"""Part of a wait that is added at random, where many are told to wait for the same cause."""
_SHARED_FATES: Final = frozenset({Family.EXHAUSTED, Family.UNAVAILABLE})
_random: Final = random.SystemRandom()

CODES: Final = {
    Family.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Family.OUT_OF_RANGE: grpc.StatusCode.OUT_OF_RANGE,
    Family.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Family.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    Family.MISSING: grpc.StatusCode.NOT_FOUND,
    Family.EXISTS: grpc.StatusCode.ALREADY_EXISTS,
    Family.ABORTED: grpc.StatusCode.ABORTED,
    Family.PRECONDITION: grpc.StatusCode.FAILED_PRECONDITION,
    Family.EXHAUSTED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Family.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
    Family.DEADLINE: grpc.StatusCode.DEADLINE_EXCEEDED,
    Family.UNIMPLEMENTED: grpc.StatusCode.UNIMPLEMENTED,
    Family.INTERNAL: grpc.StatusCode.INTERNAL,
}


def code_of(error: RemitError) -> grpc.StatusCode:
    """Return the gRPC code of an error."""
    return CODES[error.family]


def status_of(error: RemitError) -> status_pb2.Status:
    """Return an error as a status, also of one item of a batch.

    It has exactly one ErrorInfo; BadRequest when a field is at fault; RetryInfo when waiting helps.
    """
    message = _cut(error.message, MAX_TEXT)
    metadata = {key: _cut(value, MAX_METADATA_VALUE) for key, value in error.metadata.items()}
    details = [_packed(error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=metadata))]
    if error.field:
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=_cut(error.field, MAX_METADATA_VALUE), description=message, reason=error.reason
        )
        details.append(_packed(error_details_pb2.BadRequest(field_violations=[violation])))
    if error.retry_after is not None:
        details.append(_packed(error_details_pb2.RetryInfo(retry_delay=_duration(_jittered(error)))))
    return status_pb2.Status(code=code_of(error).value[0], message=message, details=details)


def internal_error() -> InternalError:
    """Return what a caller is told of an unknown failure: neutral text, and a fresh id for the log."""
    return InternalError(
        "something failed here; report the error_id, under which the server's log has the details",
        error_id=f"err_{secrets.token_hex(8)}",
    )


def _jittered(error: RemitError) -> float:
    """Return when to come back; those whom one cause refused together are not told to come back together."""
    seconds = error.retry_after or 0.0
    return seconds * _random.uniform(1.0, 1.0 + JITTER) if error.family in _SHARED_FATES else seconds


def _packed(
    message: error_details_pb2.ErrorInfo | error_details_pb2.BadRequest | error_details_pb2.RetryInfo,
) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed


def _duration(seconds: float) -> duration_pb2.Duration:
    whole, nanos = divmod(round(max(seconds, 0.0) * _NANOS), _NANOS)
    return duration_pb2.Duration(seconds=whole, nanos=nanos)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
