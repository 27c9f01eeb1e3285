"""Manifests as operators register them: verified step by step, never replaced by older ones, revoked."""

import base64
from typing import Any

import pytest

from remit.clock import DAY
from remit.manifest.key import KeyPair, generate_key
from remit.manifest.model import Algorithm
from remit.manifest.signature import sign
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import manifest_service_pb2 as pb
from remitpb.v1 import policy_decision_service_pb2 as plane
from tests.server.services.shop import AGENT, MODEL, Shop, entity
from tests.stores import open_one, read_rows

DOCUMENT = """\
apiVersion: remit/v1
kind: AgentManifest
agent: agent:researcher-7
description: Searches the web.
version: 1.{serial}.0
serial: {serial}
issued_at: 2026-01-01T00:00:00Z
expires_at: 2030-01-01T00:00:00Z
tools: [web-search]
models: [openai/gpt-4o]
data_classes: [internal]
max_cost_per_run:
  amount: "5"
  currency: USD
security_level: standard
compliance: [soc2]
"""


def document(serial: int = 1, **changes: str) -> bytes:
    text = DOCUMENT.format(serial=serial)
    for change in changes.values():
        old, new = change.split("->")
        assert old in text
        text = text.replace(old, new)
    return text.encode()


async def trusted(shop: Shop, **fields: Any) -> tuple[KeyPair, pb.TrustedKey]:
    """Trust a new key."""
    pair = generate_key(Algorithm.ED25519)
    request = pb.AddTrustedKeyRequest(trusted_key=pb.TrustedKey(**fields), public_key_pem=pair.public_pem)
    return pair, (await shop.call("Manifest.AddTrustedKey", request)).trusted_key


async def register(shop: Shop, pair: KeyPair, serial: int = 1, **changes: str) -> pb.RegisterManifestResponse:
    envelope = sign(document(serial, **changes), pair.private_pem)
    request = pb.RegisterManifestRequest(envelope=envelope)
    answer: pb.RegisterManifestResponse = await shop.call("Manifest.RegisterManifest", request)
    return answer


async def states(shop: Shop, **filters: Any) -> list[tuple[str, str]]:
    answer = await shop.call("Manifest.ListManifests", pb.ListManifestsRequest(**filters))
    return [(one.version, pb.ManifestState.Name(one.state)[15:]) for one in answer.manifests]


async def test_what_verifies_is_registered_and_read_back_to_the_byte(shop: Shop) -> None:
    await shop.agent()
    pair, key = await trusted(shop, signer=entity("user:signer"))
    made = await register(shop, pair)
    manifest = made.manifest
    assert manifest.manifest_id.startswith("man_")
    assert (manifest.agent, manifest.signer, manifest.key_id) == (
        entity(AGENT),
        entity("user:signer"),
        key.key_id,
    )
    assert manifest.state == pb.MANIFEST_STATE_ACTIVE
    assert [step.step for step in made.steps] == list(range(1, 13))
    assert core.VERDICT_FAIL not in {step.verdict for step in made.steps}
    read = await shop.call("Manifest.GetManifest", pb.GetManifestRequest(manifest_id=manifest.manifest_id))
    assert read.manifest == manifest
    assert read.document == document()
    assert manifest.content.entitlements.run_cost.units == 5
    assert list(manifest.content.entitlements.models) == [MODEL]
    of_agent = await shop.call("Manifest.GetManifest", pb.GetManifestRequest(agent_id="researcher-7"))
    assert of_agent.manifest == manifest


async def test_one_changed_byte_is_refused_with_the_finding(shop: Shop) -> None:
    await shop.agent()
    pair, _ = await trusted(shop)
    envelope = sign(document(), pair.private_pem)
    payload = base64.b64encode(document()).decode()
    changed = base64.b64encode(document().replace(b'"5"', b'"9"')).decode()
    request = pb.RegisterManifestRequest(envelope=envelope.replace(payload.encode(), changed.encode()))
    assert await shop.refused("Manifest.RegisterManifest", request) == ("SIGNATURE_INVALID", "envelope")
    assert await states(shop) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"a": "serial: 1->serial: zero"}, "DOCUMENT_INVALID"),
        ({"a": "security_level: standard->security_level: low"}, "DOCUMENT_INVALID"),
        ({"a": "expires_at: 2030-01-01->expires_at: 2026-01-02"}, "PRECONDITION_FAILED"),
        ({"a": "agent:researcher-7->agent:nobody"}, "NOT_FOUND"),
        ({"a": "currency: USD->currency: EUR"}, "CURRENCY_MISMATCH"),
    ],
)  # fmt: skip
async def test_what_is_signed_but_wrong_is_refused(shop: Shop, changes: dict[str, Any], reason: str) -> None:
    await shop.agent()
    pair, _ = await trusted(shop)
    request = pb.RegisterManifestRequest(envelope=sign(document(**changes), pair.private_pem))
    assert await shop.refused("Manifest.RegisterManifest", request) == (reason, "envelope")
    assert await states(shop) == []


