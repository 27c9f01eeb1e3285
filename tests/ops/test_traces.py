"""Traces reach a real collector: a span for each call, one for each stage, in the caller's trace, without a person."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import pytest

from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from remitpb.v1.policy_decision_service_pb2_grpc import PolicyDecisionServiceStub
from tests.architecture.code import ROOT
from tests.promises.town import Town, people
from tests.running import running

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
UNSAMPLED = "1af7651916cd43dd8448eb211c80319c"
PERSON = "ann-of-the-tests"
STAGES = ("gather", "checks", "pace", "commit")
PREFIX = "remit.v1.PolicyDecisionService/"


@contextmanager
def collecting() -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run a collector; gives it and its address."""
    paths = os.pathsep.join(str(ROOT / path) for path in (".", "src", "generated/python"))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ops.collector"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], str]:
    """All spans of some calls, and the server's log."""
    folder = tmp_path_factory.mktemp("traces") / "data"
    with collecting() as (collector, address):
        settings = {
            "REMIT_OTLP_ENDPOINT": f"http://{address}",
            "REMIT_TRACE_RATIO": "0",
            "REMIT_LOG_LEVEL": "debug",
        }
        with running(folder, **settings) as server:
            _call(people(server))
        # The server has sent what it had before it ended.
        collector.terminate()
        assert collector.stdout is not None
        return [json.loads(line) for line in collector.stdout], server.log


def _call(town: Town) -> None:
    def traced(trace: str, flags: str) -> tuple[tuple[str, str], ...]:
        return (*town.metadata(), ("traceparent", f"00-{trace}-{PARENT}-{flags}"))

    person = m.Entity(type="user", id=PERSON)
    with grpc.insecure_channel(town.server.address) as channel:
        stub = PolicyDecisionServiceStub(channel)
        stub.Authorize(town.ask("t1"), metadata=traced(TRACE, "01"))
        stub.Authorize(town.ask("t2", on_behalf_of=person), metadata=traced(TRACE, "01"))
        with pytest.raises(grpc.RpcError):
            stub.Authorize(pb.AuthorizeRequest(request_id="t3"), metadata=traced(TRACE, "01"))
        batch = pb.BatchAuthorizeRequest(requests=[town.ask(f"b{place}") for place in range(40)])
        stub.BatchAuthorize(batch, metadata=traced(TRACE, "01"))
        stub.Authorize(town.ask("t4"), metadata=traced(UNSAMPLED, "00"))
        stub.Authorize(town.ask("t5"), metadata=town.metadata())
        # No header that W3C knows: a trace of its own, which the ratio says is not made.
        stub.Authorize(town.ask("t6"), metadata=(*town.metadata(), ("traceparent", "nonsense")))


def _calls(spans: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [span for span in spans if span["name"] == f"{PREFIX}{name}"]


def test_a_call_is_a_span_in_the_trace_of_its_caller(told: tuple[list[dict[str, Any]], str]) -> None:
    spans, _ = told
    calls = _calls(spans, "Authorize")
    assert len(calls) == 3
    assert {(span["trace"], span["parent"]) for span in calls} == {(TRACE, PARENT)}
    server = 2
    assert {span["kind"] for span in calls} == {server}
    assert {span["resource"]["service.name"] for span in spans} == {"remit"}
    assert all(span["resource"]["service.version"] for span in spans)


def test_the_stages_of_a_decision_are_spans_one_after_the_other(
    told: tuple[list[dict[str, Any]], str],
) -> None:
    spans, _ = told
    first, second, third = _calls(spans, "Authorize")
    for call in (first, second):
        stages = sorted((one for one in spans if one["parent"] == call["span"]), key=lambda one: one["begin"])
        assert tuple(one["name"] for one in stages) == STAGES
        times = [
            call["begin"],
            *(instant for one in stages for instant in (one["begin"], one["end"])),
            call["end"],
        ]
        assert times == sorted(times)
    assert not [one for one in spans if one["parent"] == third["span"]]


def test_a_call_says_its_code_and_why(told: tuple[list[dict[str, Any]], str]) -> None:
    spans, _ = told
    allowed, denied, wrong = (span["attributes"] for span in _calls(spans, "Authorize"))
    assert allowed["rpc.grpc.status_code"] == denied["rpc.grpc.status_code"] == 0
    assert (wrong["rpc.grpc.status_code"], wrong["error.type"]) == (3, "MISSING_FIELD")
    commits = [span["attributes"] for span in spans if span["name"] == "commit"]
    assert {"remit.effect": "ALLOW"} in commits
    assert {"remit.effect": "DENY", "remit.reason": "DELEGATION_MISSING"} in commits


def test_a_batch_does_not_bury_its_trace(told: tuple[list[dict[str, Any]], str]) -> None:
    spans, _ = told
    (batch,) = _calls(spans, "BatchAuthorize")
    assert sum(span["parent"] == batch["span"] for span in spans) == 16 * len(STAGES)


def test_nobody_is_named(told: tuple[list[dict[str, Any]], str]) -> None:
    spans, _ = told
    attributes = json.dumps([[span["name"], span["attributes"], span["resource"]] for span in spans])
    for name in (PERSON, "agent:", "r0", "web-search", "default", "rk_live", "127.0.0.1"):
        assert name not in attributes


def test_what_is_not_sampled_is_not_sent_and_still_named_in_the_log(
    told: tuple[list[dict[str, Any]], str],
) -> None:
    spans, log = told
    assert {span["trace"] for span in spans} == {TRACE}
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    calls = [line for line in lines if line.get("method") == "remit.v1.PolicyDecisionService.Authorize"]
    traces = [line["trace_id"] for line in calls]
    assert traces[:4] == [TRACE, TRACE, TRACE, UNSAMPLED]
    assert len(set(traces[3:])) == 3
    assert all(len(trace) == 32 for trace in traces)
