"""Streams go on after a cut, from their cursor, and hand out each event once."""

import grpc
import pytest

from remit.client import AsyncClient, Client, Retry, Settings
from remit.client import messages as m
from remit.client.errors import InvalidError, UnavailableError
from tests.client.scripted import Fault, saying

CUT = Fault(grpc.StatusCode.UNAVAILABLE)
SETTINGS = Settings("", stream_retry=Retry(attempts=3, first_wait=0.01))


def step(number: int) -> m.StreamTimelineResponse:
    return m.StreamTimelineResponse(cursor=f"c{number}", step=m.Step(sequence=number))


LIVE = m.StreamTimelineResponse(cursor="c2", live=m.TimelineLive())
BEAT = m.StreamTimelineResponse(cursor="c9", heartbeat=m.TimelineHeartbeat())
UNKNOWN = m.StreamTimelineResponse(cursor="c3")


def test_after_a_cut_it_goes_on_from_the_last_cursor() -> None:
    with (
        saying(m.StreamTimelineRequest, [step(1), step(2), CUT], [step(3)]) as script,
        Client.connect(script.address, settings=SETTINGS) as client,
    ):
        found = [event.step.sequence for event in client.timeline(run_id="run_1", follow=True)]
    assert found == [1, 2, 3]
    assert [asked.cursor for asked in script.asked] == ["", "c2"]
    assert script.asked[1].run_id == "run_1"
    assert script.asked[1].follow


def test_a_named_beginning_gives_way_to_the_cursor() -> None:
    with (
        saying(m.StreamTimelineRequest, [step(1), CUT], [step(2)]) as script,
        Client.connect(script.address, settings=SETTINGS) as client,
    ):
        list(client.timeline(run_id="run_1", origin=m.TIMELINE_ORIGIN_NOW))
    assert [asked.WhichOneof("start") for asked in script.asked] == ["origin", "cursor"]


def test_signs_of_life_move_the_cursor_but_are_not_handed_out() -> None:
    with (
        saying(m.StreamTimelineRequest, [step(1), LIVE, BEAT, CUT], [LIVE, UNKNOWN, step(4)]) as script,
        Client.connect(script.address, settings=SETTINGS) as client,
    ):
        kinds = [event.WhichOneof("event") for event in client.timeline(run_id="run_1", follow=True)]
    assert kinds == ["step", "live", "step"]
    assert script.asked[1].cursor == "c9"


def test_patience_is_counted_from_the_last_message() -> None:
    cuts = [[step(number), CUT] for number in range(1, 8)]
    with (
        saying(m.StreamTimelineRequest, *cuts, [step(8)]) as script,
        Client.connect(script.address, settings=SETTINGS) as client,
    ):
        assert len(list(client.timeline(run_id="run_1"))) == 8


def test_too_many_failures_in_a_row_are_told() -> None:
    with (
        saying(m.StreamTimelineRequest, [step(1), CUT], [CUT]) as script,
        Client.connect(script.address, settings=SETTINGS) as client,
    ):
        events = client.timeline(run_id="run_1")
        assert next(events).step.sequence == 1
        with pytest.raises(UnavailableError):
            next(events)
    assert len(script.asked) == 1 + 2


def test_a_cursor_that_is_too_old_is_told_at_once() -> None:
    old = Fault(grpc.StatusCode.OUT_OF_RANGE, "CURSOR_TOO_OLD", metadata={"oldest_cursor": "c5"})
    with (
        saying(m.StreamTimelineRequest, [old]) as script,
        Client.connect(script.address, settings=SETTINGS) as client,
        pytest.raises(InvalidError) as caught,
    ):
        list(client.timeline(run_id="run_1", cursor="c1"))
    assert caught.value.metadata["oldest_cursor"] == "c5"
    assert len(script.asked) == 1


def test_a_stream_without_cursor_is_not_begun_again() -> None:
    entry = m.ExportEntriesResponse(entry=m.ExportedEntry(index=0))
    with (
        saying(m.ExportEntriesRequest, [entry, CUT]) as script,
        Client.connect(script.address, settings=SETTINGS) as client,
    ):
        events = client.export_entries()
        assert next(events).entry.index == 0
        with pytest.raises(UnavailableError):
            next(events)
    assert len(script.asked) == 1


def test_a_client_that_is_closed_ends_its_streams() -> None:
    with saying(m.StreamTimelineRequest, [step(1), CUT]) as script:
        client = Client.connect(script.address, settings=SETTINGS)
        events = client.timeline(run_id="run_1", follow=True)
        next(events)
        client.close()
        with pytest.raises(UnavailableError):
            next(events)
        with pytest.raises(UnavailableError, match="closed"):
            client.who_am_i()


async def test_the_other_client_does_the_same() -> None:
    with saying(m.StreamTimelineRequest, [step(1), LIVE, CUT], [LIVE, step(2)]) as script:
        async with AsyncClient.connect(script.address, settings=SETTINGS) as client:
            kinds = [
                event.WhichOneof("event") async for event in client.timeline(run_id="run_1", follow=True)
            ]
    assert kinds == ["step", "live", "step"]
    assert [asked.cursor for asked in script.asked] == ["", "c2"]
