"""Manifests, the keys that sign them, and how they comply, between the wire and the inside."""

from typing import Final

from remit.administration.manifest import life_of
from remit.decision.catalog import Catalog
from remit.errors import InvalidFieldError, MissingFieldError
from remit.manifest.compliance import FRAMEWORKS, ComplianceFinding
from remit.manifest.model import Algorithm, Document, Finding, Manifest, StepVerdict, TrustedKey
from remit.manifest.standing import document_of
from remit.server.convert.entity import to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_time, to_model, to_money, to_time
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import manifest_service_pb2 as pb
from remitpb.v1 import policy_decision_service_pb2 as plane

ALGORITHMS: Final = {
    pb.KEY_ALGORITHM_ED25519: Algorithm.ED25519,
    pb.KEY_ALGORITHM_RSA_PSS_SHA256: Algorithm.RSA_PSS_SHA256,
}
_ALGORITHM_OF: Final = {algorithm: number for number, algorithm in ALGORITHMS.items()}
_VERDICTS: Final = {
    StepVerdict.PASS: core.VERDICT_PASS,
    StepVerdict.FAIL: core.VERDICT_FAIL,
    StepVerdict.SKIPPED: core.VERDICT_SKIPPED,
}
_AGENT: Final = "agent:"


def to_manifest(manifest: Manifest, catalog: Catalog, *, at: int) -> pb.Manifest:
    """Return a manifest as it stands at an instant."""
    key = catalog.get(TrustedKey, manifest.key_id)
    revoked_at = manifest.revoked_at or (key.revoked_at if key else None)
    return pb.Manifest(
        manifest_id=manifest.id,
        agent=to_entity(manifest.owner),
        version=manifest.version,
        state=pb.ManifestState.Value(f"MANIFEST_STATE_{life_of(catalog, manifest, at=at)}"),
        digest=bytes.fromhex(manifest.digest.removeprefix("sha256:")),
        key_id=manifest.key_id,
        signer=to_entity(key.signer) if key else None,
        content=to_content(document_of(manifest)),
        not_before=to_time(manifest.issued_at),
        not_after=to_time(manifest.expires_at),
        registered_at=to_made(manifest.registered_at),
        registered_by=to_entity(manifest.registered_by),
        revoked_at=to_time(revoked_at),
        revoke_reason=manifest.reason or (key.reason if key else ""),
    )


def to_content(document: Document) -> pb.ManifestContent:
    """Return what a manifest says."""
    cost = document.max_cost_per_run
    models = [model for name in document.models if (model := to_model(name)) is not None]
    return pb.ManifestContent(
        purpose=document.description,
        capabilities=document.capabilities,
        entitlements=plane.WantedEntitlements(
            tools=document.tools,
            models=models,
            data_classes=document.data_classes,
            plugins=document.plugins,
            run_cost=to_money(cost, document.currency) if cost is not None else None,
        ),
        # The four levels stand in the same order on both sides.
        security_level=pb.SecurityLevel.ValueType(int(document.security_level)),
        compliance=document.compliance,
    )


def to_step(finding: Finding) -> plane.ManifestStepResult:
    """Return what one step of a verification found."""
    return plane.ManifestStepResult(
        step=plane.ManifestStep.Value(f"MANIFEST_STEP_{finding.step.name}"),
        verdict=_VERDICTS[finding.verdict],
        finding=finding.message,
    )


def from_key(message: pb.TrustedKey, key: TrustedKey, *, signer: str) -> TrustedKey:
    """Return a key with what the request says of it.

    Args:
        message: id, description, signer, agents and times.
        key: what the key itself says.
        signer: whose key it is.

    Raises:
        InvalidFieldError: when the id is not the key's fingerprint.
    """
    if message.key_id not in {"", key.id}:
        text = f"trusted_key.key_id is the fingerprint of the key, {key.id}; leave it out"
        raise InvalidFieldError(text, field="trusted_key.key_id")
    return TrustedKey(
        id=key.id,
        public_pem=key.public_pem,
        algorithm=key.algorithm,
        signer=signer,
        not_before=from_time(message.not_before) if message.HasField("not_before") else None,
        not_after=from_time(message.not_after) if message.HasField("not_after") else None,
        agents=tuple(_AGENT + pattern for pattern in message.agents) or (f"{_AGENT}*",),
        description=message.description,
        sealed_private=key.sealed_private,
    )


def to_key(key: TrustedKey) -> pb.TrustedKey:
    """Return a key; never its private half."""
    agents = [pattern.removeprefix(_AGENT) for pattern in key.agents]
    return pb.TrustedKey(
        key_id=key.id,
        description=key.description,
        algorithm=_ALGORITHM_OF[key.algorithm],
        public_key_pem=key.public_pem,
        fingerprint=bytes.fromhex(key.id.removeprefix("sha256:")),
        signer=to_entity(key.signer),
        agents=[] if agents == ["*"] else agents,
        not_before=to_time(key.not_before),
        not_after=to_time(key.not_after),
        can_sign=bool(key.sealed_private),
        created_at=to_made(key.created_at),
        revoked_at=to_time(key.revoked_at),
    )


def from_algorithm(number: pb.KeyAlgorithm.ValueType) -> Algorithm:
    """Return with what a new key shall sign.

    Raises:
        MissingFieldError: when it is not said.
    """
    algorithm = ALGORITHMS.get(number)
    if algorithm is None:
        raise MissingFieldError("generate must say an algorithm", field="generate")
    return algorithm


def to_compliance(
    manifest: Manifest, framework: str, *, findings: tuple[ComplianceFinding, ...]
) -> pb.ComplianceResult:
    """Return how a manifest complies with one framework; SKIPPED when the framework is not known here."""
    known = FRAMEWORKS.get(framework)
    failed = core.VERDICT_FAIL if findings else core.VERDICT_PASS
    result = pb.ComplianceResult(
        manifest_id=manifest.id,
        agent=to_entity(manifest.owner),
        framework=framework,
        verdict=failed if known else core.VERDICT_SKIPPED,
    )
    if known:
        for finding in findings:
            result.findings.add(control=known.title, verdict=core.VERDICT_FAIL, message=finding.message)
    return result
