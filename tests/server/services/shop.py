"""A whole server on a real store, reached over gRPC, with two tenants that know nothing of each other."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from remit.bootstrap import App, build, embedded
from remit.clock import FakeClock
from remit.config import Config
from remit.server.offer import offer
from remit.server.serve import Server
from remit.server.status import DETAILS_KEY
from remitpb.v1 import (
    approval_service_pb2_grpc,
    audit_service_pb2_grpc,
    budget_service_pb2_grpc,
    identity_service_pb2_grpc,
    manifest_service_pb2_grpc,
    policy_decision_service_pb2_grpc,
    policy_service_pb2_grpc,
    privacy_service_pb2_grpc,
    tenant_service_pb2_grpc,
    timeline_service_pb2_grpc,
)
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as identity
from remitpb.v1 import identity_service_pb2 as identity_calls
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from remitpb.v1 import tenant_service_pb2 as tenant_calls
from tests.stores import open_sqlite

AGENT: Final = "agent:researcher-7"
MODEL: Final = core.ModelRef(provider="openai", model="gpt-4o")
SMALL: Final = core.ModelRef(provider="openai", model="gpt-4o-mini")

SERVED: Final = ("Approval", "Audit", "Budget", "Manifest", "Privacy", "Timeline")
"""The services that the tests with a shop are about."""

_STUBS: Final[Mapping[str, Any]] = {
    "Approval": approval_service_pb2_grpc.ApprovalServiceStub,
    "Audit": audit_service_pb2_grpc.AuditServiceStub,
    "Budget": budget_service_pb2_grpc.BudgetServiceStub,
    "Identity": identity_service_pb2_grpc.IdentityServiceStub,
    "Manifest": manifest_service_pb2_grpc.ManifestServiceStub,
    "Plane": policy_decision_service_pb2_grpc.PolicyDecisionServiceStub,
    "Policy": policy_service_pb2_grpc.PolicyServiceStub,
    "Privacy": privacy_service_pb2_grpc.PrivacyServiceStub,
    "Tenant": tenant_service_pb2_grpc.TenantServiceStub,
    "Timeline": timeline_service_pb2_grpc.TimelineServiceStub,
}


@dataclass
class Refused(Exception):  # noqa: N818  what a test says: it was refused
    """An error as a client sees it."""

    code: grpc.StatusCode
    reason: str
    field: str
    message: str
    metadata: Mapping[str, str]


def entity(ref: str) -> core.Entity:
    """`agent:a` as an entity."""
    kind, _, name = ref.partition(":")
    return core.Entity(type=kind, id=name)


@dataclass
class Shop:
    """A running server, the administrator of one tenant, and the key of another's."""

    app: App
    clock: FakeClock
    channel: grpc.aio.Channel
    admin: str
    operator: str
    address: str = ""
    """Where it listens."""
    stranger: str = ""
    """The key of the administrator of another tenant."""
    asked: int = 0

    async def call(self, name: str, request: Message, *, key: str = "") -> Any:
        """Call `Budget.GetBudget` and the like, as the administrator unless another key is given.

        Raises:
            Refused: when the answer is an error.
        """
        try:
            return await self._open(name, request, key)
        except grpc.aio.AioRpcError as error:
            raise _refused(error) from None

    async def all(self, name: str, request: Message, *, key: str = "") -> list[Any]:
        """Return every message of a stream that ends by itself."""
        try:
            return [message async for message in self._open(name, request, key)]
        except grpc.aio.AioRpcError as error:
            raise _refused(error) from None

    def stream(self, name: str, request: Message, *, key: str = "") -> Any:
        """Open a stream."""
        return self._open(name, request, key)

    async def refused(self, name: str, request: Message, *, key: str = "") -> tuple[str, str]:
        """Call what must be refused, and return the reason and the field."""
        try:
            answer = await self.call(name, request, key=key)
        except Refused as refused:
            return refused.reason, refused.field
        raise AssertionError(f"{name} was not refused: {answer}")

    def _open(self, name: str, request: Message, key: str) -> Any:
        service, _, method = name.partition(".")
        stub = _STUBS[service](self.channel)
        metadata = [("authorization", f"Bearer {key or self.admin}")]
        return getattr(stub, method)(request, metadata=metadata, timeout=20)

    async def subject(self, ref: str, *roles: str, key: str = "") -> None:
        """Create a subject with roles."""
        made = identity.Subject(entity=entity(ref))
        request = identity_calls.CreateSubjectRequest(subject=made, role_ids=roles)
        await self.call("Identity.CreateSubject", request, key=key)

    async def role(self, name: str, *actions: str) -> None:
        """Create a role that grants actions on everything."""
        permissions = [policy.Permission(action=action) for action in actions]
        request = policy_calls.CreateRoleRequest(role=policy.Role(role_id=name, permissions=permissions))
        await self.call("Policy.CreateRole", request)

    async def key_of(self, ref: str) -> str:
        """Make a key for a subject and return its secret."""
        made = await self.call("Identity.CreateApiKey", identity_calls.CreateApiKeyRequest(owner=entity(ref)))
        return str(made.secret)

    async def actor(self, ref: str, *actions: str) -> str:
        """Create a subject that may do certain things, and return its key."""
        name = f"role-of-{ref.replace(':', '-')}"
        await self.role(name, *actions)
        await self.subject(ref, name)
        return await self.key_of(ref)

    async def agent(self) -> str:
        """Create an agent that may use tools and models, and return its key."""
        return await self.actor(AGENT, "tool:*", "model:*", "decision:authorize")

    async def run_of(self, ref: str = AGENT, **fields: Any) -> str:
        """Start a run and return its id."""
        request = identity_calls.StartRunRequest(subject=entity(ref), **fields)
        return str((await self.call("Identity.StartRun", request)).run.run_id)

    async def authorize(self, *, key: str, **fields: Any) -> plane.AuthorizeResponse:
        """Ask whether an agent may call a model."""
        self.asked += 1
        usual = {
            "request_id": f"request-{self.asked}",
            "action": "model:call",
            "resource": entity("model:any"),
            "estimate": core.Estimate(tokens=1_000),
        }
        request = plane.AuthorizeRequest(**{**usual, **fields})
        answer: plane.AuthorizeResponse = await self.call("Plane.Authorize", request, key=key)
        return answer

    async def use(self, usage_id: str, *, key: str, **fields: Any) -> plane.UsageReceipt:
        """Report usage and return its receipt."""
        record = plane.UsageRecord(usage_id=usage_id, **{"model": MODEL, **fields})
        request = plane.RecordUsageRequest(records=[record])
        result = (await self.call("Plane.RecordUsage", request, key=key)).results[0]
        assert result.HasField("receipt"), result.error
        receipt: plane.UsageReceipt = result.receipt
        return receipt


