"""Whom a verified token of another issuer speaks for: exactly whom the rule says, or nobody."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import CredentialMalformedError, CredentialScopeError, CredentialUnknownError
from remit.identity.external import LEEWAY, principal_of, rule_for
from remit.identity.model import CredentialKind
from remit.identity.pattern import matches_any
from remit.identity.trust import Issuer, SubjectRule

USERS = SubjectRule("user")
RULE = Issuer("https://idp.example", "acme", ("https://remit.example",), USERS)
CLAIMS: dict[str, Any] = {
    "iss": "https://idp.example",
    "sub": "ann",
    "exp": 1_800_000_000,
    "iat": 1_799_999_000,
}
DIGEST = "d" * 64


def subject(rule: Issuer, **claims: Any) -> str:
    return principal_of(rule, {**CLAIMS, **claims}, digest=DIGEST).subject


def test_a_token_speaks_for_its_subject_in_the_rules_tenant() -> None:
    found = principal_of(RULE, {**CLAIMS, "tenant": "other", "roles": ["admin"]}, digest=DIGEST)
    assert (found.tenant, found.subject, found.on_behalf_of) == ("acme", "user:ann", "")
    assert (found.kind, found.scopes, found.operator) == (CredentialKind.EXTERNAL_TOKEN, (), False)
    assert found.expires_at == 1_800_000_000_000_000 + LEEWAY
    assert found.credential.startswith("ext_")


def test_a_prefix_and_a_table_make_the_id() -> None:
    assert subject(replace(RULE, subject=SubjectRule("service", prefix="ci/"))) == "service:ci/ann"
    named = replace(RULE, subject=SubjectRule("service", ids={"repo:acme/shop:ref:refs/heads/main": "shop"}))
    assert subject(named, sub="repo:acme/shop:ref:refs/heads/main") == "service:shop"
    for stranger in ("ann", "repo:acme/shop:ref:refs/heads/main2", "repo:ACME/shop:ref:refs/heads/main"):
        with pytest.raises(CredentialUnknownError):
            subject(named, sub=stranger)


@pytest.mark.parametrize(
    "text",
    ["", "\u0430nn", "ann ", " ann", "ann\n", "a b", "ann\x00", "a" * 129, "ann;", None, 7, ["ann"], {}],
)
def test_what_can_be_no_id_is_nobody(text: object) -> None:
    with pytest.raises(CredentialUnknownError):
        subject(RULE, sub=text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_names_never_become_one_user(one: str, two: str) -> None:
    found = []
    for text in (one, two):
        try:
            found.append(subject(RULE, sub=text))
        except CredentialUnknownError:
            return
    assert (found[0] == found[1]) is (one == two)


def test_an_address_counts_when_the_issuer_vouches_for_it() -> None:
    rule = replace(RULE, subject=SubjectRule("user", "email"))
    assert subject(rule, email="ann@acme.example", email_verified=True) == "user:ann@acme.example"
    for verified in (False, None, "true", 1):
        with pytest.raises(CredentialUnknownError, match="email_verified"):
            subject(rule, email="ann@acme.example", email_verified=verified)


def test_a_token_with_act_is_refused_where_the_rule_knows_no_actor() -> None:
    """Else whoever acts for somebody would be taken for that somebody."""
    for act in ({"sub": "bot"}, {"sub": "bot", "act": {"sub": "other"}}):
        with pytest.raises(CredentialUnknownError, match="acts for another"):
            subject(RULE, act=act)


def test_act_makes_the_actor_the_subject_for_the_tokens_own() -> None:
    rule = replace(RULE, actor=SubjectRule("agent", prefix="bots/"))
    found = principal_of(rule, {**CLAIMS, "act": {"sub": "b", "act": {"sub": "a"}}}, digest=DIGEST)
    assert (found.subject, found.on_behalf_of) == ("agent:bots/b", "user:ann")
    # From the one for whom, by who acted before, to who acts.
    assert found.chain == ("user:ann", "agent:bots/a", "agent:bots/b")
    alone = principal_of(rule, CLAIMS, digest=DIGEST)
    assert (alone.subject, alone.on_behalf_of, alone.chain) == ("user:ann", "", ())


@pytest.mark.parametrize(
    "act", ["bot", [], {"sub": ""}, {"sub": 7}, {"act": {"sub": "b"}}, {"sub": "a", "act": 1}]
)
def test_an_act_of_another_form_is_refused(act: object) -> None:
    with pytest.raises(CredentialMalformedError):
        subject(replace(RULE, actor=SubjectRule("agent")), act=act)


@pytest.mark.parametrize(
    ("limit", "said", "kept"),
    [
        ((), "tool:execute model:invoke", ("tool:execute", "model:invoke")),
        ((), ["tool:*"], ("tool:*",)),
        ((), "openid tool:execute profile", ("tool:execute",)),
        (("tool:*",), "tool:execute model:invoke", ("tool:execute",)),
        (("tool:execute", "model:*"), "*:*", ("tool:execute", "model:*")),
        (("tool:*",), "*:execute tool:read", ("tool:read",)),
    ],
)
def test_scopes_are_what_token_and_rule_both_let(
    limit: tuple[str, ...], said: object, kept: tuple[str, ...]
) -> None:
    rule = replace(RULE, scopes_claim="scope", scopes=limit)
    assert principal_of(rule, {**CLAIMS, "scope": said}, digest=DIGEST).scopes == kept


@pytest.mark.parametrize("said", ["", "openid profile", "*", [], "model:invoke"])
def test_no_scopes_are_never_no_limit(said: object) -> None:
    rule = replace(RULE, scopes_claim="scope", scopes=("tool:*",))
    with pytest.raises(CredentialScopeError):
        principal_of(rule, {**CLAIMS, "scope": said}, digest=DIGEST)


@pytest.mark.parametrize("said", [None, 7, {}, ["tool:a"] * 257])
def test_scopes_of_another_form_are_refused(said: object) -> None:
    with pytest.raises(CredentialMalformedError):
        principal_of(replace(RULE, scopes_claim="scope"), {**CLAIMS, "scope": said}, digest=DIGEST)


_PATTERNS = st.from_regex(r"\A(tool|model|\*):(read|write|\*)\Z")


@given(st.lists(_PATTERNS, min_size=1, max_size=4), st.lists(_PATTERNS, min_size=1, max_size=4))
def test_scopes_never_widen(limit: list[str], said: list[str]) -> None:
    rule = replace(RULE, scopes_claim="scope", scopes=tuple(limit))
    try:
        kept = principal_of(rule, {**CLAIMS, "scope": said}, digest=DIGEST).scopes
    except CredentialScopeError:
        return
    assert kept
    for action in ("tool:read", "tool:write", "model:read", "model:write", "other:other"):
        if matches_any(kept, action):
            assert matches_any(tuple(limit), action)
            assert matches_any(tuple(said), action)


@pytest.mark.parametrize("cnf", [{"jkt": "a"}, {"x5t#S256": "a", "jkt": "b"}, {}, "a", {"x5t#S256": ""}])
def test_a_token_bound_to_what_nobody_can_check_is_refused(cnf: object) -> None:
    with pytest.raises(CredentialMalformedError):
        principal_of(RULE, {**CLAIMS, "cnf": cnf}, digest=DIGEST)


def test_a_token_has_one_name_in_the_log() -> None:
    by_jti = {
        principal_of(RULE, {**CLAIMS, "jti": jti}, digest=digest * 64).credential
        for jti in "ab"
        for digest in "cd"
    }
    assert len(by_jti) == 2
    by_digest = {principal_of(RULE, CLAIMS, digest=digest * 64).credential for digest in "cd"}
    assert len(by_digest) == 2


def test_a_token_is_for_one_tenant() -> None:
    other = replace(RULE, tenant="other", audiences=("https://other.example",))
    rules = (RULE, other)
    assert rule_for(rules, {**CLAIMS, "aud": "https://other.example"}) is other
    assert rule_for(rules, {**CLAIMS, "aud": ["x", "https://remit.example"]}) is RULE
    for audience in (
        "x",
        [],
        None,
        7,
        ["https://remit.example", "https://other.example"],
        [["https://remit.example"]],
    ):
        with pytest.raises(CredentialUnknownError):
            rule_for(rules, {**CLAIMS, "aud": audience})
    with pytest.raises(CredentialUnknownError):
        rule_for(rules, {**CLAIMS, "iss": "https://idp.example/", "aud": "https://remit.example"})
