"""Sessions over the wire."""

from google.protobuf.duration_pb2 import Duration

from remit.clock import MINUTE
from remit.identity.model import LifeState, Run, Session
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import actor, entity, subject
from tests.server.services.house import House


async def start(house: House, **fields: object) -> core.Session:
    request = calls.StartSessionRequest(**fields)  # type: ignore[arg-type]
    return (await house.call("Identity.StartSession", request)).session  # type: ignore[no-any-return]


async def test_a_session_begins_with_its_limit_and_ends_with_its_account(house: House) -> None:
    await subject(house, "agent:a")
    begun = await start(house, subject=entity("agent:a"), token_limit=500, labels={"job": "x"})
    assert begun.session_id.startswith("ses_")
    assert begun.state == core.SESSION_STATE_ACTIVE
    kept = await house.entities.find("default", Session, identity=begun.session_id)
    assert kept is not None
    assert kept.token_limit == 500
    await house.book(session_id=begun.session_id, tokens=120, cost=2_500_000_000)
    end = calls.EndSessionRequest(session_id=begun.session_id, reason="done")
    ended = await house.call("Identity.EndSession", end)
    assert (ended.session.state, ended.session.end_reason) == (core.SESSION_STATE_ENDED, "done")
    assert ended.account.tokens.input_tokens == 120
    assert (ended.account.cost.units, ended.account.cost.nanos) == (2, 500_000_000)
    assert (ended.account.calls_allowed, ended.account.open_reservations) == (0, 0)
    again = await house.call("Identity.EndSession", end)
    assert (again.account, again.revision) == (ended.account, ended.revision)


async def test_zero_tokens_is_a_limit_and_no_limit_is_none(house: House) -> None:
    zero = await start(house, token_limit=0)
    free = await start(house)
    kept = [await house.entities.find("default", Session, identity=one.session_id) for one in (zero, free)]
    assert [one.token_limit for one in kept if one] == [0, None]
    assert zero.subject == entity("user:admin")


async def test_ending_a_session_ends_its_runs_and_no_others(house: House) -> None:
    session = await start(house)
    inside = await house.call("Identity.StartRun", calls.StartRunRequest(session_id=session.session_id))
    outside = await house.call("Identity.StartRun", calls.StartRunRequest())
    await house.call("Identity.EndSession", calls.EndSessionRequest(session_id=session.session_id))
    ended = await house.entities.find("default", Run, identity=inside.run.run_id)
    running = await house.entities.find("default", Run, identity=outside.run.run_id)
    assert ended is not None
    assert running is not None
    assert (ended.state, ended.outcome, running.state) == (
        LifeState.ENDED,
        "CANCELLED",
        LifeState.ACTIVE,
    )


async def test_a_session_needs_an_active_subject_and_a_live_grant(house: House) -> None:
    ghost = calls.StartSessionRequest(subject=entity("agent:ghost"))
    assert await house.refused("Identity.StartSession", ghost) == ("NOT_FOUND", "subject")
    await subject(house, "agent:a")
    await subject(house, "user:ann")
    behalf = calls.StartSessionRequest(subject=entity("agent:a"), on_behalf_of=entity("user:ann"))
    assert await house.refused("Identity.StartSession", behalf) == ("PRECONDITION_FAILED", "on_behalf_of")
    grant = pb.Delegation(grantor=entity("user:ann"), delegate=entity("agent:a"))
    await house.call("Identity.CreateDelegation", calls.CreateDelegationRequest(delegation=grant))
    begun = await house.call("Identity.StartSession", behalf)
    assert begun.session.on_behalf_of == entity("user:ann")
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("agent:a")))
    assert await house.refused("Identity.StartSession", behalf) == ("PRECONDITION_FAILED", "subject")


