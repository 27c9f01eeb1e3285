"""A dump in another cluster: no server starts on it until new rows come behind those that are there; then all goes on."""

import os
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import grpc
import pytest

from remit.storage import schema
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.backends.postgres import ask, running_postgres
from tests.backends.postgres_dump import burn, move
from tests.promises.town import Town, as_caller, people
from tests.running import RunningServer, running

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.fault]

MASTER_KEY = "k" * 32
NEWEST = "SELECT greatest((SELECT max(position) FROM audit_entry), (SELECT max(position) FROM step))"


def remit(url: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one command with the settings of the server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REMIT_")}
    given = {"REMIT_DATABASE_URL": url, "REMIT_MASTER_KEY": MASTER_KEY, "REMIT_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "remit", *arguments]
    return subprocess.run(command, env=kept | given, capture_output=True, text=True, check=False, timeout=50)


def serving(url: str, folder: Path, name: str) -> AbstractContextManager[RunningServer]:
    """Run a server on a database."""
    return running(folder / name, REMIT_DATABASE_URL=url, REMIT_MASTER_KEY=MASTER_KEY)


async def act(town: Town, *names: str) -> None:
    """Decide, each a step of one run."""
    async with town.stub() as stub:
        for name in names:
            await stub.Authorize(town.ask(name, run_id="run-1"), metadata=town.metadata(), timeout=20)


async def seen(server: RunningServer, key: str, cursor: str) -> tuple[list[int], str]:
    """Return the sequences of the tenant's steps behind a cursor, and where they end."""
    request, found = pb.StreamTimelineRequest(tenant=pb.TenantTimeline()), []
    if cursor:
        request.cursor = cursor
    async with grpc.aio.insecure_channel(server.address) as channel:
        call = channel.unary_stream(
            "/remit.v1.PolicyDecisionService/StreamTimeline",
            request_serializer=pb.StreamTimelineRequest.SerializeToString,
            response_deserializer=pb.StreamTimelineResponse.FromString,
        )
        async for event in call(request, metadata=as_caller(key), timeout=20):
            if event.WhichOneof("event") == "step":
                found.append(event.step.sequence)
                cursor = event.cursor
    return found, cursor


@pytest.mark.timeout(180)
async def test_nothing_appears_behind_what_was_read(tmp_path: Path) -> None:
    with running_postgres(fsync="off") as old, running_postgres(fsync="off") as new:
        first = old.fresh_database()
        burn(first, 3_000)
        with serving(first, tmp_path, "one") as server:
            town = people(server, 1)
            await act(town, "q1", "q2")
            key = server.key
            steps, cursor = await seen(server, key, "")
            assert steps == [1, 2]
        second = move(first, old, new)
        ((newest,),) = ask(first, NEWEST)

        # Neither at a start nor by a plain migration does anything get behind what is there.
        for command in (
            ("serve", "--listen", "127.0.0.1:0"),
            ("migrate",),
            ("serve", "--listen", "127.0.0.1:0"),
        ):
            done = remit(second, tmp_path, *command)
            assert done.returncode == (0 if command == ("migrate",) else 1), done.stderr
            said = " ".join(done.stderr.split())
            assert ("remit migrate --restored" in said) == (command != ("migrate",))
        assert ask(second, NEWEST) == [(newest,)]

        assert "behind those of the dump" in remit(second, tmp_path, "migrate", "--restored").stdout
        assert "behind all that are there" in remit(second, tmp_path, "migrate", "--restored").stdout
        assert ask(second, f"SELECT value FROM installation WHERE name = '{schema.NEEDS}'") == [("0004",)]
        with serving(second, tmp_path, "two") as server:
            town.server = server
            await act(town, "q1", "q3", "q4")
            # What was repeated got its first answer; what is new comes behind a cursor of the old cluster.
            assert (await seen(server, key, cursor))[0] == [3, 4]
            assert (await seen(server, key, ""))[0] == [1, 2, 3, 4]
            assert notarised(second)
        ((above,),) = ask(second, "SELECT min(position) FROM step WHERE sequence > 2")
        assert above > newest + (1 << 52)


def notarised(url: str) -> bool:
    """Wait until the audit tree has all entries."""
    until = time.monotonic() + 30
    query = (
        "SELECT count(*) FROM audit_entry AS e"
        " WHERE position > (SELECT max(position) FROM tree_head AS t WHERE t.tenant = e.tenant)"
    )
    while ask(url, query) != [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.1)
    return True
