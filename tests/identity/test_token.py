"""Attacks on signed tokens, each refused before or by the signature; what is good is read as it was written."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from remit.errors import RemitError
from remit.identity.compact_token import encoded, looks_like_token, open_token
from remit.identity.jwk import to_jwk
from remit.identity.token import (
    CLOCK_TOLERANCE,
    Claims,
    Rules,
    SigningKey,
    VerifyingKey,
    claims_of,
    issue,
    read_token,
)
from remit.identity.token_key import TokenAlgorithm, new_signing_key

ISSUER = "https://remit.example"
NOW = 1_790_000_000_000_000
SECOND = 1_000_000
RULES = Rules(ISSUER, (ISSUER,))
KEYS: Mapping[str, SigningKey] = {str(one): new_signing_key(one) for one in TokenAlgorithm}
OURS = KEYS["EdDSA"]
CLAIMS = Claims(
    issuer=ISSUER,
    audiences=(ISSUER, "https://billing.example"),
    subject="user:ann",
    tenant="acme",
    jti="tok_1.1",
    issued_at=NOW,
    not_before=NOW,
    expires_at=NOW + 3_600 * SECOND,
    actors=("agent:r7", "agent:r6"),
    roles=("researcher",),
    permissions=("decision:*",),
    thumbprint="q0PyO9Z-dBjtI_-sM3DH7a4JjZwvJSjfPzwzEDTqpqw",
)


def verifying(key: SigningKey, algorithm: str = "") -> VerifyingKey:
    return VerifyingKey(key.kid, algorithm or key.algorithm, key.key.public_key())


def find(kid: str, _: str) -> VerifyingKey | None:
    return next((verifying(key) for key in KEYS.values() if key.kid == kid), None)


def read(token: str, *, rules: Rules = RULES, now: int = NOW) -> Mapping[str, Any]:
    return read_token(token, keys=find, rules=rules, now=now)


def refused(token: str, *, rules: Rules = RULES, now: int = NOW) -> str:
    """Return why a token is refused."""
    with pytest.raises(RemitError) as caught:
        read(token, rules=rules, now=now)
    assert len(token) < len("eyJhbGci") or token[:40] not in caught.value.message
    return caught.value.reason


def text(header: object, payload: object, signature: bytes | Callable[[bytes], bytes] = b"") -> str:
    """Write a token of any shape; a header or payload that is text stays as it is."""
    parts = [part if isinstance(part, str) else json.dumps(part) for part in (header, payload)]
    signed = ".".join(encoded(part.encode()) for part in parts)
    return f"{signed}.{encoded(signature if isinstance(signature, bytes) else signature(signed.encode()))}"


def signed_by(key: SigningKey) -> Callable[[bytes], bytes]:
    return lambda data: bytes(jwt.get_algorithm_by_name(key.algorithm).sign(data, key.key))


def said(**changes: object) -> dict[str, Any]:
    """Return what our token says, with changes; None takes a member away."""
    part = issue(CLAIMS, OURS).split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) | changes
    return {name: value for name, value in claims.items() if value is not None}


def ours(header: Any = None, **changes: Any) -> str:
    """Return a token that our own key has signed, whatever it says."""
    usual = {"alg": OURS.algorithm, "kid": OURS.kid, "typ": "at+jwt"}
    return text({**usual, **(header or {})}, said(**changes), signed_by(OURS))


@pytest.mark.parametrize("algorithm", TokenAlgorithm)
def test_what_was_issued_is_read_back(algorithm: str) -> None:
    token = issue(CLAIMS, KEYS[algorithm])
    assert claims_of(read(token)) == CLAIMS
    assert looks_like_token(token)


@pytest.mark.parametrize("algorithm", TokenAlgorithm)
def test_others_can_verify_it_by_what_is_published(algorithm: str) -> None:
    key = KEYS[algorithm]
    published = jwt.PyJWK(dict(to_jwk(verifying(key))))
    claims = jwt.decode(
        issue(CLAIMS, key), published.key, algorithms=[algorithm], audience=ISSUER, issuer=ISSUER,
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )  # fmt: skip
    assert (claims["sub"], claims["act"]) == ("user:ann", {"sub": "agent:r7", "act": {"sub": "agent:r6"}})


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", " none"])
@pytest.mark.parametrize("signature", [b"", b"x" * 64])
def test_none_is_no_algorithm(name: str, signature: bytes) -> None:
    assert (
        refused(text({"alg": name, "kid": OURS.kid, "typ": "at+jwt"}, said(), signature))
        == "CREDENTIAL_MALFORMED"
    )


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("own", TokenAlgorithm)
def test_a_public_key_is_no_secret(algorithm: str, own: str) -> None:
    """RS/HS confusion, and a public JWK as the secret of an HMAC."""
    key = KEYS[own]
    public = key.key.public_key()
    secrets = [
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        json.dumps(dict(to_jwk(verifying(key)))).encode(),
    ]
    for secret in secrets:
        mac = lambda data, secret=secret: hmac.digest(secret, data, getattr(hashlib, f"sha{algorithm[2:]}"))  # noqa: E731
        forged = text({"alg": algorithm, "kid": key.kid, "typ": "at+jwt"}, said(), mac)
        assert refused(forged) == "CREDENTIAL_MALFORMED"
        # Nor where somebody lets the algorithm in: a key is good for its own alone.
        rules = Rules(ISSUER, (ISSUER,), algorithms=(own, algorithm))
        assert refused(forged, rules=rules) == "CREDENTIAL_MALFORMED"


@pytest.mark.parametrize("wrong", ["ES256", "RS256", "PS256", "ES384"])
def test_a_key_is_good_for_its_own_algorithm_alone(wrong: str) -> None:
    rules = Rules(ISSUER, (ISSUER,), algorithms=("EdDSA", wrong))
    forged = text({"alg": wrong, "kid": OURS.kid, "typ": "at+jwt"}, said(), signed_by(OURS))
    assert refused(forged, rules=rules) == "CREDENTIAL_UNKNOWN"
    if wrong != "ES384":
        return
    # A key that was kept under the wrong name verifies nothing, rather than something else.
    odd = VerifyingKey(OURS.kid, wrong, OURS.key.public_key())
    with pytest.raises(RemitError):
        read_token(forged, keys=lambda *_: odd, rules=rules, now=NOW)


def test_only_the_algorithms_of_the_rules_are_taken() -> None:
    rules = Rules(ISSUER, (ISSUER,), algorithms=("EdDSA",))
    assert read(issue(CLAIMS, OURS), rules=rules)
    assert refused(issue(CLAIMS, KEYS["RS256"]), rules=rules) == "CREDENTIAL_MALFORMED"


def test_a_key_in_the_token_counts_for_nothing() -> None:
    theirs = new_signing_key(TokenAlgorithm.EDDSA)
    jwk = dict(to_jwk(verifying(theirs)))
    for member in (
        {"jwk": jwk},
        {"jku": "https://evil.example/jwks"},
        {"x5u": "https://evil.example/c"},
        {"x5c": ["MII"]},
    ):
        forged = text(
            {"alg": "EdDSA", "kid": theirs.kid, "typ": "at+jwt", **member}, said(), signed_by(theirs)
        )
        assert refused(forged) == "CREDENTIAL_MALFORMED"
        # Refused by its form, also where our own key has signed it, and others' headers are taken.
        loose = Rules(ISSUER, (ISSUER,), bare=False)
        assert refused(ours(member), rules=loose) == "CREDENTIAL_MALFORMED"


@pytest.mark.parametrize(
    "member", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}, {"b64": True}, {"zip": "DEF"}, {"cty": "JWT"}]
)
def test_what_changes_the_meaning_of_a_signature_is_refused(member: dict[str, object]) -> None:
    for bare in (True, False):
        assert refused(ours(member), rules=Rules(ISSUER, (ISSUER,), bare=bare)) == "CREDENTIAL_MALFORMED"


def test_of_our_own_header_everything_is_known() -> None:
    assert refused(ours({"x5t": "abc"})) == "CREDENTIAL_MALFORMED"
    assert read(ours({"x5t": "abc"}), rules=Rules(ISSUER, (ISSUER,), bare=False))["sub"] == "user:ann"


@pytest.mark.parametrize("typ", ["JWT", "jwt", "dpop+jwt", "", None, 7, "at+jwt "])
def test_another_type_is_refused(typ: object) -> None:
    assert refused(ours({"typ": typ})) == "CREDENTIAL_MALFORMED"


@pytest.mark.parametrize("typ", ["JWT", "application/JWT", "at+jwt"])
def test_types_are_media_types(typ: str) -> None:
    assert read(ours({"typ": typ}), rules=Rules(ISSUER, (ISSUER,), types=("jwt", "at+jwt")))


def test_only_one_text_stands_for_a_token() -> None:
    header, payload, signature = issue(CLAIMS, OURS).split(".")
    # Of 64 bytes the last character of base64url has four bits that stand for nothing.
    twin = signature[:-1] + chr(ord(signature[-1]) + 1)
    assert base64.urlsafe_b64decode(twin + "==") == base64.urlsafe_b64decode(signature + "==")
    spellings = [
        f"{header}.{payload}.{twin}",
        f"{header}.{payload}.{signature}==",
        f"{header}.{payload}=.{signature}",
        f" {header}.{payload}.{signature}",
        f"{header}.{payload}.{signature}\n",
        f"{header}\n.{payload}.{signature}",
        f"{header}.{payload}.{signature}.",
        f"{header}.{payload}.{signature}.{signature}",
        f"{header}.{payload}.",
        f".{payload}.{signature}",
        f"{header}.{payload}",
        f"{header}.{payload}.{signature[:-1]}+",
    ]
    for spelling in spellings:
        assert refused(spelling) == "CREDENTIAL_MALFORMED", spelling[-12:]


@pytest.mark.parametrize(
    "payload",
    [
        '{"sub":"user:ann","sub":"user:admin"}',
        '{"exp":NaN}',
        "[]",
        '"a"',
        "{",
        "{}{}",
        '\ufeff{"a":1}',
        "[" * 100_000,
    ],
)
def test_claims_that_two_readers_may_read_differently_are_refused(payload: str) -> None:
    header = {"alg": "EdDSA", "kid": OURS.kid, "typ": "at+jwt"}
    assert refused(text(header, payload, signed_by(OURS))) == "CREDENTIAL_MALFORMED"


def test_a_member_twice_is_refused_however_deep_it_stands() -> None:
    base = json.dumps(said())
    twice = base[:-1] + ',"act":{"sub":"agent:r7","sub":"agent:r8"}}'
    header = json.dumps({"alg": "EdDSA", "typ": "at+jwt", "kid": OURS.kid})
    assert refused(text(header, twice, signed_by(OURS))) == "CREDENTIAL_MALFORMED"
    assert refused(text(header, base[:-1] + ',"odd":NaN}', signed_by(OURS))) == "CREDENTIAL_MALFORMED"
    doubled = header[:-1] + ',"alg":"EdDSA"}'
    assert refused(text(doubled, said(), signed_by(OURS))) == "CREDENTIAL_MALFORMED"


def test_our_own_end_to_the_second() -> None:
    token = issue(CLAIMS, OURS)
    assert read(token, now=CLAIMS.expires_at - 1)
    assert refused(token, now=CLAIMS.expires_at) == "CREDENTIAL_EXPIRED"
    assert refused(token, now=CLAIMS.expires_at + SECOND) == "CREDENTIAL_EXPIRED"


def test_others_end_with_their_leeway() -> None:
    token = issue(CLAIMS, OURS)
    rules = Rules(ISSUER, (ISSUER,), leeway=60 * SECOND)
    assert read(token, rules=rules, now=CLAIMS.expires_at + 60 * SECOND - 1)
    assert refused(token, rules=rules, now=CLAIMS.expires_at + 60 * SECOND) == "CREDENTIAL_EXPIRED"


@pytest.mark.parametrize("name", ["nbf", "iat"])
def test_what_is_not_good_yet_is_refused_but_for_the_clocks_of_replicas(name: str) -> None:
    token = ours(**{name: NOW // SECOND + 1})
    assert refused(token) == "CREDENTIAL_EXPIRED"
    assert refused(token, now=NOW + SECOND - CLOCK_TOLERANCE - 1) == "CREDENTIAL_EXPIRED"
    assert read(token, now=NOW + SECOND - CLOCK_TOLERANCE)


@pytest.mark.parametrize(
    "audience",
    ["https://billing.example", ["https://billing.example"], [], "https://remit.example.", ISSUER[:-1]],
)
def test_for_somebody_else(audience: object) -> None:
    assert refused(ours(aud=audience)) == "CREDENTIAL_UNKNOWN"


@pytest.mark.parametrize("issuer", ["https://evil.example", ISSUER + "/", ISSUER.upper(), ISSUER + "\x00"])
def test_by_somebody_else(issuer: str) -> None:
    assert refused(ours(iss=issuer)) in {"CREDENTIAL_UNKNOWN", "CREDENTIAL_MALFORMED"}


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "exp", "iat", "jti"])
def test_nothing_may_be_missing(name: str) -> None:
    assert refused(ours(**{name: None})) == "CREDENTIAL_MALFORMED"
    assert refused(
        text({"alg": "EdDSA", "kid": OURS.kid, "typ": "at+jwt"}, said() | {name: None}, signed_by(OURS))
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exp", True), ("exp", "1790003600"), ("exp", 1e999), ("exp", -1), ("exp", [1]), ("exp", 10**30), ("iat", True),
        ("iat", False), ("nbf", "0"), ("nbf", True), ("sub", 7), ("sub", ""), ("sub", "user:\x00"), ("sub", "user:\ud800"),
        ("jti", 1), ("jti", ["a"]), ("iss", [ISSUER]), ("aud", {ISSUER: 1}), ("aud", [ISSUER, 1]), ("aud", 7),
    ],
)  # fmt: skip
def test_claims_of_another_type_are_refused(name: str, value: object) -> None:
    assert refused(ours(**{name: value})) == "CREDENTIAL_MALFORMED"


@pytest.mark.parametrize(
    "odd",
    [{"act": "agent:r7"}, {"act": {}}, {"act": {"sub": 1}}, {"cnf": {"jkt": "a"}},
        {"cnf": {"x5t#S256": "a", "jkt": "b"}}, {"cnf": "a"}, {"cnf": {"x5t#S256": ""}},
     {"tenant": None}, {"tenant": 7}, {"permissions": "a"}, {"permissions": [1]}, {"roles": {}}],
)  # fmt: skip
def test_claims_of_remits_own_must_be_of_their_form(odd: dict[str, object]) -> None:
    with pytest.raises(RemitError) as caught:
        claims_of(read(ours(**odd)))
    assert caught.value.reason == "CREDENTIAL_MALFORMED"


def test_a_chain_of_actors_without_end_is_refused() -> None:
    act: dict[str, object] = {"sub": "agent:a"}
    for _ in range(20):
        act = {"sub": "agent:a", "act": act}
    with pytest.raises(RemitError):
        claims_of(read(ours(act=act)))


def test_a_key_of_another_installation_is_unknown() -> None:
    theirs = new_signing_key(TokenAlgorithm.EDDSA)
    assert refused(issue(CLAIMS, theirs)) == "CREDENTIAL_UNKNOWN"
    # Nor does it help to name one of ours.
    named = SigningKey(OURS.kid, theirs.algorithm, theirs.key)
    assert refused(issue(CLAIMS, named)) == "CREDENTIAL_UNKNOWN"


def test_longer_than_the_rules_say() -> None:
    token = issue(CLAIMS, OURS)
    assert refused(token, rules=Rules(ISSUER, (ISSUER,), longest=3_599 * SECOND)) == "CREDENTIAL_UNKNOWN"
    assert read(token, rules=Rules(ISSUER, (ISSUER,), longest=3_600 * SECOND))


def test_a_long_text_is_not_even_taken_apart() -> None:
    assert refused(ours(roles=["a" * 20_000])) == "CREDENTIAL_MALFORMED"
    assert read(ours(roles=["a" * 10_000]))


GOOD = [issue(CLAIMS, key) for key in KEYS.values()]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\x00é"


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_no_change_of_a_good_token_verifies(good: str, data: st.DataObject) -> None:
    token = good
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(token) - 1))
        token = data.draw(
            st.sampled_from(
                [
                    token[:place] + data.draw(st.sampled_from(LETTERS)) + token[place + 1 :],
                    token[:place] + token[place + 1 :],
                    token[:place] + data.draw(st.sampled_from(LETTERS)) + token[place:],
                    token[:place],
                    token[place:] + token[:place],
                ]
            )
        )
        if not token:
            break
    if token != good:
        refused(token)


@given(st.text(max_size=200))
@example("..")
@example("eyJ.eyJ.e")
def test_any_text_is_read_or_refused_and_nothing_else(token: str) -> None:
    try:
        open_token(token)
    except RemitError as error:
        assert error.reason == "CREDENTIAL_MALFORMED"