def _refused(error: grpc.aio.AioRpcError) -> Refused:
    details = dict(error.trailing_metadata() or ())[DETAILS_KEY]
    status = status_pb2.Status.FromString(details)
    info, violation = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(violation)
    path = violation.field_violations[0].field if violation.field_violations else ""
    return Refused(error.code(), info.reason, path, status.message, dict(info.metadata))


@asynccontextmanager
async def open_shop(folder: Path, clock: FakeClock | None = None, **settings: Any) -> AsyncIterator[Shop]:
    """Start a server on a fresh store, with the tenants `default` and `other`."""
    clock = clock or FakeClock()
    usual = {"listen": "127.0.0.1:0", "log_level": "error", "drain_seconds": 1, "environment": "test"}
    config = Config(data_dir=folder, **{**usual, **settings})
    app = build(config, clock, backends=embedded(open_sqlite(folder), clock), secret=bytes(range(32)))
    keys = await app.install()
    assert keys is not None
    server = Server(config, offer(app))
    await server.start()
    async with grpc.aio.insecure_channel(server.address) as channel:
        shop = Shop(app, clock, channel, keys.administrator.reveal(), keys.operator.reveal(), server.address)
        shop.stranger = await _other_tenant(shop)
        yield shop
    # Without the half second in which new callers are told that the server is leaving: there are none.
    await server._listener.stop(None)
    await app.authorizer.turn.drain()
    await app.settler.turn.drain()
    await app.store.close()


async def _other_tenant(shop: Shop) -> str:
    request = tenant_calls.CreateTenantRequest(administrator=entity("user:head"))
    request.tenant.tenant_id = "other"
    made = await shop.call("Tenant.CreateTenant", request, key=shop.operator)
    return str(made.administrator_key)
