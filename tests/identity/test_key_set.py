"""Key sets of others: each key for its own algorithm, and nothing that could be taken for a key."""

import base64
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from remit.clock import SECOND
from remit.errors import CredentialMalformedError, CredentialUnknownError
from remit.identity.key_set import find_key, read_keys
from remit.identity.token import Rules, read_token
from tests.outside.issuer import RSA_KEY, jwk_of

NOW = 1_800_000_000
CLAIMS = {"iss": "https://idp.example", "aud": "remit", "sub": "ann", "iat": NOW, "exp": NOW + 60}
RULES = Rules(
    "https://idp.example",
    ("remit",),
    types=("jwt", ""),
    algorithms=("RS256", "PS256", "ES256", "EdDSA"),
    required=("sub",),
    bare=False,
)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def keys_of(*jwks: dict[str, Any]) -> set[tuple[str, str]]:
    return set(read_keys({"keys": list(jwks)}))


def rsa_jwk(**members: Any) -> dict[str, Any]:
    return jwk_of(RSA_KEY.public_key(), "RS256", "k", **members)


def ec_jwk(**members: Any) -> dict[str, Any]:
    return jwk_of(EC_KEY.public_key(), "ES256", "k", **members)


@pytest.mark.parametrize(
    ("curve", "algorithm"), [(ec.SECP256R1(), "ES256"), (ec.SECP384R1(), "ES384"), (ec.SECP521R1(), "ES512")]
)
def test_a_curve_has_one_algorithm(curve: ec.EllipticCurve, algorithm: str) -> None:
    key = ec.generate_private_key(curve).public_key()
    assert keys_of(jwk_of(key, algorithm, "k", alg=None)) == {("k", algorithm)}
    assert keys_of(jwk_of(key, algorithm, "k")) == {("k", algorithm)}
    wrong = "ES384" if algorithm == "ES256" else "ES256"
    assert not keys_of(jwk_of(key, algorithm, "k", alg=wrong))
    assert not keys_of(jwk_of(key, algorithm, "k", alg="RS256"))


def test_ed25519_goes_by_both_its_names() -> None:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    for alg in (None, "EdDSA", "Ed25519"):
        assert keys_of(jwk_of(key, "EdDSA", "k", alg=alg)) == {("k", "EdDSA")}


def test_an_rsa_key_that_does_not_say_is_for_rs256() -> None:
    assert keys_of(rsa_jwk(alg=None)) == {("k", "RS256")}
    assert keys_of(rsa_jwk(alg="PS512")) == {("k", "PS512")}


@pytest.mark.parametrize("alg", ["HS256", "none", "RSA-OAEP", "ES256", "rs256", "", 7, ["RS256"]])
def test_a_key_with_an_algorithm_of_another_kind_is_none(alg: object) -> None:
    assert not keys_of(rsa_jwk(alg=alg))


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "oct", "kid": "k", "k": "c2VjcmV0", "alg": "HS256"},
        {"kty": "oct", "kid": "k", "k": "c2VjcmV0", "alg": "RS256"},
        {"kty": "oct", "kid": "k", "k": "c2VjcmV0"},
        rsa_jwk(k="c2VjcmV0"),
        rsa_jwk(d="AQAB"),
        ec_jwk(d="AQAB"),
        rsa_jwk(use="enc"),
        rsa_jwk(key_ops=["encrypt"]),
        rsa_jwk(key_ops="verify"),
        rsa_jwk(kty="EC"),
        ec_jwk(kty="OKP"),
        ec_jwk(crv="secp256k1"),
        ec_jwk(x="AQAB"),
        rsa_jwk(n="not base64"),
        rsa_jwk(kid=7),
        rsa_jwk(kid="k" * 513),
        rsa_jwk(e="Ag"),
        "a text",
        None,
    ],
)
def test_what_is_no_key_for_verifying_is_passed_over(jwk: Any) -> None:
    good = jwk_of(EC_KEY.public_key(), "ES256", "good")
    assert keys_of(jwk, good) == {("good", "ES256")}


@pytest.mark.parametrize(("bits", "taken"), [(1_024, False), (2_048, True)])
def test_short_rsa_keys_are_passed_over(bits: int, taken: bool) -> None:  # noqa: FBT001  a case
    key = RSA_KEY if bits == 2_048 else rsa.generate_private_key(65_537, bits)
    assert bool(keys_of(jwk_of(key.public_key(), "RS256", "k"))) is taken


