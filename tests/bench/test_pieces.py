"""The pieces of the benchmark fit together; how fast anything is, no test says."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from remit.config import Config
from remitpb.v1 import policy_decision_service_pb2 as pb
from tools.bench import h2load, load, machine, plain_load, process, samples, scene
from tools.bench.load import SERVICE, Load, Told
from tools.bench.measure import Bench
from tools.bench.plan import Crowd, Plan
from tools.bench.process import BenchError, Command, NotHereError, Server, own, started
from tools.bench.scene import Agent

SMALL = Plan(rounds=1, batch_rounds=1, seconds=0.2, reports=100, crowd=Crowd(1, 1, 1), watchers=1, steps=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def agents(folder: Path) -> tuple[Agent, ...]:
    return asyncio.run(scene.furnish(Config(data_dir=folder / "data")))


@pytest.fixture(scope="module")
def remit(folder: Path, agents: tuple[Agent, ...]) -> Iterator[Server]:
    with started(Command("remit", own("remit", "--data", folder / "data"), folder / "remit.log")) as server:
        yield server


@pytest.fixture(scope="module")
def echo(folder: Path, agents: tuple[Agent, ...], remit: Server) -> Iterator[Server]:
    answers = folder / "answers.py"
    answers.write_text(samples.echo_source(remit.address, agents[0]))
    words = own("echo", "--answers", answers)
    with started(Command("echo", words, folder / "echo.log", tidies=False)) as server:
        yield server


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Load in Python, so that nothing more need be installed, and without waiting for quiet."""
    monkeypatch.setattr(load, "PROGRAM", tmp_path / "absent")
    monkeypatch.setattr(process, "QUIET_SECONDS", 0.05)


def test_the_server_says_that_it_writes_durably(remit: Server) -> None:
    machine.require_durable(remit.said, Path(__file__))
    with pytest.raises(BenchError, match="durably"):
        machine.require_durable({**remit.said, "synchronous": 1}, Path(__file__))


@pytest.mark.slow
def test_every_kind_of_call_is_answered_as_wanted_by_both(
    remit: Server, echo: Server, agents: tuple[Agent, ...], tmp_path: Path
) -> None:
    found = Bench(agents, SMALL, folder=tmp_path).rounds([echo, remit], lambda _: None)
    assert found["echo"].values.keys() == found["remit"].values.keys()
    assert all(value > 0 for (value,) in found["remit"].values.values())


def test_a_refusal_is_no_measurement(remit: Server, tmp_path: Path) -> None:
    stranger = Agent("bench-0", "remit_live_" + "0" * 38, "ses_1", "run_1")
    asks = Load.of("Authorize", {stranger: scene.question(stranger)}, folder=tmp_path)
    with pytest.raises(BenchError, match="UNAUTHENTICATED"):
        asks.run(remit.address, Told(seconds=1, calls=1, callers=1))


def test_the_servers_threads_and_memory_are_found(remit: Server) -> None:
    assert remit.memory() > 10
    assert remit.pid in remit.threads()
    assert remit.cpu() > 0


def test_h2load_agrees_where_it_is_installed(echo: Server, agents: tuple[Agent, ...], tmp_path: Path) -> None:
    if not machine.tools()["h2load"]:
        pytest.skip("no h2load on this machine")
    body = samples.asked_once(echo.address, agents[0])
    request = h2load.Request(f"{SERVICE}/Authorize", body, f"Bearer {agents[0].key}")
    seen = h2load.run(echo, request, seconds=1, folder=tmp_path)
    assert seen is not None
    assert seen.rate > 0
    assert "echo" in str(seen)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    words = own("echo", "--answers", tmp_path / "absent")
    with (
        pytest.raises(BenchError, match="absent") as error,
        started(Command("echo", words, tmp_path / "log")),
    ):
        pass
    assert not isinstance(error.value, NotHereError)


def test_a_server_that_does_not_take_what_it_is_told_is_not_here(tmp_path: Path) -> None:
    words = own("echo", "--further", "2")
    with pytest.raises(NotHereError, match="--answers"), started(Command("echo", words, tmp_path / "log")):
        pass


def test_both_loads_look_for_the_same_marks() -> None:
    text = (load.SOURCE / "sheet.go").read_text()
    assert f'const ownMark = "{scene.OWN_MARK}"' in text
    assert 'const stepMark = "step-"' in text
    assert scene.question(Agent("a", "key", "ses_1", "run_1")).step_id == f"step-{scene.OWN_MARK}"
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
