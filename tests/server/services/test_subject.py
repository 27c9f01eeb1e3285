"""Subjects over the wire."""

import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from remit.clock import HOUR
from remit.identity.model import ApiKey, Delegation, LifeState, Run, Session
from remit.server.convert.money import to_time
from remit.timeline.model import Scope, ScopeKind
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_service_pb2 as policy
from tests.server.services.actors import entity, key_of, subject
from tests.server.services.house import House


def wanted(ref: str = "agent:a", **fields: object) -> pb.Subject:
    return pb.Subject(entity=entity(ref), **fields)  # type: ignore[arg-type]


async def get(house: House, ref: str) -> calls.GetSubjectResponse:
    answer: calls.GetSubjectResponse = await house.call(
        "Identity.GetSubject", calls.GetSubjectRequest(subject=entity(ref))
    )
    return answer


async def test_a_subject_comes_back_as_it_was_made_with_its_roles(house: House) -> None:
    made = wanted(display_name="A", owner=entity("user:admin"), labels={"team": "x"})
    made.entity.attributes_json = '{"clearance": 2}'
    made.expires_at.CopyFrom(to_time(house.clock.now() + HOUR))
    request = calls.CreateSubjectRequest(subject=made, role_ids=["viewer", "viewer"])
    answer = await house.call("Identity.CreateSubject", request)
    read = await get(house, "agent:a")
    assert read.subject == answer.subject
    assert read.subject.entity.attributes_json == '{"clearance": 2}'
    assert (read.subject.state, read.subject.owner.id) == (pb.SUBJECT_STATE_ACTIVE, "admin")
    assert list(read.role_ids) == ["viewer"]
    assert {one.through.id for one in read.permissions} == {"a"}
    assert "*:list" in {one.action for one in read.permissions}
    house.clock.advance(HOUR)
    assert (await get(house, "agent:a")).subject.state == pb.SUBJECT_STATE_EXPIRED


async def test_a_subject_with_a_role_that_is_not_there_is_not_made(house: House) -> None:
    request = calls.CreateSubjectRequest(subject=wanted(), role_ids=["viewer", "ghost"])
    assert await house.refused("Identity.CreateSubject", request) == ("NOT_FOUND", "role_ids[1]")
    missing = calls.GetSubjectRequest(subject=entity("agent:a"))
    assert await house.refused("Identity.GetSubject", missing) == ("NOT_FOUND", "subject")


@pytest.mark.parametrize(
    ("made", "reason", "field"),
    [
        (wanted("tool:x"), "INVALID_FIELD", "subject.entity.type"),
        (wanted("system:x"), "INVALID_FIELD", "subject.entity.type"),
        (wanted("agent:a b"), "INVALID_FIELD", "subject.entity.id"),
        (pb.Subject(), "MISSING_FIELD", "subject.entity"),
        (wanted(owner=core.Entity(type="group", id="g")), "INVALID_FIELD", "subject.owner.type"),
    ],
)
async def test_a_subject_that_is_not_of_its_form_is_refused(
    house: House, made: pb.Subject, reason: str, field: str
) -> None:
    request = calls.CreateSubjectRequest(subject=made)
    assert await house.refused("Identity.CreateSubject", request) == (reason, field)


async def test_an_update_changes_attributes_and_clears_the_owner(house: House) -> None:
    made = wanted(owner=entity("user:admin"), display_name="A")
    await house.call("Identity.CreateSubject", calls.CreateSubjectRequest(subject=made))
    change = wanted()
    change.entity.attributes_json = '{"a":1}'
    request = calls.UpdateSubjectRequest(
        subject=change, update_mask=FieldMask(paths=["entity.attributes_json", "owner"])
    )
    updated = (await house.call("Identity.UpdateSubject", request)).subject
    assert updated.entity.attributes_json == '{"a":1}'
    assert not updated.HasField("owner")
    assert updated.display_name == "A"


async def test_a_suspended_subject_stays_so_until_it_is_resumed(house: House) -> None:
    await subject(house, "agent:a")
    stop = calls.SuspendSubjectRequest(subject=entity("agent:a"), reason="loops")
    first = await house.call("Identity.SuspendSubject", stop)
    assert (first.subject.state, first.subject.suspend_reason) == (pb.SUBJECT_STATE_SUSPENDED, "loops")
    again = await house.call("Identity.SuspendSubject", stop)
    assert (again.revision, again.subject) == (first.revision, first.subject)
    resume = calls.ResumeSubjectRequest(subject=entity("agent:a"), etag="old")
    assert await house.refused("Identity.ResumeSubject", resume) == ("ETAG_MISMATCH", "etag")
    resume.etag = first.subject.etag
    resumed = await house.call("Identity.ResumeSubject", resume)
    assert (resumed.subject.state, resumed.subject.suspend_reason) == (pb.SUBJECT_STATE_ACTIVE, "")


