"""What is malformed, too large, another's or too late gets its documented error, with its field, and changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import grpc
import pytest

from remit.client import entity
from remit.client import messages as m
from remit.identity.api_key import new_key
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.conftest import OwnTenant
from tests.promises.town import Metadata, Stub, Town, as_caller, budget, field_of, nanos, people, reason_of
from tests.running import RunningServer

MIB: Final = 1 << 20
TABLES: Final = (
    "audit_entry", "reservation", "ledger", "counter", "step", "run_head", "idempotency", "entity", "tenant_head",
)  # fmt: skip
INVALID, MISSING = grpc.StatusCode.INVALID_ARGUMENT, "MISSING_FIELD"
FIELD, AMOUNT, ENUM = "INVALID_FIELD", "AMOUNT_OUT_OF_RANGE", "UNKNOWN_ENUM_VALUE"


@asynccontextmanager
async def unchanged(town: Town) -> AsyncIterator[Stub]:
    """Yield a stub; whatever is called with it must leave the tenant's data as they are."""
    before = {table: town.rows(f"SELECT * FROM {table} WHERE tenant=?") for table in TABLES}
    async with town.stub() as stub:
        yield stub
    assert {table: town.rows(f"SELECT * FROM {table} WHERE tenant=?") for table in TABLES} == before


@pytest.fixture(scope="module")
def towns() -> list[Town]:
    return []


@pytest.fixture
def town(towns: list[Town], server: RunningServer, tenant: OwnTenant) -> Town:
    """One tenant for all tests here: none of them changes it, and each would see if another did."""
    if not towns:
        made = people(server, 2, [budget("day", 1_000)], tenant=tenant.tenant_id, admin_key=tenant.key)
        towns.append(made)
    return towns[0]


def authorize(**changes: Any) -> pb.AuthorizeRequest:
    values = {"request_id": "q", "action": "tool:execute", "resource": entity("tool:web-search"), **changes}
    return pb.AuthorizeRequest(**values)


def usage(**changes: Any) -> pb.UsageRecord:
    return pb.UsageRecord(**{"usage_id": "u", "cost": nanos(1), **changes})


def call(**fields: Any) -> m.Estimate:
    return m.Estimate(model_call=m.ModelCall(model=m.ModelRef(provider="openai", model="gpt-4o"), **fields))


def dollars(units: int, parts: int = 0, currency: str = "USD") -> m.Money:
    return m.Money(currency_code=currency, units=units, nanos=parts)


def estimated(money: m.Money) -> pb.AuthorizeRequest:
    return authorize(estimate=m.Estimate(money=money))


