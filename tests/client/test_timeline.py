"""Watchers of a real server: cut at random while writers write, through restarts, and when access ends."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from remit.client import AsyncClient, Client, Settings, entity, tokens
from remit.client import messages as m
from remit.client.errors import ForbiddenError, InvalidError, UnauthenticatedError
from remit.client.retry import Retry
from tests.client.cutting import CuttingProxy
from tests.conftest import OwnTenant
from tests.running import running

AGENT = entity("agent:researcher-7")
SEARCH = entity("tool:web-search")
PATIENT = Settings("", stream_retry=Retry(attempts=40, first_wait=0.02, longest_wait=0.5))


def furnish(client: Client) -> str:
    """Make an agent with a run, and return the run's id."""
    role = m.Role(role_id="researcher", permissions=[m.Permission(action="tool:execute")])
    client.create_role(role=role)
    client.create_subject(subject=m.Subject(entity=AGENT), role_ids=["researcher"])
    return client.start_run(subject=AGENT).run.run_id


def act(client: Client, run_id: str, times: int, *, pause: float = 0.0) -> None:
    """Write steps into a run: a decision each."""
    for _ in range(times):
        client.authorize(
            subject=AGENT, action="tool:execute", resource=SEARCH, run_id=run_id, estimate=tokens(1)
        )
        time.sleep(pause)


def sequences(events: Iterator[m.StreamTimelineResponse]) -> list[int]:
    return [event.step.sequence for event in events if event.WhichOneof("event") == "step"]


@pytest.fixture
def run_id(tenant: OwnTenant) -> str:
    return furnish(tenant.client)


@pytest.mark.parametrize("seed", range(3))
def test_cut_at_random_while_writers_write(tenant: OwnTenant, run_id: str, seed: int) -> None:
    client = tenant.client
    proxy = CuttingProxy(client.transport.settings.address, longest=0.15, seed=seed)
    writers = [
        threading.Thread(target=act, args=(client, run_id, 25), kwargs={"pause": 0.02}) for _ in range(2)
    ]
    found: list[int] = []

    def watch() -> None:
        with Client.connect(proxy.address, tenant.key, settings=PATIENT) as watcher:
            found.extend(sequences(watcher.timeline(run_id=run_id, follow=True)))

    watching = threading.Thread(target=watch)
    for thread in (watching, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    proxy.calm()
    client.end_run(run_id=run_id, state=m.RUN_STATE_SUCCEEDED)
    watching.join(20)
    proxy.close()
    assert not watching.is_alive()
    assert proxy.cuts > 2
    assert len(found) == 50
    assert found == list(range(found[0], found[0] + 50))


def test_through_a_restart_of_the_server(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server, server.client(stream_retry=PATIENT.stream_retry) as client:
        run_id = furnish(client)
        act(client, run_id, 3)
        events = client.timeline(run_id=run_id, follow=True)
        found = [next(events) for _ in range(4)]
        server.kill()
        server.start()
        act(client, run_id, 2)
        client.end_run(run_id=run_id, state=m.RUN_STATE_SUCCEEDED)
        found += list(events)
    steps = sequences(iter(found))
    assert steps == list(range(steps[0], steps[0] + 5))
    assert [event.WhichOneof("event") for event in found].count("live") == 1


def test_history_then_live_then_the_end(tenant: OwnTenant, run_id: str) -> None:
    act(tenant.client, run_id, 2)
    events = tenant.client.timeline(run_id=run_id, follow=True)
    history = [next(events).WhichOneof("event") for _ in range(4)]
    assert history == ["run_started", "step", "step", "live"]
    act(tenant.client, run_id, 1)
    assert next(events).WhichOneof("event") == "step"
    tenant.client.end_run(run_id=run_id, state=m.RUN_STATE_FAILED)
    assert [event.WhichOneof("event") for event in events] == ["run_ended"]


def test_a_cursor_of_another_stream_is_refused(tenant: OwnTenant, run_id: str) -> None:
    act(tenant.client, run_id, 1)
    cursor = next(tenant.client.timeline(run_id=run_id)).cursor
    with pytest.raises(InvalidError) as caught:
        list(tenant.client.timeline(agent_id="researcher-7", cursor=cursor))
    assert caught.value.reason == "CURSOR_INVALID"


def test_when_access_ends_the_stream_does(tenant: OwnTenant, run_id: str) -> None:
    made = tenant.client.create_api_key(owner=AGENT)
    with Client.connect(tenant.client.transport.settings.address, made.secret) as agent:
        events = agent.timeline(run_id=run_id, follow=True)
        while next(events).WhichOneof("event") != "live":
            pass
        tenant.client.revoke_api_key(key_id=made.api_key.key_id)
        act(tenant.client, run_id, 1)
        with pytest.raises((UnauthenticatedError, ForbiddenError)):
            next(events)


async def test_the_other_client_watches_too(tenant: OwnTenant, run_id: str) -> None:
    act(tenant.client, run_id, 3)
    tenant.client.end_run(run_id=run_id, state=m.RUN_STATE_SUCCEEDED)
    async with AsyncClient.connect(tenant.client.transport.settings.address, tenant.key) as client:
        kinds = [event.WhichOneof("event") async for event in client.timeline(run_id=run_id, follow=True)]
    assert kinds.count("step") == 3
    assert "run_ended" in kinds
