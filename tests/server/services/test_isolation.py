"""Promises that hold for every call of these services: own tenant, permissions, idempotency, evidence."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import orjson
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from sqlalchemy import select

from remit.server.permission import ANONYMOUS
from remit.server.services.identity import IdentityService
from remit.server.services.policy import PolicyService
from remit.server.services.tenant import TenantService
from remit.storage.tables.audit import audit_entry
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as identity
from remitpb.v1 import policy_pb2
from remitpb.v1 import policy_service_pb2 as policy
from remitpb.v1 import tenant_service_pb2 as tenants
from tests.server.services.actors import actor, entity, key_of, subject
from tests.server.services.house import House, RefusedError

Request: TypeAlias = Any
"""A request of any call."""

SERVICES: dict[str, tuple[Any, type]] = {
    "Identity": (identity.DESCRIPTOR.services_by_name["IdentityService"], IdentityService),
    "Policy": (policy.DESCRIPTOR.services_by_name["PolicyService"], PolicyService),
    "Tenant": (tenants.DESCRIPTOR.services_by_name["TenantService"], TenantService),
}
FREE = {"Identity.WhoAmI", "Identity.CreateDelegation"}
"""Calls that need a credential but no permission for what is one's own."""

LATER = {
    "Policy.SimulatePolicy",
    "Tenant.DeleteTenant",
}


def methods() -> Iterator[tuple[str, MethodDescriptor]]:
    for name, (descriptor, _) in SERVICES.items():
        for method in descriptor.methods:
            yield f"{name}.{method.name}", method


BUILT = [
    (name, method) for name, method in methods() if name not in LATER and method.full_name not in ANONYMOUS
]
"""What a caller needs a credential for; the others tell nobody apart."""


def filled(method: MethodDescriptor) -> Message:
    """The smallest request that its bounds let pass, about what exists in the tenant `default` alone."""
    request = GetMessageClass(method.input_type)()
    fields = {field.name: field for field in method.input_type.fields}
    for name in ("role_id", "group_id", "team_id", "guardrail_id", "rate_limit_id", "profile_id", "key_id"):
        if name in fields:
            setattr(request, name, "theirs")
    for name in ("session_id", "run_id", "delegation_id", "agent_id", "tenant_id", "binding_id"):
        if name in fields:
            setattr(request, name, "theirs")
    for name in ("subject", "member"):
        if name in fields and getattr(fields[name].message_type, "name", "") == "Entity":
            getattr(request, name).CopyFrom(entity("agent:theirs"))
    return _special(request)


def _special(request: Request) -> Message:
    name = request.DESCRIPTOR.name
    match name:
        case "ApplyPolicyRequest":
            request.document = "roles: []"
        case "ValidateApiKeyRequest":
            request.secret = "x"
        case "ValidateTokenRequest":
            request.token = "x"
        case "EndRunRequest":
            request.state = 2
        case "CreateDelegationRequest":
            request.delegation.delegate.CopyFrom(entity("agent:theirs"))
        case "CreateSubjectRequest" | "UpdateSubjectRequest":
            request.subject.entity.CopyFrom(entity("agent:theirs"))
        case "CreateBindingRequest":
            request.binding.role_id = "theirs"
            request.binding.member.CopyFrom(entity("agent:theirs"))
        case _:
            for field in request.DESCRIPTOR.fields:
                if field.message_type is not None and field.message_type.name in _IDS:
                    setattr(getattr(request, field.name), _IDS[field.message_type.name], "theirs")
    return request  # type: ignore[no-any-return]


_IDS = {
    "Group": "group_id",
    "Guardrail": "guardrail_id",
    "RateLimit": "rate_limit_id",
    "Role": "role_id",
    "SandboxProfile": "profile_id",
    "Team": "team_id",
    "Tenant": "tenant_id",
}


async def furnish(house: House) -> None:
    """Make one of everything in the tenant `default`, all called `theirs`."""
    await subject(house, "agent:theirs")
    await house.call("Identity.CreateGroup", identity.CreateGroupRequest(group=pb.Group(group_id="theirs")))
    await house.call("Identity.CreateTeam", identity.CreateTeamRequest(team=pb.Team(team_id="theirs")))
    document = (
        "roles: [{id: theirs}]\n"
        "guardrails: [{id: theirs, effect: FORBID}]\n"
        "rate_limits: [{id: theirs, concurrency: 9}]\n"
        "sandbox_profiles: [{id: theirs}]\n"
        "bindings: [{role: theirs, member: agent:theirs}]\n"
    )
    await house.call("Policy.ApplyPolicy", policy.ApplyPolicyRequest(document=document))


