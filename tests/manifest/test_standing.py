"""A registered manifest counts until time, revocation or lost trust end it."""

import base64
from dataclasses import replace

import pytest

from remit.errors import DocumentInvalidError
from remit.manifest.document import parse
from remit.manifest.entitlement import ReasonName
from remit.manifest.model import Manifest, ManifestState, TrustedKey
from remit.manifest.standing import document_of, standing
from tests.manifest.signing import AGENT, EXAMPLE, EXPIRY, NOW, OTHER, signed, trusted_key

MANIFEST = Manifest(
    id="man_1",
    owner=AGENT,
    envelope=base64.b64encode(signed()).decode(),
    digest="sha256:x",
    key_id=trusted_key().id,
    serial=1,
    expires_at=EXPIRY,
)


@pytest.mark.parametrize(
    ("manifest", "key", "at", "reason"),
    [
        (MANIFEST, trusted_key(), NOW, None),
        (MANIFEST, trusted_key(), EXPIRY - 1, None),
        (MANIFEST, trusted_key(), EXPIRY, ReasonName.MANIFEST_EXPIRED),
        (replace(MANIFEST, state=ManifestState.REVOKED), trusted_key(), NOW, ReasonName.MANIFEST_REVOKED),
        (replace(MANIFEST, revoked_at=NOW), trusted_key(), NOW - 1, ReasonName.MANIFEST_REVOKED),
        (MANIFEST, trusted_key(revoked_at=NOW), NOW, ReasonName.MANIFEST_REVOKED),
        (MANIFEST, None, NOW, ReasonName.MANIFEST_UNVERIFIED),
        (MANIFEST, trusted_key(OTHER), NOW, ReasonName.MANIFEST_UNVERIFIED),
        (MANIFEST, trusted_key(not_after=NOW), NOW, ReasonName.MANIFEST_UNVERIFIED),
        (MANIFEST, trusted_key(not_before=NOW + 1), NOW, ReasonName.MANIFEST_UNVERIFIED),
    ],
)
def test_standing(manifest: Manifest, key: TrustedKey | None, at: int, reason: ReasonName | None) -> None:
    refusal = standing(manifest, key, at=at)
    assert (refusal.reason if refusal else None) is reason


def test_the_document_is_read_from_the_signed_bytes() -> None:
    assert document_of(MANIFEST) == parse(EXAMPLE)
    with pytest.raises(DocumentInvalidError):
        document_of(replace(MANIFEST, envelope=base64.b64encode(EXAMPLE).decode()))
