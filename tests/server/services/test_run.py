"""Runs over the wire, and their begin and end in the timeline."""

import asyncio

import pytest
from google.protobuf.duration_pb2 import Duration

from remit.clock import MINUTE
from remit.server.convert.money import to_time
from remit.timeline.model import Filter, Scope, ScopeKind, Step, StepKind, StepStatus
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import entity, subject
from tests.server.services.house import House


async def start(house: House, **fields: object) -> core.Run:
    request = calls.StartRunRequest(**fields)  # type: ignore[arg-type]
    return (await house.call("Identity.StartRun", request)).run  # type: ignore[no-any-return]


async def end(house: House, run_id: str, state: core.RunState.ValueType) -> core.Run:
    request = calls.EndRunRequest(run_id=run_id, state=state)
    return (await house.call("Identity.EndRun", request)).run  # type: ignore[no-any-return]


async def steps(house: House, run_id: str) -> tuple[Step, ...]:
    scope = Scope("default", ScopeKind.RUN, run_id)
    return (await house.timeline.read_after(scope, Filter(), position=0, limit=100)).steps


async def test_a_run_begins_and_ends_as_steps_of_its_timeline(house: House) -> None:
    run = await start(house, name="nightly", labels={"job": "x"})
    assert (run.state, run.name) == (core.RUN_STATE_RUNNING, "nightly")
    assert run.subject == entity("user:admin")
    house.clock.advance(5)
    request = calls.EndRunRequest(
        run_id=run.run_id,
        state=core.RUN_STATE_FAILED,
        error=core.StepError(code="timeout", message="too slow"),
    )
    ended = (await house.call("Identity.EndRun", request)).run
    assert (ended.state, ended.error.code) == (core.RUN_STATE_FAILED, "timeout")
    begin, finish = await steps(house, run.run_id)
    assert (begin.kind, begin.status, begin.sequence) == (StepKind.RUN_STARTED, StepStatus.RUNNING, 0)
    assert (finish.kind, finish.status, finish.sequence) == (StepKind.RUN_ENDED, StepStatus.FAILED, 0)
    assert (begin.name, begin.labels, begin.subject) == ("nightly", {"job": "x"}, "user:admin")
    assert (finish.started_at, finish.ended_at) == (house.clock.now() - 5, house.clock.now())
    assert finish.error is not None
    assert finish.error.message == "too slow"


async def test_a_run_ends_once(house: House) -> None:
    run = await start(house)
    first = await end(house, run.run_id, core.RUN_STATE_SUCCEEDED)
    assert await end(house, run.run_id, core.RUN_STATE_SUCCEEDED) == first
    other = calls.EndRunRequest(run_id=run.run_id, state=core.RUN_STATE_FAILED)
    assert await house.refused("Identity.EndRun", other) == ("PRECONDITION_FAILED", "state")
    lost = calls.EndRunRequest(run_id=run.run_id, state=core.RUN_STATE_LOST)
    assert await house.refused("Identity.EndRun", lost) == ("INVALID_FIELD", "state")
    assert len(await steps(house, run.run_id)) == 2


async def test_a_repeated_start_is_one_run(house: House) -> None:
    first = await start(house, request_id="r", name="a")
    assert await start(house, request_id="r", name="a") == first
    other = calls.StartRunRequest(request_id="r", name="b")
    assert await house.refused("Identity.StartRun", other) == ("IDEMPOTENCY_CONFLICT", "request_id")
    assert len(await steps(house, first.run_id)) == 1


async def test_a_run_belongs_to_an_open_session_of_its_own_subject(house: House) -> None:
    await subject(house, "agent:a")
    session = (await house.call("Identity.StartSession", calls.StartSessionRequest())).session
    run = await start(house, session_id=session.session_id)
    assert run.session_id == session.session_id
    foreign = calls.StartRunRequest(subject=entity("agent:a"), session_id=session.session_id)
    assert await house.refused("Identity.StartRun", foreign) == ("NOT_FOUND", "session_id")
    await house.call("Identity.EndSession", calls.EndSessionRequest(session_id=session.session_id))
    late = calls.StartRunRequest(session_id=session.session_id)
    assert await house.refused("Identity.StartRun", late) == ("PRECONDITION_FAILED", "session_id")
    orphan = calls.StartRunRequest(parent_run_id="run_0")
    assert await house.refused("Identity.StartRun", orphan) == ("NOT_FOUND", "parent_run_id")
    assert (await start(house, parent_run_id=run.run_id)).parent_run_id == run.run_id


