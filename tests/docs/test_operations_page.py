"""Dashboard, alert rules and the page about them name what a server exports, and all of it is documented."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from remit.bootstrap.app import OF_EACH, TASKS
from remit.errors import ERRORS, Family
from remit.server.metric_families import FAMILIES
from tests.docs.markdown import ROOT, code_in, pages

PAGE = pages()["docs/OPERATIONS.md"]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "docs/ops/grafana.json").read_text("utf-8"))
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "docs/ops/alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
PANELS: list[dict[str, Any]] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]

NAME = re.compile(r"\b(?:remit|process)_[a-z_]+\b(?!\()")
SELECTED = re.compile(r"\b((?:remit|process)_[a-z_]+)\{([^}]*)\}")
LABEL = re.compile(r'(\w+) *(?:=~|!~|!=|=) *"([^"]*)"')
GROUPED = re.compile(r"\bby \(([^)]*)\)")
OF_HISTOGRAM = ("_bucket", "_count", "_sum")
OF_SCRAPE = {"instance", "job", "le"}
"""Labels that Prometheus adds."""
ALARMING = {Family.DEADLINE, Family.EXHAUSTED, Family.INTERNAL, Family.UNAVAILABLE}
OF_OTHERS = {
    "DRAINING",  # As it should: another server takes the call.
    "MESSAGE_TOO_LARGE",
    "TOO_MANY_CALLS",
    "TOO_MANY_REFUSALS",
    "WATCHERS_EXHAUSTED",  # An alert of its own tells before it comes to that.
}
SCRAPED = 'up{job="remit"} == 0'
"""Prometheus itself says who does not answer."""
VALUES = {
    "stage": {"gather", "checks", "pace", "commit"},
    "turn": {"decision", "usage"},
    "end": {"SETTLED", "RELEASED", "EXPIRED"},
    "backend": {"storage", "schema", "clock", "pace", "announcements"},
    "effect": {"ALLOW", "DENY", "NEEDS_APPROVAL"},
}


def _expressions() -> Iterator[tuple[str, str]]:
    yield from ((rule["alert"], rule["expr"]) for rule in RULES)
    yield from ((panel["title"], target["expr"]) for panel in PANELS for target in panel["targets"])


EXPRESSIONS = list(_expressions())


def family_of(name: str) -> str:
    """Return the family that a sample belongs to; the name itself when there is none."""
    for suffix in OF_HISTOGRAM:
        base = name.removesuffix(suffix)
        if base != name and base in FAMILIES and FAMILIES[base].kind == "histogram":
            return base
    return name


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS)
def test_every_metric_and_label_is_exported(where: str, expression: str) -> None:
    names = {family_of(name) for name in NAME.findall(expression)}
    assert names or expression == SCRAPED, where
    assert names <= FAMILIES.keys()
    # A histogram has no sample of its own name, and the others no sample but that.
    raw = set(NAME.findall(expression))
    assert not [name for name in raw if name in FAMILIES and FAMILIES[name].kind == "histogram"]
    labels = OF_SCRAPE.union(*(FAMILIES[name].labels for name in names))
    grouped = {one.strip() for found in GROUPED.findall(expression) for one in found.split(",")}
    assert grouped <= labels
    for name, selector in SELECTED.findall(expression):
        for label, wanted in LABEL.findall(selector):
            assert label in {*FAMILIES[family_of(name)].labels, "instance"}
            if label in VALUES and not wanted.startswith("$"):
                assert set(wanted.split("|")) <= VALUES[label]


def test_a_counter_is_read_as_a_rate_and_a_gauge_is_not() -> None:
    for where, expression in EXPRESSIONS:
        for function, name in re.findall(r"\b(rate|increase)\(\s*(\w+)", expression):
            kind = FAMILIES[family_of(name)].kind
            assert kind in {"counter", "histogram"}, (where, function, name)
        for name, family in FAMILIES.items():
            if family.kind == "counter":
                bare = re.findall(rf"(?<!rate\()(?<!increase\()\b{name}\b", expression)
                assert not bare, (where, name)


def test_every_metric_is_on_the_dashboard() -> None:
    shown = {
        family_of(name)
        for panel in PANELS
        for target in panel["targets"]
        for name in NAME.findall(target["expr"])
    }
    assert shown == FAMILIES.keys()


def test_the_page_has_exactly_what_is_exported() -> None:
    written = [(code_in(row[0])[0], row[1], tuple(code_in(row[2])), row[3]) for row in PAGE.table("Metric")]
    assert written == [(one.name, one.kind, one.labels, one.help) for one in FAMILIES.values()]


def test_the_page_has_every_task_of_upkeep_and_says_what_its_stop_means() -> None:
    text = " ".join(PAGE.lines)
    listed = text.partition("`task` is ")[2].partition("; `backend`")[0]
    assert tuple(code_in(listed)) == TASKS
    stopped = text.partition("### RemitUpkeepStopped")[2].partition("### ")[0]
    assert sorted(re.findall(r"`(\w+)`: ", stopped)) == sorted(TASKS)


def test_every_alert_has_its_section_and_every_section_its_alert() -> None:
    told = [line.removeprefix("### ") for line in PAGE.lines if line.startswith("### ")]
    assert sorted(told) == sorted(rule["alert"] for rule in RULES)
    assert len(set(told)) == len(told)


def test_every_alert_says_how_bad_it_is_and_what_it_is() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["summary"].endswith(".")


def test_what_can_go_wrong_has_an_alert() -> None:
    watched = {family_of(name) for rule in RULES for name in NAME.findall(rule["expr"])}
    assert watched >= {
        "remit_backend_up",
        "remit_clock_skew_seconds",
        "remit_notary_waiting_entries",
        "remit_reservations_overdue_seconds",
        "remit_rpc_seconds",
        "remit_turn_waiting",
        "remit_upkeep_last_success_timestamp_seconds",
        "remit_upkeep_own_last_success_timestamp_seconds",
    }


def test_one_server_that_does_not_answer_has_an_alert() -> None:
    """That all are gone would be noticed too late, and the job is called as in every way to be scraped."""
    assert SCRAPED in {rule["expr"] for rule in RULES}
    prometheus = yaml.safe_load((ROOT / "docs/ops/prometheus.yml").read_text("utf-8"))
    assert [one["job_name"] for one in prometheus["scrape_configs"]] == ["remit"]
    assert "  - job_name: remit" in PAGE.lines
    monitor = (ROOT / "docs/ops/helm/remit/templates/servicemonitor.yaml").read_text("utf-8")
    assert "{ targetLabel: job, replacement: remit }" in monitor


def test_errors_are_alarming_by_whose_fault_they_are() -> None:
    """One caller who asks too often must wake nobody, though its code is that of a server that is overloaded."""
    (expression,) = (rule["expr"] for rule in RULES if rule["alert"] == "RemitErrors")
    (named,) = re.findall(r'remit_errors_total\{reason=~"([^"]+)"\}', expression)
    assert "code" not in expression
    of_its_codes = {reason for reason, error in ERRORS.items() if error.family in ALARMING}
    assert of_its_codes > OF_OTHERS
    assert set(named.split("|")) == of_its_codes - OF_OTHERS


def test_what_stops_in_one_process_has_an_alert_for_each_server() -> None:
    (expression,) = (rule["expr"] for rule in RULES if rule["alert"] == "RemitUpkeepStoppedHere")
    assert "min by (instance, task) (remit_upkeep_own_last_success_timestamp_seconds)" in expression
    here = " ".join(PAGE.lines).partition("### RemitUpkeepStoppedHere")[2].partition("### ")[0]
    assert set(code_in(here)) == OF_EACH < set(TASKS)


def test_panels_do_not_overlap() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y) for p in places for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda one: one.name)
def test_names_follow_prometheus(family: Any) -> None:
    assert re.fullmatch(r"(remit|process)_[a-z][a-z_]*", family.name)
    assert family.name.endswith("_total") == (family.kind == "counter")
    if family.kind == "histogram":
        assert family.name.endswith(("_seconds", "_items"))
    assert not {"tenant", "subject", "user", "agent", "key"} & set(family.labels)
