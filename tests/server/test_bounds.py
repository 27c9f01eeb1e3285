"""Each kind of bound, its error and its path; and that no message whatever makes a check fail otherwise."""

from typing import Any, TypeAlias

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import RemitError
from remit.server.bounds import batch_fields, check, request_check
from remit.server.methods import methods
from remit.server.value_rules import MAX_JSON_BYTES, MAX_JSON_DEPTH
from remitpb.v1 import core_pb2, policy_decision_service_pb2, tenant_service_pb2

AuthorizeRequest = policy_decision_service_pb2.AuthorizeRequest
Untyped: TypeAlias = Any
"""A field's value: a dict, which protobuf takes for a message."""

METHODS = {method.name: method for method in methods()}
ENTITY = {"type": "tool", "id": "search"}


def question(**fields: Untyped) -> AuthorizeRequest:
    return AuthorizeRequest(**{"request_id": "r", "action": "tool:execute", "resource": ENTITY, **fields})


def breach(message: Message, **where: str) -> tuple[str, str]:
    """Return reason and path of the first breach; the sentence begins with the path."""
    with pytest.raises(RemitError) as caught:
        check(message, **where)
    assert caught.value.message.startswith(caught.value.field + " ")
    assert str(caught.value) == caught.value.message
    return caught.value.reason, caught.value.field


def money(units: int = 0, nanos: int = 0, currency: str = "USD") -> dict[str, object]:
    return {"money": {"units": units, "nanos": nanos, "currency_code": currency}}


def model_call(**fields: object) -> dict[str, object]:
    return {"model_call": {"model": {"model": "gpt-4o"}, **fields}}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"subject": {"type": "agent", "id": "A-z.0_9/@:"}},
        {"arguments_json": '{"a":[1,2,{"b":"{[{["}]}'},
        {"arguments_json": "[" * MAX_JSON_DEPTH + "]" * MAX_JSON_DEPTH},
        {"arguments_json": '"' + "{" * 1_000 + '"'},
        {"labels": {"team": "research", "cost.centre-1": ""}},
        {"hold": {"seconds": 3_600}},
        {"estimate": money(9_000_000_000)},
        {"estimate": money(0, 1)},
        {"estimate": {"nothing": {}}},
        {"estimate": model_call(input_tokens=0, candidate_count=128)},
        {"min_revision": 0},
        {"data_classes": ["personal"] * 32},
    ],
)
def test_what_is_within_its_bounds_passes(fields: dict[str, object]) -> None:
    check(question(**fields))


