"""Whole policies as documents over the wire."""

from remit.clock import HOUR
from remit.policy.model import Guardrail
from remitpb.v1 import policy_pb2 as pb
from remitpb.v1 import policy_service_pb2 as calls
from tests.server.services.actors import actor, subject
from tests.server.services.house import House

DOCUMENT = """
groups:
  - {id: operators, members: [agent:b, agent:a]}
roles:
  - id: researcher
    permissions:
      - {action: "tool:*"}
      - {action: "tool:execute", resource: "tool:shell", effect: DENY}
  - {id: lead, inherits: [researcher]}
bindings:
  - {role: lead, member: agent:a}
  - {role: researcher, member: group:operators}
guardrails:
  - id: night
    effect: FORBID
    condition: {path: resource.id, op: eq, value: prod}
rate_limits:
  - {id: pace, windows: [{limit: 60, period: 1m}]}
sandbox_profiles:
  - {id: box, actions: ["tool:execute"], settings: {image: alpine}}
"""
ENTRIES = [
    ("binding", "lead@agent:a"),
    ("binding", "researcher@group:operators"),
    ("group", "operators"),
    ("guardrail", "night"),
    ("rate_limit", "pace"),
    ("role", "lead"),
    ("role", "researcher"),
    ("sandbox_profile", "box"),
]


async def apply(house: House, document: str = DOCUMENT, **options: object) -> calls.ApplyPolicyResponse:
    request = calls.ApplyPolicyRequest(document=document, **options)  # type: ignore[arg-type]
    answer: calls.ApplyPolicyResponse = await house.call("Policy.ApplyPolicy", request)
    return answer


async def agents(house: House) -> None:
    await subject(house, "agent:a")
    await subject(house, "agent:b")


async def test_a_document_is_applied_whole_and_then_changes_nothing(house: House) -> None:
    await agents(house)
    applied = await apply(house)
    assert [(one.kind, one.id) for one in applied.changes] == ENTRIES
    assert {one.type for one in applied.changes} == {calls.CHANGE_TYPE_ADDED}
    catalog, at = await house.catalogs.of("default"), house.clock.now()
    assert catalog.may("agent:b", "tool:execute", resource="tool:web", at=at)
    assert not catalog.may("agent:b", "tool:execute", resource="tool:shell", at=at)
    assert catalog.revision == applied.revision
    again = await apply(house)
    assert (list(again.changes), again.revision) == ([], applied.revision)


async def test_an_export_applies_to_nothing_and_is_the_same_text_again(house: House) -> None:
    await agents(house)
    applied = await apply(house)
    exported = await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest())
    assert exported.revision == applied.revision
    assert list((await apply(house, exported.document, prune=True)).changes) == []
    again = await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest())
    assert again.document == exported.document
    roles = await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest(kinds=["role"]))
    assert "researcher" in roles.document
    assert "guardrails" not in roles.document
    wrong = calls.ExportPolicyRequest(kinds=["role", "budget"])
    assert await house.refused("Policy.ExportPolicy", wrong) == ("INVALID_FIELD", "kinds[1]")


async def test_a_dry_run_says_what_would_change_and_changes_nothing(house: House) -> None:
    await agents(house)
    before = (await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest())).revision
    dry = await apply(house, dry_run=True)
    assert [(one.kind, one.id) for one in dry.changes] == ENTRIES
    assert dry.revision == before
    assert not (await house.catalogs.of("default")).every(Guardrail)


async def test_changes_are_told_entry_by_entry_as_yaml(house: House) -> None:
    await agents(house)
    await apply(house)
    changed = "roles:\n  - {id: researcher, permissions: [{action: 'memory:read'}]}\n"
    (change,) = (await apply(house, changed)).changes
    assert (change.kind, change.id, change.type) == ("role", "researcher", calls.CHANGE_TYPE_CHANGED)
    assert change.before.startswith("id: researcher\n")
    assert "tool:shell" in change.before
    assert change.after == "id: researcher\npermissions:\n- action: memory:read\n"


async def test_prune_removes_what_the_document_does_not_name(house: House) -> None:
    await agents(house)
    await apply(house)
    keep = "bindings:\n  - {role: admin, member: user:admin}\n"
    assert list((await apply(house, keep)).changes) == []
    pruned = await apply(house, keep, prune=True)
    assert [(one.kind, one.id) for one in pruned.changes] == ENTRIES
    assert {one.type for one in pruned.changes} == {calls.CHANGE_TYPE_REMOVED}
    listed = await house.call("Policy.ListRoles", calls.ListRolesRequest())
    assert [one.role_id for one in listed.roles] == ["admin", "approver", "runtime", "viewer"]


async def test_a_prune_that_locks_everybody_out_is_refused_whole(house: House) -> None:
    await agents(house)
    request = calls.ApplyPolicyRequest(document=DOCUMENT, prune=True)
    assert (await house.refused("Policy.ApplyPolicy", request))[0] == "PRECONDITION_FAILED"
    exported = await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest())
    assert "researcher" not in exported.document


