"""Failures to answer. A denial is an answer and never one of these; no error knows a status of any protocol.

Each class is one reason of the public registry (`protos/remit/v1/error_reason.proto`); `server/status.py`
maps the family to a status. A test proves that classes and registry match one to one.
"""

from enum import Enum, auto
from typing import ClassVar, Final


class Family(Enum):
    """What kind of failure it is; the wire's status follows from this alone."""

    INVALID = auto()
    OUT_OF_RANGE = auto()
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    MISSING = auto()
    EXISTS = auto()
    ABORTED = auto()
    PRECONDITION = auto()
    EXHAUSTED = auto()
    UNAVAILABLE = auto()
    DEADLINE = auto()
    UNIMPLEMENTED = auto()
    INTERNAL = auto()


ERRORS: Final[dict[str, type["RemitError"]]] = {}


class RemitError(Exception):
    """The base of all; `reason` is set by each class below."""

    reason: ClassVar[str] = ""
    family: ClassVar[Family] = Family.INTERNAL

    def __init__(
        self, message: str, *, field: str = "", retry_after: float | None = None, **metadata: str
    ) -> None:
        """Say what failed.

        Args:
            message: one sentence for a human, with the next step; never a secret.
            field: path of the request field at fault, such as `estimate.tokens`; empty when none is.
            retry_after: seconds after which trying again may help; None when it does not.
            metadata: what a program may read beside the reason, such as `limit="1000"`.
        """
        super().__init__(message)
        self.message = message
        self.field = field
        self.retry_after = retry_after
        self.metadata = metadata
        self.credential_owner: tuple[str, str] | None = None
        """Tenant and ref of whose credential was refused, where that is proven. For counts alone: it is told to nobody."""

    def __init_subclass__(cls) -> None:
        """Enter each class into the registry under its reason; one that takes over its base's is told as that one is."""
        ERRORS.setdefault(cls.reason, cls)


class MessageMalformedError(RemitError):
    """The bytes are not a message of the call."""

    reason = "MESSAGE_MALFORMED"
    family = Family.INVALID


class MissingFieldError(RemitError):
    """A field that must be given is absent or empty."""

    reason = "MISSING_FIELD"
    family = Family.INVALID


class InvalidFieldError(RemitError):
    """A field's value is not of its form."""

    reason = "INVALID_FIELD"
    family = Family.INVALID


class UnknownEnumValueError(RemitError):
    """An enum holds a value that this server does not know."""

    reason = "UNKNOWN_ENUM_VALUE"
    family = Family.INVALID


class AmountOutOfRangeError(RemitError):
    """An amount is negative or larger than 9 x 10^18 nanos."""

    reason = "AMOUNT_OUT_OF_RANGE"
    family = Family.INVALID


class CurrencyUnknownError(RemitError):
    """A currency is not an ISO 4217 code."""

    reason = "CURRENCY_UNKNOWN"
    family = Family.INVALID


class CurrencyMismatchError(RemitError):
    """Money is in another currency than what it must be compared with."""

    reason = "CURRENCY_MISMATCH"
    family = Family.INVALID


class JsonInvalidError(RemitError):
    """A JSON text is malformed, too deep, too long, or has duplicate keys."""

    reason = "JSON_INVALID"
    family = Family.INVALID


class BatchTooLargeError(RemitError):
    """A batch holds more items than the server takes."""

    reason = "BATCH_TOO_LARGE"
    family = Family.INVALID


class PageTokenInvalidError(RemitError):
    """A page token is not ours, or belongs to another filter."""

    reason = "PAGE_TOKEN_INVALID"
    family = Family.INVALID


class CursorInvalidError(RemitError):
    """A cursor is not ours, or belongs to another stream."""

    reason = "CURSOR_INVALID"
    family = Family.INVALID


class DocumentInvalidError(RemitError):
    """A policy or manifest document does not follow its schema."""

    reason = "DOCUMENT_INVALID"
    family = Family.INVALID


class CursorTooOldError(RemitError):
    """What is asked for is older than what retention has left; the metadata say what is the oldest."""

    reason = "CURSOR_TOO_OLD"
    family = Family.OUT_OF_RANGE


class CredentialMissingError(RemitError):
    """No credential was given."""

    reason = "CREDENTIAL_MISSING"
    family = Family.UNAUTHENTICATED


class CredentialMalformedError(RemitError):
    """A credential is not of the form that Remit issues."""

    reason = "CREDENTIAL_MALFORMED"
    family = Family.UNAUTHENTICATED


class CredentialUnknownError(RemitError):
    """No such credential was ever issued."""

    reason = "CREDENTIAL_UNKNOWN"
    family = Family.UNAUTHENTICATED


class CredentialExpiredError(RemitError):
    """A credential is past its expiry."""

    reason = "CREDENTIAL_EXPIRED"
    family = Family.UNAUTHENTICATED


class CredentialRevokedError(RemitError):
    """A credential was revoked."""

    reason = "CREDENTIAL_REVOKED"
    family = Family.UNAUTHENTICATED


