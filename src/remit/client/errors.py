"""What comes instead of an answer that allows: one tree of exceptions. Never decides whether to try again.

    RemitError                        whatever this package raises
    ├── Refused                       Remit answered, and the answer is no (`answer`, `reasons`)
    │   ├── Denied                    DENY, or an effect that this client does not know
    │   ├── NeedsApproval             a human must say yes first (`terms`)
    │   └── ObligationUnmet           allowed only with what this program does not do (`obligations`)
    └── CallError                     no answer (`reason`, `field`, `retry_after`, `metadata`)
        ├── UnauthenticatedError      no good credential: CREDENTIAL_…
        ├── ForbiddenError            the credential is good, the right is missing: PERMISSION_MISSING, …
        ├── InvalidError              the request is at fault: INVALID_FIELD, MISSING_FIELD, CURSOR_TOO_OLD, …
        ├── NotFoundError             no such thing in the tenant
        ├── AlreadyExistsError        ALREADY_EXISTS, IDEMPOTENCY_CONFLICT
        ├── AbortedError              changed meanwhile: ETAG_MISMATCH, STALE_REVISION
        ├── PreconditionError         the state of things forbids it: RESERVATION_NOT_OPEN, …
        ├── ExhaustedError            too much at once: OVERLOADED, TOO_MANY_REFUSALS, …
        ├── UnavailableError          the server or a store does not answer: BACKEND_UNAVAILABLE, DRAINING, …
        ├── DeadlineError             no answer in time; what became of the call is unknown
        ├── UnsupportedError          this server does not have the call: NOT_IMPLEMENTED
        └── ServerError               a fault of the server (`metadata["error_id"]`)

An error is never permission: the act must not begin.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from remitpb.v1.core_pb2 import (
    EFFECT_ALLOW,
    EFFECT_NEEDS_APPROVAL,
    Obligation,
    Reason,
    ReasonCode,
)
from remitpb.v1.policy_decision_service_pb2 import ApprovalTerms, AuthorizeResponse

DETAILS_KEY: Final = "grpc-status-details-bin"
_NANOS_PER_SECOND: Final = 1_000_000_000


class RemitError(Exception):
    """Whatever this package raises."""


class Refused(RemitError):  # noqa: N818  an answer, not an error; reads as `except Refused`
    """Remit answered, and the act must not begin."""

    def __init__(self, answer: AuthorizeResponse) -> None:
        """Carry the whole answer."""
        self.answer = answer
        """The answer as it came."""
        super().__init__(_sentence(answer))

    @property
    def reasons(self) -> Sequence[Reason]:
        """Why, the deciding one first; each with a stable code, a sentence and perhaps a remedy."""
        return self.answer.reasons

    @property
    def codes(self) -> list[str]:
        """Codes of the reasons, such as `DAILY_BUDGET_EXCEEDED`; a number where this client has no name."""
        return [code_name(reason) for reason in self.reasons]

    @property
    def remedy(self) -> str:
        """What would change the answer, in one sentence; empty when nothing is known."""
        return next((reason.remedy.text for reason in self.reasons if reason.remedy.text), "")


class Denied(Refused):
    """DENY, or an effect that this client does not know, which counts as one."""


class NeedsApproval(Refused):
    """A human must approve this exact action first: ask with `request_approval(decision_id=…)`."""

    @property
    def decision_id(self) -> str:
        """The decision to ask approval for, `dec_…`; empty after a dry run."""
        return self.answer.decision_id

    @property
    def terms(self) -> ApprovalTerms:
        """Who may approve, how many must, and for how long."""
        return self.answer.approval


class ObligationUnmet(Refused):
    """Allowed only with what this program does not do, which forbids it. What was held is given back."""

    def __init__(self, answer: AuthorizeResponse, obligations: Iterable[Obligation]) -> None:
        """Name the obligations that are not met."""
        super().__init__(answer)
        self.obligations = tuple(obligations)
        names = [one.WhichOneof("obligation") or "one unknown to this client" for one in self.obligations]
        self.args = (f"allowed only under obligations that are not met: {', '.join(names)}",)


class CallError(RemitError):
    """There is no answer, so nothing is allowed."""

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        field: str = "",
        retry_after: float | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Say what went wrong, as `google.rpc.Status` has it."""
        self.message = message
        """One sentence for a human."""
        self.reason = reason
        """Stable code from `ErrorReason`, such as `INVALID_FIELD`; empty when the server did not say."""
        self.field = field
        """The field at fault, as a path; empty when none is."""
        self.retry_after = retry_after
        """Seconds after which trying again makes sense; None when waiting does not help, or nobody knows."""
        self.metadata: Mapping[str, str] = metadata or {}
        """What else the server said, such as `error_id`, `permission` or `oldest_cursor`."""
        super().__init__(f"{reason}: {message}" if reason else message)


class UnauthenticatedError(CallError):
    """No good credential came with the call."""


class ForbiddenError(CallError):
    """The credential is good, but not for this call."""


