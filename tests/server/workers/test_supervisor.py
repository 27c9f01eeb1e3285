"""Workers serve one address together, are replaced when they die or when told, and leave nothing and nobody behind."""

import asyncio
import os
import pty
import signal
import socket
import time
from collections import Counter
from pathlib import Path

import grpc
import psutil
import pytest

from remit.client import AsyncClient, CallError, entity
from remitpb.v1 import policy_decision_service_pb2_grpc
from tests.backends.port import free_port
from tests.ops.scraping import get, scrape
from tests.server.offering import HELD, as_caller
from tests.server.test_calls import Untyped, question
from tests.server.workers.supervised import QUICK, Supervised, eventually, supervised

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]


async def answering(address: str, connections: int = 24) -> Counter[int]:
    """Return how many new connections ended at which process."""

    async def one() -> int:
        async with grpc.aio.insecure_channel(address, options=OWN_CONNECTION) as channel:
            stub: Untyped = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            answer = await stub.Authorize(question(), metadata=as_caller("agent"))
            return int(answer.decision_id)

    return Counter(await asyncio.gather(*(one() for _ in range(connections))))


async def test_they_share_the_address_and_one_makes_the_keys(tmp_path: Path) -> None:
    with supervised(tmp_path / "one", 3) as one:
        one.announced()
        assert one.said["key"] == "administrator-key"
        assert set(await answering(one.address)) == set(one.workers.values())
        assert sorted(one.workers) == [1, 2, 3]
        assert sorted(one.starts.values()) == ["False False", "False False", "True False"]
        assert one.starts[one.workers[1]] == "True False"
        assert one.end() == 0
        assert one.rest() == ""
    assert not any(psutil.pid_exists(pid) for pid in one.starts)


def test_the_supervisor_loads_no_grpc_and_shows_no_setting(tmp_path: Path) -> None:
    secret = "s3cret-" * 6
    with supervised(tmp_path / "one", master_key=secret) as one:
        one.announced()
        assert "cygrpc" not in Path(f"/proc/{one.pid}/maps").read_text()
        assert all("cygrpc" in Path(f"/proc/{pid}/maps").read_text() for pid in one.workers.values())
        assert not [worker for worker in one.family() if secret in " ".join(worker.cmdline())]
        assert secret not in (one.folder / "log").read_text()
        one.end()


