"""Who the caller is, and whether an agent is good, over the wire."""

from remit.identity.model import Principal
from remit.manifest.model import Manifest
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import entity, key_of, subject
from tests.server.services.house import House


async def verify(house: House, agent: str, session_id: str = "") -> tuple[bool, list[str]]:
    request = calls.VerifyAgentRequest(agent_id=agent, session_id=session_id)
    answer = await house.call("Identity.VerifyAgent", request)
    return answer.valid, [
        core.ReasonCode.Name(one.code).removeprefix("REASON_CODE_") for one in answer.reasons
    ]


async def test_whoever_calls_is_told_who_they_are(house: House) -> None:
    await subject(house, "agent:a", "approver")
    key = await key_of(house, "agent:a", scopes=["approval:*", "role:get"])
    who = await house.call("Identity.WhoAmI", calls.WhoAmIRequest(), key=key)
    assert (who.tenant_id, who.principal) == ("default", entity("agent:a"))
    assert who.credential_kind == pb.CREDENTIAL_KIND_API_KEY
    assert list(who.scopes) == ["approval:*", "role:get"]
    assert (list(who.role_ids), who.platform_operator) == (["approver"], False)
    assert [(one.action, one.role_id) for one in who.permissions] == [("approval:*", "approver")]


async def test_an_operator_is_told_who_they_are_at_home_wherever_they_act(house: House) -> None:
    at_home = await house.call("Identity.WhoAmI", calls.WhoAmIRequest(), key=house.operator)
    assert (at_home.tenant_id, at_home.platform_operator) == ("platform", True)
    away = await house.call("Identity.WhoAmI", calls.WhoAmIRequest(), key=house.operator, tenant="default")
    assert (away.tenant_id, away.principal) == ("default", at_home.principal)
    assert away.permissions == at_home.permissions


async def test_an_operator_is_nobody_in_another_tenant(house: House) -> None:
    for name, request, field in (
        ("StartSession", calls.StartSessionRequest(), "subject"),
        ("StartRun", calls.StartRunRequest(), "subject"),
        ("CreateApiKey", calls.CreateApiKeyRequest(), "owner"),
        (
            "CreateDelegation",
            calls.CreateDelegationRequest(delegation=pb.Delegation(delegate=entity("user:admin"))),
            "delegation.grantor",
        ),
    ):
        refused = await house.refused(f"Identity.{name}", request, key=house.operator, tenant="default")
        assert refused == ("MISSING_FIELD", field)
    key = calls.CreateApiKeyRequest(owner=entity("user:admin"))
    made = await house.call("Identity.CreateApiKey", key, key=house.operator, tenant="default")
    who = await house.call("Identity.WhoAmI", calls.WhoAmIRequest(), key=made.secret)
    assert (who.tenant_id, who.principal) == ("default", entity("user:admin"))


async def test_an_agent_is_good_while_it_is_known_and_active(house: House) -> None:
    assert await verify(house, "a") == (False, ["SUBJECT_UNKNOWN"])
    await subject(house, "agent:a")
    assert await verify(house, "a") == (True, [])
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("agent:a")))
    assert await verify(house, "a") == (False, ["SUBJECT_SUSPENDED"])


async def test_an_agents_session_must_be_its_own_and_open(house: House) -> None:
    await subject(house, "agent:a")
    await subject(house, "agent:b")
    start = calls.StartSessionRequest(subject=entity("agent:a"))
    session = (await house.call("Identity.StartSession", start)).session.session_id
    assert await verify(house, "a", session) == (True, [])
    assert await verify(house, "b", session) == (False, ["SESSION_UNKNOWN"])
    await house.call("Identity.EndSession", calls.EndSessionRequest(session_id=session))
    assert await verify(house, "a", session) == (False, ["SESSION_ENDED"])


async def test_an_agent_whose_key_is_not_trusted_is_not_good(house: House) -> None:
    await subject(house, "agent:a")
    manifest = Manifest(
        "man_1", "agent:a", version="1", serial=1, digest="00", envelope="", key_id="k", expires_at=1 << 60
    )
    admin = Principal("default", "user:admin", "key_1")
    await house.office.change(
        "default", admin, action="manifest:register", target="man_1", work=lambda unit: unit.put(manifest)
    )
    assert await verify(house, "a") == (False, ["MANIFEST_UNVERIFIED"])
    run = await house.call("Identity.StartRun", calls.StartRunRequest(subject=entity("agent:a")))
    assert run.run.manifest_id == "man_1"
