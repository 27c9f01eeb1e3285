"""When to come back: told apart to those whom one cause refused together, and to the letter to all others."""

import pytest
from google.rpc import error_details_pb2

from remit.errors import (
    BackendUnavailableError,
    OverloadedError,
    PreconditionFailedError,
    RemitError,
    TooManyRefusalsError,
)
from remit.server.status import JITTER, status_of


def wait_of(error: RemitError) -> float:
    info = error_details_pb2.RetryInfo()
    assert [detail.Unpack(info) for detail in status_of(error).details].count(True) == 1
    return info.retry_delay.ToMilliseconds() / 1_000


@pytest.mark.parametrize("kind", [BackendUnavailableError, OverloadedError, TooManyRefusalsError])
def test_callers_refused_together_do_not_come_back_together(kind: type[RemitError]) -> None:
    waits = [wait_of(kind("not now", retry_after=2.0)) for _ in range(200)]
    assert all(2.0 <= wait <= 2.0 * (1 + JITTER) for wait in waits)
    assert len(set(waits)) > 50


def test_a_wait_of_ones_own_is_told_to_the_letter() -> None:
    assert wait_of(PreconditionFailedError("not now", retry_after=1.5)) == 1.5
