"""What an attacker may send: nothing of it verifies, and nothing of it raises."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.errors import InvalidFieldError
from remit.manifest import envelope as dsse
from remit.manifest.envelope import MANIFEST_TYPE, RECEIPT_TYPE, Envelope, Signature
from remit.manifest.key import load_private, load_public
from remit.manifest.model import Algorithm, Step, TrustedKey
from remit.manifest.signature import sign_with
from tests.effort import examples
from tests.manifest.signing import (
    ED25519,
    EXAMPLE,
    NOW,
    OTHER,
    RSA,
    edited,
    only_failure,
    signed,
    trusted_key,
    verified,
)

GOOD = signed()
GOOD_RSA = signed(pair=RSA)
SMALL = 1024
"""Bits of an RSA key that is too weak."""
BOTH = (trusted_key(), trusted_key(RSA))


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    body = json.loads(GOOD)
    change(body)
    return json.dumps(body).encode()


def sealed(payload: bytes, signature: bytes, key: TrustedKey) -> bytes:
    return dsse.write(Envelope(MANIFEST_TYPE, payload, (Signature(key.id, signature),)))


def rsa_private() -> RSAPrivateKey:
    private = load_pem_private_key(RSA.private_pem.encode(), None)
    assert isinstance(private, RSAPrivateKey)
    return private


@pytest.mark.parametrize("good", [GOOD, GOOD_RSA], ids=["ed25519", "rsa"])
def test_every_single_byte_counts(good: bytes) -> None:
    assert verified(good, *BOTH).verified
    for at in range(len(good)):
        spoilt = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        assert not verified(spoilt, *BOTH).verified, at


@settings(max_examples=examples(300), deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_any_other_byte_in_any_place_is_found(at: int, flip: int) -> None:
    spoilt = GOOD[:at] + bytes([GOOD[at] ^ flip]) + GOOD[at + 1 :]
    assert not verified(spoilt, *BOTH).verified


@settings(max_examples=examples(200), deadline=None)
@given(st.data(), st.sampled_from([GOOD, GOOD_RSA]), st.sampled_from(["payload", "signature"]))
def test_a_byte_flipped_inside_payload_or_signature_fails_at_signature(
    data: st.DataObject, good: bytes, where: str
) -> None:
    opened = dsse.read(good, MANIFEST_TYPE)
    (signature,) = opened.signatures
    spoilt = bytearray(opened.payload if where == "payload" else signature.value)
    spoilt[data.draw(st.integers(0, len(spoilt) - 1))] ^= data.draw(st.integers(1, 255))
    if where == "payload":
        opened = Envelope(opened.payload_type, bytes(spoilt), opened.signatures)
    else:
        opened = Envelope(opened.payload_type, opened.payload, (Signature(signature.key_id, bytes(spoilt)),))
    failure = only_failure(verified(dsse.write(opened), *BOTH))
    assert failure.step is Step.SIGNATURE
    assert "changed after signing" in failure.message


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    assert only_failure(verified(data)).step is Step.ENVELOPE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=examples(300), deadline=None)
@given(JSON, JSON, JSON, JSON)
def test_arbitrary_envelopes_never_raise(payload: object, kind: object, key: object, value: object) -> None:
    for body in (
        {"payload": payload, "payloadType": kind, "signatures": value},
        {"payload": payload, "payloadType": MANIFEST_TYPE, "signatures": [{"keyid": key, "sig": value}]},
        {"payload": "YQ==", "payloadType": MANIFEST_TYPE, "signatures": [{"keyid": key, "sig": value}]},
    ):
        assert not verified(json.dumps(body).encode()).verified


@settings(max_examples=examples(300), deadline=None)
@given(
    st.binary(min_size=1, max_size=300)
    | st.text(min_size=1, max_size=300).map(lambda t: t.encode("utf-8", "replace"))
)
def test_arbitrary_signed_payloads_never_raise(payload: bytes) -> None:
    assert only_failure(verified(signed(payload))).step is Step.SCHEMA


@pytest.mark.parametrize(
    ("envelope", "step", "said"),
    [
        (EXAMPLE, Step.ENVELOPE, "unsigned"),
        (b"", Step.ENVELOPE, "not JSON"),
        (b"[" * 100_000, Step.ENVELOPE, "nesting"),
        (b'{"payload":' + b"9" * 10_000 + b"}", Step.ENVELOPE, "number"),
        (b'{"payload":NaN}', Step.ENVELOPE, "number"),
        (b"\xff\xfe" + GOOD, Step.ENVELOPE, "byte 0"),
        (b" " * dsse.MAX_ENVELOPE_BYTES + GOOD, Step.ENVELOPE, "at most"),
        (GOOD + b"x", Step.ENVELOPE, f"character {len(GOOD)}"),
        (GOOD + GOOD, Step.ENVELOPE, "not JSON"),
        (b'{"payload":"","payload":"",' + GOOD[1:], Step.ENVELOPE, "twice"),
        (GOOD.replace(b'{"keyid"', b'{"sig":"YQ==","keyid"'), Step.ENVELOPE, "twice"),
        (changed(lambda body: body.update(signatures=[])), Step.ENVELOPE, "nobody signed"),
        (changed(lambda body: body.update(signatures=body["signatures"] * 9)), Step.ENVELOPE, "at most 8"),
        (changed(lambda body: body.pop("signatures")), Step.ENVELOPE, "missing"),
        (changed(lambda body: body.update(alg="none")), Step.ENVELOPE, "'alg'"),
        (changed(lambda body: body["signatures"][0].update(alg="none")), Step.ENVELOPE, "'alg'"),
        (changed(lambda body: body["signatures"][0].update(keyid="\ud800")), Step.ENVELOPE, "keyid"),
        (changed(lambda body: body["signatures"][0].update(keyid=None)), Step.ENVELOPE, "keyid"),
        (changed(lambda body: body.update(payloadType="text/yaml")), Step.ENVELOPE, "'text/yaml'"),
        (changed(lambda body: body.update(payload="")), Step.BYTES, "payload is empty"),
        (changed(lambda body: body["signatures"][0].update(sig="")), Step.BYTES, "sig is empty"),
        (changed(lambda body: body.update(payload=body["payload"] + "\n")), Step.BYTES, "base64"),
        (changed(lambda body: body.update(payload=body["payload"] + "====")), Step.BYTES, "base64"),
        (changed(lambda body: body.update(payload="YR==")), Step.BYTES, "canonical base64 at character 1"),
        (changed(lambda body: body.update(payload="_-8=")), Step.BYTES, "base64"),
        (changed(lambda body: body.update(payload="YQ")), Step.BYTES, "base64"),
        (changed(lambda body: body["signatures"][0].update(sig="YR==")), Step.BYTES, "signatures[0].sig"),
        (changed(lambda body: body["signatures"][0].update(sig="YQ==")), Step.SIGNATURE, "does not match"),
        (
            changed(lambda body: body["signatures"][0].update(keyid=BOTH[1].id)),
            Step.SIGNATURE,
            "does not match",
        ),
    ],
)
def test_a_spoilt_envelope_fails_and_says_where(envelope: bytes, step: Step, said: str) -> None:
    failure = only_failure(verified(envelope, *BOTH))
    assert failure.step is step
    assert said in failure.message


def test_a_signature_over_another_type_does_not_count_for_a_manifest() -> None:
    private = load_private(ED25519.private_pem)
    foreign = sign_with(private, EXAMPLE, payload_type=RECEIPT_TYPE)
    assert only_failure(verified(foreign)).step is Step.ENVELOPE
    relabelled = foreign.replace(RECEIPT_TYPE.encode(), MANIFEST_TYPE.encode())
    assert only_failure(verified(relabelled)).step is Step.SIGNATURE


def test_a_signature_over_the_bare_payload_does_not_count() -> None:
    private = load_private(ED25519.private_pem)
    bare = private.sign(EXAMPLE)  # type: ignore[call-arg]
    assert only_failure(verified(sealed(EXAMPLE, bare, trusted_key()))).step is Step.SIGNATURE


@pytest.mark.parametrize(
    "padding",
    [PKCS1v15(), PSS(MGF1(SHA256()), 0), PSS(MGF1(SHA256()), 20), PSS(MGF1(SHA256()), PSS.MAX_LENGTH)],
    ids=["pkcs1", "salt-0", "salt-20", "salt-max"],
)
def test_only_one_rsa_padding_counts(padding: PKCS1v15 | PSS) -> None:
    covered = dsse.pre_authentication(MANIFEST_TYPE, EXAMPLE)
    value = rsa_private().sign(covered, padding, SHA256())
    key = trusted_key(RSA)
    assert only_failure(verified(sealed(EXAMPLE, value, key), key)).step is Step.SIGNATURE


def test_an_rsa_key_cannot_pass_for_an_ed25519_one_nor_the_reverse() -> None:
    for pair, other in ((ED25519, RSA), (RSA, ED25519)):
        disguised = trusted_key(other, id=trusted_key(pair).id)
        assert only_failure(verified(signed(pair=pair), disguised)).step is Step.KEY_TRUSTED


@pytest.mark.parametrize(
    "make",
    [
        lambda: generate_private_key(65537, SMALL),
        lambda: generate_private_key(3, 2048),
        lambda: generate_ec(SECP256R1()),
    ],
)
def test_weak_and_foreign_keys_are_refused(make: Callable[[], Any]) -> None:
    pem = make().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(
        InvalidFieldError, match=r"1024 bits|exponent below|neither RSA nor Ed25519"
    ) as refused:
        load_public(pem)
    assert refused.value.field == "public_pem"
    weak = TrustedKey(trusted_key().id, pem, Algorithm.RSA_PSS_SHA256)
    assert only_failure(verified(GOOD, weak)).step is Step.KEY_TRUSTED


def test_a_weak_key_cannot_even_sign() -> None:
    small = generate_private_key(65537, SMALL)
    covered = dsse.pre_authentication(MANIFEST_TYPE, EXAMPLE)
    value = small.sign(covered, PSS(MGF1(SHA256()), 32), SHA256())
    pem = small.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    key = TrustedKey("sha256:small", pem, Algorithm.RSA_PSS_SHA256)
    failure = only_failure(verified(sealed(EXAMPLE, value, key), key))
    assert failure.step is Step.KEY_TRUSTED
    assert "1024 bits" in failure.message


def test_claiming_a_trusted_key_id_does_not_help_another_key() -> None:
    claimed = signed(pair=OTHER).replace(trusted_key(OTHER).id.encode(), trusted_key().id.encode())
    assert only_failure(verified(claimed)).step is Step.SIGNATURE


def test_a_stolen_expired_key_cannot_date_its_manifest_back() -> None:
    stolen = trusted_key(not_after=NOW - 1)
    assert only_failure(verified(signed(edited("serial: 1", "serial: 99")), stolen)).step is Step.KEY_IN_TIME


def test_foreign_text_is_quoted_short_and_in_ascii() -> None:
    failure = only_failure(verified(changed(lambda body: body.update(payloadType="\u202e\ud800" * 1000))))
    assert failure.message.isascii()
    assert len(failure.message) < 1000


def test_a_base64_url_alphabet_is_refused_even_where_it_means_the_same() -> None:
    raw = base64.b64encode(b"\xff\xef").decode().replace("/", "_").replace("+", "-")
    assert only_failure(verified(changed(lambda body: body.update(payload=raw)))).step is Step.BYTES
