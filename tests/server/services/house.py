"""A server of the control plane on a real store, reached over gRPC as clients do. For the tests here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from sqlalchemy import insert

from remit.administration.installation import Credentials, install
from remit.administration.token import Tokens
from remit.administration.token_key import TokenKeys
from remit.administration.unit import Office
from remit.audit.person import MasterKey
from remit.budget.price import PriceBook
from remit.clock import DAY, FakeClock
from remit.config import Config
from remit.decision.catalogs import Catalogs
from remit.decision.refusals import Refusals
from remit.identity.last_use import LastUses
from remit.identity.refresh_token import RefreshTokens
from remit.identity.token_key import TokenAlgorithm
from remit.ids import Ids
from remit.paging import PageTokens
from remit.server.authentication import Authentication
from remit.server.credentials.token import TokenVerifier
from remit.server.serve import Offer, Server
from remit.server.services.desk import Desk
from remit.server.services.identity import IdentityService
from remit.server.services.policy import PolicyService
from remit.server.services.tenant import TenantService
from remit.server.status import DETAILS_KEY
from remit.storage.account import AccountStore
from remit.storage.change import ChangeStore
from remit.storage.credential_use import CredentialUseStore
from remit.storage.deadline import DeadlineStore
from remit.storage.entity import EntityStore
from remit.storage.person import People
from remit.storage.sqlite.engine import SqliteStore
from remit.storage.tables.budget import ledger
from remit.storage.timeline import TimelineStore
from remit.volatile.memory import MemoryAnnouncements
from remitpb.v1 import identity_service_pb2_grpc, policy_service_pb2_grpc, tenant_service_pb2_grpc
from tests.stores import open_sqlite

Answer: TypeAlias = Any
"""A response; which one, the name of the call says."""


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
    announced: MemoryAnnouncements
    keys: Credentials
    channel: grpc.aio.Channel
    tokens: Tokens

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

    async def book(self, *, session_id: str = "", run_id: str = "", tokens: int = 1, cost: int = 1) -> None:
        """Book usage of the administrator, input tokens at a cost in nano-units, as a report of it would."""
        now = self.clock.now()
        texts = dict.fromkeys(
            ("reservation_id", "on_behalf_of", "step_id", "operation", "model", "price_version", "reverses"),
            "",
        )
        row = texts | {
            "id": f"use_{now}", "tenant": "default", "usage_id": "u", "subject": "user:admin",
            "session_id": session_id, "run_id": run_id, "outcome": "SUCCESS", "input_tokens": tokens,
            "output_tokens": 0, "tokens": f'{{"input":{tokens}}}', "cost": cost, "provisional": 0,
            "booked_at": now, "recorded_at": now, "labels": "{}", "buckets": "[]",
        }  # fmt: skip
        await self.store.write(lambda connection: connection.execute(insert(ledger).values(row)))


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


def _tokens(office: Office, clock: FakeClock) -> Tokens:
    """What makes tokens here, by keys of this house alone."""
    master = MasterKey(bytes(32))
    keys = TokenKeys(office, clock, master=master, algorithm=TokenAlgorithm.EDDSA, every=30 * DAY)
    return Tokens("http://127.0.0.1:7448", keys, RefreshTokens(bytes(32)))


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """Start a server on a fresh store."""
    clock = FakeClock()
    ids = Ids(clock)
    store = open_sqlite(folder)
    entities = EntityStore(store)
    catalogs = Catalogs(entities, PriceBook.catalog(clock))
    people = People(store, MasterKey(bytes(32)), ids=ids)
    office = Office(ChangeStore(store, people, clock=clock, ids=ids), catalogs)
    announced = MemoryAnnouncements()
    keys = await install(office, entities, environment="test")
    assert keys is not None
    last_uses = LastUses(CredentialUseStore(store))
    tokens = _tokens(office, clock)
    desk = Desk(
        office=office,
        reader=entities,
        pages=PageTokens(bytes(32)),
        clock=clock,
        accounts=AccountStore(store),
        announcements=announced,
        last_uses=last_uses,
        leases=DeadlineStore(store),
        tokens=tokens,
        failures=Refusals(clock, per_minute=0),
        environment="test",
    )
    config = Config(listen="127.0.0.1:0", data_dir=folder, log_level="error", drain_seconds=1)
    verifiers = (TokenVerifier(catalogs, clock, tokens=tokens),)
    authentication = Authentication(catalogs, clock, verifiers=verifiers, uses=last_uses)
    services = {
        "remit.v1.TenantService": TenantService(desk),
        "remit.v1.IdentityService": IdentityService(desk),
        "remit.v1.PolicyService": PolicyService(desk),
    }
    served = Offer(
        services,
        authentication.authenticate,
        authentication.authorize_rpc,
    )
    server = Server(config, served)
    await server.start()
    async with grpc.aio.insecure_channel(server.address) as channel:
        yield House(
            clock=clock,
            tokens=tokens,
            store=store,
            entities=entities,
            timeline=TimelineStore(store),
            catalogs=catalogs,
            office=office,
            announced=announced,
            keys=keys,
            channel=channel,
        )
    # Without the half second in which new callers are told that the server is leaving: there are none.
    await server._listener.stop(None)
    await store.close()