class InvalidError(CallError):
    """The request is at fault; sending it again cannot help."""


class NotFoundError(CallError):
    """There is no such thing in the tenant, or the caller may not know of it."""


class AlreadyExistsError(CallError):
    """The id is taken, or was used for other content."""


class AbortedError(CallError):
    """Somebody else changed it meanwhile: read it again."""


class PreconditionError(CallError):
    """The state of things forbids the call."""


class ExhaustedError(CallError):
    """Too much at once."""


class UnavailableError(CallError):
    """The server, or a store behind it, does not answer."""


class DeadlineError(CallError):
    """No answer in time. The call may have taken effect: repeat it with the same ids to learn."""


class UnsupportedError(CallError):
    """This server does not have the call."""


class ServerError(CallError):
    """A fault of the server."""


_BY_CODE: Final = {
    grpc.StatusCode.UNAUTHENTICATED: UnauthenticatedError,
    grpc.StatusCode.PERMISSION_DENIED: ForbiddenError,
    grpc.StatusCode.INVALID_ARGUMENT: InvalidError,
    grpc.StatusCode.OUT_OF_RANGE: InvalidError,
    grpc.StatusCode.NOT_FOUND: NotFoundError,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyExistsError,
    grpc.StatusCode.ABORTED: AbortedError,
    grpc.StatusCode.FAILED_PRECONDITION: PreconditionError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ExhaustedError,
    grpc.StatusCode.UNAVAILABLE: UnavailableError,
    # What this client cancels raises nothing, so it was the other end: a server that closes.
    grpc.StatusCode.CANCELLED: UnavailableError,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineError,
    grpc.StatusCode.UNIMPLEMENTED: UnsupportedError,
}
_BY_NUMBER: Final = {code.value[0]: kind for code, kind in _BY_CODE.items()}


def require_allowed(answer: AuthorizeResponse) -> None:
    """Raise unless the answer is ALLOW; an effect that this client does not know is a refusal.

    Raises:
        NeedsApproval: when a human must say yes first.
        Denied: in every other case but ALLOW.
    """
    if answer.effect == EFFECT_ALLOW:
        return
    raise NeedsApproval(answer) if answer.effect == EFFECT_NEEDS_APPROVAL else Denied(answer)


def code_name(reason: Reason) -> str:
    """Return a reason's code without prefix, `ROLE_MISSING`; its number when it has no name here."""
    known = ReasonCode.DESCRIPTOR.values_by_number.get(reason.code)
    return known.name.removeprefix("REASON_CODE_") if known else str(reason.code)


def error_of_status(status: status_pb2.Status) -> CallError:
    """Return the error that a status stands for: that of a call, or of one item of a batch."""
    info, bad, retry = _details(status)
    field = bad.field_violations[0].field if bad and bad.field_violations else ""
    delay = retry.retry_delay if retry else None
    return _BY_NUMBER.get(status.code, ServerError)(
        status.message,
        reason=info.reason if info else "",
        field=field,
        retry_after=None if delay is None else delay.seconds + delay.nanos / _NANOS_PER_SECOND,
        metadata=dict(info.metadata) if info else {},
    )


def error_of_call(error: grpc.RpcError, address: str) -> CallError:
    """Return what a failed call says; `address` is named when the server could not even be reached."""
    code, text = error.code(), error.details() or ""
    trailing: Any = error.trailing_metadata() or ()
    for key, value in trailing:
        if key == DETAILS_KEY:
            try:
                return error_of_status(status_pb2.Status.FromString(value))
            except DecodeError:
                break
    if code is grpc.StatusCode.UNAVAILABLE:
        # gRPC's own text repeats the address in several forms; its end is the cause.
        text = f"no answer from {address}: {text.rpartition(': ')[2]}"
    return _BY_CODE.get(code, ServerError)(text or code.name)


def _details(
    status: status_pb2.Status,
) -> tuple[
    error_details_pb2.ErrorInfo | None,
    error_details_pb2.BadRequest | None,
    error_details_pb2.RetryInfo | None,
]:
    info, bad, retry = (
        error_details_pb2.ErrorInfo(),
        error_details_pb2.BadRequest(),
        error_details_pb2.RetryInfo(),
    )
    found = [False, False, False]
    for detail in status.details:
        for place, message in enumerate((info, bad, retry)):
            found[place] |= detail.Unpack(message)
    return info if found[0] else None, bad if found[1] else None, retry if found[2] else None


def _sentence(answer: AuthorizeResponse) -> str:
    """The reasons as a human reads them: `DAILY_BUDGET_EXCEEDED: … Remedy: …`."""
    if not answer.reasons:
        return "refused without a reason"
    texts = [f"{code_name(reason)}: {reason.message}".strip() for reason in answer.reasons]
    remedy = next((reason.remedy.text for reason in answer.reasons if reason.remedy.text), "")
    return "; ".join(texts) + (f" Remedy: {remedy}" if remedy else "")