async def test_a_session_ends_by_itself_at_its_instant(house: House) -> None:
    await subject(house, "agent:a")
    begun = await start(house, subject=entity("agent:a"), lifetime=Duration(seconds=60))
    assert begun.expires_at.ToMicroseconds() == house.clock.now() + MINUTE
    active = calls.ListSessionsRequest(state=core.SESSION_STATE_ACTIVE)
    read = calls.GetSubjectRequest(subject=entity("agent:a"))
    verify = calls.VerifyAgentRequest(agent_id="a", session_id=begun.session_id)
    house.clock.advance(MINUTE - 1)
    assert len((await house.call("Identity.ListSessions", active)).sessions) == 1
    assert len((await house.call("Identity.GetSubject", read)).open_sessions) == 1
    assert (await house.call("Identity.VerifyAgent", verify)).valid
    house.clock.advance(1)
    assert not (await house.call("Identity.ListSessions", active)).sessions
    assert not (await house.call("Identity.GetSubject", read)).open_sessions
    verdict = await house.call("Identity.VerifyAgent", verify)
    assert [one.code for one in verdict.reasons] == [core.REASON_CODE_SESSION_ENDED]
    shown = (
        await house.call("Identity.GetSession", calls.GetSessionRequest(session_id=begun.session_id))
    ).session
    assert (shown.state, shown.ended_at) == (core.SESSION_STATE_ENDED, begun.expires_at)
    late = calls.StartRunRequest(subject=entity("agent:a"), session_id=begun.session_id)
    assert await house.refused("Identity.StartRun", late) == ("PRECONDITION_FAILED", "session_id")
    end = calls.EndSessionRequest(session_id=begun.session_id, reason="late")
    ended = (await house.call("Identity.EndSession", end)).session
    assert (ended.ended_at, ended.end_reason) == (begun.expires_at, "its lifetime has passed")


async def test_what_settles_after_the_end_is_in_the_account_and_it_stays_the_same(house: House) -> None:
    begun = await start(house)
    await house.book(session_id=begun.session_id, tokens=10)
    end = calls.EndSessionRequest(session_id=begun.session_id)
    first = (await house.call("Identity.EndSession", end)).account
    assert (await house.call("Identity.EndSession", end)).account == first
    house.clock.advance(1)
    await house.book(session_id=begun.session_id, tokens=5, cost=2)
    after = (await house.call("Identity.EndSession", end)).account
    assert (after.tokens.input_tokens, after.cost.nanos) == (15, 3)
    read = calls.GetSessionRequest(session_id=begun.session_id)
    assert (await house.call("Identity.GetSession", read)).account == after


async def test_sessions_are_listed_newest_first(house: House) -> None:
    await subject(house, "agent:a")
    first = await start(house, subject=entity("agent:a"), labels={"job": "x"})
    second = await start(house)
    third = await start(house, subject=entity("agent:a"))
    await house.call("Identity.EndSession", calls.EndSessionRequest(session_id=third.session_id))

    async def listed(**fields: object) -> list[str]:
        request = calls.ListSessionsRequest(**fields)  # type: ignore[arg-type]
        page = await house.call("Identity.ListSessions", request)
        return [one.session_id for one in page.sessions]

    newest_first = [third.session_id, second.session_id, first.session_id]
    assert await listed() == newest_first
    assert await listed(subject=entity("agent:a")) == [third.session_id, first.session_id]
    assert await listed(state=core.SESSION_STATE_ACTIVE) == [second.session_id, first.session_id]
    assert await listed(labels={"job": "x"}) == [first.session_id]
    page = await house.call("Identity.ListSessions", calls.ListSessionsRequest(page_size=2))
    request = calls.ListSessionsRequest(page_size=2, page_token=page.next_page_token)
    rest = await house.call("Identity.ListSessions", request)
    both = [one.session_id for one in (*page.sessions, *rest.sessions)]
    assert (both, rest.next_page_token) == (newest_first, "")


async def test_costs_are_shown_only_to_who_may_read_budgets(house: House) -> None:
    begun = await start(house)
    await house.book(session_id=begun.session_id, tokens=120)
    request = calls.GetSessionRequest(session_id=begun.session_id)
    assert (await house.call("Identity.GetSession", request)).account.HasField("cost")
    key = await actor(house, "user:clerk", "session:get")
    shown = await house.call("Identity.GetSession", request, key=key)
    assert not shown.account.HasField("cost")
    assert shown.account.tokens.input_tokens == 120