async def test_bytes_that_are_no_envelope_are_refused(shop: Shop) -> None:
    request = pb.RegisterManifestRequest(envelope=document())
    assert await shop.refused("Manifest.RegisterManifest", request) == ("DOCUMENT_INVALID", "envelope")


async def test_a_stranger_cannot_sign(shop: Shop) -> None:
    await shop.agent()
    await trusted(shop)
    unknown = generate_key(Algorithm.ED25519)
    request = pb.RegisterManifestRequest(envelope=sign(document(), unknown.private_pem))
    assert await shop.refused("Manifest.RegisterManifest", request) == ("SIGNATURE_INVALID", "envelope")


async def test_a_key_signs_only_for_its_agents(shop: Shop) -> None:
    await shop.agent()
    pair, key = await trusted(shop, agents=["billing-*"])
    assert list(key.agents) == ["billing-*"]
    request = pb.RegisterManifestRequest(envelope=sign(document(), pair.private_pem))
    assert await shop.refused("Manifest.RegisterManifest", request) == ("SIGNATURE_INVALID", "envelope")
    for_agent = pb.ListTrustedKeysRequest(agent_id="researcher-7")
    assert not (await shop.call("Manifest.ListTrustedKeys", for_agent)).trusted_keys
    for_billing = pb.ListTrustedKeysRequest(agent_id="billing-1")
    assert len((await shop.call("Manifest.ListTrustedKeys", for_billing)).trusted_keys) == 1


async def test_only_a_newer_version_takes_the_place(shop: Shop) -> None:
    await shop.agent()
    pair, _ = await trusted(shop)
    first = await register(shop, pair, 2)
    second = await register(shop, pair, 3)
    assert second.superseded_manifest_id == first.manifest.manifest_id
    assert await states(shop) == [("1.3.0", "ACTIVE"), ("1.2.0", "SUPERSEDED")]
    for serial, why in ((1, "an older one"), (3, "the same serial with other bytes")):
        changes = {"a": f"Searches the web->{why}"}
        request = pb.RegisterManifestRequest(envelope=sign(document(serial, **changes), pair.private_pem))
        assert await shop.refused("Manifest.RegisterManifest", request) == ("PRECONDITION_FAILED", "envelope")
    again = pb.RegisterManifestRequest(envelope=sign(document(3), pair.private_pem))
    assert await shop.refused("Manifest.RegisterManifest", again) == ("ALREADY_EXISTS", "envelope")
    assert await states(shop, states=[pb.MANIFEST_STATE_ACTIVE]) == [("1.3.0", "ACTIVE")]


async def test_a_revoked_one_is_over_and_no_older_one_counts(shop: Shop) -> None:
    await shop.agent()
    pair, _ = await trusted(shop)
    await register(shop, pair, 1)
    newest = (await register(shop, pair, 2)).manifest
    request = pb.RevokeManifestRequest(manifest_id=newest.manifest_id, reason="a tool too many")
    revoked = await shop.call("Manifest.RevokeManifest", request)
    assert (revoked.manifest.state, revoked.manifest.revoke_reason) == (
        pb.MANIFEST_STATE_REVOKED, "a tool too many",
    )  # fmt: skip
    assert (await shop.call("Manifest.RevokeManifest", request)).revision == revoked.revision
    assert await shop.refused("Manifest.GetManifest", pb.GetManifestRequest(agent_id="researcher-7")) == (
        "NOT_FOUND", "agent_id",
    )  # fmt: skip
    same = pb.RegisterManifestRequest(envelope=sign(document(2), pair.private_pem))
    assert (await shop.refused("Manifest.RegisterManifest", same))[0] == "SIGNATURE_INVALID"


async def test_a_revoked_key_takes_its_manifests_along(shop: Shop) -> None:
    agent = await shop.agent()
    pair, key = await trusted(shop)
    made = (await register(shop, pair)).manifest
    tool = {"action": "tool:execute", "resource": entity("tool:web-search")}
    assert (await shop.authorize(key=agent, **tool)).effect == core.EFFECT_ALLOW
    request = pb.RevokeTrustedKeyRequest(key_id=key.key_id, reason="stolen")
    assert (await shop.call("Manifest.RevokeTrustedKey", request)).manifests_revoked == 1
    assert (await shop.call("Manifest.RevokeTrustedKey", request)).manifests_revoked == 0
    refused = await shop.authorize(key=agent, **tool)
    assert [one.code for one in refused.reasons] == [core.REASON_CODE_MANIFEST_REVOKED]
    read = await shop.call("Manifest.GetManifest", pb.GetManifestRequest(manifest_id=made.manifest_id))
    assert (read.manifest.state, read.manifest.revoke_reason) == (pb.MANIFEST_STATE_REVOKED, "stolen")
    twice = pb.AddTrustedKeyRequest(trusted_key=pb.TrustedKey(), public_key_pem=pair.public_pem)
    assert (await shop.refused("Manifest.AddTrustedKey", twice))[0] == "ALREADY_EXISTS"