async def stranger(house: House) -> str:
    """The key of an administrator of another tenant."""
    request = tenants.CreateTenantRequest(
        tenant=tenants.Tenant(tenant_id="other"), administrator=entity("user:stranger")
    )
    made = await house.call("Tenant.CreateTenant", request, key=house.operator)
    return str(made.administrator_key)


SAYS_NOTHING = {"", "NOT_FOUND", "TENANT_MISMATCH", "PERMISSION_MISSING", "MISSING_FIELD", "INVALID_FIELD"}
"""Reasons that tell a stranger nothing of what is there; empty for an answer."""


async def outcome(house: House, name: str, request: Message, *, key: str) -> tuple[str, str]:
    """The reason of an error, or the text of an answer."""
    try:
        return "", str(await house.call(name, request, key=key))
    except RefusedError as refused:
        return refused.reason, ""


async def state_of(house: House, tenant: str) -> tuple[int, int]:
    revisions = await house.entities.revisions()
    query = select(audit_entry.c.position).where(audit_entry.c.tenant == tenant)
    entries = await house.store.read(lambda connection: len(connection.execute(query).all()))
    return revisions[tenant], entries


def test_every_call_is_built_or_said_to_come_later() -> None:
    missing = {
        name for name, method in methods() if not hasattr(SERVICES[name.split(".")[0]][1], method.name)
    }
    assert missing == LATER


@pytest.mark.parametrize(("name", "method"), BUILT, ids=[name for name, _ in BUILT])
async def test_no_call_sees_or_changes_another_tenant(
    house: House, name: str, method: MethodDescriptor
) -> None:
    await furnish(house)
    key = await stranger(house)
    before = await state_of(house, "default")
    request = filled(method)
    reason, answer = await outcome(house, name, request, key=key)
    assert reason in SAYS_NOTHING
    assert "agent:theirs" not in answer
    if not method.name.startswith(("Create", "Update", "Apply")):
        assert "theirs" not in answer
    assert await state_of(house, "default") == before
    named = await house.refused(name, request, key=key, tenant="default")
    assert named[0] == "TENANT_MISMATCH"


@pytest.mark.parametrize(("name", "method"), BUILT, ids=[name for name, _ in BUILT])
async def test_no_call_does_anything_without_its_permission(
    house: House, name: str, method: MethodDescriptor
) -> None:
    await furnish(house)
    key = await actor(house, "user:clerk", "tool:read")
    before = await state_of(house, "default")
    request = filled(method)
    if name == "Identity.WhoAmI":
        await house.call(name, request, key=key)
    elif name == "Identity.GetUserInfo":
        assert (await house.refused(name, request, key=key))[0] == "NOT_FOUND"
    elif name in FREE:
        request.delegation.grantor.CopyFrom(entity("user:admin"))  # type: ignore[attr-defined]
        assert (await house.refused(name, request, key=key))[0] == "PERMISSION_MISSING"
    else:
        assert (await house.refused(name, request, key=key))[0] == "PERMISSION_MISSING"
    assert await state_of(house, "default") == before


CREATES = [
    ("Identity.CreateSubject", identity.CreateSubjectRequest(subject=pb.Subject(entity=entity("agent:n")))),
    ("Identity.CreateGroup", identity.CreateGroupRequest(group=pb.Group(group_id="n"))),
    ("Identity.CreateTeam", identity.CreateTeamRequest(team=pb.Team(team_id="n"))),
    ("Identity.StartSession", identity.StartSessionRequest()),
    ("Identity.StartRun", identity.StartRunRequest()),
    ("Identity.CreateApiKey", identity.CreateApiKeyRequest()),
    (
        "Identity.CreateDelegation",
        identity.CreateDelegationRequest(delegation=pb.Delegation(delegate=entity("agent:theirs"))),
    ),
    (
        "Identity.AddGroupMember",
        identity.AddGroupMemberRequest(group_id="theirs", member=entity("agent:theirs")),
    ),
    (
        "Identity.AddTeamMember",
        identity.AddTeamMemberRequest(team_id="theirs", member=entity("agent:theirs")),
    ),
    ("Policy.CreateRole", policy.CreateRoleRequest(role=policy_pb2.Role(role_id="n"))),
    (
        "Policy.CreateBinding",
        policy.CreateBindingRequest(
            binding=policy_pb2.Binding(role_id="viewer", member=entity("agent:theirs"))
        ),
    ),
    (
        "Policy.CreateGuardrail",
        policy.CreateGuardrailRequest(
            guardrail=policy_pb2.Guardrail(guardrail_id="n", effect=policy_pb2.GUARDRAIL_EFFECT_FORBID)
        ),
    ),
    (
        "Policy.CreateRateLimit",
        policy.CreateRateLimitRequest(
            rate_limit=policy_pb2.RateLimit(
                rate_limit_id="n", scope=policy_pb2.RATE_SCOPE_TENANT, max_concurrent=1
            )
        ),
    ),
    (
        "Policy.CreateSandboxProfile",
        policy.CreateSandboxProfileRequest(sandbox_profile=policy_pb2.SandboxProfile(profile_id="n")),
    ),
]


