"""P5: a revocation is felt by the next answer, and inside a stream that is open, in under a second."""

import asyncio
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager

import grpc
import pytest

from remit.client import Client, entity
from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.conftest import OwnTenant
from tests.promises.town import Stub, Town, as_caller, people, reason_of
from tests.running import RunningServer

pytestmark = pytest.mark.alone

PROMISED = 1.0
"""Seconds."""


class Day:
    """A town with an agent, a watcher, and what an operator does to them."""

    def __init__(self, town: Town, admin: Client) -> None:
        """Let a watcher in."""
        self.town = town
        self.admin = admin
        watcher = entity("user:watcher")
        admin.create_subject(subject=m.Subject(entity=watcher), role_ids=["viewer"])
        made = admin.create_api_key(owner=watcher, name="watch")
        self.watcher_key, self.watcher_key_id = made.secret, made.api_key.key_id
        listed = admin.list_api_keys(owner=entity("agent:r0"))
        self.agent_key_id = listed.api_keys[0].key_id

    def revoke_agents_key(self) -> None:
        self.admin.revoke_api_key(key_id=self.agent_key_id, reason="test")

    def suspend_agent(self) -> None:
        self.admin.suspend_subject(subject=entity("agent:r0"), reason="test")

    def unbind_agent(self) -> None:
        binding = self.admin.list_bindings(member=entity("agent:r0")).bindings[0]
        self.admin.delete_binding(binding_id=binding.binding_id)

    def revoke_watchers_key(self) -> None:
        self.admin.revoke_api_key(key_id=self.watcher_key_id, reason="test")

    def suspend_watcher(self) -> None:
        self.admin.suspend_subject(subject=entity("user:watcher"), reason="test")

    def unbind_watcher(self) -> None:
        binding = self.admin.list_bindings(member=entity("user:watcher")).bindings[0]
        self.admin.delete_binding(binding_id=binding.binding_id)


@asynccontextmanager
async def day(server: RunningServer, tenant: OwnTenant) -> AsyncIterator[tuple[Day, Stub]]:
    town = people(server, 1, tenant=tenant.tenant_id, admin_key=tenant.key)
    with town.admin() as admin:
        lived = Day(town, admin)
        async with town.stub() as stub:
            yield lived, stub


async def what_comes(stub: Stub, lived: Day, number: int) -> str:
    """Ask as the agent, and return `ALLOW`, the code of the denial, or the reason of the error."""
    try:
        answer = await stub.Authorize(lived.town.ask(f"q{number}"), metadata=lived.town.metadata())
    except grpc.aio.AioRpcError as error:
        return reason_of(error)
    return m.ReasonCode.Name(answer.reasons[0].code) if answer.reasons else "ALLOW"


@pytest.mark.parametrize(
    ("deed", "wanted"),
    [
        (Day.revoke_agents_key, "CREDENTIAL_REVOKED"),
        (Day.suspend_agent, "REASON_CODE_SUBJECT_SUSPENDED"),
        (Day.unbind_agent, "REASON_CODE_ROLE_MISSING"),
    ],
)
async def test_it_is_felt_by_the_next_answer(
    server: RunningServer, tenant: OwnTenant, deed: Callable[[Day], None], wanted: str
) -> None:
    async with day(server, tenant) as (lived, stub):
        assert await what_comes(stub, lived, 1) == "ALLOW"
        deed(lived)
        assert await what_comes(stub, lived, 2) == wanted


async def test_none_slips_through_under_load(server: RunningServer, tenant: OwnTenant) -> None:
    """Whatever is asked after the operator's call has returned is refused; questions before may be either."""
    async with day(server, tenant) as (lived, stub):
        revoked = asyncio.Event()
        late: list[str] = []

        async def ask_on(worker: int) -> None:
            for number in range(10_000):
                was = revoked.is_set()
                came = await what_comes(stub, lived, worker * 10_000 + number)
                if was:
                    late.append(came)
                    return

        callers = [asyncio.create_task(ask_on(n)) for n in range(16)]
        await asyncio.sleep(0.2)
        await asyncio.to_thread(lived.suspend_agent)
        revoked.set()
        await asyncio.gather(*callers)
        assert set(late) == {"REASON_CODE_SUBJECT_SUSPENDED"}


async def drained(stream: AsyncIterable[pb.StreamTimelineResponse]) -> None:
    """Read a stream to its end."""
    async for _ in stream:
        pass


@pytest.mark.parametrize(
    ("scope", "deed", "wanted"),
    [
        ("agent", Day.revoke_agents_key, {"CREDENTIAL_REVOKED"}),
        ("agent", Day.suspend_agent, {"PERMISSION_MISSING"}),
        ("run", Day.suspend_agent, {"PERMISSION_MISSING"}),
        ("tenant", Day.revoke_watchers_key, {"CREDENTIAL_REVOKED"}),
        ("tenant", Day.suspend_watcher, {"PERMISSION_MISSING"}),
        ("tenant", Day.unbind_watcher, {"PERMISSION_MISSING"}),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", ""),
)
async def test_it_ends_a_stream_that_is_open(
    server: RunningServer, tenant: OwnTenant, scope: str, deed: Callable[[Day], None], wanted: set[str]
) -> None:
    async with day(server, tenant) as (lived, stub):
        key = lived.watcher_key if scope == "tenant" else lived.town.keys["r0"]
        run = lived.admin.start_run(subject=entity("agent:r0"), name="test").run.run_id
        scopes = {
            "agent": pb.StreamTimelineRequest(agent_id="r0", follow=True),
            "run": pb.StreamTimelineRequest(run_id=run, follow=True),
            "tenant": pb.StreamTimelineRequest(tenant=pb.TenantTimeline(), follow=True),
        }
        stream = stub.StreamTimeline(scopes[scope], metadata=as_caller(key))
        async for event in stream:
            if event.WhichOneof("event") == "live":
                break
        deed(lived)
        since = time.monotonic()
        with pytest.raises(grpc.aio.AioRpcError) as ended:
            await asyncio.wait_for(drained(stream), 3 * PROMISED)
        assert time.monotonic() - since < PROMISED
        assert reason_of(ended.value) in wanted