QUESTIONS: Final = {
    "no request id": (authorize(request_id=""), MISSING, "request_id"),
    "request id with a space": (authorize(request_id="a b"), FIELD, "request_id"),
    "request id too long": (authorize(request_id="x" * 129), FIELD, "request_id"),
    "request id of other letters": (authorize(request_id="größe"), FIELD, "request_id"),
    "no action": (authorize(action=""), MISSING, "action"),
    "action without a verb": (authorize(action="tool"), FIELD, "action"),
    "action in capitals": (authorize(action="Tool:Execute"), FIELD, "action"),
    "action of two nouns": (authorize(action="tool:execute:now"), FIELD, "action"),
    "no resource": (pb.AuthorizeRequest(request_id="q", action="tool:execute"), MISSING, "resource"),
    "resource without id": (authorize(resource=m.Entity(type="tool")), MISSING, "resource.id"),
    "resource without type": (authorize(resource=m.Entity(id="x")), MISSING, "resource.type"),
    "resource id with a quote": (authorize(resource=m.Entity(type="tool", id="x'y")), FIELD, "resource.id"),
    "subject of no type": (authorize(subject=m.Entity(type="robot", id="x")), FIELD, "subject.type"),
    "subject id malformed": (authorize(subject=m.Entity(type="agent", id="r 0")), FIELD, "subject.id"),
    "on behalf of nobody": (authorize(on_behalf_of=m.Entity(type="user")), MISSING, "on_behalf_of.id"),
    "run id malformed": (authorize(run_id="run?1"), FIELD, "run_id"),
    "arguments that are no JSON": (authorize(arguments_json="{"), "JSON_INVALID", "arguments_json"),
    "arguments too deep": (authorize(arguments_json="[" * 17 + "]" * 17), "JSON_INVALID", "arguments_json"),
    "arguments too long": (authorize(arguments_json=f'"{"x" * 65_536}"'), "JSON_INVALID", "arguments_json"),
    "negative money": (estimated(dollars(-1)), AMOUNT, "estimate.money"),
    "negative parts": (estimated(dollars(0, -1)), AMOUNT, "estimate.money"),
    "parts of two signs": (estimated(dollars(1, -1)), AMOUNT, "estimate.money"),
    "too many parts": (estimated(dollars(0, 1_000_000_000)), AMOUNT, "estimate.money"),
    "too much money": (estimated(dollars(9_000_000_000, 1)), AMOUNT, "estimate.money"),
    "overflowing money": (estimated(dollars(2**63 - 1, 999_999_999)), AMOUNT, "estimate.money"),
    "no currency": (estimated(dollars(1, 0, "")), "CURRENCY_UNKNOWN", "estimate.money.currency_code"),
    "an unknown currency": (estimated(dollars(1, 0, "XXX")), "CURRENCY_UNKNOWN", "estimate.money.currency_code"),
    "negative tokens": (authorize(estimate=m.Estimate(tokens=-1)), AMOUNT, "estimate.tokens"),
    "too many tokens": (authorize(estimate=m.Estimate(tokens=10**12 + 1)), AMOUNT, "estimate.tokens"),
    "negative input": (authorize(estimate=call(input_tokens=-1)), AMOUNT, "estimate.model_call.input_tokens"),
    "no candidates": (
        authorize(estimate=m.Estimate(candidates=m.ModelCandidates())), FIELD, "estimate.candidates.calls",
    ),
    "a model without name": (
        authorize(estimate=m.Estimate(model_call=m.ModelCall(model=m.ModelRef(provider="x")))), MISSING,
        "estimate.model_call.model.model",
    ),
    "held for too long": (authorize(hold=m.Duration(seconds=3_601)), FIELD, "hold"),
    "held for a moment": (authorize(hold=m.Duration(nanos=1)), FIELD, "hold"),
    "a negative revision": (authorize(min_revision=-1), AMOUNT, "min_revision"),
    "a label in capitals": (authorize(labels={"Team": "x"}), FIELD, "labels['Team']"),
    "a class of data in capitals": (authorize(data_classes=["public", "PII"]), FIELD, "data_classes[1]"),
    "too many classes of data": (authorize(data_classes=[f"c{n}" for n in range(33)]), FIELD, "data_classes"),
}  # fmt: skip

RECORDS: Final = {
    "no usage id": (usage(usage_id=""), MISSING, "usage_id"),
    "usage id with a space": (usage(usage_id="a b"), FIELD, "usage_id"),
    "negative tokens": (usage(tokens=m.TokenUsage(input_tokens=-1)), AMOUNT, "tokens.input_tokens"),
    "too many tokens": (usage(tokens=m.TokenUsage(output_tokens=10**12 + 1)), AMOUNT, "tokens.output_tokens"),
    "more cached than all": (
        usage(tokens=m.TokenUsage(input_tokens=1, cache_read_tokens=2)), FIELD, "tokens.input_tokens",
    ),
    "negative cost": (usage(cost=dollars(0, -1)), AMOUNT, "cost"),
    "an unknown currency": (usage(cost=dollars(1, 0, "XXX")), "CURRENCY_UNKNOWN", "cost.currency_code"),
    "another currency": (usage(cost=dollars(1, 0, "EUR")), "CURRENCY_MISMATCH", "cost.currency_code"),
    "an unknown outcome": (usage(outcome=99), ENUM, "outcome"),
    "ended before it began": (
        usage(started_at=m.Timestamp(seconds=2), ended_at=m.Timestamp(seconds=1)), FIELD, "ended_at",
    ),
    "beyond the last year": (usage(ended_at=m.Timestamp(seconds=10**12)), FIELD, "ended_at"),
    "a reservation that nobody made": (usage(reservation_id="res_none"), "NOT_FOUND", "reservation_id"),
    "another's word": (usage(subject=entity("agent:r1")), "PERMISSION_MISSING", "subject"),
    "a malformed run": (usage(run_id="a b"), FIELD, "run_id"),
}  # fmt: skip


def cases(table: dict[str, tuple[Any, str, str]]) -> list[Any]:
    return [pytest.param(*values, id=name) for name, values in table.items()]


@pytest.mark.parametrize(("request_", "reason", "field"), cases(QUESTIONS))
async def test_a_malformed_question(
    town: Town, request_: pb.AuthorizeRequest, reason: str, field: str
) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Authorize(request_, metadata=town.metadata())
    assert (refused.value.code(), reason_of(refused.value), field_of(refused.value)) == (
        INVALID,
        reason,
        field,
    )