async def test_the_last_administrator_can_neither_be_stopped_nor_removed_nor_expire(house: House) -> None:
    last = entity("user:admin")
    refused = "PRECONDITION_FAILED", ""
    stop = calls.SuspendSubjectRequest(subject=last)
    assert await house.refused("Identity.SuspendSubject", stop) == refused
    remove = calls.DeleteSubjectRequest(subject=last)
    assert await house.refused("Identity.DeleteSubject", remove) == refused
    expire = calls.UpdateSubjectRequest(subject=pb.Subject(entity=last))
    expire.subject.expires_at.CopyFrom(to_time(house.clock.now()))
    assert await house.refused("Identity.UpdateSubject", expire) == refused
    await subject(house, "user:ann", "admin")
    await house.call("Identity.DeleteSubject", remove, key=await key_of(house, "user:ann"))


async def test_a_removed_subject_loses_all_that_let_it_act(house: House) -> None:
    await subject(house, "agent:a", "viewer")
    await subject(house, "user:ann")
    secret = await key_of(house, "agent:a")
    group = pb.Group(group_id="g")
    await house.call(
        "Identity.CreateGroup", calls.CreateGroupRequest(group=group, members=[entity("agent:a")])
    )
    grant = pb.Delegation(grantor=entity("user:ann"), delegate=entity("agent:a"))
    await house.call("Identity.CreateDelegation", calls.CreateDelegationRequest(delegation=grant))
    session = await house.call("Identity.StartSession", calls.StartSessionRequest(subject=entity("agent:a")))
    run = await house.call("Identity.StartRun", calls.StartRunRequest(subject=entity("agent:a")))
    await house.call("Identity.DeleteSubject", calls.DeleteSubjectRequest(subject=entity("agent:a")))

    assert (await house.refused("Identity.WhoAmI", calls.WhoAmIRequest(), key=secret))[
        0
    ] == "CREDENTIAL_REVOKED"
    members = await house.call("Identity.ListGroupMembers", calls.ListGroupMembersRequest(group_id="g"))
    assert not members.members
    bindings = await house.call("Policy.ListBindings", policy.ListBindingsRequest(member=entity("agent:a")))
    assert not bindings.bindings
    (key,) = await house.entities.page("default", ApiKey, after="", limit=9, owner="agent:a")
    assert key.revoked_at == house.clock.now()
    found = await house.entities.find("default", Delegation, identity="user:ann>>agent:a")
    assert found is not None
    assert found.revoked_at == house.clock.now()
    ended = await house.entities.find("default", Session, identity=session.session.session_id)
    assert ended is not None
    assert ended.state is LifeState.ENDED
    stopped = await house.entities.find("default", Run, identity=run.run.run_id)
    assert stopped is not None
    assert stopped.outcome == "CANCELLED"
    assert await house.timeline.end(Scope("default", ScopeKind.RUN, run.run.run_id)) == 2


async def test_subjects_are_listed_by_type_state_role_and_labels(house: House) -> None:
    for ref, label in (("agent:a", "x"), ("agent:b", "y"), ("service:c", "x")):
        request = calls.CreateSubjectRequest(subject=wanted(ref, labels={"team": label}))
        await house.call("Identity.CreateSubject", request)
    group = calls.CreateGroupRequest(group=pb.Group(group_id="g"), members=[entity("agent:b")])
    await house.call("Identity.CreateGroup", group)
    binding = policy.CreateBindingRequest()
    binding.binding.role_id = "viewer"
    binding.binding.member.CopyFrom(entity("group:g"))
    await house.call("Policy.CreateBinding", binding)
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("agent:a")))

    async def listed(request: calls.ListSubjectsRequest) -> list[str]:
        page = await house.call("Identity.ListSubjects", request)
        return [f"{one.entity.type}:{one.entity.id}" for one in page.subjects]

    assert await listed(calls.ListSubjectsRequest()) == ["agent:a", "agent:b", "service:c", "user:admin"]
    assert await listed(calls.ListSubjectsRequest(type=core.SUBJECT_TYPE_AGENT)) == ["agent:a", "agent:b"]
    assert await listed(calls.ListSubjectsRequest(state=pb.SUBJECT_STATE_SUSPENDED)) == ["agent:a"]
    assert await listed(calls.ListSubjectsRequest(role_id="viewer")) == ["agent:b"]
    assert await listed(calls.ListSubjectsRequest(labels={"team": "x"})) == ["agent:a", "service:c"]


async def test_a_subject_shows_through_whom_it_has_what_and_its_open_sessions(house: House) -> None:
    await subject(house, "agent:a")
    team = calls.CreateTeamRequest(team=pb.Team(team_id="t"), members=[entity("agent:a")])
    await house.call("Identity.CreateTeam", team)
    binding = policy.CreateBindingRequest()
    binding.binding.role_id = "approver"
    binding.binding.member.CopyFrom(entity("team:t"))
    await house.call("Policy.CreateBinding", binding)
    start = calls.StartSessionRequest(subject=entity("agent:a"))
    first = await house.call("Identity.StartSession", start)
    second = await house.call("Identity.StartSession", start)
    ended = await house.call("Identity.StartSession", start)
    await house.call("Identity.EndSession", calls.EndSessionRequest(session_id=ended.session.session_id))
    read = await get(house, "agent:a")
    (permission,) = read.permissions
    assert (permission.action, permission.role_id, permission.through) == (
        "approval:*",
        "approver",
        entity("team:t"),
    )
    opened = [one.session_id for one in read.open_sessions]
    assert opened == [second.session.session_id, first.session.session_id]
