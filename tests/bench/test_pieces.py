"""The pieces of the benchmark fit together; how fast anything is, no test says."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from remitpb.v1 import policy_decision_service_pb2 as pb
from tools.bench import h2load, load, machine, plain_load, process, samples, scene
from tools.bench.load import Load, Told
from tools.bench.measure import Bench, Plan
from tools.bench.process import BenchError, Server, started
from tools.bench.scene import Agent

SMALL = Plan(rounds=1, batch_rounds=1, seconds=0.2, reports=100)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def agents(folder: Path) -> tuple[Agent, ...]:
    return asyncio.run(scene.furnish(folder / "data"))


@pytest.fixture(scope="module")
def remit(folder: Path, agents: tuple[Agent, ...]) -> Iterator[Server]:
    with started("remit", ["--data", folder / "data"], log=folder / "remit.log", tidies=True) as server:
        yield server


@pytest.fixture(scope="module")
def echo(folder: Path, agents: tuple[Agent, ...], remit: Server) -> Iterator[Server]:
    answers = folder / "answers.py"
    answers.write_text(samples.echo_source(remit.address, agents[0]))
    with started("echo", ["--answers", answers], log=folder / "echo.log", tidies=False) as server:
        yield server


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Load in Python, so that nothing more need be installed, and without waiting for quiet."""
    monkeypatch.setattr(load, "PROGRAM", tmp_path / "absent")
    monkeypatch.setattr(process, "QUIET_SECONDS", 0.05)


def test_the_server_says_that_it_writes_durably(remit: Server) -> None:
    machine.require_durable(remit.said, Path(__file__))
    with pytest.raises(BenchError, match="durably"):
        machine.require_durable(remit.said | {"synchronous": 1}, Path(__file__))


def test_every_kind_of_call_is_answered_as_wanted_by_both(
    remit: Server, echo: Server, agents: tuple[Agent, ...], tmp_path: Path
) -> None:
    found = Bench(agents, SMALL, folder=tmp_path).rounds([echo, remit], lambda _: None)
    assert found["echo"].values.keys() == found["remit"].values.keys()
    assert all(value > 0 for (value,) in found["remit"].values.values())


def test_a_refusal_is_no_measurement(remit: Server, tmp_path: Path) -> None:
    stranger = Agent("bench-0", "remit_live_" + "0" * 38, "ses_1", "run_1")
    asks = Load("Authorize", {stranger: scene.question(stranger)}, folder=tmp_path)
    with pytest.raises(BenchError, match="UNAUTHENTICATED"):
        asks.run(remit.address, Told(seconds=1, calls=1, callers=1))


def test_the_servers_threads_and_memory_are_found(remit: Server) -> None:
    assert remit.memory() > 10
    assert remit.pid in remit.threads()
    assert remit.cpu() > 0


def test_h2load_agrees_where_it_is_installed(echo: Server, agents: tuple[Agent, ...], tmp_path: Path) -> None:
    if not machine.tools()["h2load"]:
        pytest.skip("no h2load on this machine")
    seen = h2load.run(echo, agents[0], seconds=1, folder=tmp_path)
    assert seen is not None
    assert seen.rate > 0


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    words = ["--answers", str(tmp_path / "absent")]
    with (
        pytest.raises(BenchError, match="absent"),
        started("echo", words, log=tmp_path / "log", tidies=False),
    ):
        pass


def test_both_loads_look_for_the_same_marks() -> None:
    text = (load.SOURCE / "sheet.go").read_text()
    assert f'const ownMark = "{scene.OWN_MARK}"' in text
    assert f'const decisionMark = "{scene.DECISION_MARK}"' in text
    assert (plain_load.OWN_MARK.decode(), plain_load.DECISION_MARK.decode()) == (
        scene.OWN_MARK,
        scene.DECISION_MARK,
    )


def test_what_is_sent_has_ids_of_its_own_each_time() -> None:
    agent = Agent("a", "key", "ses_1", "run_1")
    first, second = (samples.own(scene.question(agent)) for _ in range(2))
    assert first.request_id != second.request_id
    assert scene.OWN_MARK not in str(first)
    assert len(pb.AuthorizeRequest.FromString(first.SerializeToString()).request_id) == len("ask-") + 16