def test_two_keys_with_one_name_are_none() -> None:
    mine, theirs = (ec.generate_private_key(ec.SECP256R1()).public_key() for _ in range(2))
    both = [jwk_of(key, "ES256", "k") for key in (mine, theirs)]
    assert not keys_of(*both)
    assert not keys_of(*both, both[0])
    # One that is there twice is one; a name may stand for two that differ in kind.
    assert keys_of(both[0], both[0], rsa_jwk()) == {("k", "ES256"), ("k", "RS256")}


@pytest.mark.parametrize("document", [{}, {"keys": {}}, {"keys": None}, {"keys": [rsa_jwk()] * 65}])
def test_what_is_no_set_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no set of at most 64 keys"):
        read_keys(document)


def test_a_token_without_a_name_is_for_the_only_key() -> None:
    one, two = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    alone = read_keys({"keys": [jwk_of(one.public_key(), "ES256", "a"), rsa_jwk()]})
    found = find_key(alone, "", algorithm="ES256")
    assert found is not None
    assert found.kid == "a"
    nameless = read_keys({"keys": [jwk_of(one.public_key(), "ES256", "", kid=None)]})
    assert find_key(nameless, "", algorithm="ES256") is not None
    assert find_key(nameless, "a", algorithm="ES256") is None
    several = [jwk_of(key.public_key(), "ES256", name) for key, name in ((one, "a"), (two, "b"))]
    assert find_key(read_keys({"keys": several}), "", algorithm="ES256") is None
    assert find_key(read_keys({"keys": several}), "b", algorithm="ES256") is not None


def test_a_public_key_is_never_a_shared_secret() -> None:
    """RS/HS confusion: the RSA key's public form, as anybody can read it, used as an HMAC secret."""
    pem = RSA_KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    oct_jwk = {
        "kty": "oct",
        "kid": "k",
        "alg": "HS256",
        "k": base64.urlsafe_b64encode(pem).decode().rstrip("="),
    }
    for keys in ({"keys": [rsa_jwk()]}, {"keys": [rsa_jwk(), oct_jwk]}, {"keys": [oct_jwk]}):
        found = read_keys(keys)
        header = {"kid": "k", "typ": "JWT"}
        forged = _hs256(CLAIMS, pem, header)
        for rules in (RULES, _with(RULES, "HS256")):
            with pytest.raises((CredentialMalformedError, CredentialUnknownError)):
                read_token(
                    forged,
                    keys=lambda kid, alg, found=found: find_key(found, kid, algorithm=alg),  # type: ignore[misc]
                    rules=rules,
                    now=NOW * SECOND,
                )


def test_an_rsa_key_for_one_padding_is_not_good_for_the_other() -> None:
    found = read_keys({"keys": [rsa_jwk(alg="PS256")]})
    for algorithm, good in (("PS256", True), ("RS256", False)):
        token = jwt.encode(CLAIMS, RSA_KEY, algorithm, headers={"kid": "k"})
        if good:
            assert read_token(
                token,
                keys=lambda kid, alg: find_key(found, kid, algorithm=alg),
                rules=RULES,
                now=NOW * SECOND,
            )
        else:
            with pytest.raises(CredentialUnknownError):
                read_token(
                    token,
                    keys=lambda kid, alg: find_key(found, kid, algorithm=alg),
                    rules=RULES,
                    now=NOW * SECOND,
                )


def _with(rules: Rules, algorithm: str) -> Rules:
    return Rules(
        rules.issuer, rules.audiences, types=rules.types, algorithms=(*rules.algorithms, algorithm),
        required=rules.required, bare=False,
    )  # fmt: skip


def _hs256(claims: dict[str, Any], secret: bytes, header: dict[str, str]) -> str:
    """Sign as an attacker would; PyJWT itself refuses such a secret."""
    import hashlib  # noqa: PLC0415  an attacker's tools alone
    import hmac  # noqa: PLC0415
    import json  # noqa: PLC0415

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    signed = f"{part(json.dumps({'alg': 'HS256', **header}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{signed}.{part(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"
