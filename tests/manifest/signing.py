"""Makes signed manifests, trusted keys and verifications for the tests of this room."""

from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any, Final

from remit.manifest.instant import instant_from_text
from remit.manifest.key import KeyPair, generate_key, load_public
from remit.manifest.model import (
    Algorithm,
    Finding,
    ManifestVerdict,
    Step,
    StepVerdict,
    TrustedKey,
    Verification,
    Wanted,
)
from remit.manifest.signature import sign
from remit.manifest.verify import verify

EXAMPLE: Final = (Path(__file__).parents[2] / "docs/examples/agent.yaml").read_bytes()
AGENT: Final = "agent:researcher-7"
NOW: Final = instant_from_text("2026-06-01T12:00:00Z")
EXPIRY: Final = instant_from_text("2030-01-01T00:00:00Z")
DIGEST_OF_NOTHING: Final = "sha256:" + "0" * 64

ED25519: Final = generate_key(Algorithm.ED25519)
OTHER: Final = generate_key(Algorithm.ED25519)
RSA: Final = generate_key(Algorithm.RSA_PSS_SHA256)
PAIRS: Final = {Algorithm.ED25519: ED25519, Algorithm.RSA_PSS_SHA256: RSA}


def trusted_key(pair: KeyPair = ED25519, **changes: Any) -> TrustedKey:
    """Return a trusted key of a pair, with some attributes changed."""
    loaded = load_public(pair.public_pem)
    values = {
        "id": loaded.id,
        "public_pem": pair.public_pem,
        "algorithm": loaded.algorithm,
        "signer": "user:ann",
    }
    return TrustedKey(**(values | changes))


def signed(payload: bytes = EXAMPLE, pair: KeyPair = ED25519) -> bytes:
    """Return the envelope of a payload."""
    return sign(payload, pair.private_pem)


def verified(
    envelope: bytes,
    *keys: TrustedKey,
    revoked: Container[str] = (),
    latest: Mapping[str, int] | None = None,
    as_of: int = NOW,
    wanted: Wanted = Wanted(),  # noqa: B008 - frozen
) -> Verification:
    """Verify with some keys trusted, the Ed25519 one when none is named."""
    trusted = {key.id: key for key in keys or (trusted_key(),)}
    return verify(
        envelope, trusted=trusted, revoked=revoked, latest_serial=latest or {}, as_of=as_of, wanted=wanted
    )


def only_failure(verification: Verification) -> Finding:
    """Return the one finding that failed; the answer must be a refusal that names all twelve steps."""
    assert verification.verdict is ManifestVerdict.FAILED
    assert [finding.step for finding in verification.findings] == list(Step)
    (failure,) = verification.failures
    assert failure.message
    return failure


def verdict_of(verification: Verification, step: Step) -> StepVerdict:
    """Return what one step said."""
    return verification.findings[step - 1].verdict


def edited(old: str, new: str) -> bytes:
    """Return the example with a text replaced that stands in it exactly once."""
    assert EXAMPLE.count(old.encode()) == 1
    return EXAMPLE.replace(old.encode(), new.encode())
