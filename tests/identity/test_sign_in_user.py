"""Who signed in is taken for a user bytewise or not at all, and never for one who signed in as somebody else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import CredentialUnknownError
from remit.identity.model import ProviderLink
from remit.identity.sign_in_user import (
    MOST_ADDRESS,
    MOST_NAME,
    check_domain,
    check_unclaimed,
    link_id,
    linked,
    named_user,
)
from remit.identity.trust import UserRule
from remit.identity.vouched import Identity

ANN = Identity("google", "1234", "ann@acme.example", email_verified=True, display_name="Ann")
BY_SUB = UserRule()
BY_EMAIL = UserRule(claim="email")


def with_email(email: str, *, verified: bool = True) -> Identity:
    return replace(ANN, email=email, email_verified=verified)


def test_the_rule_says_what_names_a_user() -> None:
    assert named_user(BY_SUB, ANN) == "user:1234"
    assert named_user(UserRule(prefix="google/"), ANN) == "user:google/1234"
    assert named_user(BY_EMAIL, ANN) == "user:ann@acme.example"
    assert named_user(UserRule(claim="email", prefix="corp:"), ANN) == "user:corp:ann@acme.example"


def test_case_means_nothing_in_a_domain_and_all_before_it() -> None:
    assert named_user(BY_EMAIL, with_email("ann@ACME.Example")) == "user:ann@acme.example"
    assert named_user(BY_EMAIL, with_email("Ann@acme.example")) == "user:Ann@acme.example"
    assert named_user(BY_SUB, replace(ANN, subject="aBc")) == "user:aBc"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ann",
        "@acme.example",
        "ann@",
        "ann@acme",
        "ann@acme.example.",
        "ann.@acme.example",
        ".ann@acme.example",
        "a..n@acme.example",
        "ann@@acme.example",
        "ann@evil.example@acme.example",
        '"ann"@acme.example',
        "ann (boss)@acme.example",
        "corp/ann@acme.example",
        "corp:ann@acme.example",
        "ann+tag@acme.example",
        "ann@acme.example\n",
        " ann@acme.example",
        "ann@acme.example\u200b",
        "\u0430nn@acme.example",
        "ann@\u0430cme.example",
        "\uff41nn@acme.example",
        "ann@acme\uff0eexample",
        "ann@ACME.EXAMPLE\u0130",
        "a\u0301nn@acme.example",
        "ann@xn--.\u00e9xample",
    ],
)
def test_an_address_that_is_not_plainly_written_names_nobody(email: str) -> None:
    with pytest.raises(CredentialUnknownError):
        named_user(BY_EMAIL, with_email(email))


def test_an_address_that_is_not_verified_names_nobody() -> None:
    with pytest.raises(CredentialUnknownError):
        named_user(BY_EMAIL, with_email("ann@acme.example", verified=False))


@given(st.text(min_size=1, max_size=300))
def test_what_names_a_user_is_in_its_id_bytewise(subject: str) -> None:
    identity = replace(ANN, subject=subject)
    try:
        ref = named_user(UserRule(prefix="p/"), identity)
    except CredentialUnknownError:
        return
    assert ref == f"user:p/{subject}"
    assert subject.isascii()


@pytest.mark.parametrize("subject", ["", " ", "a\x00b", "a\nb", "a ", "é", "a" * 256, "a\u202eb"])
def test_a_name_that_cannot_be_kept_has_no_link(subject: str) -> None:
    with pytest.raises(CredentialUnknownError):
        link_id(replace(ANN, subject=subject))


def test_links_of_two_providers_are_two() -> None:
    assert link_id(ANN) == "google|1234"
    assert link_id(replace(ANN, provider="a", subject="b|c")) != link_id(
        replace(ANN, provider="a|b", subject="x")
    )


@pytest.mark.parametrize(
    ("email", "verified", "let"),
    [
        ("ann@acme.example", True, True),
        ("ann@ACME.example", True, True),
        ("ann@acme.example", False, False),
        ("ann@evil.example", True, False),
        ("ann@sub.acme.example", True, False),
        ("ann@notacme.example", True, False),
        ("ann@acme.example.evil.example", True, False),
        ("evil@evil.example,ann@acme.example", True, False),
        ("", True, False),
    ],
)
def test_a_domain_is_asked_for_exactly(email: str, *, verified: bool, let: bool) -> None:
    rule, identity = UserRule(email_domains=("acme.example",)), with_email(email, verified=verified)
    if let:
        check_domain(rule, identity)
        return
    with pytest.raises(CredentialUnknownError):
        check_domain(rule, identity)


def link(provider: str, subject: str, email: str = "", *, verified: bool = True) -> ProviderLink:
    return ProviderLink(
        f"{provider}|{subject}", "user:x", provider, subject, email=email, email_verified=verified
    )


@pytest.mark.parametrize(
    ("rule", "known"),
    [
        (BY_SUB, link("google", "999")),
        (BY_EMAIL, link("google", "999", "ann@acme.example")),
        (BY_SUB, link("github", "1234", "ann@acme.example")),
        (BY_EMAIL, link("github", "7", "ann@acme.example", verified=False)),
        (BY_EMAIL, link("github", "7", "Ann@acme.example")),
        (BY_EMAIL, link("github", "7", "bob@acme.example")),
        (BY_EMAIL, link("github", "7")),
    ],
    ids=[
        "same-provider",
        "recycled-address",
        "same-number",
        "unverified",
        "case",
        "other-address",
        "no-address",
    ],
)
def test_nobody_takes_over_who_signed_in_as_somebody_else(rule: UserRule, known: ProviderLink) -> None:
    with pytest.raises(CredentialUnknownError):
        check_unclaimed(rule, ANN, links=[known])


def test_two_empty_addresses_are_not_the_same() -> None:
    with pytest.raises(CredentialUnknownError):
        check_unclaimed(BY_EMAIL, with_email("", verified=False), links=[link("github", "7", verified=False)])


def test_the_same_verified_address_at_another_provider_is_the_same_person() -> None:
    check_unclaimed(BY_EMAIL, ANN, links=[])
    check_unclaimed(BY_EMAIL, ANN, links=[link("github", "7", "ann@ACME.example")])


def test_a_link_keeps_what_was_said_last_as_people_can_read_it() -> None:
    said = replace(ANN, display_name="A\x1b[31m\u202en\nn" + "x" * 300, email="new@acme.example")
    kept = linked(link("google", "1234", "old@acme.example"), said, at=5)
    assert (kept.email, kept.signed_in_at) == ("new@acme.example", 5)
    assert kept.display_name.startswith("A[31mnn")
    assert len(kept.display_name) == MOST_NAME
    assert linked(kept, with_email("a\x00@acme.example"), at=6).email == ""
    assert linked(kept, with_email("a" * MOST_ADDRESS + "@x.example"), at=6).email == ""
