"""Whether, when and how often a failed call is tried again."""

import grpc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.client import CallError, Client, Retry, Settings
from remit.client import messages as m
from remit.client.errors import ExhaustedError, InvalidError, UnavailableError
from remit.client.retry import Attempts
from tests.backends.proxy import Delay, proxy_before
from tests.client.scripted import ALLOWED, Fault, saying

QUICK = Retry(first_wait=0.01, longest_wait=0.5)
GONE = Fault(grpc.StatusCode.UNAVAILABLE, "BACKEND_UNAVAILABLE", retry_after=0.02)
DRAINING = Fault(grpc.StatusCode.UNAVAILABLE, "DRAINING", retry_after=0.02)


def client_of(address: str, **settings: object) -> Client:
    return Client.connect(address, "key", settings=Settings("", retry=QUICK, **settings))  # type: ignore[arg-type]


def test_a_call_that_may_be_repeated_is_tried_again_with_the_same_id() -> None:
    with saying(m.AuthorizeRequest, GONE, GONE, ALLOWED) as script, client_of(script.address) as client:
        answer = client.authorize(action="tool:execute", resource=m.Entity(type="tool", id="x"))
    assert answer.decision_id == "dec_1"
    assert len({request.request_id for request in script.asked}) == 1
    assert script.asked[0].request_id
    assert len(script.asked) == 3


def test_attempts_are_bounded_and_the_last_error_is_told() -> None:
    with (
        saying(m.AuthorizeRequest, GONE) as script,
        client_of(script.address) as client,
        pytest.raises(UnavailableError) as caught,
    ):
        client.authorize(action="tool:execute", resource=m.Entity(type="tool", id="x"))
    assert len(script.asked) == QUICK.attempts
    assert caught.value.reason == "BACKEND_UNAVAILABLE"
    assert caught.value.retry_after == pytest.approx(0.02)


def test_a_call_that_may_not_be_repeated_is_not() -> None:
    with (
        saying(m.UpdateRoleRequest, GONE) as script,
        client_of(script.address) as client,
        pytest.raises(UnavailableError),
    ):
        client.update_role(role=m.Role(role_id="x"))
    assert len(script.asked) == 1


def test_what_was_refused_before_it_began_is_repeated_whatever_it_is() -> None:
    answer = m.UpdateRoleResponse(revision=7)
    with saying(m.UpdateRoleRequest, DRAINING, answer) as script, client_of(script.address) as client:
        assert client.update_role(role=m.Role(role_id="x")).revision == 7
    assert len(script.asked) == 2


def test_an_etag_makes_a_stop_unrepeatable() -> None:
    with saying(m.SuspendSubjectRequest, GONE) as script, client_of(script.address) as client:
        with pytest.raises(UnavailableError):
            client.suspend_subject(subject=m.Entity(type="agent", id="x"), etag="e")
        assert len(script.asked) == 1
        with pytest.raises(UnavailableError):
            client.suspend_subject(subject=m.Entity(type="agent", id="x"))
        assert len(script.asked) == 1 + QUICK.attempts


@pytest.mark.parametrize(
    "fault",
    [
        Fault(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", field="action"),
        Fault(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_REFUSALS", retry_after=0.01),
        Fault(grpc.StatusCode.UNAVAILABLE, "CLOCK_SKEW", retry_after=60.0),
        Fault(grpc.StatusCode.INTERNAL, "INTERNAL", metadata={"error_id": "err_1"}),
        Fault(grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_TOO_SHORT"),
    ],
    ids=lambda fault: fault.reason,
)
def test_what_cannot_help_is_not_tried_again(fault: Fault) -> None:
    with (
        saying(m.WhoAmIRequest, fault) as script,
        client_of(script.address) as client,
        pytest.raises(CallError) as caught,
    ):
        client.who_am_i()
    assert len(script.asked) == 1
    assert caught.value.reason == fault.reason
    assert caught.value.field == fault.field
    assert caught.value.metadata == fault.metadata


def test_a_retry_never_outlasts_the_deadline() -> None:
    slow = Fault(grpc.StatusCode.UNAVAILABLE, "BACKEND_UNAVAILABLE", retry_after=60.0)
    with (
        saying(m.WhoAmIRequest, slow) as script,
        client_of(script.address, timeout=20.0) as client,
        pytest.raises(UnavailableError),
    ):
        client.who_am_i()
    assert len(script.asked) == 1


def test_a_lost_connection_is_tried_again() -> None:
    lost = Fault(grpc.StatusCode.UNAVAILABLE)
    with (
        saying(m.WhoAmIRequest, lost, m.WhoAmIResponse(tenant_id="t")) as script,
        client_of(script.address) as client,
    ):
        assert client.who_am_i().tenant_id == "t"


def test_a_server_that_is_slow_to_greet_is_waited_for() -> None:
    with (
        saying(m.WhoAmIRequest, m.WhoAmIResponse(tenant_id="t")) as script,
        proxy_before(int(script.address.rpartition(":")[2])) as between,
    ):
        between.set(replies=Delay(1.0))
        with client_of(f"127.0.0.1:{between.port}", timeout=30.0) as client:
            assert client.who_am_i().tenant_id == "t"
        assert between.accepted == 1


def test_nobody_listening_is_told_with_the_address() -> None:
    with (
        client_of("127.0.0.1:1") as client,
        pytest.raises(UnavailableError, match=r"no answer from 127\.0\.0\.1:1"),
    ):
        client.who_am_i()


@given(retry_after=st.floats(0, 5), tries=st.integers(1, 3))
def test_never_sooner_than_the_server_asks(retry_after: float, tries: int) -> None:
    error = ExhaustedError("busy", reason="OVERLOADED", retry_after=retry_after)
    wait = Retry().wait(error, tries, repeatable=False)
    assert wait is not None
    assert retry_after <= wait <= retry_after * 1.25 + 0.1


@given(tries=st.integers(1, 30))
def test_waits_grow_but_not_for_ever(tries: int) -> None:
    patient = Retry(attempts=100, first_wait=0.1, longest_wait=2.0)
    wait = patient.wait(UnavailableError("gone"), tries, repeatable=True)
    assert wait is not None
    expected = min(0.1 * 2.0 ** (tries - 1), 2.0)
    assert expected * 0.75 <= wait <= expected * 1.25


def test_attempts_count_down_the_time_that_is_left() -> None:
    attempts = Attempts(Retry(first_wait=1.0), 10.0, repeatable=True)
    wait = attempts.wait_after(UnavailableError("gone"))
    assert attempts.timeout == pytest.approx(10.0 - wait)
    with pytest.raises(InvalidError):
        attempts.wait_after(InvalidError("wrong"))
