"""The public registries of reasons and the code that gives them match one to one."""

from google.protobuf.descriptor import EnumDescriptor

from remit.decision.model import ReasonCode
from remit.errors import ERRORS, RemitError
from remitpb.v1 import core_pb2, error_reason_pb2


def test_every_error_reason_has_one_class_and_every_class_one_reason() -> None:
    assert set(ERRORS) == _names(error_reason_pb2.ErrorReason.DESCRIPTOR, "ERROR_REASON_")
    assert len(set(ERRORS.values())) == len(ERRORS)


def test_an_error_class_knows_its_own_reason() -> None:
    assert {name: error.reason for name, error in ERRORS.items()} == {name: name for name in ERRORS}
    assert all(issubclass(error, RemitError) for error in ERRORS.values())


def test_every_reason_code_of_a_decision_is_public_and_every_public_one_is_known() -> None:
    assert {code.value for code in ReasonCode} == _names(core_pb2.ReasonCode.DESCRIPTOR, "REASON_CODE_")
    assert all(code.name == code.value for code in ReasonCode)


def _names(enum: EnumDescriptor, prefix: str) -> set[str]:
    """Names of the values without prefix; the zero value, which means nothing was said, apart."""
    assert all(value.name.startswith(prefix) for value in enum.values)
    return {value.name.removeprefix(prefix) for value in enum.values if value.number != 0}