async def test_one_that_is_killed_is_replaced_and_the_others_serve_on(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        before = one.announced().workers
        os.kill(before[1], signal.SIGKILL)
        # Its sockets are surely closed only now; who connects before that is reset.
        eventually(lambda: one.events("worker died"))
        assert before[2] in await answering(one.address)
        eventually(lambda: len(one.events("worker serves")) == 3)
        after = one.workers
        assert after[2] == before[2]
        assert after[1] != before[1]
        assert set(await answering(one.address)) == set(after.values())
        (told,) = one.events("worker died")
        assert (told["worker"], told["how"]) == (1, "SIGKILL")
        assert one.end() == 0


def test_one_that_is_told_to_leave_by_somebody_else_is_replaced(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        before = one.announced().workers
        os.kill(before[2], signal.SIGTERM)
        eventually(lambda: len(one.events("worker serves")) == 3)
        assert one.workers[2] != before[2]
        assert one.end() == 0


@pytest.mark.parametrize("fault", ["fails", "mute"])
def test_it_gives_up_when_the_first_cannot_be_started(tmp_path: Path, fault: str) -> None:
    with supervised(tmp_path / "one") as one:
        one.tell(fault)
        assert one.process.wait(40) == 1
        said = (one.folder / "log").read_text().splitlines()[-1]
        assert "worker 1 failed to start 2 times in a row" in said
        assert ("storage did not answer" if fault == "fails" else "exit code 7") in said
        assert len(one.starts) == QUICK.failed_starts
        assert one.rest() == ""


def test_wrong_settings_are_tried_once(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        one.tell("wrong")
        assert one.process.wait(40) == 1
        assert (one.folder / "log").read_text().splitlines()[-1] == "REMIT_SOMETHING is wrong"
        assert len(one.starts) == 1


def test_it_gives_up_when_all_die_and_none_can_be_started(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        before = one.announced().workers
        one.tell("fails")
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        assert one.process.wait(40) == 1
        assert "times in a row" in (one.folder / "log").read_text().splitlines()[-1]


def test_as_long_as_one_serves_it_does_not_give_up(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        before = one.announced().workers
        one.tell("fails")
        os.kill(before[1], signal.SIGKILL)
        eventually(lambda: len(one.events("worker does not start")) > QUICK.failed_starts, within=40)
        one.untell("fails")
        eventually(lambda: len(one.events("worker serves")) == 3)
        assert one.workers[2] == before[2]
        assert one.end() == 0


def test_those_that_die_soon_after_their_start_are_started_ever_slower_and_given_up(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        one.tell("dies")
        assert one.process.wait(50) == 1
        assert "SIGKILL" in (one.folder / "log").read_text().splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_calls_under_way_are_answered_by_all_of_them(tmp_path: Path, number: signal.Signals) -> None:
    with supervised(tmp_path / "one", ignore=[signal.SIGINT], drain_seconds=60) as one:
        one.announced()
        async with grpc.aio.insecure_channel(one.address, options=OWN_CONNECTION) as channel:
            stub: Untyped = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            slow = asyncio.ensure_future(
                stub.Authorize(question(session_id=HELD), metadata=as_caller("agent"))
            )
            await asyncio.to_thread(eventually, lambda: one.left("held"))
            one.process.send_signal(number)
            await asyncio.to_thread(eventually, lambda: len(one.events("draining")) == 2)
            assert not slow.done()
            one.tell("let-go")
            assert int((await slow).decision_id) in one.starts
        # The draining itself would have a minute.
        assert await asyncio.to_thread(one.process.wait, 30) == 0
        assert len(one.events("draining")) == 2


async def test_a_second_signal_ends_the_draining(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        one.announced()
        async with grpc.aio.insecure_channel(one.address, options=OWN_CONNECTION) as channel:
            stub: Untyped = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            slow = stub.Authorize(question(session_id=HELD), metadata=as_caller("agent"))
            await asyncio.to_thread(eventually, lambda: one.left("held"))
            one.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(eventually, lambda: len(one.events("draining")) == 2)
            await asyncio.sleep(1)
            assert one.process.poll() is None
            one.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(one.process.wait, 30) == 0
            with pytest.raises(grpc.aio.AioRpcError):
                await slow


def test_ctrl_c_in_a_terminal_reaches_the_workers_once(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        one.announced()
        group = os.getpgid(one.pid)
        assert not [pid for pid in one.workers.values() if os.getpgid(pid) == group]
        assert one.end(signal.SIGINT) == 0


async def test_their_numbers_and_health_are_one_page(tmp_path: Path) -> None:
    listen = f"127.0.0.1:{free_port()}"
    with supervised(tmp_path / "one", metrics_listen=listen) as one:
        one.announced()
        assert len(await answering(one.address)) == 2
        page = await asyncio.to_thread(scrape, listen)
        assert page.value("remit_workers") == page.value("remit_workers_configured") == 2
        assert page.total("remit_rpc_seconds_count") == 24
        assert (await asyncio.to_thread(get, listen, "/readyz"))[0] == 200
        os.kill(one.workers[1], signal.SIGKILL)
        await asyncio.to_thread(eventually, lambda: len(one.events("worker serves")) == 3)
        page = await asyncio.to_thread(scrape, listen)
        assert page.value("remit_workers") == 2
        assert page.total("remit_rpc_seconds_count") == 24
        assert one.end() == 0


async def test_sighup_replaces_all_without_losing_a_call(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        before = one.announced().workers
        outcomes: Counter[str] = Counter()
        done = asyncio.Event()
        callers = [asyncio.create_task(call_until(done, one, outcomes)) for _ in range(6)]
        await asyncio.to_thread(eventually, lambda: outcomes["OK"] > 25)
        one.process.send_signal(signal.SIGHUP)
        await asyncio.to_thread(eventually, lambda: one.events("all workers replaced"))
        before_last = outcomes["OK"]
        await asyncio.to_thread(eventually, lambda: outcomes["OK"] > before_last + 25)
        done.set()
        await asyncio.gather(*callers)
        assert set(outcomes) == {"OK"}, outcomes
        assert outcomes["OK"] > 50
        after = one.workers
        assert sorted(after) == [1, 2]
        assert not set(after.values()) & set(before.values())
        assert one.end() == 0
        order = [
            (line["event"], line["worker"])
            for line in one.log
            if line["event"] in {"worker serves", "draining"}
        ]
        # The successor serves before its predecessor leaves, and the second waits for the first.
        assert order[2:6] == [("worker serves", 1), ("draining", 1), ("worker serves", 2), ("draining", 2)]


async def call_until(done: asyncio.Event, one: Supervised, outcomes: Counter[str]) -> None:
    """Call as a runtime does, with the client of the project, some calls taking a while."""
    client = AsyncClient.connect(one.address, "agent")
    try:
        number = 0
        while not done.is_set():
            number += 1
            try:
                await client.authorize(
                    action="tool:execute",
                    resource=entity("tool:web-search"),
                    session_id="200" if number % 10 == 0 else "5",
                )
                outcomes["OK"] += 1
            except CallError as error:
                outcomes[f"{error.reason} {error}"] += 1
    finally:
        await client.close()


async def test_a_call_that_lasts_does_not_keep_its_connection_on_one_that_leaves(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        before = one.announced().workers
        async with grpc.aio.insecure_channel(one.address, options=OWN_CONNECTION) as channel:
            stub: Untyped = policy_decision_service_pb2_grpc.PolicyDecisionServiceStub(channel)
            first = int((await stub.Authorize(question(), metadata=as_caller("agent"))).decision_id)
            slow = asyncio.ensure_future(
                stub.Authorize(question(session_id=HELD), metadata=as_caller("agent"))
            )
            await asyncio.to_thread(eventually, lambda: one.left("held"))
            os.kill(first, signal.SIGTERM)
            await until_another_answers(stub, first)
            assert not slow.done()
            one.tell("let-go")
            assert int((await slow).decision_id) == first
        assert first in before.values()
        one.end()


async def until_another_answers(stub: Untyped, first: int) -> None:
    """Call until it is another worker that answers; meanwhile the first says that it leaves."""
    while True:
        try:
            answer = await stub.Authorize(question(), metadata=as_caller("agent"))
        except grpc.aio.AioRpcError as error:
            assert error.code() is grpc.StatusCode.UNAVAILABLE
        else:
            if int(answer.decision_id) != first:
                return
        await asyncio.sleep(0.05)


def test_a_successor_that_fails_replaces_nobody(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        before = one.announced().workers
        one.tell("fails")
        one.process.send_signal(signal.SIGHUP)
        eventually(lambda: one.events("no successor; the worker goes on"))
        eventually(lambda: one.workers == before)
        one.untell("fails")
        one.process.send_signal(signal.SIGHUP)
        eventually(lambda: one.events("all workers replaced"))
        assert not set(one.workers.values()) & set(before.values())
        assert one.end() == 0


@pytest.mark.parametrize("fault", ["", "hangs"])
def test_nobody_outlives_a_supervisor_that_was_killed(tmp_path: Path, fault: str) -> None:
    with supervised(tmp_path / "one", drain_seconds=1) as one:
        if fault:
            one.tell(fault)
        workers = one.announced().family()
        assert len(workers) == 2
        if fault:
            eventually(lambda: one.left("hanging") == 2)
        one.process.kill()
        one.process.wait(30)
        gone, alive = psutil.wait_procs(workers, timeout=30)
        assert not alive
        assert len(gone) == 2


def test_one_that_hangs_is_killed_at_the_end(tmp_path: Path) -> None:
    with supervised(tmp_path / "one", drain_seconds=0.5) as one:
        one.tell("hangs")
        one.announced()
        eventually(lambda: one.left("hanging") == 2)
        assert one.end() == 0
        assert len(one.events("worker killed: it did not leave in time")) == 2


def test_the_address_is_held_against_everybody_else(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        host, _, port = one.announced().address.rpartition(":")
        for option in (socket.SO_REUSEADDR, None):
            with socket.socket() as other, pytest.raises(OSError, match="in use"):
                if option is not None:
                    other.setsockopt(socket.SOL_SOCKET, option, 1)
                other.bind((host, int(port)))
        with supervised(tmp_path / "three", listen=one.address) as second:
            assert second.process.wait(30) == 2
            assert "in use" in (second.folder / "log").read_text()
        for pid in one.workers.values():
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: len(one.events("worker serves")) == 4)
        assert one.end() == 0


@pytest.mark.alone
def test_its_address_stays_held_while_no_worker_serves(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        one.announced()
        workers = [psutil.Process(pid) for pid in one.workers.values()]
        # Stopped, it starts no other ones, and does not give up either.
        os.kill(one.pid, signal.SIGSTOP)
        for worker in workers:
            worker.kill()
        eventually(lambda: all(worker.status() == psutil.STATUS_ZOMBIE for worker in workers))
        with supervised(tmp_path / "two", listen=one.address) as second:
            assert second.process.wait(30) == 2
        os.kill(one.pid, signal.SIGCONT)


def test_it_can_be_stopped_before_anything_serves(tmp_path: Path) -> None:
    with supervised(tmp_path / "one") as one:
        eventually(one.family)
        assert one.end() == 0
        assert one.rest() == ""


@pytest.mark.parametrize("nohup", [False, True])
def test_with_its_terminal_it_leaves_unless_it_was_told_to_stay(tmp_path: Path, nohup: bool) -> None:  # noqa: FBT001
    ours, theirs = pty.openpty()
    ignore = [signal.SIGHUP] if nohup else []
    with supervised(tmp_path / "one", ignore=ignore, terminal=theirs) as one:
        os.close(theirs)
        before = one.announced().workers
        one.process.send_signal(signal.SIGHUP)
        eventually(lambda: one.events("all workers replaced"))
        after = one.workers
        assert not set(after.values()) & set(before.values())
        os.close(ours)
        if nohup:
            time.sleep(1)
            assert one.workers == after
            assert one.end() == 0
        else:
            assert one.process.wait(30) == 0
        assert len(one.events("replacing the workers one by one")) == 1
