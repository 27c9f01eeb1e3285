"""A server of the control plane on a real store, reached over gRPC as clients do: for the tests of this folder."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from remit.administration.account import RunAccount, SessionAccount
from remit.administration.installation import Credentials, install
from remit.administration.unit import Office
from remit.audit.person import MasterKey
from remit.budget.model import TokenUsage
from remit.budget.price import PriceBook
from remit.clock import FakeClock
from remit.config import Config
from remit.decision.catalog import Catalogs
from remit.ids import Ids
from remit.paging import PageTokens
from remit.server.authentication import Authentication
from remit.server.serve import Offer, Server
from remit.server.services.desk import Desk
from remit.server.services.identity import IdentityService
from remit.server.services.policy import PolicyService
from remit.server.services.tenant import TenantService
from remit.server.status import DETAILS_KEY
from remit.storage.change import ChangeStore
from remit.storage.engine import SqliteStore
from remit.storage.entity import EntityStore
from remit.storage.person import People
from remit.storage.timeline import TimelineStore
from remit.volatile.memory import MemoryAnnouncements
from remitpb.v1 import identity_service_pb2_grpc, policy_service_pb2_grpc, tenant_service_pb2_grpc

Answer: TypeAlias = Any
"""A response; which one, the name of the call says."""


@dataclass
class Books:
    """Accounts as a test sets them: what the ledger says is another room's matter."""

    sessions: dict[str, SessionAccount] = field(default_factory=dict)
    runs: dict[str, RunAccount] = field(default_factory=dict)
    booked: bool = False

    async def of_session(self, _: str, session_id: str) -> SessionAccount:
        return self.sessions.get(session_id, SessionAccount())

    async def of_runs(self, _: str, run_ids: Sequence[str]) -> Mapping[str, RunAccount]:
        return {name: self.runs[name] for name in run_ids if name in self.runs}

    async def has_entries(self, _: str) -> bool:
        return self.booked

    def use(self, session_id: str, tokens: int, cost: int) -> None:
        self.sessions[session_id] = SessionAccount(TokenUsage(input=tokens), cost, 3, 1, 2)


@dataclass(frozen=True)
class RefusedError(Exception):
    """An error as a client sees it."""

    code: grpc.StatusCode
    reason: str
    field: str
    message: str


@dataclass
class House:
    """A running server and its first keys."""

    clock: FakeClock
    store: SqliteStore
    entities: EntityStore
    timeline: TimelineStore
    catalogs: Catalogs
    office: Office
    books: Books
    announced: MemoryAnnouncements
    keys: Credentials
    channel: grpc.aio.Channel

    @property
    def admin(self) -> str:
        """The key of an administrator of the tenant `default`."""
        return self.keys.administrator.reveal()

    @property
    def operator(self) -> str:
        """The key of a platform operator."""
        return self.keys.operator.reveal()

    async def call(self, name: str, request: Message, *, key: str = "", tenant: str = "") -> Answer:
        """Call `Identity.WhoAmI` and the like, as the administrator unless another key is given.

        Raises:
            RefusedError: when the answer is an error.
        """
        service, _, method = name.partition(".")
        stub = _STUBS[service](self.channel)
        metadata = [("authorization", f"Bearer {key or self.admin}")]
        if tenant:
            metadata.append(("remit-tenant", tenant))
        try:
            return await getattr(stub, method)(request, metadata=metadata, timeout=20)
        except grpc.aio.AioRpcError as error:
            raise _refused(error) from None

    async def refused(
        self, name: str, request: Message, *, key: str = "", tenant: str = ""
    ) -> tuple[str, str]:
        """Call what must be refused, and return the reason and the field."""
        try:
            answer = await self.call(name, request, key=key, tenant=tenant)
        except RefusedError as refused:
            return refused.reason, refused.field
        raise AssertionError(f"{name} was not refused: {answer}")


_STUBS: dict[str, Any] = {
    "Identity": identity_service_pb2_grpc.IdentityServiceStub,
    "Policy": policy_service_pb2_grpc.PolicyServiceStub,
    "Tenant": tenant_service_pb2_grpc.TenantServiceStub,
}


def _refused(error: grpc.aio.AioRpcError) -> RefusedError:
    details = dict(error.trailing_metadata() or ())[DETAILS_KEY]
    status = status_pb2.Status.FromString(details)
    info, violation = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(violation)
    path = violation.field_violations[0].field if violation.field_violations else ""
    return RefusedError(error.code(), info.reason, path, status.message)


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """Start a server on a fresh store."""
    clock = FakeClock()
    ids = Ids(clock)
    store = SqliteStore(folder / "remit.db")
    entities = EntityStore(store)
    catalogs = Catalogs(entities, PriceBook.catalog(clock))
    people = People(store, MasterKey(bytes(32)), ids)
    office = Office(ChangeStore(store, people, clock=clock, ids=ids), catalogs)
    books, announced = Books(), MemoryAnnouncements()
    keys = await install(office, entities, environment="test")
    assert keys is not None
    desk = Desk(
        office=office,
        reader=entities,
        pages=PageTokens(bytes(32)),
        clock=clock,
        accounts=books,
        announcements=announced,
        environment="test",
    )
    config = Config(listen="127.0.0.1:0", data_dir=folder, log_level="error", drain_seconds=1)
    authentication = Authentication(catalogs, clock)
    services = {
        "remit.v1.TenantService": TenantService(desk),
        "remit.v1.IdentityService": IdentityService(desk),
        "remit.v1.PolicyService": PolicyService(desk),
    }
    server = Server(config, Offer(services, authentication.authenticate, authentication.authorize_rpc))
    await server.start()
    async with grpc.aio.insecure_channel(server.address) as channel:
        yield House(
            clock=clock,
            store=store,
            entities=entities,
            timeline=TimelineStore(store),
            catalogs=catalogs,
            office=office,
            books=books,
            announced=announced,
            keys=keys,
            channel=channel,
        )
    # Without the half second in which new callers are told that the server is leaving: there are none.
    await server._server.stop(None)  # noqa: SLF001
    await store.close()
