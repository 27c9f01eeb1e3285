"""P5 for what ends: a session, a grant, a subject by time. Felt at another replica, and by what is under way there."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp

from remit.client import Client, entity
from remit.client import messages as m
from remit.storage.dialect import lock_key
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.faults.site import Site, metrics_of
from tests.faults.vitals import gauges
from tests.promises.town import Stub, Town, reason_of
from tests.running import RunningServer

PROMISED: Final = 1.0
"""Seconds, with Redis and without."""

AGENT: Final = entity("agent:r0")
ANN: Final = entity("user:ann-the-second")
ATTEMPTS: Final = 5
"""To keep a decision waiting; the first does on a machine that is not very busy."""
SOON: Final = 3
"""Seconds in which the agent ends by time."""


@dataclass(frozen=True, slots=True)
class Case:
    """Something that ends, while acts that need it are asked for."""

    prepare: Callable[[Client], Mapping[str, Any]]
    """Makes it; returns what each question names."""
    end: Callable[[Client, Mapping[str, Any]], object]
    wanted: str


def in_a_session(admin: Client) -> Mapping[str, Any]:
    return {"session_id": admin.start_session(subject=AGENT).session.session_id}


def in_a_run(admin: Client) -> Mapping[str, Any]:
    session = admin.start_session(subject=AGENT).session.session_id
    return {"run_id": admin.start_run(subject=AGENT, session_id=session).run.run_id}


def for_ann(admin: Client) -> Mapping[str, Any]:
    admin.create_subject(subject=m.Subject(entity=ANN), role_ids=["tool-user"])
    admin.create_delegation(delegation=m.Delegation(grantor=ANN, delegate=AGENT))
    return {"on_behalf_of": ANN}


def end_session(admin: Client, fields: Mapping[str, Any]) -> None:
    admin.end_session(session_id=fields["session_id"], reason="test")


def end_session_of_run(admin: Client, fields: Mapping[str, Any]) -> None:
    admin.end_session(session_id=admin.get_run(run_id=fields["run_id"]).run.session_id, reason="test")


def end_run(admin: Client, fields: Mapping[str, Any]) -> None:
    admin.end_run(run_id=fields["run_id"], state=m.RUN_STATE_CANCELLED)


def revoke_grant(admin: Client, _: Mapping[str, Any]) -> None:
    (grant,) = admin.list_delegations(delegate=AGENT, state=m.DELEGATION_STATE_ACTIVE).delegations
    admin.revoke_delegation(delegation_id=grant.delegation_id, reason="test")


def suspend_ann(admin: Client, _: Mapping[str, Any]) -> None:
    admin.suspend_subject(subject=ANN, reason="test")


CASES: Final[dict[str, Case]] = {
    "session": Case(in_a_session, end_session, "REASON_CODE_SESSION_ENDED"),
    "session of a run": Case(in_a_run, end_session_of_run, "REASON_CODE_SESSION_ENDED"),
    "run": Case(in_a_run, end_run, "REASON_CODE_RUN_ENDED"),
    "delegation": Case(for_ann, revoke_grant, "REASON_CODE_DELEGATION_MISSING"),
    "whom it acts for": Case(for_ann, suspend_ann, "REASON_CODE_DELEGATION_MISSING"),
}


@pytest.fixture(params=["with redis", "without redis"])
def shared(request: pytest.FixtureRequest, proxied: Site) -> Any:
    """Two replicas; announcements go by Redis, or Redis is away and storage is polled."""
    assert proxied.valkey_proxy is not None
    if request.param == "without redis":
        proxied.valkey_proxy.refuse()
    yield proxied
    proxied.valkey_proxy.heal()


async def what_comes(stub: Stub, town: Town, name: str, fields: Mapping[str, Any]) -> str:
    """Ask as the agent, and return `ALLOW`, the code of the denial, or the reason of the error."""
    try:
        answer = await stub.Authorize(town.ask(name, **fields), metadata=town.metadata(), timeout=120)
    except grpc.aio.AioRpcError as error:
        return reason_of(error)
    return m.ReasonCode.Name(answer.reasons[0].code) if answer.reasons else "ALLOW"


@asynccontextmanager
async def at_the_other(site: Site, town: Town, fields: Mapping[str, Any]) -> AsyncIterator[Stub]:
    """Open a line to the replica at which nothing is changed, which has all of it in memory by then."""
    async with site.seen_from(town, 1).stub() as stub:
        assert await what_comes(stub, town, "warm", fields) == "ALLOW"
        yield stub


@pytest.mark.alone
@pytest.mark.parametrize("name", CASES)
async def test_it_is_felt_at_the_other_replica(shared: Site, name: str) -> None:
    case = CASES[name]
    town = shared.town(1)
    with town.admin() as admin:
        fields = case.prepare(admin)
        async with at_the_other(shared, town, fields) as other:
            await asyncio.to_thread(case.end, admin, fields)
            since, turn, came = time.monotonic(), 0, "ALLOW"
            while came == "ALLOW":
                turn += 1
                came = await what_comes(other, town, f"q{turn}", fields)
            assert time.monotonic() - since < PROMISED
            assert came == case.wanted


@pytest.mark.parametrize("name", CASES)
async def test_what_is_under_way_is_decided_again(replicated: Site, name: str) -> None:
    """Checked and waiting for its turn while it ends at the other replica: the commit finds that policy moved on."""
    for _ in range(ATTEMPTS):
        came = await what_came_of_one_under_way(replicated, CASES[name])
        if came is not None:
            assert came == CASES[name].wanted
            return
    pytest.fail("none could be kept waiting for as long as it takes to end what it needs")


async def what_came_of_one_under_way(site: Site, case: Case) -> str | None:
    """Keep one waiting until what it needs has ended; None: it was decided before, since a turn waits for a second alone."""
    town, stranger = site.town(1), site.town(1)
    with town.admin() as admin:
        fields = case.prepare(admin)
        async with at_the_other(site, town, fields) as other, held(site, stranger) as hold:
            assert await what_comes(other, stranger, "warm", {}) == "ALLOW"
            await hold.close()
            blocked = asyncio.create_task(what_comes(other, stranger, "q", {}))
            await hold.until_it_waits()
            asked = asyncio.create_task(what_comes(other, town, "under-way", fields))
            while not asked.done() and not await waits(site.servers[1]):
                await asyncio.sleep(0.01)
            await asyncio.to_thread(case.end, admin, fields)
            in_time = not asked.done()
            await hold.open()
            await blocked
            came = await asked
            return came if in_time else None


class Hold:
    """Keeps the decisions of one tenant from being committed, and with them the turn in which they go."""

    def __init__(self, connection: asyncpg.Connection, tenant: str) -> None:
        self._connection = connection
        self._key = lock_key(tenant)

    async def close(self) -> None:
        await self._connection.execute("SELECT pg_advisory_lock($1)", self._key)

    async def open(self) -> None:
        await self._connection.execute("SELECT pg_advisory_unlock($1)", self._key)

    async def until_it_waits(self) -> None:
        """Wait until somebody waits for the lock."""
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not await self._connection.fetchval(query):
            await asyncio.sleep(0.01)


@asynccontextmanager
async def held(site: Site, town: Town) -> AsyncIterator[Hold]:
    """Open a connection of our own to the site's database."""
    url = site.servers[0].environment["REMIT_DATABASE_URL"]
    connection = await asyncpg.connect(url)
    try:
        yield Hold(connection, town.tenant)
    finally:
        await connection.close()


