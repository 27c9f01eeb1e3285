"""VerifyManifest between the wire and the inside."""

from typing import Final

from remit.manifest.model import (
    Entitlement,
    EntitlementKind,
    ManifestVerdict,
    StepVerdict,
    Verification,
    Wanted,
)
from remit.server.convert.decision import entity
from remit.server.convert.money import from_model, nanos_of, to_model, to_time
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

_VERDICTS: Final = {
    StepVerdict.PASS: core.VERDICT_PASS,
    StepVerdict.FAIL: core.VERDICT_FAIL,
    StepVerdict.SKIPPED: core.VERDICT_SKIPPED,
}


def wanted_of(wanted: pb.WantedEntitlements) -> Wanted:
    """Return what someone wants to use under a manifest."""
    cost = wanted.run_cost
    return Wanted(
        tools=tuple(wanted.tools),
        models=tuple(from_model(model) for model in wanted.models),
        data=tuple(wanted.data_classes),
        plugins=tuple(wanted.plugins),
        cost=nanos_of(cost, "wanted.run_cost") if wanted.HasField("run_cost") else None,
        currency=cost.currency_code,
    )


def verification_message(
    found: Verification, wanted: pb.WantedEntitlements, *, manifest_id: str, as_of: int, receipt: bytes
) -> pb.VerifyManifestResponse:
    """Return what a verification found; `receipt` is empty when none was asked for."""
    verified = found.verdict is ManifestVerdict.VERIFIED
    document = found.document
    return pb.VerifyManifestResponse(
        verdict=pb.MANIFEST_VERDICT_VERIFIED if verified else pb.MANIFEST_VERDICT_FAILED,
        steps=[
            pb.ManifestStepResult(
                step=pb.ManifestStep.Value(f"MANIFEST_STEP_{finding.step.name}"),
                verdict=_VERDICTS[finding.verdict],
                finding=finding.message,
            )
            for finding in found.findings
        ],
        manifest_id=manifest_id,
        agent=entity(document.agent) if document else None,
        digest=bytes.fromhex(found.digest.removeprefix("sha256:")),
        key_id=found.key_id,
        key_fingerprint=bytes.fromhex(found.key_id.removeprefix("sha256:")) if found.key_id else b"",
        signer=entity(found.signer) if found.signer else None,
        version=document.version if document else "",
        entitlements=[_entitlement(one, wanted) for one in found.entitlements],
        as_of=to_time(as_of),
        receipt=receipt,
    )


def _entitlement(found: Entitlement, wanted: pb.WantedEntitlements) -> pb.EntitlementResult:
    result = pb.EntitlementResult(granted=found.granted, finding=found.message)
    match found.kind:
        case EntitlementKind.TOOL:
            result.tool = found.name
        case EntitlementKind.MODEL:
            if (model := to_model(found.name)) is not None:
                result.model.CopyFrom(model)
        case EntitlementKind.DATA:
            result.data_class = found.name
        case EntitlementKind.PLUGIN:
            result.plugin = found.name
        case EntitlementKind.COST:
            result.run_cost.CopyFrom(wanted.run_cost)
    return result
