"""Several processes are one server: sums are exact, and no counter ever goes back."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.server import metric_families as m
from remit.server.fleet import Fleet
from remit.server.metrics import Snapshot, render
from remit.server.metrics_merge import ENDED_KEPT, Merger
from remit.server.ops_port import OpsPort
from remit.server.readiness import Report
from remit.tally import SECONDS, Histogram
from tests.ops.scraping import parsed


def snapshot(process: str, count: int = 0, seconds: Sequence[float] = (), **gauges: float) -> Snapshot:
    """Return the numbers of a process that did so much."""
    made = Snapshot(process)
    made.put(m.STREAM_MESSAGES, count, "a/B")
    histogram = Histogram()
    for one in seconds:
        histogram.observe(one)
    made.put(m.TURN_SECONDS, histogram, "decision")
    for name, value in gauges.items():
        made.put(m.FAMILIES[name], value)
    return made


def test_one_process_whose_own_upkeep_stopped_does_not_hide_behind_the_others() -> None:
    made = [Snapshot(str(process)) for process in range(3)]
    for one, at in zip(made, (300.0, 100.0, 200.0), strict=True):
        one.put(m.UPKEEP_ENDED, at, "follow")
        one.put(m.UPKEEP_OWN_ENDED, at, "follow")
    page = parsed(render(Merger().merge(made))[0].decode())
    assert page.value("remit_upkeep_own_last_success_timestamp_seconds", task="follow") == 100
    # Of what one of all does, whoever did it last counts.
    assert page.value("remit_upkeep_last_success_timestamp_seconds", task="follow") == 300


@given(st.lists(st.lists(st.sampled_from([*SECONDS, 0.0, 0.003, 11.0]), max_size=20), min_size=1, max_size=5))
def test_the_sum_of_all_is_as_if_one_had_done_it(parts: list[list[float]]) -> None:
    merged = Merger().merge([snapshot(str(n), len(part), part) for n, part in enumerate(parts)])
    together = [one for part in parts for one in part]
    whole = snapshot("", len(together), together)
    whole.put(m.WORKERS, len(parts))
    merged_text, whole_text = (parsed(render(one)[0].decode()).samples for one in (merged, whole))
    assert merged_text.keys() == whole_text.keys()
    assert all(merged_text[key] == pytest.approx(value) for key, value in whole_text.items())


def test_gauges_add_up_or_the_worst_counts() -> None:
    one = snapshot("1", remit_calls_open=2, remit_reservations_open=7, process_max_fds=10)
    two = snapshot("2", remit_calls_open=3, remit_reservations_open=9, process_max_fds=20)
    merged = Merger().merge([one, two]).values
    assert merged["remit_calls_open"] == {(): 5}
    assert merged["remit_reservations_open"] == {(): 9}
    assert merged["process_max_fds"] == {(): 10}
    assert merged["remit_workers"] == {(): 2}


def test_what_an_ended_worker_did_stays() -> None:
    merger = Merger()
    merger.merge([snapshot("1", 100, remit_calls_open=2), snapshot("2", 50)])
    after = merger.merge([snapshot("2", 51), snapshot("3", 1)]).values
    assert after["remit_stream_messages_total"] == {("a/B",): 152}
    # Its gauges are gone with it.
    assert "remit_calls_open" not in after


def test_one_that_answers_again_is_counted_once() -> None:
    merger = Merger()
    merger.merge([snapshot("1", 100), snapshot("2", 50)])
    merger.merge([snapshot("2", 50)])
    after = merger.merge([snapshot("1", 110), snapshot("2", 50)]).values
    assert after["remit_stream_messages_total"] == {("a/B",): 160}


def test_a_thousand_restarts_cost_no_memory_and_lose_nothing() -> None:
    merger = Merger()
    for life in range(999):
        merger.merge([snapshot(str(life), 3, [0.1])])
    merged = merger.merge([snapshot("last", 3)])
    assert merged.values["remit_stream_messages_total"] == {("a/B",): 3_000}
    assert len(merger._seen) <= ENDED_KEPT + 1


@given(st.dictionaries(st.sampled_from(["remit_calls_open", "remit_workers"]), st.floats(0, 1e12)))
def test_numbers_survive_the_way_between_processes(gauges: dict[str, float]) -> None:
    made = snapshot("1", 3, [0.5, 2], **gauges)
    read = Snapshot.from_json(made.to_json())
    assert (read.process, read.values) == (made.process, made.values)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"process": "1", "families": {"remit_workers": 3}}'])
def test_what_are_no_numbers_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Snapshot.from_json(text)


class Worker:
    """One process, on a socket of its own."""

    def __init__(self, folder: Path, name: str, count: int) -> None:
        """Have counted so much."""
        self.name, self.count, self.ready = name, count, True
        self.asked: list[str] = []
        self.listen = f"unix:{folder}/{name}.sock"
        self.port = OpsPort(self.listen, self)

    async def snapshot(self) -> Snapshot:
        return snapshot(self.name, self.count)

    async def readiness(self) -> Report:
        return Report(self.ready, {"server": "ok", "storage": "ok" if self.ready else "CLOCK_SKEW"})

    async def health(self) -> Report:
        return Report(ready=True, found={"server": "ok"})

    async def document(self, path: str) -> bytes | None:
        self.asked.append(path)
        return b'{"keys": []}' if path == "/.well-known/jwks.json" else None


async def test_a_fleet_is_ready_when_all_are_and_says_what_is_wrong(tmp_path: Path) -> None:
    workers = [Worker(tmp_path, "1", 5), Worker(tmp_path, "2", 6)]
    fleet = Fleet(lambda: [worker.listen for worker in workers], workers=2)
    assert not (await fleet.readiness()).ready
    for worker in workers:
        await worker.port.start()
    assert (await fleet.readiness()).body() == {"ready": True, "checks": {"server": "ok", "storage": "ok"}}
    assert (await fleet.snapshot()).values["remit_stream_messages_total"] == {("a/B",): 11}
    workers[1].ready = False
    assert (await fleet.readiness()).body() == {
        "ready": False,
        "checks": {"server": "ok", "storage": "CLOCK_SKEW"},
    }
    assert (await fleet.health()).ready
    await workers[1].port.close()
    assert not (await fleet.health()).ready
    seen = (await fleet.snapshot()).values
    assert seen["remit_stream_messages_total"] == {("a/B",): 11}
    assert (seen["remit_workers"], seen["remit_workers_configured"]) == ({(): 1}, {(): 2})
    await workers[0].port.close()
    await asyncio.sleep(0)
