"""After so many calls a scrape of a real server says exactly so many."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from remit.client import messages as m
from remit.server.metric_families import FAMILIES
from tests.ops.calls import ASKED, OPEN, ROOM, STREAMS, call
from tests.ops.scraping import Scrape, ops_address, scrape
from tests.promises.town import Town, budget, people
from tests.running import running


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A server with an agent that has a budget with room for three acts."""
    folder = tmp_path_factory.mktemp("numbers") / "data"
    with running(folder, REMIT_METRICS_LISTEN="127.0.0.1:0", REMIT_LOG_LEVEL="debug") as server:
        yield people(server, budgets=[budget("cap", ROOM * 100)])


@pytest.fixture(scope="module")
def scrapes(town: Town) -> tuple[Scrape, Scrape]:
    """Before and after the calls of `_call`."""
    address = ops_address(town.server)
    before = scrape(address)
    with grpc.insecure_channel(town.server.address) as channel:
        call(town, channel)
        after = _settled(address, before)
    return before, after


def _settled(address: str, before: Scrape) -> Scrape:
    """A stream that its caller ended is counted once the server hears of it, storage when it is counted next."""
    deadline = time.monotonic() + 40
    while True:
        after = scrape(address)
        streams = after.total("remit_streams_total") - before.total("remit_streams_total")
        noted = after.value("remit_reservations_open") == OPEN and not after.value(
            "remit_notary_waiting_entries"
        )
        if streams == STREAMS and noted:
            return after
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _more(scrapes: tuple[Scrape, Scrape], name: str, **labels: str) -> float:
    before, after = scrapes
    return after.value(name, **labels) - before.value(name, **labels)


def test_decisions_by_effect_and_reason(scrapes: tuple[Scrape, Scrape]) -> None:
    assert _more(scrapes, "remit_decisions_total", effect="ALLOW", reason="NONE") == ROOM
    refused = [
        (dict(labels)["reason"], value)
        for (name, labels), value in scrapes[1].samples.items()
        if name == "remit_decisions_total" and ("effect", "DENY") in labels
    ]
    assert [count for _, count in refused] == [ASKED - ROOM], refused
    assert _more(scrapes, "remit_decisions_repeated_total") == 1
    assert _more(scrapes, "remit_decisions_rehearsed_total") == 1


def test_every_stage_of_every_decision_is_timed_once(scrapes: tuple[Scrape, Scrape]) -> None:
    for stage in ("gather", "checks", "pace", "commit"):
        assert _more(scrapes, "remit_stage_seconds_count", stage=stage) == ASKED + 1
    assert _more(scrapes, "remit_turn_batch_items_sum", turn="decision") == ASKED + 1


def test_calls_by_method_and_code(scrapes: tuple[Scrape, Scrape]) -> None:
    def calls(method: str, code: str) -> float:
        return _more(scrapes, "remit_rpc_seconds_count", method=f"PolicyDecisionService/{method}", code=code)

    assert calls("Authorize", "OK") == ASKED + 2
    assert calls("Authorize", "UNAUTHENTICATED") == 3
    assert calls("Authorize", "INVALID_ARGUMENT") == 1
    assert calls("RecordUsage", "OK") == 2
    assert calls("ReleaseReservation", "OK") == 2
    assert _more(scrapes, "remit_streams_total", method="Health/Watch", code="CANCELLED") == 1
    assert _more(scrapes, "remit_stream_messages_total", method="Health/Watch") == 1


def test_errors_and_credentials_by_reason(scrapes: tuple[Scrape, Scrape]) -> None:
    before, after = scrapes
    refused = after.total("remit_authentications_total") - before.total("remit_authentications_total")
    good = _more(scrapes, "remit_authentications_total", outcome="OK")
    # Seven answers of Authorize and one error, two of RecordUsage, two of ReleaseReservation, one stream.
    assert good == ASKED + 2 + 1 + 2 + 2 + 1
    assert refused - good == 3
    assert _more(scrapes, "remit_errors_total", reason="CREDENTIAL_MISSING") == 1
    assert _more(scrapes, "remit_authentications_total", outcome="CREDENTIAL_MISSING") == 1


def test_what_an_alert_must_not_miss_is_there_before_its_first(scrapes: tuple[Scrape, Scrape]) -> None:
    """To Prometheus' `increase` a series that begins with 1 has not grown."""
    for name, label in (
        ("remit_errors_total", ("reason", "INTERNAL")),
        ("remit_outbox_attempts_total", ("outcome", "DEAD")),
    ):
        assert scrapes[0].samples[name, frozenset({label})] == 0


