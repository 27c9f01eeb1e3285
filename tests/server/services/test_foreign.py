"""A tenant sees itself alone: every call of these services is tried with another tenant's ids."""

from dataclasses import dataclass
from typing import Any

import pytest
from google.protobuf.message import Message

from remit.manifest.signature import sign
from remit.server.methods import services
from remitpb.v1 import approval_service_pb2 as approvals
from remitpb.v1 import audit_service_pb2 as audit
from remitpb.v1 import budget_service_pb2 as budgets
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import ledger_pb2, price_pb2
from remitpb.v1 import manifest_service_pb2 as manifests
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import privacy_service_pb2 as privacy
from remitpb.v1 import timeline_service_pb2 as timeline
from tests.server.services.shop import AGENT, MODEL, SERVED, SMALL, Shop, entity
from tests.server.services.test_budget import budget
from tests.server.services.test_manifest import document, trusted
from tests.stores import open_one, read_rows

RULE = budgets.AlertRule(
    alert_rule_id="ops", channels=[budgets.AlertChannel(webhook_url="https://hooks.example/a")]
)
OWN = core.ModelRef(provider="acme", model="house-1")
LATER = {
    "ErasePerson", "ExportPerson", "GetDashboard", "OverrideBudget", "ReplayRun", "RevokeBudgetOverride",
}  # fmt: skip
"""Promised by the contract, built by a later version."""

NOT_FOUND = "NOT_FOUND"


@dataclass
class Things:
    """What there is in the tenant `default`."""

    agent: str
    run: str
    key: str
    manifest: str
    envelope: bytes
    approval: core.Approval
    leaf: bytes


@pytest.fixture
async def things(shop: Shop) -> Things:
    """One of each, in the tenant `default`."""
    agent = await shop.agent()
    run = await shop.run_of()
    pair, key = await trusted(shop)
    envelope = sign(document(), pair.private_pem)
    registered = manifests.RegisterManifestRequest(envelope=envelope)
    manifest = (await shop.call("Manifest.RegisterManifest", registered)).manifest.manifest_id
    await shop.call("Budget.CreateBudget", budgets.CreateBudgetRequest(budget=budget()))
    await shop.call("Budget.CreateAlertRule", budgets.CreateAlertRuleRequest(alert_rule=RULE))
    tokens = price_pb2.TokenPrices(input="1", output="1")
    await shop.call(
        "Budget.SetPrice", budgets.SetPriceRequest(price=price_pb2.Price(model=OWN, tokens=tokens))
    )
    ladder = budgets.SetDowngradeRequest(downgrade=budgets.Downgrade(**{"from": MODEL, "to": SMALL}))
    await shop.call("Budget.SetDowngrade", ladder)
    await shop.call(
        "Timeline.RecordSteps",
        timeline.RecordStepsRequest(
            run_id=run,
            steps=[
                core.Step(step_id="s1", kind=core.STEP_KIND_PLAN, name="p", status=core.STEP_STATUS_RUNNING)
            ],
        ),
    )
    ask = plane.RequestApprovalRequest(request_id="a1")
    ask.action.action = "tool:execute"
    ask.action.resource.CopyFrom(entity("tool:pay"))
    approval = (await shop.call("Plane.RequestApproval", ask, key=agent)).approval
    await shop.use("u1", key=agent, run_id=run, tokens=core.TokenUsage(input_tokens=5))
    decided = await shop.authorize(key=agent, action="tool:execute", resource=entity("tool:web-search"))
    return Things(
        agent=agent, run=run, key=key.key_id, manifest=manifest, envelope=envelope, approval=approval,
        leaf=decided.leaf_hash,
    )  # fmt: skip


