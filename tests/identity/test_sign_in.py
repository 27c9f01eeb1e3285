"""States of sign-ins: sealed, whole, short-lived, bound; and browsers are sent nowhere but where they may."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import CredentialExpiredError, CredentialUnknownError, InvalidFieldError
from remit.identity.sign_in import (
    STATE_LIFETIME,
    SignInState,
    StateSeal,
    check_redirect_uri,
    check_state,
    new_state,
    s256,
)

NOW = 1_790_000_000_000_000
HERE = "http://127.0.0.1:49152/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
SEAL = StateSeal(b"k" * 32)
LONGEST_ID = "i" * 128
LONGEST_STATE = 1_024
"""Characters, as the contract takes them."""


def begun(tenant: str = "default", provider: str = "google") -> SignInState:
    return new_state(tenant, provider, redirect_uri=HERE, code_challenge=s256(VERIFIER), now=NOW)


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    assert s256(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_state_comes_back_as_it_went_and_tells_its_carrier_nothing() -> None:
    state = begun()
    text = SEAL.seal(state)
    assert SEAL.open(text) == state
    hidden = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    for secret in (state.nonce, state.id, state.tenant, state.provider, state.code_challenge):
        assert secret.encode() not in hidden
    assert "key" not in repr(SEAL)


def test_the_longest_state_fits_the_contract() -> None:
    assert len(SEAL.seal(begun(LONGEST_ID, LONGEST_ID))) <= LONGEST_STATE


def test_no_two_states_are_alike() -> None:
    assert len({(one.id, one.nonce) for one in (begun() for _ in range(100))}) == 100


@given(place=st.integers(0), bit=st.integers(0, 7))
def test_a_changed_state_is_none(place: int, bit: int) -> None:
    text = SEAL.seal(begun())
    raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[place % len(raw)] ^= 1 << bit
    with pytest.raises(CredentialUnknownError):
        SEAL.open(base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode())


@given(st.text(max_size=1_100))
def test_whatever_else_is_shown_is_none(text: str) -> None:
    with pytest.raises(CredentialUnknownError):
        SEAL.open(text)


def test_another_spelling_of_a_state_is_none() -> None:
    text = SEAL.seal(begun())
    for other in (text + "=", text + "==", text[:-1] + chr(ord(text[-1]) + 1), f" {text}", text + "\n"):
        with pytest.raises(CredentialUnknownError):
            SEAL.open(other)


def test_a_state_of_another_installation_is_none() -> None:
    with pytest.raises(CredentialUnknownError):
        StateSeal(b"o" * 32).open(SEAL.seal(begun()))


def test_a_state_is_good_until_its_last_microsecond() -> None:
    state = begun()
    check_state(state, redirect_uri=HERE, code_verifier=VERIFIER, now=NOW + STATE_LIFETIME - 1)
    with pytest.raises(CredentialExpiredError):
        check_state(state, redirect_uri=HERE, code_verifier=VERIFIER, now=NOW + STATE_LIFETIME)


@pytest.mark.parametrize(
    ("redirect_uri", "verifier"),
    [
        (HERE, "x" * 43),
        (HERE, VERIFIER[:-1]),
        (HERE, s256(VERIFIER)),
        (HERE + "/", VERIFIER),
        ("http://127.0.0.1:49153/callback", VERIFIER),
        ("", VERIFIER),
    ],
)
def test_a_state_serves_only_who_began_it_and_where(redirect_uri: str, verifier: str) -> None:
    with pytest.raises(CredentialUnknownError):
        check_state(begun(), redirect_uri=redirect_uri, code_verifier=verifier, now=NOW)


@pytest.mark.parametrize(
    "uri",
    [
        HERE,
        "http://[::1]:8080/callback",
        "http://127.0.0.1:1",
        "http://127.0.0.1:65535/",
        "http://127.0.0.1:80/a/b.c/d_e~f-g",
        "https://app.example/callback",
    ],
)
def test_a_browser_may_come_back_here_or_where_the_operator_says(uri: str) -> None:
    check_redirect_uri(uri, ("https://app.example/callback",))


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "https://evil.example/callback",
        "https://app.example/callback/",
        "https://app.example/callback?x=1",
        "https://app.example/callback#x",
        "https://app.example/callback/../evil",
        "https://APP.example/callback",
        "https://app.example:443/callback",
        "https://app.example@evil.example/callback",
        "http://localhost:8080/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:08080/callback",
        "http://127.0.0.1:\uff18\uff10\uff18\uff10/callback",
        "http://127.0.0.1:8080@evil.example/callback",
        "http://user@127.0.0.1:8080/callback",
        "http://user:pass@127.0.0.1:8080/callback",
        "http://127.0.0.1:8080/callback#fragment",
        "http://127.0.0.1:8080/callback?next=https://evil.example",
        "http://127.0.0.1:8080/../callback",
        "http://127.0.0.1:8080/a/./b",
        "http://127.0.0.1:8080/a/..",
        "http://127.0.0.1:8080//evil.example",
        "http://127.0.0.1:8080/%2e%2e/callback",
        "http://127.0.0.1:8080/a\\b",
        "http://127.0.0.1:8080/callback\n",
        "http://127.0.0.1:8080 /callback",
        "http://127.0.0.1.evil.example:8080/callback",
        "http://127.0.0.2:8080/callback",
        "http://127.1:8080/callback",
        "http://2130706433:8080/callback",
        "http://0x7f.0.0.1:8080/callback",
        "http://0.0.0.0:8080/callback",
        "http://[::]:8080/callback",
        "http://[::ffff:127.0.0.1]:8080/callback",
        "http://[0:0:0:0:0:0:0:1]:8080/callback",
        "https://127.0.0.1:8080/callback",
        "HTTP://127.0.0.1:8080/callback",
        "javascript://127.0.0.1:8080/callback",
        "file:///etc/passwd",
        "remit://callback",
    ],
)
def test_a_browser_is_sent_nowhere_else(uri: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        check_redirect_uri(uri, ("https://app.example/callback",))
    assert refused.value.field == "redirect_uri"
