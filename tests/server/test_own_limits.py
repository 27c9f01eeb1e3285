"""Remit's own calls are limited: which, by whom they are counted, what the refused hear, and what stays free."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import grpc
import pytest
import pytest_asyncio
from google.protobuf.descriptor import Descriptor, MethodDescriptor
from google.rpc import error_details_pb2, status_pb2

from remit.clock import MINUTE, SECOND, FakeClock, SystemClock, monotonic
from remit.config import Config
from remit.decision.refusals import BURST_MINUTES
from remit.errors import TooManyCallsError
from remit.identity.model import Principal
from remit.server.call import NOBODY, Call
from remit.server.methods import HEALTH_SERVICE, REFLECTION_SERVICE, methods
from remit.server.own_limits import CLASSES, CallClass, OwnLimits, limits_by
from remit.server.permission import ANONYMOUS
from remit.server.status import DETAILS_KEY
from remit.volatile.memory import MemoryPace
from remit.volatile.redis import Address, BatchedPace, Link, RedisPace
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import identity_service_pb2_grpc
from tests.backends.valkey import Valkey, valkey
from tests.running import RunningServer, running

FREE = frozenset({"remit.v1.PolicyDecisionService.GetServerInfo"})
"""Costs nothing and gives nothing out."""

METHODS = {method.full_name: method for method in methods()}
ANN = Principal("acme", "user:ann", "key_1")
CREATE = METHODS["remit.v1.IdentityService.CreateApiKey"]
EXCHANGE = METHODS["remit.v1.IdentityService.ExchangeCode"]
PATIENT = 20.0
A_MINUTE = dict.fromkeys(CallClass, 1)


def gives_credentials(message: Descriptor) -> bool:
    secret = {"secret", "access_token", "refresh_token", "administrator_key"}
    return bool(secret & {one.name for one in message.fields}) or any(
        one.message_type is not None
        and one.message_type.full_name.startswith("remit.v1.")
        and secret & {inner.name for inner in one.message_type.fields}
        for one in message.fields
    )


def test_every_call_without_credential_is_limited_but_for_those_that_cost_nothing() -> None:
    strange = {
        name for name in ANONYMOUS if not name.startswith((f"{HEALTH_SERVICE}.", f"{REFLECTION_SERVICE}."))
    }
    assert strange - FREE <= CLASSES.keys()
    assert strange >= FREE


def test_every_call_that_gives_a_credential_out_is_limited() -> None:
    giving = {method.full_name for method in methods() if gives_credentials(method.output_type)}
    assert {"remit.v1.IdentityService.CreateApiKey", "remit.v1.TenantService.CreateTenant"} <= giving
    assert giving <= CLASSES.keys()


def test_every_export_is_limited() -> None:
    exports = {method.full_name for method in methods() if method.name.startswith("Export")}
    assert exports == {name for name, kind in CLASSES.items() if kind is CallClass.EXPORTS}


def test_every_call_that_asks_for_or_answers_an_approval_is_limited() -> None:
    writing = {
        method.full_name
        for method in methods()
        if "Approval" in method.name and not method.name.startswith(("Get", "List", "Watch"))
    }
    assert writing == {name for name, kind in CLASSES.items() if kind is CallClass.APPROVALS}


def test_each_class_names_calls_that_there_are() -> None:
    assert METHODS.keys() >= CLASSES.keys()
    assert set(CLASSES.values()) == set(CallClass)
    assert limits_by(Config()).keys() == set(CallClass)


def test_a_decision_never_waits_for_a_limit() -> None:
    limits = OwnLimits(MemoryPace(FakeClock()), FakeClock(), per_minute=A_MINUTE)
    for name, method in METHODS.items():
        assert (limits.of(method) is not None) == (name in CLASSES)


@dataclass
class Caller:
    """As much of a call as a limit looks at."""

    principal: Principal = NOBODY
    peer_ip: str = "203.0.113.9"
    made: int = field(default=0)

    async def calls(self, limits: OwnLimits, method: MethodDescriptor) -> None:
        limit = limits.of(method)
        assert limit is not None
        await limit(cast("Call", self))

    async def until_refused(self, limits: OwnLimits, method: MethodDescriptor) -> TooManyCallsError:
        for _ in range(100):
            try:
                await self.calls(limits, method)
            except TooManyCallsError as refused:
                return refused
            self.made += 1
        raise AssertionError("was never refused")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def limits(clock: FakeClock) -> OwnLimits:
    return OwnLimits(MemoryPace(clock), clock, per_minute=A_MINUTE)


async def test_a_caller_makes_so_many_and_one_more_after_the_wait(
    limits: OwnLimits, clock: FakeClock
) -> None:
    caller = Caller(ANN)
    refused = await caller.until_refused(limits, CREATE)
    assert caller.made == BURST_MINUTES
    assert refused.retry_after == MINUTE / SECOND
    assert refused.metadata == {"calls": "keys"}
    clock.advance(MINUTE - 1)
    with pytest.raises(TooManyCallsError):
        await caller.calls(limits, CREATE)
    clock.advance(1)
    await caller.calls(limits, CREATE)


async def test_calls_of_one_class_share_and_classes_do_not(limits: OwnLimits) -> None:
    caller = Caller(ANN)
    await caller.until_refused(limits, CREATE)
    with pytest.raises(TooManyCallsError):
        await caller.calls(limits, METHODS["remit.v1.IdentityService.RotateApiKey"])
    await caller.calls(limits, METHODS["remit.v1.AuditService.ExportEntries"])


async def test_callers_are_told_apart_by_tenant_and_subject_and_not_by_key(limits: OwnLimits) -> None:
    await Caller(ANN).until_refused(limits, CREATE)
    await Caller(Principal("rival", "user:ann", "key_2")).calls(limits, CREATE)
    await Caller(Principal("acme", "user:bob", "key_3")).calls(limits, CREATE)
    with pytest.raises(TooManyCallsError):
        await Caller(Principal("acme", "user:ann", "key_4")).calls(limits, CREATE)


async def test_an_operator_has_one_bucket_in_all_tenants(limits: OwnLimits) -> None:
    home = Principal("platform", "user:op", "key_1", operator=True)
    away = Principal(
        "acme", "system:platform/user:op", "key_1", operator=True, home="platform", home_subject="user:op"
    )
    await Caller(home).until_refused(limits, CREATE)
    with pytest.raises(TooManyCallsError):
        await Caller(away).calls(limits, CREATE)


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (("203.0.113.9", "::ffff:203.0.113.9"), "203.0.113.10"),
        (("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), "2001:db8:1:3::1"),
        (("", ""), "203.0.113.9"),
    ],
)
async def test_who_shows_no_credential_is_counted_by_address(
    limits: OwnLimits, near: tuple[str, str], far: str
) -> None:
    await Caller(peer_ip=near[0]).until_refused(limits, EXCHANGE)
    with pytest.raises(TooManyCallsError):
        await Caller(peer_ip=near[1]).calls(limits, EXCHANGE)
    await Caller(peer_ip=far).calls(limits, EXCHANGE)


async def test_zero_is_any_number(clock: FakeClock) -> None:
    limits = OwnLimits(MemoryPace(clock), clock, per_minute=dict.fromkeys(CallClass, 0))
    assert [limits.of(METHODS[name]) for name in CLASSES] == [None] * len(CLASSES)


async def test_buckets_of_many_addresses_do_not_pile_up(clock: FakeClock) -> None:
    pace = MemoryPace(clock)
    limits = OwnLimits(pace, clock, per_minute=A_MINUTE)
    for number in range(20_000):
        await Caller(peer_ip=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}").calls(limits, EXCHANGE)
        clock.advance(SECOND)
    assert pace.buckets < 200


class TestWithRedis:
    @pytest.fixture
    def redis(self, tmp_path: Path) -> Iterator[Valkey]:
        with valkey(tmp_path) as server:
            yield server

    @pytest_asyncio.fixture
    async def replicas(self, redis: Valkey) -> AsyncIterator[list[OwnLimits]]:
        links = [Link(Address.parse(redis.url), timeout=PATIENT) for _ in range(2)]
        yield [OwnLimits(BatchedPace(RedisPace(link)), SystemClock(), per_minute=A_MINUTE) for link in links]
        for link in links:
            await link.close()

    async def test_replicas_share_it(self, replicas: list[OwnLimits]) -> None:
        caller = Caller(ANN)
        await caller.until_refused(replicas[0], CREATE)
        assert caller.made == BURST_MINUTES
        with pytest.raises(TooManyCallsError) as refused:
            await caller.calls(replicas[1], CREATE)
        assert refused.value.retry_after is not None
        assert 0 < refused.value.retry_after <= MINUTE / SECOND

    @pytest.mark.parametrize("fault", ["kill", "stall"])
    async def test_while_it_is_away_each_counts_for_itself_and_nobody_waits_for_it(
        self, replicas: list[OwnLimits], redis: Valkey, fault: str
    ) -> None:
        caller = Caller(ANN)
        await caller.calls(replicas[0], CREATE)
        getattr(redis, fault)()
        for limits in replicas:
            began, other = monotonic(), Caller(Principal("acme", "user:bob", "key_2"))
            await other.until_refused(limits, CREATE)
            assert other.made == BURST_MINUTES
            # Six calls; the first alone would wait for as long as the link does.
            assert monotonic() - began < PATIENT


class TestOnTheWire:
    @pytest.fixture(scope="class")
    @staticmethod
    def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
        settings = {
            "REMIT_MAX_KEY_CREATIONS_PER_MINUTE": "1",
            "REMIT_MAX_SIGN_INS_PER_MINUTE": "1",
            "REMIT_MAX_EXPORTS_PER_MINUTE": "1",
        }
        with running(tmp_path_factory.mktemp("limited") / "data", **settings) as started:
            yield started

    @pytest.fixture
    def stub(self, server: RunningServer) -> Iterator[Any]:
        with grpc.insecure_channel(server.address) as channel:
            yield identity_service_pb2_grpc.IdentityServiceStub(channel)

    def test_a_caller_is_refused_with_what_to_wait_and_others_are_not(
        self, stub: Any, server: RunningServer
    ) -> None:
        def create(key: str) -> Any:
            return stub.CreateApiKey(calls.CreateApiKeyRequest(), metadata=bearer(key), timeout=30)

        made = [create(server.key) for _ in range(BURST_MINUTES)]
        assert len({one.secret for one in made}) == BURST_MINUTES
        info, retry = refused(lambda: create(server.key))
        assert (info.reason, info.metadata["calls"]) == ("TOO_MANY_CALLS", "keys")
        assert retry.retry_delay.seconds > 0
        # Another key of the same subject is the same caller; other calls and other callers go on.
        assert refused(lambda: create(made[0].secret))[0].reason == "TOO_MANY_CALLS"
        stub.WhoAmI(calls.WhoAmIRequest(), metadata=bearer(server.key), timeout=30)
        assert create(server.operator_key).secret

    def test_strangers_are_refused_by_address(self, stub: Any) -> None:
        def begin() -> Any:
            return stub.GetAuthorizationUrl(
                calls.GetAuthorizationUrlRequest(provider="nobody", redirect_uri="http://127.0.0.1/x"),
                timeout=30,
            )

        reasons = [refused(begin)[0].reason for _ in range(BURST_MINUTES + 1)]
        assert "TOO_MANY_CALLS" not in reasons[:BURST_MINUTES]
        assert reasons[BURST_MINUTES] == "TOO_MANY_CALLS"

    def test_a_stream_is_refused_before_it_begins(self, server: RunningServer) -> None:
        with server.client(timeout=30) as client:
            for _ in range(BURST_MINUTES):
                list(client.export_entries())
            with pytest.raises(Exception, match="exports"):
                list(client.export_entries())


def bearer(key: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {key}"),)


def refused(call: Any) -> tuple[error_details_pb2.ErrorInfo, error_details_pb2.RetryInfo]:
    with pytest.raises(grpc.RpcError) as raised:
        call()
    error: Any = raised.value
    status = status_pb2.Status.FromString(dict(error.trailing_metadata())[DETAILS_KEY])
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(retry)
    return info, retry