def tried(things: Things) -> dict[str, tuple[Message, str]]:
    """Each call about something of `default`, and why it must be refused; empty: it finds nothing."""
    done = core.Step(run_id=things.run, step_id="s1", status=core.STEP_STATUS_SUCCEEDED)
    reported = core.Step(step_id="s2", kind=core.STEP_KIND_PLAN, name="p", status=core.STEP_STATUS_RUNNING)
    identity = things.approval.approval_id
    vote = approvals.DecideApprovalRequest(
        approval_id=identity, choice=core.VOTE_CHOICE_APPROVE, action_digest=things.approval.action_digest
    )
    off = budgets.Budget(budget_id="daily", disabled=True)
    register = manifests.RegisterManifestRequest(envelope=things.envelope)
    sign_here = manifests.SignManifestRequest(document=document(), key_id=things.key)
    comply = manifests.CheckComplianceRequest(manifest_id=things.manifest)
    return {
        "Budget.GetBudget": (budgets.GetBudgetRequest(budget_id="daily"), NOT_FOUND),
        "Budget.UpdateBudget": (budgets.UpdateBudgetRequest(budget=off), NOT_FOUND),
        "Budget.DeleteBudget": (budgets.DeleteBudgetRequest(budget_id="daily"), NOT_FOUND),
        "Budget.ListBudgets": (budgets.ListBudgetsRequest(), ""),
        "Budget.DeletePrice": (budgets.DeletePriceRequest(model=OWN), NOT_FOUND),
        "Budget.ListPrices": (budgets.ListPricesRequest(source=price_pb2.PRICE_SOURCE_TENANT), ""),
        "Budget.DeleteDowngrade": (budgets.DeleteDowngradeRequest(**{"from": MODEL}), NOT_FOUND),
        "Budget.ListDowngrades": (budgets.ListDowngradesRequest(), ""),
        "Budget.ListAlerts": (budgets.ListAlertsRequest(budget_id="daily"), ""),
        "Budget.ListAlertRules": (budgets.ListAlertRulesRequest(), ""),
        "Budget.UpdateAlertRule": (budgets.UpdateAlertRuleRequest(alert_rule=RULE), NOT_FOUND),
        "Budget.DeleteAlertRule": (budgets.DeleteAlertRuleRequest(alert_rule_id="ops"), NOT_FOUND),
        "Budget.ListUsage": (budgets.ListUsageRequest(filter=ledger_pb2.UsageFilter(run_id=things.run)), ""),
        "Manifest.RegisterManifest": (register, "SIGNATURE_INVALID"),
        "Manifest.SignManifest": (sign_here, NOT_FOUND),
        "Manifest.GetManifest": (manifests.GetManifestRequest(manifest_id=things.manifest), NOT_FOUND),
        "Manifest.ListManifests": (manifests.ListManifestsRequest(agent_id="researcher-7"), ""),
        "Manifest.RevokeManifest": (manifests.RevokeManifestRequest(manifest_id=things.manifest), NOT_FOUND),
        "Manifest.ListTrustedKeys": (manifests.ListTrustedKeysRequest(), ""),
        "Manifest.RevokeTrustedKey": (manifests.RevokeTrustedKeyRequest(key_id=things.key), NOT_FOUND),
        "Manifest.CheckCompliance": (comply, NOT_FOUND),
        "Approval.GetApproval": (approvals.GetApprovalRequest(approval_id=identity), NOT_FOUND),
        "Approval.ListApprovals": (approvals.ListApprovalsRequest(), ""),
        "Approval.DecideApproval": (vote, NOT_FOUND),
        "Approval.CancelApproval": (approvals.CancelApprovalRequest(approval_id=identity), NOT_FOUND),
        "Audit.SearchEntries": (audit.SearchEntriesRequest(subject=entity(AGENT)), ""),
        "Audit.GetEntry": (audit.GetEntryRequest(leaf_hash=things.leaf), NOT_FOUND),
        "Audit.ProveInclusion": (audit.ProveInclusionRequest(leaf_hash=things.leaf), NOT_FOUND),
        "Timeline.RecordSteps": (timeline.RecordStepsRequest(run_id=things.run, steps=[reported]), NOT_FOUND),
        "Timeline.UpdateStep": (timeline.UpdateStepRequest(step=done), NOT_FOUND),
        "Timeline.GetStep": (timeline.GetStepRequest(run_id=things.run, step_id="s1"), NOT_FOUND),
        "Timeline.ListSteps": (timeline.ListStepsRequest(run_id=things.run), NOT_FOUND),
        "Timeline.GetCostBreakdown": (timeline.GetCostBreakdownRequest(run_id=things.run), NOT_FOUND),
    }  # fmt: skip


