"""Events written once for many are the same messages that would be built for each."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from remit.administration.account import RunAccount, SessionAccount
from remit.clock import FakeClock
from remit.errors import BackendUnavailableError
from remit.server.convert.step import run_message, step_message
from remit.server.services.timeline_written import KEPT_BESIDE, Written
from remit.timeline.model import Payload, Step, StepKind, StepStatus
from remit.timeline.stream import Event, EventKind
from remitpb.v1 import policy_decision_service_pb2 as pb

STEP = Step(
    "acme", "run_1", 7, "stp_1", StepKind.TOOL_CALL, "search", StepStatus.RUNNING,
    input=Payload(json='{"q": "' + "x" * 3_000 + '"}'), cost=1_500_000_000, position=9,
)  # fmt: skip
ENDED = replace(STEP, kind=StepKind.RUN_ENDED, status=StepStatus.SUCCEEDED, ended_at=5)
USED = RunAccount(cost=3_000_000_000, last_sequence=7)


@dataclass
class Books:
    """Counts how often they are summed up."""

    sums: int = 0
    down: bool = False

    async def of_runs(self, tenant: str, run_ids: Sequence[str]) -> Mapping[str, RunAccount]:
        self.sums += 1
        await asyncio.sleep(0.01)
        if self.down:
            raise BackendUnavailableError("storage did not answer", retry_after=1.0)
        return dict.fromkeys(run_ids, USED) if tenant == "acme" else {}

    async def of_session(self, tenant: str, session_id: str) -> SessionAccount:
        raise NotImplementedError

    async def has_entries(self, tenant: str) -> bool:
        raise NotImplementedError


def event(step: Step, cursor: str = "c" * 38) -> Event:
    kinds = {StepKind.RUN_STARTED: EventKind.RUN_STARTED, StepKind.RUN_ENDED: EventKind.RUN_ENDED}
    return Event(kinds.get(step.kind, EventKind.STEP), cursor, step)


async def test_each_kind_of_event_is_the_message_that_it_would_be() -> None:
    written = Written(Books(), FakeClock())
    started = replace(STEP, kind=StepKind.RUN_STARTED)
    cases: dict[str, tuple[Event, dict[str, Any]]] = {
        "step": (event(STEP), {"step": step_message(STEP, "EUR")}),
        "run_started": (event(started), {"run_started": run_message(started, "EUR", used=RunAccount())}),
        "run_ended": (event(ENDED), {"run_ended": run_message(ENDED, "EUR", used=USED)}),
        "live": (Event(EventKind.LIVE, "c"), {"live": pb.TimelineLive()}),
    }
    for told, wanted in cases.values():
        message = pb.StreamTimelineResponse(cursor=told.cursor, **wanted)
        for _ in range(2):
            assert await written.message(told, "EUR") == message.SerializeToString(deterministic=True)
    beat = pb.StreamTimelineResponse.FromString(await written.message(Event(EventKind.HEARTBEAT, "c"), "EUR"))
    assert (beat.cursor, beat.WhichOneof("event")) == ("c", "heartbeat")
    assert beat.heartbeat.time.ToMicroseconds() == FakeClock().now()


async def test_cursors_and_currencies_are_each_ones_own() -> None:
    written = Written(Books(), FakeClock())
    seen = [
        pb.StreamTimelineResponse.FromString(await written.message(event(STEP, cursor), currency))
        for cursor in ("a", "b")
        for currency in ("EUR", "USD")
    ]
    assert [(one.cursor, one.step.cost.currency_code) for one in seen] == [
        ("a", "EUR"), ("a", "USD"), ("b", "EUR"), ("b", "USD"),
    ]  # fmt: skip


async def test_steps_that_are_equal_but_not_the_same_are_not_mistaken() -> None:
    written = Written(Books(), FakeClock(), most_bytes=3 * KEPT_BESIDE)
    for number in range(50):
        step = replace(STEP, sequence=number, input=None)
        message = pb.StreamTimelineResponse.FromString(await written.message(event(step), "EUR"))
        assert message.step.sequence == number
        del step


async def test_what_is_kept_is_bounded() -> None:
    written = Written(Books(), FakeClock(), most_bytes=10_000)
    for number in range(20):
        await written.message(event(replace(STEP, sequence=number)), "EUR")
        assert (
            sum(KEPT_BESIDE + len(body) for _, body in written._bodies.values()) == written._bytes <= 10_000
        )
    assert len(written._bodies) == 1


async def test_the_end_of_a_run_is_summed_up_once_for_all_who_see_it() -> None:
    books = Books()
    written = Written(books, FakeClock())
    told = event(ENDED)
    cut, *others = [asyncio.create_task(written.message(told, "EUR")) for _ in range(100)]
    await asyncio.sleep(0)
    # The first, for whom it began, goes away.
    cut.cancel()
    assert len({await one for one in others}) == 1
    assert await written.message(told, "EUR") == await others[0]
    assert books.sums == 1
    assert written._ends == {}


async def test_a_sum_that_failed_is_made_again() -> None:
    books = Books(down=True)
    written = Written(books, FakeClock())
    with pytest.raises(BackendUnavailableError):
        await written.message(event(ENDED), "EUR")
    books.down = False
    answer = pb.StreamTimelineResponse.FromString(await written.message(event(ENDED), "EUR"))
    assert answer.run_ended.last_sequence == 7
