"""This tree is compared with another commit: both really run, alternate, and are asked the same; how fast, no test says."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from google.protobuf.message import Message

from remit.client import Client, to_plain
from tools.bench import __main__ as command
from tools.bench import load, process, scene_by_calls, source
from tools.bench.figures import Table
from tools.bench.measure import Bench, in_turn
from tools.bench.plan import Crowd, Plan
from tools.bench.process import ROOT, BenchError, Command, NotHereError, Served, Server, served, started
from tools.bench.rounds import Values
from tools.bench.scenarios import Scenario, beside, beside_commit
from tools.bench.scene import Agent
from tools.bench.source import Source
from tools.bench.stage import Stage, Tenant, stage

TINY = Plan(rounds=1, batch_rounds=1, seconds=0.2, reports=100, crowd=Crowd(1, 1, 1), watchers=1, steps=1)
DIARY = "diary"
SPY = f"""
import json, os, sys
from pathlib import Path
with (Path(__file__).parent / {DIARY!r}).open("a") as diary:
    diary.write(json.dumps([sys.argv[1:], os.environ.get("REMIT_HTTP2")]) + "\\n")
"""
"""Has a process of the other commit write down how it was started."""
SPIED = ("src/remit/bootstrap", "tools/bench")
OF_ONE_SCENE = (
    "created_at",
    "updated_at",
    "etag",
    "binding_id",
    "registered_at",
    "registered_by",
    "manifest_id",
    "digest",
    "key_id",
)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for quiet, and few rounds."""
    monkeypatch.setattr(process, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(process, "MOST_QUIET_SECONDS", 0.5)
    monkeypatch.setattr(beside, "LEAST_PAIRS", 1)
    monkeypatch.setattr(beside, "ROUNDS_OF_A_PAIR", 1)
    monkeypatch.setattr(beside, "WARM_ROUNDS", 1)


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The load in Go where there is Go."""
    if shutil.which("go"):
        assert load.build() == ""


@pytest.fixture(scope="module")
def other_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose one commit is this tree, with a spy in it."""
    folder = tmp_path_factory.mktemp("other") / "repository"
    for part in source.PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for spied in SPIED:
        with (folder / spied / "__init__.py").open("a") as opened:
            opened.write(SPY)
    git = [shutil.which("git") or "git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "-q"], ["add", "--all"], ["commit", "-q", "--no-gpg-sign", "-m", "x"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    return folder


@pytest.fixture
def elsewhere(other_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That repository in the place of this one."""
    monkeypatch.setattr(source, "ROOT", other_tree)
    monkeypatch.setattr(source, "SCRATCH", other_tree.parent / "scratch")


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.usefixtures("elsewhere")
def test_both_are_measured_on_sqlite() -> None:
    table = _played("embedded")
    assert {line.figure.key for line in table.lines} == {figure.key for figure in beside.FIGURES} - {"others"}
    _require_sound(table)
    assert _settings_told("--data", by="src/remit/bootstrap") == {"grpc"}
    assert _settings_told("--data", by="tools/bench") == {"grpc"}


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.usefixtures("elsewhere")
def test_both_are_measured_on_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "MEASURES", beside.MEASURES[:1])  # the others are the same as on SQLite
    try:
        table = _played("production")
    except NotHereError as reason:
        pytest.skip(str(reason))
    _require_sound(table)
    assert {"cpu", "lone_p50", "others"} <= {line.figure.key for line in table.lines}
    assert _settings_told("--data-dir", by="src/remit/bootstrap") == {"grpc"}
    assert _settings_told("migrate", by="src/remit/bootstrap"), "the other commit makes its own tables"


def test_what_refuses_to_be_furnished_says_so(tmp_path: Path) -> None:
    with started(Command("old", served(tmp_path / "data"), tmp_path / "log")) as server:
        stranger = replace(server, said={**server.said, "key": "remit_live_" + "0" * 38})
        refused = "old refuses what this tree asks to furnish a tenant: CREDENTIAL"
        with pytest.raises(BenchError, match=refused):
            scene_by_calls.furnish(stranger)
        with pytest.raises(BenchError, match="old does not say the key"):
            scene_by_calls.furnish(replace(server, said={}))


def test_what_does_not_answer_in_full_is_not_measured(tmp_path: Path) -> None:
    with started(Command("old", served(tmp_path / "data"), tmp_path / "log")) as server:
        nobody = Agent("a", "remit_live_" + "0" * 38, "ses_1", "run_1")
        with pytest.raises(BenchError, match=r"^old: Authorize was refused: UNAUTHENTICATED"):
            beside.warm(_side(server, nobody, tmp_path))
        without_budgets = Agent("a", str(server.said["key"]), "", "")
        with pytest.raises(BenchError, match=r"^old: this is not the answer that is to be measured"):
            beside.warm(_side(server, without_budgets, tmp_path))


@pytest.mark.slow
def test_calls_make_the_same_tenant_as_the_office(tmp_path: Path) -> None:
    with stage(TINY) as on:
        office = on.tenant()
        with on.started("office", served(office.data, "--new-key")) as server:
            wanted = _tenant(server)
        with on.started("calls", served(tmp_path / "calls")) as server:
            agents = scene_by_calls.furnish(server)
            found = _tenant(server)
    assert [agent.id for agent in agents] == [agent.id for agent in office.agents]
    assert found == wanted
    assert all(found.values())


def test_both_are_started_anew_each_as_often_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "LEAST_PAIRS", 2)
    monkeypatch.setattr(beside, "ROUNDS_OF_A_PAIR", 2)
    monkeypatch.setattr(beside, "MEASURES", [("…", lambda bench, server: {"cpu": float(len(steps))})])
    monkeypatch.setattr(beside, "warm", lambda side: steps.append(f"warm {side.server.name}"))
    monkeypatch.setattr(source, "fetch", lambda ref: replace(source.TREE, name=ref))
    here = Server("", os.getpid(), "", {}, tidies=False)
    steps: list[str] = []

    @contextmanager
    def opened(on: Stage, of: Source) -> Iterator[beside.Side]:
        steps.append(f"start {of.name}")
        yield _side(replace(here, name=of.name), Agent("a", "", "", ""), tmp_path)
        steps.append(f"end {of.name}")

    (table,) = beside.compare(Stage(tmp_path, TINY, core=None), "old", title="…", opened=opened)
    one = ["start remit", "start old", "warm remit", "warm old", "end old", "end remit"]
    other = ["start old", "start remit", "warm old", "warm remit", "end remit", "end old"]
    assert steps == [*one, *other]
    cpu = table.lines[0].remit
    assert (cpu.least, cpu.most) == (4, 10), "the rounds of all pairs count"


def test_each_second_round_is_in_reverse() -> None:
    names: list[str] = []

    def measure(server: Served) -> Values:
        names.append(server.name)
        return {"nth": len(names)}

    servers = [Server(name, 0, "", {}, False) for name in "ab"]  # noqa: FBT003
    found = in_turn(servers, measure, count=4, tell=lambda _: None, what="x")
    assert "".join(names) == "abbaabba"
    assert found["b"].values["nth"] == [2, 3, 6, 7]


def test_the_command_takes_commit_and_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    played: list[tuple[str, str, dict[str, str]]] = []

    def play(on: Stage, ref: str, name: str) -> Sequence[Table]:
        played.append((ref, name, dict(on.settings)))
        return []

    def listed(ref: str) -> Sequence[Scenario]:
        return [Scenario(name, "…", partial(play, ref=ref, name=name)) for name in ("embedded", "production")]

    monkeypatch.setattr(command, "beside_commit", listed)
    before = structlog.get_config()
    try:
        code = command.main(
            ["--json", "--beside", "HEAD~1", "--only", "production", "--set", "REMIT_HTTP2=grpc"]
        )
    finally:
        structlog.configure(**before)
    assert code == 0
    assert played == [("HEAD~1", "production", {"REMIT_HTTP2": "grpc"})]
    told = json.loads(capsys.readouterr().out)
    assert told["command"].endswith('--only production --set REMIT_HTTP2=grpc"')


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--beside", "HEAD", "--only", "catalog"], "--beside compares embedded and production alone"),
        (["--beside", "HEAD", "--record"], "leave out --only, --beside and --set"),
        (["--set", "REMIT_HTTP2=grpc", "--record"], "leave out --only, --beside and --set"),
        (["--beside", "HEAD", "--profile"], "leave out --beside"),
        (["--set", "REMIT_HTTP3=grpc"], "'REMIT_HTTP3=grpc' is not NAME=VALUE"),
        (["--set", "REMIT_HTTP2"], "'REMIT_HTTP2' is not NAME=VALUE"),
    ],
)
def test_what_contradicts_itself_is_refused(
    words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(command, "run")  # nothing is to be measured
    with pytest.raises(SystemExit):
        command.main(words)
    assert sentence in capsys.readouterr().err


def _side(server: Server, agent: Agent, folder: Path) -> beside.Side:
    return beside.Side(server, Bench((agent,), TINY, folder=folder), Tenant(folder, (agent,)))


def _played(name: str) -> Table:
    (scenario,) = [one for one in beside_commit("HEAD") if one.name == name]
    with stage(TINY, {"REMIT_HTTP2": "grpc"}) as on:
        (table,) = scenario.play(on)
    return table


def _require_sound(table: Table) -> None:
    assert all(line.ratio and line.ratio.median > 0 for line in table.lines)
    assert [line.figure.key for line in table.lines if line.met is not None] == ["cpu"]
    assert len([note for note in table.notes if "durable" in note]) == 2


def _settings_told(word: str, *, by: str) -> set[str | None]:
    """What `REMIT_HTTP2` was in processes that were started with a word and loaded a package of the other commit."""
    diary = source.fetch("HEAD").folder / by / DIARY
    lines = [json.loads(line) for line in diary.read_text().splitlines()]
    return {http2 for words, http2 in lines if word in words}


def _tenant(server: Server) -> dict[str, object]:
    """All that a decision looks at, as its administrator sees it, without what no two have alike."""
    with Client.connect(server.address, str(server.said["key"])) as client:
        pages: dict[str, Any] = {
            "roles": client.list_roles,
            "guardrails": client.list_guardrails,
            "bindings": client.list_bindings,
            "budgets": client.list_budgets,
            "subjects": client.list_subjects,
            "manifests": client.list_manifests,
        }
        found: dict[str, object] = {
            name: sorted(
                json.dumps(_plain(one), sort_keys=True)
                for page in call.pages()
                for one in getattr(page, name)
            )
            for name, call in pages.items()
        }
        members = client.list_team_members(team_id="research").members
        return {**found, "members": sorted(member.id for member in members)}


def _plain(message: Message) -> dict[str, object]:
    return {name: value for name, value in to_plain(message).items() if name not in OF_ONE_SCENE}
