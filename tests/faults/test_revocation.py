"""P5: what is revoked at one replica is refused at the other within a second, with Redis and without."""

import asyncio
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import grpc
import orjson
import pytest

from remit.client import Client, entity
from remit.client import messages as m
from remit.decision.follow import POLL_SECONDS
from remit.manifest.key import generate_key
from remit.manifest.model import Algorithm
from remit.manifest.signature import sign
from remit.server.services.approval_watch import RECHECK
from remit.timeline.source import Rhythm
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.effort import length
from tests.faults.caller import gathered, is_passing
from tests.faults.site import Site
from tests.promises.town import Stub, Town, reason_of

PROMISED: Final = 1.0
"""Seconds."""
ROUNDS: Final = length(2, 10)
Deed = Callable[[Client, Town], None]
MANIFEST: Final = b"""\
apiVersion: remit/v1
kind: AgentManifest
agent: agent:r0
version: 1.0.0
serial: 1
issued_at: 2026-01-01T00:00:00Z
expires_at: 2036-01-01T00:00:00Z
tools: [web-search]
security_level: standard
"""


def revoke_key(admin: Client, town: Town) -> None:
    key = admin.list_api_keys(owner=entity("agent:r0")).api_keys[0]
    admin.revoke_api_key(key_id=key.key_id, reason="test")


def suspend(admin: Client, town: Town) -> None:
    admin.suspend_subject(subject=entity("agent:r0"), reason="test")


def unbind(admin: Client, town: Town) -> None:
    binding = admin.list_bindings(member=entity("agent:r0")).bindings[0]
    admin.delete_binding(binding_id=binding.binding_id)


def revoke_manifest(admin: Client, town: Town) -> None:
    manifest = admin.list_manifests(agent_id="r0").manifests[0]
    admin.revoke_manifest(manifest_id=manifest.manifest_id, reason="test")


def sign_for(admin: Client) -> None:
    """Register what the agent is signed for: what it asks for here."""
    pair = generate_key(Algorithm.ED25519)
    admin.add_trusted_key(trusted_key=m.TrustedKey(description="test"), public_key_pem=pair.public_pem)
    admin.register_manifest(envelope=sign(MANIFEST, pair.private_pem))


DEEDS: Final[dict[Deed, str]] = {
    revoke_key: "CREDENTIAL_REVOKED",
    suspend: "REASON_CODE_SUBJECT_SUSPENDED",
    unbind: "REASON_CODE_ROLE_MISSING",
    revoke_manifest: "REASON_CODE_MANIFEST_REVOKED",
}


@pytest.fixture(params=["with redis", "without redis"])
def shared(request: pytest.FixtureRequest, proxied: Site) -> Any:
    """Two replicas; announcements go by Redis, or Redis is away and storage is polled."""
    assert proxied.valkey_proxy is not None
    if request.param == "without redis":
        proxied.valkey_proxy.refuse()
    yield proxied
    proxied.valkey_proxy.heal()


async def what_comes(stub: Stub, town: Town, name: str) -> str:
    """Ask as the agent, and return `ALLOW`, the code of the denial, or the reason of the error."""
    try:
        answer = await stub.Authorize(town.ask(name), metadata=town.metadata(), timeout=5)
    except grpc.aio.AioRpcError as error:
        return reason_of(error)
    return m.ReasonCode.Name(answer.reasons[0].code) if answer.reasons else "ALLOW"


@asynccontextmanager
async def both(site: Site, town: Town) -> AsyncIterator[tuple[Stub, Stub]]:
    """Open a line to each of two replicas, both of which have the tenant's policy in memory by then."""
    async with site.seen_from(town, 0).stub() as first, site.seen_from(town, 1).stub() as second:
        for place, stub in enumerate((first, second)):
            assert await what_comes(stub, town, f"warm-{place}") == "ALLOW"
        yield first, second


@pytest.mark.alone
@pytest.mark.parametrize("deed", DEEDS)
async def test_it_is_refused_elsewhere_within_a_second(shared: Site, deed: Deed) -> None:
    for _ in range(ROUNDS):
        town = shared.town(1)
        with town.admin() as admin:
            sign_for(admin)
            async with both(shared, town) as (_, other):
                await asyncio.to_thread(deed, admin, town)
                since, turn, came = time.monotonic(), 0, "ALLOW"
                while came == "ALLOW" and time.monotonic() - since < PROMISED:
                    turn += 1
                    came = await what_comes(other, town, f"q{turn}")
                assert time.monotonic() - since < PROMISED
                assert came == DEEDS[deed]


@pytest.mark.parametrize("deed", [suspend, unbind, revoke_manifest])
async def test_no_decision_is_committed_on_what_is_no_longer_so(shared: Site, deed: Deed) -> None:
    """In flight across the change, it is decided again: asked after the deed was done, nothing is allowed anywhere."""
    town = shared.town(1)
    with town.admin() as admin:
        sign_for(admin)
        async with both(shared, town) as stubs:
            done = asyncio.Event()
            late: list[str] = []

            async def ask_on(worker: int) -> None:
                turn = 0
                while True:
                    turn += 1
                    was = done.is_set()
                    came = await what_comes(stubs[worker % 2], town, f"w{worker}-{turn}")
                    if was:
                        late.append(came)
                        return

            async def change() -> None:
                await asyncio.sleep(0.3)
                await asyncio.to_thread(deed, admin, town)
                done.set()

            await gathered(change(), *(ask_on(worker) for worker in range(16)))
            revision = admin.get_tenant(tenant_id=town.tenant).revision
    assert set(late) == {DEEDS[deed]}
    require_no_decision_on_old_policy(town, revision)


def require_no_decision_on_old_policy(town: Town, revision: int) -> None:
    """The log has allowed acts on earlier revisions alone, and refusals on this one."""
    bodies = [
        orjson.loads(body)
        for (body,) in town.rows("SELECT body FROM audit_entry WHERE tenant=? AND kind='decision'")
    ]
    by_effect = {m.EFFECT_ALLOW: set[int](), m.EFFECT_DENY: set[int]()}
    for told in bodies:
        by_effect[told["answer"]["effect"]].add(told["answer"]["revision"])
    assert max(by_effect[m.EFFECT_ALLOW]) < revision
    assert min(by_effect[m.EFFECT_DENY]) >= revision


async def drained(stream: AsyncIterable[pb.StreamTimelineResponse]) -> None:
    async for _ in stream:
        pass


def test_two_waits_one_after_the_other_leave_room_for_the_work_between() -> None:
    """Nothing is announced: a change waits for the next look at storage, then a stream for when it asks again."""
    rhythm = Rhythm()
    assert POLL_SECONDS + max(rhythm.poll, rhythm.recheck, RECHECK) <= 0.75 * PROMISED


@pytest.mark.alone
@pytest.mark.parametrize("deed", [revoke_key, suspend])
async def test_it_ends_a_stream_at_another_replica(shared: Site, deed: Deed) -> None:
    town = shared.town(1)
    with town.admin() as admin:
        async with both(shared, town) as (_, other):
            stream = other.StreamTimeline(
                pb.StreamTimelineRequest(agent_id="r0", follow=True), metadata=town.metadata()
            )
            async for event in stream:
                if event.WhichOneof("event") == "live":
                    break
            await asyncio.to_thread(deed, admin, town)
            since = time.monotonic()
            with pytest.raises(grpc.aio.AioRpcError) as ended:
                await asyncio.wait_for(drained(stream), 3 * PROMISED)
            assert time.monotonic() - since < PROMISED
            assert not is_passing(ended.value)