@pytest.mark.parametrize(("name", "template"), CREATES, ids=[name for name, _ in CREATES])
async def test_a_repeated_create_makes_one_thing_and_other_content_conflicts(
    house: House, name: str, template: Request
) -> None:
    await furnish(house)
    request = type(template)()
    request.CopyFrom(template)
    request.request_id = "r-1"
    first = await house.call(name, request)
    before = await state_of(house, "default")
    again = await house.call(name, request)
    if hasattr(again, "secret"):
        first.ClearField("secret")
    assert again == first
    assert await state_of(house, "default") == before
    other = type(template)(request_id="r-1")
    other.MergeFrom(_other(request))
    assert await house.refused(name, other) == ("IDEMPOTENCY_CONFLICT", "request_id")
    key = await key_of(house, "user:admin")
    by_another_key = await house.call(name, request, key=key)
    assert by_another_key.revision == again.revision + 1
    by_another_key.revision = again.revision
    assert by_another_key == again


def _other(request: Request) -> Request:
    """The same request with other content."""
    changed = type(request)()
    changed.CopyFrom(request)
    name = request.DESCRIPTOR.name
    if name in {"StartSessionRequest", "StartRunRequest"}:
        changed.labels["x"] = "y"
    elif name == "CreateApiKeyRequest":
        changed.name = "other"
    elif name == "CreateDelegationRequest":
        changed.delegation.actions.append("a:b")
    elif name == "CreateBindingRequest":
        changed.binding.role_id = "approver"
    elif name in {"AddGroupMemberRequest", "AddTeamMemberRequest"}:
        changed.member.CopyFrom(entity("user:admin"))
    else:
        part = next(field.name for field in request.DESCRIPTOR.fields if field.message_type is not None)
        target = getattr(changed, part)
        names = {field.name for field in target.DESCRIPTOR.fields}
        setattr(target, "display_name" if "display_name" in names else "description", "other")
    return changed


async def test_each_change_leaves_evidence_that_names_no_user_and_shows_no_secret(house: House) -> None:
    await subject(house, "user:ann")
    request = identity.CreateGroupRequest(group=pb.Group(group_id="g"), members=[entity("user:ann")])
    await house.call("Identity.CreateGroup", request)
    secret = await key_of(house, "user:ann")
    binding = policy.CreateBindingRequest(
        binding=policy_pb2.Binding(role_id="viewer", member=entity("user:ann"))
    )
    await house.call("Policy.CreateBinding", binding)
    await house.call("Policy.DeleteBinding", policy.DeleteBindingRequest(binding_id="viewer@user:ann"))
    delegation = pb.Delegation(grantor=entity("user:ann"), delegate=entity("user:admin"))
    await house.call("Identity.CreateDelegation", identity.CreateDelegationRequest(delegation=delegation))
    agent = pb.Subject(entity=entity("agent:a"), owner=entity("user:ann"))
    await house.call("Identity.CreateSubject", identity.CreateSubjectRequest(subject=agent))
    await house.call("Identity.SuspendSubject", identity.SuspendSubjectRequest(subject=entity("user:ann")))

    query = select(audit_entry.c.action, audit_entry.c.body).where(audit_entry.c.tenant == "default")
    rows = await house.store.read(lambda connection: connection.execute(query).all())
    actions = [row.action for row in rows]
    assert actions == [
        "tenant:create",
        "subject:create",
        "group:create",
        "api_key:create",
        "binding:create",
        "binding:delete",
        "delegation:create",
        "subject:create",
        "subject:suspend",
    ]
    for row in rows:
        assert b"user:ann" not in row.body, row.action
        assert secret.encode() not in row.body
        assert orjson.loads(row.body)
