"""Guardrails over the wire."""

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_pb2 as pb
from remitpb.v1 import policy_service_pb2 as calls
from tests.server.services.house import House

CONDITION = "path: resource.attributes.amount\nop: gt\nvalue: 100\n"
PAYMENTS = pb.Guardrail(
    guardrail_id="payments",
    description="big payments",
    effect=pb.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
    actions=["tool:execute"],
    condition=CONDITION,
    message="ask finance",
    approval=pb.ApprovalRule(
        approvers=[core.Entity(type="role", id="approver"), core.Entity(type="user", id="ann")],
        quorum=2,
        decide_within=Duration(seconds=600),
    ),
)


async def test_a_guardrail_comes_back_as_it_was_made(house: House) -> None:
    made = await house.call("Policy.CreateGuardrail", calls.CreateGuardrailRequest(guardrail=PAYMENTS))
    read = await house.call("Policy.GetGuardrail", calls.GetGuardrailRequest(guardrail_id="payments"))
    assert read.guardrail == made.guardrail
    shown = read.guardrail
    assert (shown.condition, shown.message, shown.description) == (CONDITION, "ask finance", "big payments")
    assert (list(shown.actions), list(shown.resources)) == (["tool:execute"], [])
    assert shown.approval.quorum == 2
    assert [f"{one.type}:{one.id}" for one in shown.approval.approvers] == ["role:approver", "user:ann"]
    assert (shown.approval.decide_within.seconds, shown.approval.use_within.seconds) == (600, 900)
    catalog = await house.catalogs.of("default")
    assert catalog.revision == made.revision


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        ("path: nowhere\nop: eq\nvalue: 1", "guardrail.condition.path"),
        ("path: resource.id\nop: similar\nvalue: 1", "guardrail.condition.op"),
        ("all: []", "guardrail.condition.all"),
        ("{", "guardrail.condition"),
        ("a: 1\na: 2", "guardrail.condition"),
    ],
)
async def test_a_condition_that_does_not_compile_is_refused_where_it_fails(
    house: House, condition: str, field: str
) -> None:
    bad = pb.Guardrail(guardrail_id="x", effect=pb.GUARDRAIL_EFFECT_FORBID, condition=condition)
    request = calls.CreateGuardrailRequest(guardrail=bad)
    assert await house.refused("Policy.CreateGuardrail", request) == ("DOCUMENT_INVALID", field)
    missing = calls.GetGuardrailRequest(guardrail_id="x")
    assert await house.refused("Policy.GetGuardrail", missing) == ("NOT_FOUND", "guardrail_id")


@pytest.mark.parametrize(
    ("guardrail", "reason", "field"),
    [
        (pb.Guardrail(guardrail_id="x"), "MISSING_FIELD", "guardrail.effect"),
        (pb.Guardrail(guardrail_id="x", effect=9), "UNKNOWN_ENUM_VALUE", "guardrail.effect"),  # type: ignore[arg-type]
        (
            pb.Guardrail(guardrail_id="x", effect=pb.GUARDRAIL_EFFECT_FORBID, actions=["a b"]),
            "INVALID_FIELD",
            "guardrail.actions[0]",
        ),
        (
            pb.Guardrail(
                guardrail_id="x", effect=pb.GUARDRAIL_EFFECT_FORBID, approval=pb.ApprovalRule(quorum=2)
            ),
            "INVALID_FIELD",
            "guardrail.approval",
        ),
        (
            pb.Guardrail(
                guardrail_id="x",
                effect=pb.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
                approval=pb.ApprovalRule(max_uses=2),
            ),
            "NOT_IMPLEMENTED",
            "guardrail.approval.max_uses",
        ),
    ],
)
async def test_a_guardrail_that_is_not_of_its_form_is_refused(
    house: House, guardrail: pb.Guardrail, reason: str, field: str
) -> None:
    request = calls.CreateGuardrailRequest(guardrail=guardrail)
    assert await house.refused("Policy.CreateGuardrail", request) == (reason, field)


async def test_a_guardrail_is_switched_off_by_an_update(house: House) -> None:
    await house.call("Policy.CreateGuardrail", calls.CreateGuardrailRequest(guardrail=PAYMENTS))
    request = calls.UpdateGuardrailRequest(
        guardrail=pb.Guardrail(guardrail_id="payments", disabled=True),
        update_mask=FieldMask(paths=["disabled"]),
    )
    updated = await house.call("Policy.UpdateGuardrail", request)
    assert updated.guardrail.disabled
    assert updated.guardrail.condition == CONDITION
    request.guardrail.condition = "{"
    request.update_mask.paths.append("condition")
    refused = await house.refused("Policy.UpdateGuardrail", request)
    assert refused == ("DOCUMENT_INVALID", "guardrail.condition")


async def test_guardrails_are_listed_by_effect_and_removed(house: House) -> None:
    await house.call("Policy.CreateGuardrail", calls.CreateGuardrailRequest(guardrail=PAYMENTS))
    night = pb.Guardrail(guardrail_id="night", effect=pb.GUARDRAIL_EFFECT_FORBID)
    await house.call("Policy.CreateGuardrail", calls.CreateGuardrailRequest(guardrail=night))
    only = calls.ListGuardrailsRequest(effect=pb.GUARDRAIL_EFFECT_FORBID)
    listed = await house.call("Policy.ListGuardrails", only)
    assert [one.guardrail_id for one in listed.guardrails] == ["night"]
    await house.call("Policy.DeleteGuardrail", calls.DeleteGuardrailRequest(guardrail_id="night"))
    every = await house.call("Policy.ListGuardrails", calls.ListGuardrailsRequest())
    assert [one.guardrail_id for one in every.guardrails] == ["payments"]
