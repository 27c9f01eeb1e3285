"""A tenant on a running server, peopled in few words, and its callers: bare stubs, so that nothing is retried unseen."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import grpc
from google.rpc import error_details_pb2, status_pb2

from remit.bootstrap import DATABASE
from remit.client import Client, entity
from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from remitpb.v1 import policy_decision_service_pb2_grpc as stubs
from tests.backends.postgres import ask
from tests.running import TENANT, RunningServer

NANO: Final = 1_000_000_000
OPTIONS: Final = (
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.max_receive_message_length", 64 << 20),
    # A server that was killed is back in a second; gRPC's own pauses grow to two minutes.
    ("grpc.initial_reconnect_backoff_ms", 50),
    # Not a pause, but what an attempt to connect may take at least.
    ("grpc.min_reconnect_backoff_ms", 20_000),
    ("grpc.max_reconnect_backoff_ms", 200),
)
Stub: TypeAlias = "stubs.PolicyDecisionServiceAsyncStub"
Metadata: TypeAlias = tuple[tuple[str, str], ...]


def as_caller(key: str) -> Metadata:
    """Return the metadata of a call with a key."""
    return (("authorization", f"Bearer {key}"),)


def nanos(amount: int) -> m.Money:
    """Return a sum of US dollars in nano-units."""
    return m.Money(currency_code="USD", units=amount // NANO, nanos=amount % NANO)


def budget(
    name: str, limit: int, scope: int = m.SCOPE_TENANT, period: int = m.PERIOD_MONTH, who: str = ""
) -> m.Budget:
    """Return a budget of money, its limit in nano-units."""
    amount = m.Amount(money=nanos(limit))
    return m.Budget(budget_id=name, scope=scope, scope_id=who, period=period, limit=amount)  # type: ignore[arg-type]


@dataclass(slots=True)
class Town:
    """A tenant with some agents that may use tools."""

    server: RunningServer
    tenant: str = TENANT
    admin_key: str = field(default="", repr=False)
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    """Of its agents, by bare id."""

    @property
    def agents(self) -> Sequence[str]:
        """Bare ids of its agents."""
        return list(self.keys)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database; the one parameter of the query is the tenant."""
        return rows(self.server, query, self.tenant)

    @contextmanager
    def admin(self) -> Iterator[Client]:
        """Return a client of its administrator."""
        with self.server.client(self.admin_key or None) as client:
            yield client

    @asynccontextmanager
    async def stub(self) -> AsyncIterator[Stub]:
        """Return a stub on a connection of its own."""
        async with grpc.aio.insecure_channel(self.server.address, options=OPTIONS) as channel:
            yield stubs.PolicyDecisionServiceStub(channel)

    def ask(self, request_id: str, agent: str = "r0", **fields: Any) -> pb.AuthorizeRequest:
        """Return a question of an agent about itself."""
        fields.setdefault("estimate", m.Estimate(money=nanos(100)))
        return pb.AuthorizeRequest(
            request_id=request_id,
            subject=m.Entity(type="agent", id=agent),
            action="tool:execute",
            resource=m.Entity(type="tool", id="web-search"),
            **fields,
        )

    def metadata(self, agent: str = "r0") -> Metadata:
        """Return the metadata of an agent's calls."""
        return as_caller(self.keys[agent])


def people(
    server: RunningServer,
    agents: int = 1,
    budgets: Sequence[m.Budget] = (),
    *,
    tenant: str = TENANT,
    admin_key: str = "",
) -> Town:
    """Make agents `r0`, `r1` … with keys, and budgets."""
    town = Town(server, tenant, admin_key)
    with town.admin() as client:
        permissions = [m.Permission(action="tool:*", resource="*")]
        client.create_role(role=m.Role(role_id="tool-user", permissions=permissions))
        for place in range(agents):
            who = entity(f"agent:r{place}")
            client.create_subject(subject=m.Subject(entity=who), role_ids=["tool-user"])
            town.keys[f"r{place}"] = client.create_api_key(owner=who, name="test").secret
        for one in budgets:
            client.create_budget(budget=one)
    return town


async def until(happened: Callable[[], bool]) -> None:
    """Look again and again; the test's own timeout ends a wait in vain."""
    while not happened():
        await asyncio.sleep(0.005)


@contextmanager
def file_of(server: RunningServer) -> Iterator[sqlite3.Connection]:
    """Open the database of a server, to read only; it sees what is committed, the server running or not."""
    with closing(sqlite3.connect(f"file:{server.data_dir / DATABASE}?mode=ro", uri=True)) as connection:
        yield connection


def rows(server: RunningServer, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Read the database of a server, whichever it has; parameters are `?`."""
    if url := server.environment.get("REMIT_DATABASE_URL", ""):
        parts = query.split("?")
        numbered = "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], 1)) + parts[-1]
        return ask(url, numbered, *values)
    with file_of(server) as connection:
        return connection.execute(query, values).fetchall()


Failure: TypeAlias = "grpc.aio.AioRpcError | status_pb2.Status"
"""An error of a call, or of one item of a batch."""


def reason_of(error: Failure) -> str:
    """Return the reason of Remit's that an error carries; empty when it is gRPC's own."""
    info = error_details_pb2.ErrorInfo()
    for detail in details_of(error):
        if detail.Unpack(info):
            return info.reason
    return ""


def field_of(error: Failure) -> str:
    """Return the field that an error names; empty when it names none."""
    bad = error_details_pb2.BadRequest()
    for detail in details_of(error):
        if detail.Unpack(bad):
            return bad.field_violations[0].field
    return ""


def details_of(error: Failure) -> Sequence[Any]:
    """Return the details that an error carries, packed; none when it is gRPC's own."""
    if isinstance(error, status_pb2.Status):
        return list(error.details)
    found = [value for key, value in error.trailing_metadata() or () if key == "grpc-status-details-bin"]
    if not found:
        return ()
    status = status_pb2.Status()
    value = found[0]
    status.ParseFromString(value if isinstance(value, bytes) else value.encode())
    return list(status.details)