class CredentialScopeError(RemitError):
    """A credential's scopes do not cover the call."""

    reason = "CREDENTIAL_SCOPE"
    family = Family.FORBIDDEN


class CredentialNetworkError(RemitError):
    """A credential may not be used from this network."""

    reason = "CREDENTIAL_NETWORK"
    family = Family.FORBIDDEN


class CallerPermissionMissingError(RemitError):
    """The caller lacks the permission that the call needs."""

    reason = "PERMISSION_MISSING"
    family = Family.FORBIDDEN


class TenantMismatchError(RemitError):
    """The tenant named is not the credential's."""

    reason = "TENANT_MISMATCH"
    family = Family.FORBIDDEN


class TenantSuspendedError(RemitError):
    """The tenant is suspended."""

    reason = "TENANT_SUSPENDED"
    family = Family.FORBIDDEN


class SelfApprovalError(RemitError):
    """Who asked for an approval tried to decide it."""

    reason = "SELF_APPROVAL"
    family = Family.FORBIDDEN


class ApproverNotAllowedError(RemitError):
    """Who decides an approval is not among its approvers."""

    reason = "APPROVER_NOT_ALLOWED"
    family = Family.FORBIDDEN


class NotFoundError(RemitError):
    """What was named does not exist for this tenant."""

    reason = "NOT_FOUND"
    family = Family.MISSING


class AlreadyExistsError(RemitError):
    """What was to be created exists already."""

    reason = "ALREADY_EXISTS"
    family = Family.EXISTS


class IdempotencyConflictError(RemitError):
    """An id was used before with other content."""

    reason = "IDEMPOTENCY_CONFLICT"
    family = Family.EXISTS


class EtagMismatchError(RemitError):
    """What was to be changed has changed since it was read."""

    reason = "ETAG_MISMATCH"
    family = Family.ABORTED


class StaleRevisionError(RemitError):
    """Policy changed faster than the call could be decided."""

    reason = "STALE_REVISION"
    family = Family.ABORTED


class PreconditionFailedError(RemitError):
    """The state of what was named does not permit the call."""

    reason = "PRECONDITION_FAILED"
    family = Family.PRECONDITION


class ReservationNotOpenError(RemitError):
    """A reservation was settled, released or has expired."""

    reason = "RESERVATION_NOT_OPEN"
    family = Family.PRECONDITION


class ApprovalNotPendingError(RemitError):
    """An approval is decided, cancelled or expired already."""

    reason = "APPROVAL_NOT_PENDING"
    family = Family.PRECONDITION


class SignatureInvalidError(RemitError):
    """A manifest offered for keeping has no valid signature by a trusted key."""

    reason = "SIGNATURE_INVALID"
    family = Family.INVALID


class OverloadedError(RemitError):
    """The server has more to do than it can do in time."""

    reason = "OVERLOADED"
    family = Family.EXHAUSTED


class MessageTooLargeError(RemitError):
    """A message is larger than the server takes."""

    reason = "MESSAGE_TOO_LARGE"
    family = Family.EXHAUSTED


class WatchersExhaustedError(RemitError):
    """As many streams are open as the server holds."""

    reason = "WATCHERS_EXHAUSTED"
    family = Family.EXHAUSTED


class TooManyCallsError(RemitError):
    """The caller made more calls of a kind than the server takes."""

    reason = "TOO_MANY_CALLS"
    family = Family.EXHAUSTED


class TooManyRefusalsError(RemitError):
    """Too many failed credentials or denials came from this caller."""

    reason = "TOO_MANY_REFUSALS"
    family = Family.EXHAUSTED


class BackendUnavailableError(RemitError):
    """Storage or the volatile backend did not answer."""

    reason = "BACKEND_UNAVAILABLE"
    family = Family.UNAVAILABLE


class FateUnknownError(BackendUnavailableError):
    """Storage did not say whether a commit stands: it may, now or later, so nothing that it took is given back."""


class ClockSkewError(RemitError):
    """The server's clock is too far from the database's."""

    reason = "CLOCK_SKEW"
    family = Family.UNAVAILABLE


class DrainingError(RemitError):
    """The server is shutting down."""

    reason = "DRAINING"
    family = Family.UNAVAILABLE


class RevisionNotReachedError(RemitError):
    """The revision asked for is not known here yet."""

    reason = "REVISION_NOT_REACHED"
    family = Family.PRECONDITION


class DeadlineTooShortError(RemitError):
    """The deadline passed, or leaves no time to answer."""

    reason = "DEADLINE_TOO_SHORT"
    family = Family.DEADLINE


class NotImplementedHereError(RemitError):
    """This server does not offer the call yet."""

    reason = "NOT_IMPLEMENTED"
    family = Family.UNIMPLEMENTED


class InternalError(RemitError):
    """Something failed that is the server's fault."""

    reason = "INTERNAL"
    family = Family.INTERNAL