async def test_only_checking_registers_nothing(shop: Shop) -> None:
    pair, _ = await trusted(shop)
    request = pb.RegisterManifestRequest(envelope=sign(document(), pair.private_pem), validate_only=True)
    assert await shop.refused("Manifest.RegisterManifest", request) == ("NOT_FOUND", "envelope")
    await shop.agent()
    checked = await shop.call("Manifest.RegisterManifest", request)
    assert (checked.manifest.manifest_id, checked.manifest.version) == ("", "1.1.0")
    assert await states(shop) == []


@pytest.mark.parametrize("algorithm", [pb.KEY_ALGORITHM_ED25519, pb.KEY_ALGORITHM_RSA_PSS_SHA256])
async def test_a_key_made_here_signs_here_and_never_leaves(shop: Shop, algorithm: Any) -> None:
    await shop.agent()
    made = pb.AddTrustedKeyRequest(trusted_key=pb.TrustedKey(description="ours"), generate=algorithm)
    key = (await shop.call("Manifest.AddTrustedKey", made)).trusted_key
    assert (key.can_sign, key.algorithm, key.signer) == (True, algorithm, entity("user:admin"))
    request = pb.SignManifestRequest(document=document(), key_id=key.key_id, request_id="sign-once")
    signed = await shop.call("Manifest.SignManifest", request)
    assert (await shop.call("Manifest.SignManifest", request)).envelope == signed.envelope
    await shop.call("Manifest.RegisterManifest", pb.RegisterManifestRequest(envelope=signed.envelope))
    rows = await read_rows(open_one(shop.app.store), "SELECT body FROM audit_entry", ())
    assert not any(b"sealed_private" in body for (body,) in rows)
    assert not any(b"PRIVATE" in body for (body,) in rows)


async def test_a_key_that_cannot_sign_says_why(shop: Shop) -> None:
    _, elsewhere = await trusted(shop)
    request = pb.SignManifestRequest(document=document(), key_id=elsewhere.key_id)
    assert await shop.refused("Manifest.SignManifest", request) == ("PRECONDITION_FAILED", "key_id")
    request.document = b"agent: nobody"
    assert (await shop.refused("Manifest.SignManifest", request))[0] == "DOCUMENT_INVALID"
    unknown = pb.SignManifestRequest(document=document(), key_id="sha256:00")
    assert await shop.refused("Manifest.SignManifest", unknown) == ("NOT_FOUND", "key_id")


@pytest.mark.parametrize(
    ("fields", "source", "field"),
    [
        ({}, {"public_key_pem": "no key"}, "public_key_pem"),
        ({"key_id": "mine"}, {}, "trusted_key.key_id"),
        ({"not_before": {"seconds": 9}, "not_after": {"seconds": 8}}, {}, "trusted_key.not_after"),
        ({"signer": {"type": "role", "id": "x"}}, {}, "trusted_key.signer.type"),
    ],
)
async def test_a_key_that_cannot_be_trusted_is_refused_by_name(
    shop: Shop, fields: dict[str, Any], source: dict[str, Any], field: str
) -> None:
    given: dict[str, Any] = source or {"public_key_pem": generate_key(Algorithm.ED25519).public_pem}
    request = pb.AddTrustedKeyRequest(trusted_key=pb.TrustedKey(**fields), **given)
    assert await shop.refused("Manifest.AddTrustedKey", request) == ("INVALID_FIELD", field)


async def test_compliance_is_checked_for_what_is_claimed_and_what_is_asked(shop: Shop) -> None:
    await shop.agent()
    pair, _ = await trusted(shop)
    made = (await register(shop, pair)).manifest
    claimed = await shop.call("Manifest.CheckCompliance", pb.CheckComplianceRequest())
    assert [(one.framework, one.verdict) for one in claimed.results] == [("soc2", core.VERDICT_PASS)]
    request = pb.CheckComplianceRequest(
        manifest_id=made.manifest_id, frameworks=["hipaa", "no-such-law", "soc2"], page_size=2
    )
    page = await shop.call("Manifest.CheckCompliance", request)
    assert [(one.framework, one.verdict) for one in page.results] == [
        ("hipaa", core.VERDICT_FAIL), ("no-such-law", core.VERDICT_SKIPPED),
    ]  # fmt: skip
    assert "security_level" in page.results[0].findings[0].message
    request.page_token = page.next_page_token
    assert [one.framework for one in (await shop.call("Manifest.CheckCompliance", request)).results] == [
        "soc2"
    ]


async def test_an_expired_one_says_so(shop: Shop) -> None:
    await shop.agent()
    pair, _ = await trusted(shop)
    made = await register(shop, pair)
    shop.clock.advance(4 * 365 * DAY)
    read = await shop.call(
        "Manifest.GetManifest", pb.GetManifestRequest(manifest_id=made.manifest.manifest_id)
    )
    assert read.manifest.state == pb.MANIFEST_STATE_EXPIRED
    verify = plane.VerifyManifestRequest(manifest_id=made.manifest.manifest_id)
    assert (await shop.call("Plane.VerifyManifest", verify)).verdict == plane.MANIFEST_VERDICT_FAILED
