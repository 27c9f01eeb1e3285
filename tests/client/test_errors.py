"""How failures come out: the tree, and what each carries."""

import grpc
import pytest
from google.rpc import status_pb2

from remit.client import CallError, Denied, NeedsApproval, Refused, RemitError, errors, require_allowed
from remit.client import messages as m
from remit.client.errors import error_of_status
from remitpb.v1.error_reason_pb2 import ErrorReason
from tests.client.scripted import Fault

TREE = {
    grpc.StatusCode.UNAUTHENTICATED: errors.UnauthenticatedError,
    grpc.StatusCode.PERMISSION_DENIED: errors.ForbiddenError,
    grpc.StatusCode.INVALID_ARGUMENT: errors.InvalidError,
    grpc.StatusCode.OUT_OF_RANGE: errors.InvalidError,
    grpc.StatusCode.NOT_FOUND: errors.NotFoundError,
    grpc.StatusCode.ALREADY_EXISTS: errors.AlreadyExistsError,
    grpc.StatusCode.ABORTED: errors.AbortedError,
    grpc.StatusCode.FAILED_PRECONDITION: errors.PreconditionError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: errors.ExhaustedError,
    grpc.StatusCode.UNAVAILABLE: errors.UnavailableError,
    grpc.StatusCode.DEADLINE_EXCEEDED: errors.DeadlineError,
    grpc.StatusCode.UNIMPLEMENTED: errors.UnsupportedError,
    grpc.StatusCode.INTERNAL: errors.ServerError,
}


@pytest.mark.parametrize(("code", "kind"), TREE.items(), ids=lambda value: getattr(value, "name", ""))
def test_each_code_has_its_place_in_the_tree(code: grpc.StatusCode, kind: type[CallError]) -> None:
    status = Fault(code, "A_REASON", "a sentence", "a.field", 1.5, {"k": "v"}).status()
    error = error_of_status(status)
    assert type(error) is kind
    assert isinstance(error, RemitError)
    assert (error.reason, error.message, error.field) == ("A_REASON", "a sentence", "a.field")
    assert (error.retry_after, error.metadata) == (1.5, {"k": "v"})
    assert str(error) == "A_REASON: a sentence"


def test_a_status_without_details_still_has_a_place() -> None:
    error = error_of_status(status_pb2.Status(code=5, message="gone"))
    assert isinstance(error, errors.NotFoundError)
    assert (error.reason, error.field, error.retry_after) == ("", "", None)


def test_a_code_that_nobody_knows_is_a_fault_of_the_server() -> None:
    assert isinstance(error_of_status(status_pb2.Status(code=99, message="?")), errors.ServerError)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = errors.__doc__ or ""
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RemitError)
    ]
    missing = [kind.__name__ for kind in kinds if f" {kind.__name__} " not in drawn]
    assert not missing
    assert all(kind.__mro__[1] in {*kinds, Exception} for kind in kinds)


def test_reasons_named_in_the_tree_exist() -> None:
    drawn = [
        word.strip(",:")
        for line in (errors.__doc__ or "").splitlines()
        for word in line.split()
        if "_" in word
    ]
    reasons = {word for word in drawn if word.isupper() and "…" not in word}
    known = {name.removeprefix("ERROR_REASON_") for name in ErrorReason.keys()}  # noqa: SIM118  not a mapping
    assert reasons
    assert reasons <= known


def test_allow_raises_nothing() -> None:
    require_allowed(m.AuthorizeResponse(effect=m.EFFECT_ALLOW))


@pytest.mark.parametrize("effect", [m.EFFECT_UNSPECIFIED, m.EFFECT_DENY, 77])
def test_every_effect_but_allow_is_a_refusal(effect: int) -> None:
    answer = m.AuthorizeResponse.FromString(bytes([0x10, effect]))
    assert answer.effect == effect
    with pytest.raises(Denied):
        require_allowed(answer)


def test_a_refusal_says_why_and_what_would_change_it() -> None:
    answer = m.AuthorizeResponse(
        decision_id="dec_1",
        effect=m.EFFECT_NEEDS_APPROVAL,
        reasons=[
            m.Reason(
                code=m.REASON_CODE_APPROVAL_REQUIRED,
                message="a human must say yes",
                remedy=m.Remedy(text="ask role:approver"),
            )
        ],
        approval=m.ApprovalTerms(quorum=2),
    )
    with pytest.raises(NeedsApproval) as caught:
        require_allowed(answer)
    refusal = caught.value
    assert isinstance(refusal, Refused)
    assert refusal.codes == ["APPROVAL_REQUIRED"]
    assert refusal.remedy == "ask role:approver"
    assert refusal.terms.quorum == 2
    assert refusal.decision_id == "dec_1"
    assert str(refusal) == "APPROVAL_REQUIRED: a human must say yes Remedy: ask role:approver"


def test_a_reason_without_a_name_here_is_a_number() -> None:
    answer = m.AuthorizeResponse(
        effect=m.EFFECT_DENY, reasons=[m.Reason.FromString(bytes([0x08, 0xE7, 0x07]))]
    )
    with pytest.raises(Denied) as caught:
        require_allowed(answer)
    assert caught.value.codes == ["999"]
