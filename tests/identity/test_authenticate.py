"""A credential from metadata to principal: each way to fail has its own error, and none says too much."""

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.clock import SECOND
from remit.errors import (
    CredentialExpiredError,
    CredentialMalformedError,
    CredentialMissingError,
    CredentialNetworkError,
    CredentialRevokedError,
    CredentialScopeError,
    CredentialUnknownError,
    InvalidFieldError,
    RemitError,
)
from remit.identity.authenticate import check_key, credential_from_metadata, require_scope
from remit.identity.model import OPERATOR_TENANT, ApiKey
from remit.identity.network import lies_within, parse_network

NOW = 1_790_000_000 * SECOND
KEY = ApiKey(id="0" * 64, key_id="key_1", owner="agent:x", scopes=("decision:*",), expires_at=NOW + SECOND)


@pytest.mark.parametrize("value", ["Bearer abc", "bearer abc", "BEARER  abc "])
def test_what_follows_bearer_is_the_credential(value: str) -> None:
    assert credential_from_metadata([("x-id", "1"), ("authorization", value)]) == "abc"


def test_no_authorization_is_a_missing_credential() -> None:
    with pytest.raises(CredentialMissingError):
        credential_from_metadata([("x-api-key", "abc")])


@pytest.mark.parametrize(
    "values",
    [
        ["abc"],
        ["Basic abc"],
        ["Bearer"],
        ["Bearer "],
        [""],
        ["Bearer a\tb"],
        ["Bearer é"],
        [b"Bearer abc"],
        ["Bearer a", "Bearer a"],
        ["Bearer a", "Bearer b"],
        ["Bearer " + "a" * 9_000],
    ],
)
def test_another_form_is_malformed(values: Sequence[str | bytes]) -> None:
    with pytest.raises(CredentialMalformedError):
        credential_from_metadata([("authorization", value) for value in values])


@given(st.text(max_size=40))
def test_any_value_gives_a_credential_or_its_documented_error(value: str) -> None:
    try:
        credential = credential_from_metadata([("authorization", value)])
    except CredentialMalformedError:
        return
    assert credential
    assert credential in value


def test_a_good_key_makes_its_owner_the_principal_of_the_rows_tenant() -> None:
    principal = check_key(KEY, "acme", now=NOW, peer_ip="10.0.0.1")
    assert (principal.tenant, principal.subject, principal.credential) == ("acme", "agent:x", "key_1")
    assert principal.scopes == KEY.scopes
    assert principal.expires_at == KEY.expires_at
    assert not principal.operator
    assert check_key(KEY, OPERATOR_TENANT, now=NOW, peer_ip="").operator


@pytest.mark.parametrize(
    ("key", "now", "error"),
    [
        (None, NOW, CredentialUnknownError),
        (replace(KEY, revoked_at=NOW), NOW, CredentialRevokedError),
        (replace(KEY, revoked_at=NOW + 9), NOW, CredentialRevokedError),
        (KEY, NOW + SECOND, CredentialExpiredError),
        (replace(KEY, networks=("10.0.0.0/8",)), NOW, CredentialNetworkError),
    ],
)
def test_each_failure_has_its_own_error(key: ApiKey | None, now: int, error: type[RemitError]) -> None:
    with pytest.raises(error):
        check_key(key, "acme", now=now, peer_ip="192.0.2.1")


def test_a_key_is_good_until_just_before_it_expires_and_for_ever_without_expiry() -> None:
    late = check_key(KEY, "acme", now=NOW + SECOND - 1, peer_ip="")
    for_ever = check_key(replace(KEY, expires_at=None), "acme", now=NOW * 100, peer_ip="")
    assert late.subject == for_ever.subject == "agent:x"


@pytest.mark.parametrize(
    ("peer_ip", "networks", "within"),
    [
        ("10.1.2.3", ("10.0.0.0/8",), True),
        ("::ffff:10.1.2.3", ("10.0.0.0/8",), True),
        ("::ffff:a01:203", ("10.0.0.0/8",), True),
        ("10.1.2.3", ("::ffff:10.0.0.0/104",), True),
        ("::ffff:11.1.2.3", ("10.0.0.0/8",), False),
        # All of IPv6 does not take in what is really IPv4.
        ("::ffff:10.1.2.3", ("::/0",), False),
        ("2001:db8::1", ("192.0.2.0/24", "2001:db8::/32"), True),
        ("2001:db9::1", ("2001:db8::/32",), False),
        ("", ("0.0.0.0/0", "::/0"), False),
        ("not an address", ("0.0.0.0/0",), False),
        ("10.1.2.3", ("rubbish",), False),
        ("010.1.2.3", ("10.0.0.0/8",), False),
        ("not an address", (), True),
    ],
)
def test_networks_are_compared_as_what_the_address_really_is(
    *, peer_ip: str, networks: tuple[str, ...], within: bool
) -> None:
    assert lies_within(peer_ip, networks) is within


@given(st.integers(0, 2**32 - 1).map(IPv4Address), st.integers(0, 32))
def test_an_address_lies_in_every_network_made_of_it(address: IPv4Address, prefix: int) -> None:
    mask = (1 << 32) - (1 << (32 - prefix))
    network = f"{IPv4Address(int(address) & mask)}/{prefix}"
    assert lies_within(str(address), (network,))
    assert lies_within(f"::ffff:{address}", (network,))


@pytest.mark.parametrize("text", ["10.0.0.1/8", "10.0.0.0/33", "", "example.org", "10.0.0.0/8 "])
def test_a_network_of_another_form_is_refused_when_it_is_written(text: str) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        parse_network(text, "networks[0]")
    assert caught.value.field == "networks[0]"


def test_scopes_limit_the_actions_that_a_credential_may_be_used_for() -> None:
    principal = check_key(KEY, "acme", now=NOW, peer_ip="")
    require_scope(principal, "decision:authorize")
    with pytest.raises(CredentialScopeError):
        require_scope(principal, "budget:write")