async def test_a_document_that_is_not_of_its_form_is_refused_where_it_fails(house: House) -> None:
    await agents(house)
    cases = {
        "roles: [{id: x, permissions: [{action: Run}]}]": "roles[0].permissions[0].action",
        "rolls: []": "rolls",
        "roles: [": "document",
        "guardrails: [{id: x, effect: FORBID, condition: {path: nowhere, op: eq, value: 1}}]": (
            "guardrails[0].condition.path"
        ),
    }
    for document, field in cases.items():
        request = calls.ApplyPolicyRequest(document=document)
        assert await house.refused("Policy.ApplyPolicy", request) == ("DOCUMENT_INVALID", field)


async def test_an_entry_that_refers_to_what_is_not_there_is_refused_whole(house: House) -> None:
    cases = {
        "bindings: [{role: ghost, member: user:admin}]": "NOT_FOUND",
        "bindings: [{role: viewer, member: agent:ghost}]": "NOT_FOUND",
        "groups: [{id: g, members: [agent:ghost]}]": "NOT_FOUND",
        "roles: [{id: x, inherits: [ghost]}]": "INVALID_FIELD",
        "roles: [{id: x, inherits: [y]}, {id: y, inherits: [x]}]": "INVALID_FIELD",
        "bindings: [{role: viewer, member: user:admin, expires_at: '2001-01-01T00:00:00Z'}]": "INVALID_FIELD",
    }
    before = (await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest())).document
    for document, reason in cases.items():
        request = calls.ApplyPolicyRequest(document=f"roles: []\nsandbox_profiles: [{{id: s}}]\n{document}")
        if document.startswith("roles"):
            request.document = f"sandbox_profiles: [{{id: s}}]\n{document}"
        assert (await house.refused("Policy.ApplyPolicy", request)) == (reason, "document")
    assert (await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest())).document == before


async def test_a_base_revision_that_is_old_is_refused(house: House) -> None:
    await agents(house)
    seen = (await house.call("Policy.ExportPolicy", calls.ExportPolicyRequest())).revision
    await subject(house, "agent:c")
    request = calls.ApplyPolicyRequest(document=DOCUMENT, base_revision=seen)
    assert await house.refused("Policy.ApplyPolicy", request) == ("STALE_REVISION", "base_revision")
    assert (await apply(house, base_revision=seen + 1)).changes


async def test_the_same_request_id_tells_the_first_changes_again(house: House) -> None:
    await agents(house)
    first = await apply(house, request_id="r-1")
    again = await apply(house, request_id="r-1")
    assert list(again.changes) == list(first.changes)
    assert again.revision == first.revision
    other = calls.ApplyPolicyRequest(document="roles: []", request_id="r-1")
    assert await house.refused("Policy.ApplyPolicy", other) == ("IDEMPOTENCY_CONFLICT", "request_id")


async def test_a_grant_that_a_denial_beats_is_remarked_upon(house: House) -> None:
    beaten = "roles: [{id: x, permissions: [{action: 'a:b'}, {action: 'a:*', effect: DENY}]}]"
    (warning,) = (await apply(house, beaten)).warnings
    assert warning.entry == "role/x"
    assert "a:b" in warning.message


async def test_a_condition_written_another_way_is_no_change(house: House) -> None:
    condition = "# at night\npath: resource.id\nop: eq\nvalue: prod\n"
    night = pb.Guardrail(guardrail_id="night", effect=pb.GUARDRAIL_EFFECT_FORBID, condition=condition)
    await house.call("Policy.CreateGuardrail", calls.CreateGuardrailRequest(guardrail=night))
    same = "guardrails: [{id: night, effect: FORBID, condition: {path: resource.id, op: eq, value: prod}}]"
    assert list((await apply(house, same)).changes) == []


async def test_nobody_applies_what_they_do_not_hold(house: House) -> None:
    key = await actor(house, "user:clerk", "policy:apply", "tool:read")
    refused = "PERMISSION_MISSING", "document"
    for document in (
        "roles: [{id: x, permissions: [{action: 'tool:*'}]}]",
        "roles: [{id: x, inherits: [admin]}]",
        "bindings: [{role: admin, member: user:clerk}]",
    ):
        request = calls.ApplyPolicyRequest(document=document)
        assert await house.refused("Policy.ApplyPolicy", request, key=key) == refused
    own = calls.ApplyPolicyRequest(document="roles: [{id: x, permissions: [{action: 'tool:read'}]}]")
    assert (await house.call("Policy.ApplyPolicy", own, key=key)).changes


async def test_a_team_that_a_limit_names_is_not_pruned(house: House) -> None:
    await apply(house, "teams: [{id: t}]\nrate_limits: [{id: l, scope: 'team:t', concurrency: 1}]\n")
    keep = (
        "bindings: [{role: admin, member: user:admin}]\n"
        "rate_limits: [{id: l, scope: 'team:t', concurrency: 1}]\n"
    )
    request = calls.ApplyPolicyRequest(document=keep, prune=True)
    assert (await house.refused("Policy.ApplyPolicy", request))[0] == "PRECONDITION_FAILED"
    house.clock.advance(HOUR)
    assert len((await apply(house, keep.splitlines()[0], prune=True)).changes) == 2
