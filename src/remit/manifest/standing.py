"""Whether a registered manifest still counts at an instant. Never verifies a signature again.

The signature was verified when it was registered; what changes afterwards is time, revocation and trust in
the key.
"""

import base64

from remit.manifest import document, envelope
from remit.manifest.entitlement import ReasonName, Refusal
from remit.manifest.instant import text_from_instant
from remit.manifest.model import Document, Manifest, ManifestState, TrustedKey


def standing(manifest: Manifest, key: TrustedKey | None, *, at: int) -> Refusal | None:
    """Return why a registered manifest does not count at an instant, or None when it does.

    Args:
        manifest: the agent's manifest with the highest serial.
        key: the trusted key of `manifest.key_id`; None when it is not trusted any more.
        at: microseconds since the Unix epoch.
    """
    if manifest.state != ManifestState.ACTIVE or manifest.revoked_at is not None:
        return Refusal(ReasonName.MANIFEST_REVOKED, f"the manifest {manifest.id} was revoked")
    if key is None or key.id != manifest.key_id:
        return Refusal(ReasonName.MANIFEST_UNVERIFIED, f"the key {manifest.key_id} is not trusted")
    if key.revoked_at is not None:
        return Refusal(ReasonName.MANIFEST_REVOKED, f"the key {key.id} that signed the manifest was revoked")
    if objection := key_out_of_time(key, at):
        return Refusal(ReasonName.MANIFEST_UNVERIFIED, objection)
    if at >= manifest.expires_at:
        ended = text_from_instant(manifest.expires_at)
        return Refusal(ReasonName.MANIFEST_EXPIRED, f"the manifest {manifest.id} expired at {ended}")
    return None


def key_out_of_time(key: TrustedKey, at: int) -> str:
    """Say why a key does not count at an instant; empty when it does."""
    if key.not_before is not None and at < key.not_before:
        return f"the key {key.id} counts only from {text_from_instant(key.not_before)}"
    if key.not_after is not None and at >= key.not_after:
        return f"the key {key.id} expired at {text_from_instant(key.not_after)}"
    return ""


def document_of(manifest: Manifest) -> Document:
    """Read again what a registered manifest says, from the bytes that were signed.

    Raises:
        DocumentInvalidError: when what is stored is not what was registered.
    """
    opened = envelope.read(base64.b64decode(manifest.envelope), envelope.MANIFEST_TYPE)
    return document.parse(opened.payload)