def test_reservations_and_usage(scrapes: tuple[Scrape, Scrape]) -> None:
    assert _more(scrapes, "remit_reservations_opened_total") == ROOM
    assert _more(scrapes, "remit_reservations_ended_total", end="SETTLED") == 1
    assert _more(scrapes, "remit_reservations_ended_total", end="RELEASED") == 1
    assert _more(scrapes, "remit_usage_records_total", outcome="RECORDED") == 1
    assert _more(scrapes, "remit_usage_records_total", outcome="REPEATED") == 1
    assert _more(scrapes, "remit_usage_records_total", outcome="NOT_FOUND") == 1


@pytest.mark.slow
def test_what_is_not_counted_is_what_it_is(scrapes: tuple[Scrape, Scrape]) -> None:
    after = scrapes[1]
    assert {
        name for name, one in FAMILIES.items() if name.removesuffix("_total") not in after.families
    } == set()
    assert after.families <= {name.removesuffix("_total") for name in FAMILIES}
    assert after.value("remit_calls_open") == 0
    assert after.value("remit_notary_waiting_entries") == 0
    assert after.value("remit_calls_limit") == 4096
    assert after.value("remit_workers") == 1
    assert after.value("remit_workers_configured") == 1
    assert after.value("remit_draining") == 0
    for backend in ("storage", "schema", "clock", "pace", "announcements"):
        assert after.value("remit_backend_up", backend=backend) == 1
    assert after.value("remit_backend_seconds_count", backend="storage") > 0
    assert after.value("remit_lock_wait_seconds_count") > 0
    assert after.value("process_resident_memory_bytes") > 10_000_000
    assert after.value("remit_upkeep_last_success_timestamp_seconds", task="notary") > 0
    assert after.value("remit_upkeep_own_last_success_timestamp_seconds", task="follow") > 0


def test_no_label_names_anybody(scrapes: tuple[Scrape, Scrape]) -> None:
    text = scrapes[1].text
    for name in ("r0", "default", "platform", "agent:", "user:", "tenant"):
        assert f'"{name}' not in text
    assert "tenant=" not in text


def _calls_in(log: str) -> list[dict[str, Any]]:
    """Return the lines about calls; the last line may still be being written."""
    lines = [json.loads(line) for line in log.rpartition("\n")[0].splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == "call"]


def _counted(scrape: Scrape, *names: str) -> Counter[tuple[str, str]]:
    """Return how many calls some metrics count, by method and code."""
    found: Counter[tuple[str, str]] = Counter()
    for (name, labels), value in scrape.samples.items():
        if name in names:
            told = dict(labels)
            found[told["method"], told["code"]] += int(value)
    return +found


def test_the_log_has_a_line_for_each_call(town: Town, scrapes: tuple[Scrape, Scrape]) -> None:
    logged = Counter(
        ("/".join(line["method"].split(".")[-2:]), line["code"]) for line in _calls_in(town.server.log)
    )
    assert logged == _counted(scrapes[1], "remit_rpc_seconds_count", "remit_streams_total")
    assert logged["PolicyDecisionService/Authorize", "OK"] == ASKED + 2
    assert logged["PolicyDecisionService/Authorize", "UNAUTHENTICATED"] == 3


def test_each_line_says_who_called_what_and_how_long_it_took(
    town: Town, scrapes: tuple[Scrape, Scrape]
) -> None:
    assert scrapes
    lines = _calls_in(town.server.log)
    for line in lines:
        assert line["milliseconds"] >= 0, line
        assert line["request_id"], line
        assert line["peer"] == "127.0.0.1", line
    asked = [line for line in lines if line["method"].endswith(".Authorize")]
    for line in asked:
        who = {name: line.get(name, "") for name in ("tenant", "subject")}
        known = line["code"] != "UNAUTHENTICATED"
        assert who == (
            {"tenant": town.tenant, "subject": "agent:r0"} if known else {"tenant": "", "subject": ""}
        )
        assert line.get("credential", "").startswith("key_") == known
    refused = sorted(line["reason"] for line in asked if line["code"] != "OK")
    assert refused == ["CREDENTIAL_MALFORMED", "CREDENTIAL_MALFORMED", "CREDENTIAL_MISSING", "MISSING_FIELD"]
    assert {line["level"] for line in asked} == {"debug", "info"}


def test_the_log_has_no_secret(town: Town, scrapes: tuple[Scrape, Scrape]) -> None:
    assert scrapes
    log = town.server.log
    for secret in (town.server.key, town.server.operator_key, *town.keys.values(), "rk_live_nobody"):
        assert secret not in log
        # Nor its secret part alone.
        assert secret.rsplit("_", 1)[-1] not in log
    assert "web-search" not in log
    assert m.Money.DESCRIPTOR.full_name not in log