@pytest.mark.parametrize(("request_", "reason", "field"), cases(QUESTIONS))
async def test_a_malformed_question_in_a_batch(
    town: Town, request_: pb.AuthorizeRequest, reason: str, field: str
) -> None:
    rehearsal = authorize(request_id="ok", dry_run=True)
    async with unchanged(town) as stub:
        answer = await stub.BatchAuthorize(
            pb.BatchAuthorizeRequest(requests=[rehearsal, request_, rehearsal]), metadata=town.metadata()
        )
    assert [one.WhichOneof("result") for one in answer.results] == ["response", "error", "response"]
    error = answer.results[1].error
    assert error.code == INVALID.value[0]
    assert (reason_of(error), field_of(error)) == (reason, f"requests[1].{field}")


@pytest.mark.parametrize(("record", "reason", "field"), cases(RECORDS))
async def test_a_malformed_report(town: Town, record: pb.UsageRecord, reason: str, field: str) -> None:
    async with unchanged(town) as stub:
        answer = await stub.RecordUsage(pb.RecordUsageRequest(records=[record]), metadata=town.metadata())
    error = answer.results[0].error
    assert (reason_of(error), field_of(error)) == (reason, f"records[0].{field}")


@pytest.mark.parametrize(
    ("metadata", "code", "reason"),
    [
        ((), grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_MISSING"),
        ((("authorization", "Bearer"),), grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_MALFORMED"),
        (as_caller("nonsense"), grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_MALFORMED"),
        (as_caller("remit_live_" + "0" * 38), grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_MALFORMED"),
        (as_caller(new_key("live").secret.reveal()), grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_UNKNOWN"),
        ((("authorization", "Basic abc"),), grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_MALFORMED"),
        (as_caller("a") + as_caller("b"), grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_MALFORMED"),
    ],
)
async def test_a_credential_that_does_not_count(
    town: Town, metadata: Metadata, code: grpc.StatusCode, reason: str
) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Authorize(authorize(), metadata=metadata)
    assert (refused.value.code(), reason_of(refused.value)) == (code, reason)


async def test_a_tenant_that_is_not_yours(town: Town) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Authorize(authorize(), metadata=(*town.metadata(), ("remit-tenant", "default")))
    assert (refused.value.code(), reason_of(refused.value)) == (
        grpc.StatusCode.PERMISSION_DENIED, "TENANT_MISMATCH",
    )  # fmt: skip


async def test_another_subject(town: Town) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Authorize(authorize(subject=entity("agent:r1")), metadata=town.metadata())
    assert (reason_of(refused.value), field_of(refused.value)) == ("PERMISSION_MISSING", "subject")


async def test_a_message_of_ten_mebibytes(town: Town) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Authorize(authorize(arguments_json=f'"{"x" * 10 * MIB}"'), metadata=town.metadata())
    assert (refused.value.code(), reason_of(refused.value)) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE",
    )  # fmt: skip


async def test_a_batch_of_a_thousand_and_one(town: Town) -> None:
    asked = pb.BatchAuthorizeRequest(requests=[authorize(request_id=f"q{n}") for n in range(1_001)])
    used = pb.RecordUsageRequest(records=[usage(usage_id=f"u{n}") for n in range(1_001)])
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.BatchAuthorize(asked, metadata=town.metadata())
        assert (reason_of(refused.value), field_of(refused.value)) == ("BATCH_TOO_LARGE", "requests")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.RecordUsage(used, metadata=town.metadata())
        assert (reason_of(refused.value), field_of(refused.value)) == ("BATCH_TOO_LARGE", "records")


async def test_an_empty_batch(town: Town) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.BatchAuthorize(pb.BatchAuthorizeRequest(), metadata=town.metadata())
        assert field_of(refused.value) == "requests"
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.RecordUsage(pb.RecordUsageRequest(), metadata=town.metadata())
        assert field_of(refused.value) == "records"


@pytest.mark.parametrize(
    ("request_", "reason", "field"),
    [
        (pb.ListReservationsRequest(page_size=-1), FIELD, "page_size"),
        (pb.ListReservationsRequest(page_token="nonsense"), "PAGE_TOKEN_INVALID", "page_token"),
        (pb.ListReservationsRequest(states=[99]), ENUM, "states[0]"),  # type: ignore[list-item]
    ],
)
async def test_a_malformed_list(
    town: Town, request_: pb.ListReservationsRequest, reason: str, field: str
) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.ListReservations(request_, metadata=town.metadata())
    assert (reason_of(refused.value), field_of(refused.value)) == (reason, field)


@pytest.mark.parametrize(
    ("request_", "reason", "field"),
    [
        (pb.StreamTimelineRequest(), MISSING, "scope"),
        (pb.StreamTimelineRequest(run_id="a b"), FIELD, "run_id"),
        (pb.StreamTimelineRequest(run_id="r", kinds=[99]), ENUM, "kinds[0]"),  # type: ignore[list-item]
        (pb.StreamTimelineRequest(run_id="r", kinds=[0]), FIELD, "kinds[0]"),  # type: ignore[list-item]
        (pb.StreamTimelineRequest(run_id="r", statuses=[0]), FIELD, "statuses[0]"),  # type: ignore[list-item]
        (pb.StreamTimelineRequest(run_id="r", cursor="nonsense"), "CURSOR_INVALID", "cursor"),
    ],
)
async def test_a_malformed_stream(
    town: Town, request_: pb.StreamTimelineRequest, reason: str, field: str
) -> None:
    async with unchanged(town) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            async for _ in stub.StreamTimeline(request_, metadata=as_caller(town.admin_key)):
                pass
    assert (reason_of(refused.value), field_of(refused.value)) == (reason, field)


async def test_a_reservation_that_is_not_there(town: Town) -> None:
    release = pb.ReleaseReservationRequest(
        reservation_id="res_none", outcome=pb.RELEASE_OUTCOME_NOT_STARTED, reason="test"
    )
    async with unchanged(town) as stub:
        for named in (
            stub.ExtendReservation(
                pb.ExtendReservationRequest(reservation_id="res_none"), metadata=town.metadata()
            ),
            stub.ReleaseReservation(release, metadata=town.metadata()),
        ):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await named
            assert (reason_of(refused.value), field_of(refused.value)) == ("NOT_FOUND", "reservation_id")


async def test_an_expired_deadline(server: RunningServer, tenant: OwnTenant) -> None:
    """It may expire on its way or within; asked again, there is one decision and one hold for each question."""
    own = people(server, 1, [budget("day", 10_000)], tenant=tenant.tenant_id, admin_key=tenant.key)
    asked = [own.ask(f"q{n}") for n in range(20)]
    async with own.stub() as stub:
        for place, one in enumerate(asked):
            try:
                await stub.Authorize(one, metadata=own.metadata(), timeout=(place - 1) / 2_000)
            except grpc.aio.AioRpcError as error:
                # Who surely cannot be answered in time hears so at once.
                assert error.code() in {
                    grpc.StatusCode.DEADLINE_EXCEEDED,
                    grpc.StatusCode.RESOURCE_EXHAUSTED,
                }
            else:
                assert place > 0
        await require_one_decision_each(own, stub, asked)


async def require_one_decision_each(own: Town, stub: Stub, asked: list[pb.AuthorizeRequest]) -> None:
    answers = [await stub.Authorize(one, metadata=own.metadata()) for one in asked]
    assert {answer.effect for answer in answers} == {m.EFFECT_ALLOW}
    assert own.rows("SELECT count(*) FROM reservation WHERE tenant=?") == [(len(asked),)]
    assert own.rows("SELECT held FROM counter WHERE tenant=?") == [(len(asked) * 100,)]


async def test_a_client_that_vanishes_in_mid_call(server: RunningServer, tenant: OwnTenant) -> None:
    """It may have been decided or not; asked again, there is one decision and one hold, and the server lives."""
    own = people(server, 1, [budget("day", 10_000)], tenant=tenant.tenant_id, admin_key=tenant.key)
    asked = [own.ask(f"q{n}") for n in range(50)]
    async with own.stub() as stub:
        calls = [stub.Authorize(one, metadata=own.metadata()) for one in asked]
        await asyncio.sleep(0.002)
        for one in calls:
            one.cancel()
    async with own.stub() as stub:
        await require_one_decision_each(own, stub, asked)


async def test_a_page_token_of_another_filter(server: RunningServer, tenant: OwnTenant) -> None:
    own = people(server, 1, tenant=tenant.tenant_id, admin_key=tenant.key)
    async with own.stub() as stub:
        for n in range(3):
            await stub.Authorize(own.ask(f"q{n}", run_id="run-1"), metadata=own.metadata())
        first = await stub.ListReservations(pb.ListReservationsRequest(page_size=2), metadata=own.metadata())
        assert len(first.reservations) == 2
        for other in (
            pb.ListReservationsRequest(page_token=first.next_page_token, run_id="run-1"),
            pb.ListReservationsRequest(
                page_token=first.next_page_token, states=[m.RESERVATION_STATE_SETTLED]
            ),
        ):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await stub.ListReservations(other, metadata=own.metadata())
            assert (reason_of(refused.value), field_of(refused.value)) == ("PAGE_TOKEN_INVALID", "page_token")
        rest = await stub.ListReservations(
            pb.ListReservationsRequest(page_size=2, page_token=first.next_page_token), metadata=own.metadata()
        )
    both = [one.reservation_id for one in (*first.reservations, *rest.reservations)]
    assert len(set(both)) == 3
    # The contract says: newest first.
    assert both == sorted(both, reverse=True)