WITHOUT_IDS = {
    "Approval.WatchApprovals", "Audit.ExportEntries", "Audit.GetCheckpoint", "Audit.ProveConsistency",
    "Budget.CreateAlertRule", "Budget.CreateBudget", "Budget.EstimateCost", "Budget.GetPrice",
    "Budget.SetDowngrade", "Budget.SetPrice", "Budget.SummarizeUsage", "Manifest.AddTrustedKey",
    "Privacy.DetectPersonalData", "Privacy.RedactPersonalData",
}  # fmt: skip
"""Calls that name nothing that could be another's; tests below show that they see their tenant alone."""


async def state(shop: Shop) -> list[Any]:
    """Everything that the tenant `default` has in storage."""
    tables = ("entity", "step", "counter", "ledger", "idempotency", "audit_entry", "reservation", "tree_head")
    return [
        await read_rows(open_one(shop.app.store), f"SELECT * FROM {table} WHERE tenant='default'", ())
        for table in tables
    ]  # fmt: skip


async def test_what_is_anothers_is_not_there(shop: Shop, things: Things) -> None:
    before = await state(shop)
    for name, (request, reason) in tried(things).items():
        if reason:
            assert (await shop.refused(name, request, key=shop.stranger))[0] == reason, name
        else:
            answer = await shop.call(name, request, key=shop.stranger)
            lists = [value for field, value in answer.ListFields() if field.is_repeated]
            assert not any(lists), name
    assert await state(shop) == before


async def test_sums_and_trees_are_of_ones_own_tenant(shop: Shop, things: Things) -> None:
    total = (
        await shop.call("Budget.SummarizeUsage", budgets.SummarizeUsageRequest(), key=shop.stranger)
    ).total
    assert (total.records, total.tokens.input_tokens) == (0, 0)
    exported = await shop.all("Audit.ExportEntries", audit.ExportEntriesRequest(), key=shop.stranger)
    assert exported[-1].checkpoint.origin == "remit/other"
    assert all(b'"tenant":"other"' in one.entry.leaf for one in exported[:-1])
    price = budgets.GetPriceRequest(model=OWN)
    assert await shop.refused("Budget.GetPrice", price, key=shop.stranger) == (NOT_FOUND, "model")
    request = budgets.EstimateCostRequest()
    request.questions.add().call.model.CopyFrom(MODEL)
    answer = (await shop.call("Budget.EstimateCost", request, key=shop.stranger)).answers[0]
    assert not answer.HasField("cheaper")


async def test_a_watcher_is_told_of_its_own_tenant_alone(shop: Shop, things: Things) -> None:
    stream = shop.stream("Approval.WatchApprovals", approvals.WatchApprovalsRequest(), key=shop.stranger)
    assert (await stream.read()).WhichOneof("event") == "live"
    stream.cancel()


async def test_no_call_was_forgotten(shop: Shop, things: Things) -> None:
    names = {
        f"{name}.{method.name}"
        for service in services()
        if (name := service.name.removesuffix("Service")) in SERVED
        for method in service.methods
        if method.name not in LATER
    }
    assert set(tried(things)) | WITHOUT_IDS == names


async def test_nobody_without_the_permission_gets_through(shop: Shop, things: Things) -> None:
    nobody = await shop.actor("service:nobody", "tool:execute")
    before = await state(shop)
    for name, (request, _) in tried(things).items():
        if name in {"Approval.GetApproval", "Approval.ListApprovals"}:
            continue
        assert (await shop.refused(name, request, key=nobody))[0] == "PERMISSION_MISSING", name
    one = approvals.GetApprovalRequest(approval_id=things.approval.approval_id)
    assert (await shop.refused("Approval.GetApproval", one, key=nobody))[0] == NOT_FOUND
    listed = await shop.call("Approval.ListApprovals", approvals.ListApprovalsRequest(), key=nobody)
    assert not listed.approvals
    assert await state(shop) == before


async def test_who_asked_reads_its_approval_without_a_permission(shop: Shop, things: Things) -> None:
    one = approvals.GetApprovalRequest(approval_id=things.approval.approval_id)
    assert (await shop.call("Approval.GetApproval", one, key=things.agent)).approval == things.approval
    listed = await shop.call("Approval.ListApprovals", approvals.ListApprovalsRequest(), key=things.agent)
    assert len(listed.approvals) == 1


async def test_texts_are_not_kept(shop: Shop) -> None:
    before = await state(shop)
    text = privacy.PrivacyText(text="ann@example.com")
    await shop.call("Privacy.DetectPersonalData", privacy.DetectPersonalDataRequest(texts=[text]))
    assert await state(shop) == before
