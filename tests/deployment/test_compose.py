"""compose.yaml: valid, secure, and what it starts serves; its servers run here as plain processes on real backends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from remit.cli.main import app, load
from remit.client import Client, entity
from remit.client import messages as m
from remit.config import PREFIX, Config
from tests.backends.port import free_port
from tests.backends.postgres import RunningPostgres, running_postgres
from tests.backends.postgres import ask as query
from tests.backends.valkey import Valkey, valkey
from tests.deployment.files import ROOT, compose, image_environment, instructions, run, tool, variables

GIVEN = {name: f"{name.lower().replace('_', '-')}-of-at-least-32-characters" for name in sorted(variables())}
FILE = compose(**GIVEN)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"] == "remit"}
SERVERS = [name for name, one in OURS.items() if one["command"] == ["serve"]]


def test_docker_compose_takes_it() -> None:
    said = run(tool("deploycheck"), "compose", "compose.yaml", **GIVEN)
    assert said.returncode == 0, said.stderr
    assert set(json.loads(said.stdout)["services"]) == set(SERVICES)


def test_it_asks_for_every_secret_and_has_none() -> None:
    assert variables() == {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "MASTER_KEY", "GRAFANA_PASSWORD"}
    for name in variables():
        said = run(tool("deploycheck"), "compose", "compose.yaml", **{**GIVEN, name: ""})
        assert said.returncode != 0
        assert name in said.stderr


def test_there_are_two_servers_and_what_they_stand_on() -> None:
    assert len(SERVERS) == 2
    assert set(SERVICES) == {*SERVERS, "migrate", "postgres", "valkey", "prometheus", "grafana"}


def test_nothing_is_open_beyond_this_machine() -> None:
    ports = [port for one in SERVICES.values() for port in one.get("ports", ())]
    assert len(ports) == len(set(ports)) == 4
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", OURS)
def test_ours_have_no_rights(name: str) -> None:
    one = OURS[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in one["security_opt"]
    assert "user" not in one
    assert ("USER", "10001:10001") in instructions()


@pytest.mark.parametrize("name", OURS)
def test_settings_and_commands_are_known(name: str) -> None:
    one = OURS[name]
    known = {PREFIX + field.upper() for field in Config.model_fields}
    assert set(one["environment"]) <= known
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    for words in (one["command"], one.get("healthcheck", {}).get("test", ["CMD", "remit", "serve"])[2:]):
        assert words[0] in root.commands
        load(words[0])


def test_every_image_has_a_version() -> None:
    images = [one["image"] for one in SERVICES.values() if one["image"] != "remit"]
    assert all(image.rpartition(":")[2][0] in "v0123456789" for image in images)


def test_every_file_that_is_mounted_is_there_and_every_volume_named() -> None:
    mounts = [mount for one in SERVICES.values() for mount in one.get("volumes", ())]
    for mount in mounts:
        source, _, _ = mount.partition(":")
        if source.startswith("./"):
            assert (ROOT / source).is_file()
            assert mount.endswith(":ro")
        else:
            assert source in FILE["volumes"]


def test_prometheus_watches_every_server() -> None:
    told = yaml.safe_load((ROOT / "docs/ops/prometheus.yml").read_text("utf-8"))
    (job,) = told["scrape_configs"]
    port = OURS[SERVERS[0]]["environment"]["REMIT_METRICS_LISTEN"].rpartition(":")[2]
    assert job["static_configs"][0]["targets"] == [f"{name}:{port}" for name in SERVERS]
    mounts = SERVICES["prometheus"]["volumes"]
    assert all(f"./docs/ops/alerts.yaml:/etc/prometheus/{rule}:ro" in mounts for rule in told["rule_files"])


def test_grafana_has_the_dashboard_where_it_looks() -> None:
    mounts = dict(
        mount.split(":")[1::-1] for mount in SERVICES["grafana"]["volumes"] if mount.startswith("./")
    )
    provider = yaml.safe_load(
        (ROOT / mounts["/etc/grafana/provisioning/dashboards/remit.yaml"]).read_text("utf-8")
    )
    folder = provider["providers"][0]["options"]["path"]
    assert mounts[f"{folder}/remit.json"] == "./docs/ops/grafana.json"
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{folder}/remit.json"
    source = yaml.safe_load(
        (ROOT / mounts["/etc/grafana/provisioning/datasources/remit.yaml"]).read_text("utf-8")
    )
    assert source["datasources"][0]["url"] == "http://prometheus:9090"


def test_calls_under_way_end_before_a_server_is_killed() -> None:
    assert (
        int(OURS[SERVERS[0]]["stop_grace_period"].removesuffix("s"))
        > Config.model_fields["drain_seconds"].default
    )


@dataclass(frozen=True)
class Machine:
    """The compose file's network on loopback: its hosts and ports are others here."""

    postgres: RunningPostgres
    valkey: Valkey
    folder: Path

    def environment(self, name: str, port: int = 0) -> dict[str, str]:
        """Return the variables of a service, as they must be here."""
        given = {**image_environment(), **SERVICES[name]["environment"]}
        here = {
            "REMIT_DATABASE_URL": given["REMIT_DATABASE_URL"].replace(
                "@postgres:5432/", f"@127.0.0.1:{self.postgres.port}/"
            ),
            "REMIT_REDIS_URL": given["REMIT_REDIS_URL"].replace(
                "@valkey:6379/", f"@127.0.0.1:{self.valkey.port}/"
            ),
            "REMIT_LISTEN": f"127.0.0.1:{port}",
            "REMIT_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
            "REMIT_DATA_DIR": str(self.folder / name),
        }
        assert set(here) <= set(given)
        assert all(here[url] != given[url] for url in ("REMIT_DATABASE_URL", "REMIT_REDIS_URL"))
        plain = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {**plain, **{key: value for key, value in given.items() if key.startswith(PREFIX)}, **here}

    def run(self, *words: str, service: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of a service to its end."""
        return subprocess.run(
            [sys.executable, "-m", "remit", *words],
            env={**self.environment(service), **settings}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    @contextmanager
    def serving(self, name: str) -> Iterator[Mapping[str, Any]]:
        """Start a server as its service does; gives what it announced."""
        log = self.folder / f"{name}.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "remit", "--json", *SERVICES[name]["command"]],
                env=self.environment(name), stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        assert process.stdout is not None
        try:
            said = next((line for line in process.stdout if line.startswith('{"address"')), "")
            assert said, log.read_text()
            yield json.loads(said)
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(20)
            process.stdout.close()
        assert code == 0


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Postgres and Valkey as the compose file has them: their settings, user, database and password."""
    password = GIVEN["POSTGRES_PASSWORD"]
    settings = dict(word.split("=") for word in SERVICES["postgres"]["command"] if "=" in word)
    options = (
        SERVICES["valkey"]["command"][-1].replace('"$VALKEY_PASSWORD"', GIVEN["VALKEY_PASSWORD"]).split()
    )
    assert options[:2] == ["exec", "valkey-server"]
    words = ["" if word == '""' else word for word in options[2:]]
    with running_postgres(**settings) as postgres, valkey(tmp_path / "valkey", *words) as pace:
        query(postgres.url, f"CREATE ROLE remit LOGIN PASSWORD '{password}'")
        query(postgres.url, "CREATE DATABASE remit OWNER remit")
        yield Machine(postgres, pace, tmp_path)


@pytest.mark.slow
def test_it_serves_on_two_replicas(machine: Machine) -> None:
    migrated = machine.run(*SERVICES["migrate"]["command"], service="migrate")
    assert migrated.returncode == 0, migrated.stderr
    again = machine.run(*SERVICES["migrate"]["command"], "--check", service="migrate")
    assert again.returncode == 0, again.stdout
    with ExitStack() as stack:
        said = [stack.enter_context(machine.serving(name)) for name in SERVERS]
        (key,) = {one["key"] for one in said} - {None}
        for name, one in zip(SERVERS, said, strict=True):
            health = SERVICES[name]["healthcheck"]["test"][2:]
            assert machine.run("--address", one["address"], *health, service=name).returncode == 0
        clients = [stack.enter_context(Client.connect(one["address"], key)) for one in said]
        answers = [ask(client) for client in clients]
        assert answers[0].decision_id == answers[1].decision_id
        found = machine.run("doctor", "--json", service=SERVERS[0])
        told = json.loads(found.stdout)
        assert told["ok"], [one for one in told["findings"] if one["verdict"] == "wrong"]
    assert machine.run(*SERVICES[SERVERS[0]]["healthcheck"]["test"][2:], service=SERVERS[0]).returncode == 5


def ask(client: Client) -> m.AuthorizeResponse:
    """Ask the same question, as a runtime does whose first answer was lost."""
    answer: m.AuthorizeResponse = client.authorize(
        request_id="one-question", subject=entity("user:admin"), action="tool:execute",
        resource=entity("tool:web-search"),
    )  # fmt: skip
    return answer
