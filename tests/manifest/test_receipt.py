"""A receipt says what the verification said, and only as its signer wrote it."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.errors import DocumentInvalidError, RemitError, SignatureInvalidError
from remit.manifest import receipt
from remit.manifest.envelope import RECEIPT_TYPE
from remit.manifest.key import load_private
from remit.manifest.model import ManifestVerdict, Verification
from remit.manifest.signature import sign_with
from tests.effort import examples
from tests.manifest.signing import AGENT, ED25519, NOW, OTHER, RSA, signed, trusted_key, verified


def server_key() -> Ed25519PrivateKey:
    private = load_private(OTHER.private_pem)
    assert isinstance(private, Ed25519PrivateKey)
    return private


ISSUED = receipt.issue(verified(signed()), server_key(), at=NOW + 7)


@pytest.mark.parametrize("answer", [verified(signed()), verified(b"x"), verified(signed(pair=RSA))])
def test_a_receipt_repeats_the_verification(answer: Verification) -> None:
    read = receipt.read(receipt.issue(answer, server_key(), at=NOW + 7), OTHER.public_pem)
    assert read.findings == answer.findings
    assert (read.verdict, read.as_of, read.issued_at) == (answer.verdict, NOW, NOW + 7)
    assert (read.digest, read.key_id, read.signer) == (answer.digest, answer.key_id, answer.signer)


def test_a_receipt_names_agent_and_version_only_when_they_are_believed() -> None:
    good = receipt.read(ISSUED, OTHER.public_pem)
    assert (good.verdict, good.agent, good.version, good.serial) == (
        ManifestVerdict.VERIFIED,
        AGENT,
        "1.0.0",
        1,
    )
    bad = receipt.read(receipt.issue(verified(signed(pair=RSA)), server_key(), at=NOW), OTHER.public_pem)
    assert (bad.verdict, bad.agent, bad.version, bad.serial) == (ManifestVerdict.FAILED, "", "", 0)


def test_another_key_did_not_sign_it() -> None:
    with pytest.raises(SignatureInvalidError):
        receipt.read(ISSUED, ED25519.public_pem)


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(0, len(ISSUED) - 1), st.integers(1, 255))
def test_a_changed_receipt_is_refused(at: int, flip: int) -> None:
    with pytest.raises(RemitError):
        receipt.read(ISSUED[:at] + bytes([ISSUED[at] ^ flip]) + ISSUED[at + 1 :], OTHER.public_pem)


def test_a_manifest_is_no_receipt() -> None:
    with pytest.raises(DocumentInvalidError):
        receipt.read(signed(pair=OTHER), OTHER.public_pem)


@pytest.mark.parametrize(
    "payload", [b"x", b"[]", b"{}", b"[" * 100_000, json.dumps({"kind": "ManifestReceipt"}).encode()]
)
def test_what_is_signed_as_a_receipt_must_be_one(payload: bytes) -> None:
    with pytest.raises(DocumentInvalidError, match="no receipt"):
        receipt.read(sign_with(server_key(), payload, payload_type=RECEIPT_TYPE), OTHER.public_pem)


def test_a_receipt_does_not_pass_for_a_manifest() -> None:
    assert not verified(ISSUED, trusted_key(OTHER)).verified