async def test_a_run_lives_under_a_lease_that_is_renewed(house: House) -> None:
    usual = await start(house)
    assert usual.lease_expires_at.ToMicroseconds() == house.clock.now() + 5 * MINUTE
    run = await start(house, lease=Duration(seconds=60))
    assert run.lease_expires_at.ToMicroseconds() == house.clock.now() + MINUTE
    house.clock.advance(MINUTE // 2)
    revision = (await house.call("Identity.ExtendRun", calls.ExtendRunRequest(run_id=usual.run_id))).revision
    renew = calls.ExtendRunRequest(run_id=run.run_id)
    answer = await house.call("Identity.ExtendRun", renew)
    assert answer.run.lease_expires_at.ToMicroseconds() == house.clock.now() + MINUTE
    assert answer.revision == revision
    renew.lease.seconds = 3_600
    answer = await house.call("Identity.ExtendRun", renew)
    assert answer.run.lease_expires_at.ToMicroseconds() == house.clock.now() + 60 * MINUTE
    read = (await house.call("Identity.GetRun", calls.GetRunRequest(run_id=run.run_id))).run
    assert read == answer.run
    ended = await end(house, run.run_id, core.RUN_STATE_SUCCEEDED)
    assert not ended.HasField("lease_expires_at")
    assert await house.refused("Identity.ExtendRun", renew) == ("PRECONDITION_FAILED", "run_id")
    nobody = calls.ExtendRunRequest(run_id="run_0")
    assert await house.refused("Identity.ExtendRun", nobody) == ("NOT_FOUND", "run_id")


@pytest.mark.parametrize("seconds", [9, 86_401])
async def test_a_lease_is_neither_shorter_nor_longer_than_it_may(house: House, seconds: int) -> None:
    request = calls.StartRunRequest(lease=Duration(seconds=seconds))
    assert await house.refused("Identity.StartRun", request) == ("INVALID_FIELD", "lease")


async def test_a_run_ends_with_its_session_before_that_is_noted(house: House) -> None:
    lasting = calls.StartSessionRequest(lifetime=Duration(seconds=60))
    session = (await house.call("Identity.StartSession", lasting)).session
    run = await start(house, session_id=session.session_id)
    renew = calls.ExtendRunRequest(run_id=run.run_id)
    await house.call("Identity.ExtendRun", renew)
    house.clock.advance(MINUTE)
    assert await house.refused("Identity.ExtendRun", renew) == ("PRECONDITION_FAILED", "run_id")


async def test_runs_are_listed_newest_first_by_what_is_asked(house: House) -> None:
    await subject(house, "agent:a")
    first = await start(house, labels={"job": "x"})
    house.clock.advance(1_000_000)
    second = await start(house, subject=entity("agent:a"))
    house.clock.advance(1_000_000)
    third = await start(house)
    await end(house, first.run_id, core.RUN_STATE_SUCCEEDED)

    async def listed(request: calls.ListRunsRequest) -> list[str]:
        return [one.run_id for one in (await house.call("Identity.ListRuns", request)).runs]

    assert await listed(calls.ListRunsRequest()) == [third.run_id, second.run_id, first.run_id]
    assert await listed(calls.ListRunsRequest(subject=entity("agent:a"))) == [second.run_id]
    succeeded = calls.ListRunsRequest(states=[core.RUN_STATE_SUCCEEDED])
    assert await listed(succeeded) == [first.run_id]
    assert await listed(calls.ListRunsRequest(labels={"job": "x"})) == [first.run_id]
    between = calls.ListRunsRequest(to=third.started_at)
    getattr(between, "from").CopyFrom(second.started_at)
    assert await listed(between) == [second.run_id]


async def test_a_run_shows_what_it_has_used(house: House) -> None:
    run = await start(house)
    await house.book(run_id=run.run_id, tokens=7, cost=1_500_000_000)
    read = (await house.call("Identity.GetRun", calls.GetRunRequest(run_id=run.run_id))).run
    assert (read.tokens.input_tokens, read.tokens.output_tokens, read.last_sequence) == (7, 0, 0)
    assert (read.cost.units, read.cost.nanos, read.cost.currency_code) == (1, 500_000_000, "USD")
    assert read.started_at == to_time(house.clock.now())


async def test_watchers_are_woken_by_begin_and_end(house: House) -> None:
    topic = Scope("default", ScopeKind.TENANT).key
    seen = house.announced.position(topic)
    waiting = asyncio.create_task(house.announced.wait(topic, seen, within=20))
    run = await start(house)
    after_begin = await asyncio.wait_for(waiting, 20)
    assert after_begin != seen
    await end(house, run.run_id, core.RUN_STATE_SUCCEEDED)
    assert await house.announced.wait(topic, after_begin, within=20) != after_begin


async def test_a_run_is_on_behalf_of_the_one_whom_its_session_is_for(house: House) -> None:
    for ref in ("agent:a", "user:ann", "user:bob"):
        await subject(house, ref)
    for ref in ("user:ann", "user:bob"):
        grant = pb.Delegation(grantor=entity(ref), delegate=entity("agent:a"))
        await house.call("Identity.CreateDelegation", calls.CreateDelegationRequest(delegation=grant))
    for_ann = calls.StartSessionRequest(subject=entity("agent:a"), on_behalf_of=entity("user:ann"))
    session = (await house.call("Identity.StartSession", for_ann)).session.session_id
    inside = {"subject": entity("agent:a"), "session_id": session}
    assert (await start(house, **inside)).on_behalf_of == entity("user:ann")
    assert (await start(house, **inside, on_behalf_of=entity("user:ann"))).on_behalf_of == entity("user:ann")
    other = calls.StartRunRequest(
        subject=entity("agent:a"), session_id=session, on_behalf_of=entity("user:bob")
    )
    assert await house.refused("Identity.StartRun", other) == ("PRECONDITION_FAILED", "on_behalf_of")
    # In a session of its own it may act for whoever granted it, and its run says so.
    own = calls.StartSessionRequest(subject=entity("agent:a"))
    free = (await house.call("Identity.StartSession", own)).session.session_id
    run = await start(house, subject=entity("agent:a"), session_id=free, on_behalf_of=entity("user:bob"))
    assert run.on_behalf_of == entity("user:bob")
