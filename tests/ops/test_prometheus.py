"""Prometheus itself takes what docs/ops says, calls when it should and not else, and reads a real server by it."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import grpc
import pytest
import yaml

from remitpb.v1.policy_decision_service_pb2_grpc import PolicyDecisionServiceStub
from tests.backends.port import free_port
from tests.ops.alert_cases import CASES, Case
from tests.ops.calls import ROOM, STREAMS, call
from tests.ops.prometheus import OPS, Prometheus, prometheus, promtool
from tests.promises.town import budget, people
from tests.running import running

RULES: Final[list[dict[str, Any]]] = [
    rule for group in yaml.safe_load((OPS / "alerts.yaml").read_text("utf-8"))["groups"] for rule in group["rules"]
]  # fmt: skip
SEVERITY: Final = {rule["alert"]: rule["labels"]["severity"] for rule in RULES}
EXPRESSIONS: Final[list[str]] = [
    target["expr"]
    for panel in json.loads((OPS / "grafana.json").read_text("utf-8"))["panels"]
    for target in panel.get("targets", ())
]
INTERVAL: Final = "1m"
VARIABLES: Final = {"$__rate_interval": INTERVAL, "$instance": ".*"}
SELECTOR: Final = re.compile(r"\b(?:up|(?:remit|process)_[a-z_]+)\b(?:\{[^}]*\})?")
ANSWERED: Final = 'remit_rpc_seconds_count{method="PolicyDecisionService/Authorize",code="OK"}'
WAIT_SECONDS: Final = 30.0
SOON_SECONDS: Final = 10.0


def test_promtool_takes_settings_and_rules() -> None:
    for words in (("check", "rules", "alerts.yaml"), ("check", "config", "prometheus.yml")):
        done = promtool(*words)
        assert done.returncode == 0, done.stdout
        assert f"{len(RULES)} rules found" in done.stdout


def test_every_alert_has_a_case() -> None:
    assert {case.alert for case in CASES} == {rule["alert"] for rule in RULES}


@pytest.mark.parametrize("name", SEVERITY)
def test_an_alert_calls_in_trouble_and_in_nothing_else(tmp_path: Path, name: str) -> None:
    alone = [rule for rule in RULES if rule["alert"] == name]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": name, "rules": alone}]}))
    tests = [_rule_test(case, ill=ill) for case in CASES if case.alert == name for ill in (True, False)]
    file = {"rule_files": ["rules.yaml"], "evaluation_interval": "10s", "tests": tests}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(file))
    done = promtool("test", "rules", tmp_path / "test.yaml")
    assert done.returncode == 0, done.stdout


def _rule_test(case: Case, *, ill: bool) -> dict[str, Any]:
    labels = {**case.labels, "severity": SEVERITY[case.alert]}
    called = {"exp_labels": labels, "exp_annotations": {"summary": case.summary}}
    times: list[tuple[str, list[Any]]] = [(case.at, [called] if ill else [])]
    if case.at_first:
        times.append((case.at_first, []))
    return {
        "name": f"{case.alert} {'calls' if ill else 'is silent'}",
        "interval": "10s",
        "input_series": [
            {"series": _of_server(series), "values": values}
            for series, values in (case.ill if ill else case.well).items()
        ],
        "alert_rule_test": [
            {"eval_time": when, "alertname": case.alert, "exp_alerts": alerts} for when, alerts in times
        ],
    }


def _of_server(series: str) -> str:
    """Return a series with the labels that a scrape adds."""
    name, _, labels = series.rstrip("}").partition("{")
    for label, value in (("job", "remit"), ("instance", "one:9464")):
        if f"{label}=" not in labels:
            labels = f'{label}="{value}",{labels}'
    return f"{name}{{{labels.rstrip(',')}}}"


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """A Prometheus that has scraped a server before, between and after calls of all kinds."""
    folder, address = tmp_path_factory.mktemp("prometheus"), f"127.0.0.1:{free_port()}"
    # It first, for it looks at nobody for five seconds.
    with (
        prometheus(folder, address) as watcher,
        running(folder / "data", REMIT_METRICS_LISTEN=address) as server,
        grpc.insecure_channel(server.address) as channel,
    ):
        town = people(server, budgets=[budget("cap", ROOM * 100)])
        # A histogram's series are there from its first call on, and a rate needs another.
        PolicyDecisionServiceStub(channel).Authorize(
            town.ask("first", dry_run=True), metadata=town.metadata()
        )
        _until(lambda: watcher.values(ANSWERED))
        call(town, channel)
        every = f"sum(remit_streams_total) == {STREAMS}"
        twice = f"min(count_over_time(remit_streams_total[{INTERVAL}])) > 1"
        _until(lambda: watcher.values(f"{every} and {twice}"))
        yield watcher


def _until(seen: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _require_soon_none(wrong: Callable[[Prometheus], list[str]], watcher: Prometheus) -> None:
    """A scrape of a busy machine may take longer than a second, and leave nothing until the next."""
    deadline = time.monotonic() + SOON_SECONDS
    while found := wrong(watcher):
        assert time.monotonic() < deadline, (wrong.__name__, found)
        time.sleep(0.1)


def test_prometheus_reads_a_server_that_is_well(watching: Prometheus) -> None:
    """One test, for each process of the tests that has one of several would start all of it."""
    assert [target["labels"]["job"] for target in watching.ask("targets")["activeTargets"]] == ["remit"]
    for wrong in (_unscraped, _unreckoned, _calling, _unseen, _without_numbers):
        _require_soon_none(wrong, watching)


def _unscraped(watcher: Prometheus) -> list[str]:
    return [one["lastError"] for one in watcher.ask("targets")["activeTargets"] if one["health"] != "up"]


def _unreckoned(watcher: Prometheus) -> list[str]:
    """Return the rules that Prometheus cannot reckon, or has not."""
    rules = [rule for group in watcher.ask("rules")["groups"] for rule in group["rules"]]
    assert {rule["name"] for rule in rules} == set(SEVERITY)
    return [f"{rule['name']}: {rule.get('lastError')}" for rule in rules if rule["health"] != "ok"]


def _calling(watcher: Prometheus) -> list[str]:
    """Return the alerts that call or are about to; what had not run yet when the server began, soon has."""
    return [alert["labels"]["alertname"] for alert in watcher.ask("alerts")["alerts"]]


def _unseen(watcher: Prometheus) -> list[str]:
    """Return what rules look at and is not there before the trouble: they would be silent for ever, or too long."""
    looked_at = {rule["alert"]: SELECTOR.findall(rule["expr"]) for rule in RULES}
    assert all(looked_at.values())
    return [one for selectors in looked_at.values() for one in selectors if not watcher.values(one)]


def _without_numbers(watcher: Prometheus) -> list[str]:
    """Return the expressions of panels that have no number; fails of one that is none."""

    def numbers(expression: str) -> list[float]:
        for variable, value in VARIABLES.items():
            expression = expression.replace(variable, value)
        assert "$" not in expression
        return [value for value in watcher.values(expression) if not math.isnan(value)]

    assert EXPRESSIONS
    return [one for one in EXPRESSIONS if not numbers(one)]