async def waits(server: RunningServer) -> bool:
    """Tell whether a decision waits for its turn."""
    return bool((await asyncio.to_thread(gauges, metrics_of(server.data_dir)))["remit_turn_waiting"])


async def test_by_time_it_ends_at_the_instant_everywhere(replicated: Site) -> None:
    """No replica allows anything at or after the instant, though nobody tells it then."""
    town = replicated.town(1)
    with town.admin() as admin:
        async with at_the_other(replicated, town, {}) as other, replicated.seen_from(town, 0).stub() as first:
            ends = Timestamp(seconds=int(time.time()) + SOON)
            admin.update_subject(
                subject=m.Subject(entity=AGENT, expires_at=ends), update_mask=FieldMask(paths=["expires_at"])
            )
            allowed: list[int] = []
            turn = 0
            while not (answer := await ask_each(first, other, town, turn)).reasons:
                allowed.append(answer.decided_at.ToMicroseconds())
                turn += 1
            assert m.ReasonCode.Name(answer.reasons[0].code) == "REASON_CODE_SUBJECT_SUSPENDED"
            assert max(allowed) < ends.ToMicroseconds() <= answer.decided_at.ToMicroseconds()


async def ask_each(first: Stub, other: Stub, town: Town, turn: int) -> pb.AuthorizeResponse:
    """Ask one replica, then the other."""
    stub = (first, other)[turn % 2]
    return await stub.Authorize(town.ask(f"q{turn}"), metadata=town.metadata(), timeout=120)
