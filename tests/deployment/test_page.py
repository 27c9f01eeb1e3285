"""What docs/DEPLOYMENT.md tells people to type, typed: with compose, with Helm, with Postgres' own programs."""

import asyncio
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from remit.doctor import examine
from remit.doctor.finding import Verdict
from tests.backends.postgres import RunningPostgres, ask, running_postgres
from tests.backends.postgres import _unprivileged as unprivileged
from tests.deployment.files import CHART, ROOT, compose, run, tool, variables
from tests.docs.markdown import Block, pages
from tests.docs.shell import commands
from tests.doctor.patient import MASTER_KEY, begun, config

PAGE = pages()["docs/DEPLOYMENT.md"]
TYPED = [command.text.replace("\\\n", " ") for block in PAGE.blocks("sh") for command in commands(block)]


def block_with(word: str) -> Block:
    (found,) = (block for block in PAGE.blocks("sh") if word in block.text)
    return found


def test_the_file_of_secrets_has_what_compose_asks_for(tmp_path: Path) -> None:
    loop = block_with("docker compose up").text.partition("docker compose")[0]
    done = subprocess.run(
        ["bash", "-eu", "-c", loop], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text().splitlines())
    assert set(made) == variables()
    assert len(set(made.values())) == len(made)
    assert all(re.fullmatch(r"[0-9a-f]{48}", secret) for secret in made.values())
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    assert compose(**made)["services"]


def test_compose_is_asked_for_services_that_there_are() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    named = [text.partition("|")[0].split() for text in TYPED if text.startswith("docker compose")]
    assert {word for words in named for word in words if word.startswith("remit-")} <= set(services)
    assert {words[2] for words in named} == {"up", "logs", "exec"}


def test_helm_takes_what_the_page_gives_it() -> None:
    (typed,) = (text for text in TYPED if text.startswith("helm "))
    words = shlex.split(typed)
    assert words[:5] == ["helm", "upgrade", "--install", "remit", str(CHART.relative_to(ROOT))]
    said = run(tool("helm"), "template", *words[3:], "--kube-version", "1.34.0")
    assert said.returncode == 0, said.stderr
    made = {one["kind"]: one for one in yaml.safe_load_all(said.stdout) if one}
    assert "deploy/remit" in block_with("helm upgrade").text
    assert made["Deployment"]["metadata"]["name"] == "remit"
    secret = next(shlex.split(text) for text in TYPED if text.startswith("kubectl create secret"))
    given = {word.split("=")[1] for word in secret if word.startswith("--from-literal")}
    environment = made["Deployment"]["spec"]["template"]["spec"]["containers"][0]["env"]
    references = [one["valueFrom"]["secretKeyRef"] for one in environment if "valueFrom" in one]
    assert {one["key"] for one in references} == given
    assert {one["name"] for one in references} == {secret[4]}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningPostgres]:
    """A Postgres that its own programs can start again as it is."""
    with running_postgres() as started:
        settings = {"port": started.port, "listen_addresses": "'127.0.0.1'", "unix_socket_directories": "''"}
        with (started.folder / "data/postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        yield started


def typed_beside(server: RunningPostgres, block: Block, **environment: str) -> None:
    """Run an example as the user of Postgres, who has its programs at hand; `remit` is left out."""
    lines = [command.text for command in commands(block) if not command.text.startswith("remit ")]
    log = server.folder / "typed.log"
    with log.open("w") as file:
        done = subprocess.run(
            [*unprivileged(), "/bin/bash", "-eu", "-c", "\n".join(lines)],
            cwd=server.folder, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False, timeout=50,
            env={**os.environ, "PATH": f"{server._binary('pg_ctl').parent}:{os.environ['PATH']}", **environment},
        )  # fmt: skip
    assert done.returncode == 0, log.read_text()


@pytest.mark.slow
def test_a_backup_of_the_cluster(server: RunningPostgres, tmp_path: Path) -> None:
    given = begun(server.fresh_database(), tmp_path)
    assert given.database_url is not None
    url = given.database_url.get_secret_value()
    before = ask(url, "SELECT name, value FROM installation ORDER BY name")
    typed_beside(server, block_with("pg_basebackup"), REMIT_DATABASE_URL=url)
    ask(url, "DELETE FROM installation")
    server.stop()
    (server.folder / "data").rename(server.folder / "lost")
    (server.folder / "backup").rename(server.folder / "data")
    server.start()
    assert ask(url, "SELECT name, value FROM installation ORDER BY name") == before


@pytest.mark.slow
def test_a_cluster_counts_on_from_further_ahead(server: RunningPostgres, tmp_path: Path) -> None:
    url = server.fresh_database()
    begun(url, tmp_path)
    (number,) = ask(url, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")[0]
    data = server.folder / "data"
    typed_beside(server, block_with("pg_resetwal"), PGDATA=str(data))
    try:
        (further,) = ask(url, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")[0]
        assert further >= number + 2**32
        findings = asyncio.run(examine(config(tmp_path, database_url=url, master_key=MASTER_KEY)))
        assert not [one for one in findings if one.verdict is Verdict.WRONG]
    finally:
        subprocess.run(
            [*unprivileged(), str(server._binary("pg_ctl")), "stop", f"--pgdata={data}", "--mode=immediate"],
            check=True, capture_output=True, cwd=server.folder,
        )  # fmt: skip
