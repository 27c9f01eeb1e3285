"""Errors as statuses: the code that the registry documents, and never more text than a header takes."""

import re
from pathlib import Path

import pytest
from google.rpc import error_details_pb2

from remit.errors import ERRORS, Family, NotFoundError
from remit.server.status import CODES, code_of, status_of

REGISTRY = Path(__file__).parents[2] / "protos" / "remit" / "v1" / "error_reason.proto"
_ENTRY = re.compile(r"// \[(\w+)\][^=]*?ERROR_REASON_(\w+) = ", re.DOTALL)


def test_every_family_has_a_code() -> None:
    assert set(CODES) == set(Family)


@pytest.mark.parametrize(("code", "reason"), _ENTRY.findall(REGISTRY.read_text("utf-8")))
def test_a_reason_has_the_code_that_its_comment_says(code: str, reason: str) -> None:
    assert code_of(ERRORS[reason]("why")).name == code


def test_long_text_is_cut() -> None:
    status = status_of(NotFoundError("x" * 100_000, field="y" * 100_000, name="z" * 100_000))
    assert status.ByteSize() < 4_096
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert info.reason == "NOT_FOUND"
