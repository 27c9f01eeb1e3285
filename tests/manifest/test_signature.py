"""Envelopes and signatures follow DSSE, and keys are read strictly."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import DocumentInvalidError, InvalidFieldError
from remit.manifest import envelope as dsse
from remit.manifest.envelope import MANIFEST_TYPE, Envelope, Signature
from remit.manifest.key import generate_key, key_id, load_private, load_public
from remit.manifest.model import Algorithm
from remit.manifest.signature import countersign, sign, verify_signature
from tests.manifest.signing import ED25519, EXAMPLE, OTHER, PAIRS, RSA, signed, trusted_key

# RFC 8410, section 10.1: an Ed25519 public key.
RFC_8410 = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""


def test_the_encoding_is_that_of_the_dsse_protocol() -> None:
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert dsse.pre_authentication("http://example.com/HelloWorld", b"hello world") == expected


@given(st.text(max_size=8), st.binary(max_size=8), st.text(max_size=8), st.binary(max_size=8))
def test_two_pairs_never_share_an_encoding(
    kind: str, body: bytes, other_kind: str, other_body: bytes
) -> None:
    same = dsse.pre_authentication(kind, body) == dsse.pre_authentication(other_kind, other_body)
    assert same == ((kind, body) == (other_kind, other_body))


def test_the_envelope_is_the_json_of_dsse() -> None:
    body = json.loads(signed())
    assert set(body) == {"payload", "payloadType", "signatures"}
    assert body["payloadType"] == MANIFEST_TYPE
    assert base64.b64decode(body["payload"]) == EXAMPLE
    assert body["signatures"][0]["keyid"] == key_id(ED25519.public_pem)


@given(
    st.binary(min_size=1, max_size=64), st.lists(st.binary(min_size=1, max_size=64), min_size=1, max_size=8)
)
def test_envelopes_are_written_and_read_alike(payload: bytes, values: list[bytes]) -> None:
    signatures = tuple(Signature(f"k{at}", value) for at, value in enumerate(values))
    written = Envelope(MANIFEST_TYPE, payload, signatures)
    assert dsse.read(dsse.write(written), MANIFEST_TYPE) == written


def test_any_layout_of_the_json_is_read() -> None:
    spread = json.dumps(json.loads(signed()), indent=2, sort_keys=True).encode() + b"\n"
    assert dsse.read(spread, MANIFEST_TYPE) == dsse.read(signed(), MANIFEST_TYPE)


def test_the_id_of_a_key_is_its_spki_fingerprint() -> None:
    # printf of the base64 above | base64 -d | sha256sum
    der = base64.b64decode("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")
    assert len(der) == 44
    assert key_id(RFC_8410) == "sha256:a1e9156054e04fac899ae9f275132cdc07a5dbc4ea2c2ad3a1ffc6e0d253681f"


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_signatures_verify_with_their_key_alone(algorithm: Algorithm) -> None:
    opened = dsse.read(signed(pair=PAIRS[algorithm]), MANIFEST_TYPE)
    assert verify_signature(opened, trusted_key(PAIRS[algorithm]))
    assert not verify_signature(opened, trusted_key(OTHER))
    assert load_public(PAIRS[algorithm].public_pem).algorithm is algorithm


def test_countersigning_keeps_the_first_signature() -> None:
    both = countersign(signed(), RSA.private_pem)
    opened = dsse.read(both, MANIFEST_TYPE)
    assert [s.key_id for s in opened.signatures] == [trusted_key().id, trusted_key(RSA).id]
    assert verify_signature(opened, trusted_key())
    assert verify_signature(opened, trusted_key(RSA))
    with pytest.raises(InvalidFieldError, match="already"):
        countersign(both, RSA.private_pem)
    with pytest.raises(DocumentInvalidError):
        countersign(EXAMPLE, RSA.private_pem)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_an_encrypted_key_needs_its_password(algorithm: Algorithm) -> None:
    pair = generate_key(algorithm, "correct horse")
    assert "ENCRYPTED" in pair.private_pem
    assert verify_signature(
        dsse.read(sign(EXAMPLE, pair.private_pem, password="correct horse"), MANIFEST_TYPE), trusted_key(pair)
    )
    for password, field in (("", "password"), ("wrong", "private_pem")):
        with pytest.raises(InvalidFieldError) as refused:
            load_private(pair.private_pem, password)
        assert refused.value.field == field
        assert "wrong" not in refused.value.message.replace("password is wrong", "")


def test_a_password_for_a_plain_key_is_refused() -> None:
    with pytest.raises(InvalidFieldError, match="not needed"):
        load_private(ED25519.private_pem, "x")


@pytest.mark.parametrize("pem", ["", "nonsense", ED25519.private_pem, "x" * 20_000, "\ud800"])
def test_what_is_no_public_key_is_refused(pem: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        load_public(pem)
    assert refused.value.field == "public_pem"


@pytest.mark.parametrize("pem", ["", "nonsense", ED25519.public_pem, "\ud800"])
def test_what_is_no_private_key_is_refused(pem: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        load_private(pem)
    assert refused.value.field == "private_pem"