@pytest.mark.parametrize(
    ("fields", "reason", "path"),
    [
        ({"request_id": ""}, "MISSING_FIELD", "request_id"),
        ({"resource": None}, "MISSING_FIELD", "resource"),
        ({"resource": {"type": "tool"}}, "MISSING_FIELD", "resource.id"),
        ({"request_id": "x" * 129}, "INVALID_FIELD", "request_id"),
        ({"request_id": "ä"}, "INVALID_FIELD", "request_id"),
        ({"request_id": "r\n"}, "INVALID_FIELD", "request_id"),
        ({"action": "execute"}, "INVALID_FIELD", "action"),
        ({"action": "tool:" + "e" * 128}, "INVALID_FIELD", "action"),
        ({"action": "Tool:execute"}, "INVALID_FIELD", "action"),
        ({"subject": {"type": "Agent", "id": "a"}}, "INVALID_FIELD", "subject.type"),
        ({"subject": {"type": "a" * 65, "id": "a"}}, "INVALID_FIELD", "subject.type"),
        (
            {"subject": {"type": "a", "id": "a", "attributes_json": "{"}},
            "JSON_INVALID",
            "subject.attributes_json",
        ),
        ({"arguments_json": "[" * 17 + "]" * 17}, "JSON_INVALID", "arguments_json"),
        ({"arguments_json": "1 2"}, "JSON_INVALID", "arguments_json"),
        ({"arguments_json": '"' + "ä" * (MAX_JSON_BYTES // 2) + '"'}, "JSON_INVALID", "arguments_json"),
        ({"arguments_json": "[" * 60_000}, "JSON_INVALID", "arguments_json"),
        ({"labels": {"Team": "x"}}, "INVALID_FIELD", "labels['Team']"),
        ({"labels": {"team": "x" * 257}}, "INVALID_FIELD", "labels['team']"),
        ({"labels": {f"k{n}": "" for n in range(65)}}, "INVALID_FIELD", "labels"),
        ({"data_classes": ["personal", ""]}, "INVALID_FIELD", "data_classes[1]"),
        ({"data_classes": ["x"] * 33}, "INVALID_FIELD", "data_classes"),
        ({"hold": {"seconds": 3_600, "nanos": 1}}, "INVALID_FIELD", "hold"),
        ({"hold": {"nanos": 999_999_999}}, "INVALID_FIELD", "hold"),
        ({"hold": {"seconds": 1, "nanos": -1}}, "INVALID_FIELD", "hold"),
        ({"min_revision": -1}, "AMOUNT_OUT_OF_RANGE", "min_revision"),
        ({"estimate": {"tokens": -1}}, "AMOUNT_OUT_OF_RANGE", "estimate.tokens"),
        ({"estimate": {"tokens": 10**12 + 1}}, "AMOUNT_OUT_OF_RANGE", "estimate.tokens"),
        ({"estimate": money(0, -1)}, "AMOUNT_OUT_OF_RANGE", "estimate.money"),
        ({"estimate": money(9_000_000_000, 1)}, "AMOUNT_OUT_OF_RANGE", "estimate.money"),
        ({"estimate": money(1, -1)}, "AMOUNT_OUT_OF_RANGE", "estimate.money"),
        ({"estimate": money(0, 1_000_000_000)}, "AMOUNT_OUT_OF_RANGE", "estimate.money"),
        ({"estimate": money(1, 0, "usd")}, "CURRENCY_UNKNOWN", "estimate.money.currency_code"),
        ({"estimate": money(1, 0, "")}, "CURRENCY_UNKNOWN", "estimate.money.currency_code"),
        ({"estimate": {"model_call": {}}}, "MISSING_FIELD", "estimate.model_call.model"),
        ({"estimate": model_call(candidate_count=0)}, "INVALID_FIELD", "estimate.model_call.candidate_count"),
        ({"estimate": {"candidates": {}}}, "INVALID_FIELD", "estimate.candidates.calls"),
        (
            {"estimate": {"candidates": {"calls": [{"model": {"model": "a"}}, {"model": {"model": "ä"}}]}}},
            "INVALID_FIELD",
            "estimate.candidates.calls[1].model.model",
        ),
    ],
)
def test_a_breach_has_its_reason_and_its_path(fields: dict[str, object], reason: str, path: str) -> None:
    assert breach(question(**fields)) == (reason, path)


def test_a_oneof_that_must_be_set() -> None:
    request = policy_decision_service_pb2.StreamTimelineRequest()
    assert breach(request) == ("MISSING_FIELD", "scope")
    request.tenant.SetInParent()
    check(request)


def test_an_enum_value_of_a_newer_client() -> None:
    request = policy_decision_service_pb2.StreamTimelineRequest(run_id="run_1", kinds=[1, 999])  # type: ignore[list-item]
    assert breach(request) == ("UNKNOWN_ENUM_VALUE", "kinds[1]")


def test_a_required_enum_that_is_unspecified() -> None:
    request = policy_decision_service_pb2.ReleaseReservationRequest(reservation_id="res_1", reason="x")
    assert breach(request) == ("MISSING_FIELD", "outcome")


def test_zones_and_currencies() -> None:
    settings = tenant_service_pb2.TenantSettings
    check(settings(time_zone="Europe/Paris", currency="EUR"))
    assert breach(settings(time_zone="Europe/Nowhere")) == ("INVALID_FIELD", "time_zone")
    assert breach(settings(time_zone="../../etc/passwd")) == ("INVALID_FIELD", "time_zone")
    assert breach(settings(currency="EURO")) == ("CURRENCY_UNKNOWN", "currency")


def test_a_time_before_the_first_year() -> None:
    request = policy_decision_service_pb2.VerifyManifestRequest(manifest_id="man_1")
    request.as_of.seconds = 10**12
    assert breach(request) == ("INVALID_FIELD", "as_of")


def test_elements_of_a_batch_are_counted_but_each_is_checked_by_itself() -> None:
    batch = METHODS["BatchAuthorize"]
    bad = policy_decision_service_pb2.BatchAuthorizeRequest(requests=[question(), AuthorizeRequest()])
    request_check(batch)(bad)
    assert breach(bad.requests[1], at="requests[1]") == ("MISSING_FIELD", "requests[1].request_id")
    for requests, limit, reason in (([question()] * 3, 2, "BATCH_TOO_LARGE"), ([], 2, "INVALID_FIELD")):
        with pytest.raises(RemitError) as caught:
            request_check(batch, limit)(policy_decision_service_pb2.BatchAuthorizeRequest(requests=requests))
        assert (caught.value.reason, caught.value.field) == (reason, "requests")
    full = policy_decision_service_pb2.BatchAuthorizeRequest(requests=[question()] * 1_001)
    with pytest.raises(RemitError) as caught:
        request_check(batch)(full)
    assert caught.value.reason == "BATCH_TOO_LARGE"
    assert caught.value.metadata == {"limit": "1000"}


def test_which_requests_are_batches() -> None:
    batches = {method.name: [field.name for field in batch_fields(method)] for method in methods()}
    assert {name: fields for name, fields in batches.items() if fields} == {
        "BatchAuthorize": ["requests"],
        "RecordSteps": ["steps"],
        "RecordUsage": ["records"],
    }


def test_a_message_that_contains_itself_in_theory_is_compiled() -> None:
    for method in methods():
        request_check(method)
    check(core_pb2.Entity(type="agent", id="a"))


@given(st.sampled_from(methods()), st.binary(max_size=400))
def test_arbitrary_bytes_pass_or_are_refused_with_a_reason(method: MethodDescriptor, raw: bytes) -> None:
    try:
        message = GetMessageClass(method.input_type).FromString(raw)
    except DecodeError:
        return
    try:
        request_check(method)(message)
    except RemitError as error:
        assert error.field


@given(
    st.text(max_size=80),
    st.text(max_size=80),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(2**31), 2**31 - 1),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
)
def test_arbitrary_values_pass_or_are_refused_with_a_reason(
    text: str, other: str, large: int, small: int, labels: dict[str, str]
) -> None:
    request = AuthorizeRequest(
        request_id=text, action=other, arguments_json=text, labels=labels, min_revision=large
    )
    request.resource.type, request.resource.id = other, text
    request.hold.seconds, request.hold.nanos = large, small
    request.estimate.money.units, request.estimate.money.nanos = large, small
    request.estimate.money.currency_code = other
    with pytest.raises(RemitError) as caught:
        check(request)
    assert caught.value.field
