"""A signed statement of what a verification found. Never says more than the verification.

A receipt proves that this server said so at that time; it does not make a FAILED manifest good.
"""

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, ValidationError

from remit.errors import DocumentInvalidError, SignatureInvalidError
from remit.manifest import envelope
from remit.manifest.instant import instant_from_text, text_from_instant
from remit.manifest.key import load_public
from remit.manifest.model import Finding, ManifestVerdict, Step, StepVerdict, Verification
from remit.manifest.signature import sign_with, signed_by

KIND: Final = "ManifestReceipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a server said of a manifest."""

    verdict: ManifestVerdict
    findings: tuple[Finding, ...]
    as_of: int
    """The instant that was verified for."""
    issued_at: int
    """When the receipt was made."""
    digest: str
    key_id: str
    signer: str
    agent: str
    """Empty when no trusted signature covered the document, as are `version` and `serial` (0)."""
    version: str
    serial: int


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    step: str
    verdict: str
    message: str


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Literal["ManifestReceipt"]
    verdict: str
    steps: list[_Step]
    as_of: str
    issued_at: str
    digest: str
    key_id: str
    signer: str
    agent: str
    version: str
    serial: int


def issue(verification: Verification, private_key: Ed25519PrivateKey, *, at: int) -> bytes:
    """Sign what a verification found.

    Args:
        verification: the answer, VERIFIED or FAILED.
        private_key: the server's.
        at: the instant of issue, microseconds since the Unix epoch.

    Returns:
        A DSSE envelope as JSON bytes; its payload is canonical JSON (RFC 8785).
    """
    payload = rfc8785.dumps(_content(verification, at))
    return sign_with(private_key, payload, payload_type=envelope.RECEIPT_TYPE)


def read(data: bytes, public_pem: str) -> Receipt:
    """Read a receipt, once its signature is that of the given key.

    Raises:
        DocumentInvalidError: when it is no receipt.
        SignatureInvalidError: when the key did not sign it as it stands.
        InvalidFieldError: when the key cannot be read.
    """
    opened = envelope.read(data, envelope.RECEIPT_TYPE)
    key = load_public(public_pem)
    if not signed_by(opened, key):
        message = f"the receipt is not signed by the key {key.id}, or was changed after signing"
        raise SignatureInvalidError(message, field="signatures")
    try:
        return _receipt(_Body.model_validate(json.loads(opened.payload)))
    except (ValidationError, ValueError, KeyError, RecursionError) as error:
        message = "what was signed is no receipt of a manifest"
        raise DocumentInvalidError(message, field="payload") from error


def _content(verification: Verification, at: int) -> dict[str, Any]:
    document = verification.document
    findings = verification.findings
    return {
        "kind": KIND,
        "verdict": verification.verdict.value,
        "steps": [{"step": f.step.name, "verdict": f.verdict.value, "message": f.message} for f in findings],
        "as_of": text_from_instant(verification.as_of),
        "issued_at": text_from_instant(at),
        "digest": verification.digest,
        "key_id": verification.key_id,
        "signer": verification.signer,
        "agent": document.agent if document else "",
        "version": document.version if document else "",
        "serial": document.serial if document else 0,
    }


def _receipt(body: _Body) -> Receipt:
    return Receipt(
        verdict=ManifestVerdict(body.verdict),
        findings=tuple(Finding(Step[s.step], StepVerdict(s.verdict), s.message) for s in body.steps),
        as_of=instant_from_text(body.as_of),
        issued_at=instant_from_text(body.issued_at),
        digest=body.digest,
        key_id=body.key_id,
        signer=body.signer,
        agent=body.agent,
        version=body.version,
        serial=body.serial,
    )
