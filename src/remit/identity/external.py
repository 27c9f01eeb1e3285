"""Whom a verified token of another issuer speaks for, by the rule of a tenant. Pure; verifies no signature.

Claims are compared bytewise and never changed: what is no id here is refused, not mended, or two could become one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from remit.errors import (
    CredentialMalformedError,
    CredentialScopeError,
    CredentialUnknownError,
    InvalidFieldError,
    MissingFieldError,
)
from remit.identity.entity import subject_ref
from remit.identity.model import OPERATOR_TENANT, CredentialKind, Principal
from remit.identity.pattern import contains
from remit.identity.token import Rules, actors_of, thumbprint_of
from remit.identity.trust import Issuer, SubjectRule

LEEWAY: Final = 60_000_000
"""Microseconds by which another issuer's clock may differ from ours."""

TYPES: Final = ("at+jwt", "jwt", "")
"""What `typ` may be: many issuers say `JWT`, some nothing."""

ID_PREFIX: Final = "ext_"
_ID_DIGITS: Final = 24
_MOST_SCOPES: Final = 256


def rules_of(rule: Issuer, *, named: str = "") -> Rules:
    """Return what a token of an issuer must say.

    Args:
        rule: of the tenant.
        named: what the issuer calls itself in `iss`; empty: as in the rule.
    """
    return Rules(
        issuer=named or rule.issuer,
        audiences=rule.audiences,
        types=TYPES,
        algorithms=rule.algorithms,
        required=("iss", "aud", "exp", "iat"),
        leeway=LEEWAY,
        ahead=LEEWAY,
        longest=rule.max_lifetime,
        bare=False,
    )


def rule_for(rules: Sequence[Issuer], claims: Mapping[str, Any]) -> Issuer:
    """Return the one rule that a token is for, by its issuer and audiences.

    Raises:
        CredentialUnknownError: when there is none, or more than one: then nobody can tell which tenant is meant.
    """
    named = claims.get("aud")
    audiences = {one for one in (named if isinstance(named, list) else [named]) if isinstance(one, str)}
    fitting = [
        one for one in rules if one.issuer == claims.get("iss") and not audiences.isdisjoint(one.audiences)
    ]
    if len(fitting) != 1:
        said = "nobody here" if not fitting else "more than one tenant here"
        message = f"the token is for {said}: its aud must name one audience that its issuer is trusted for"
        raise CredentialUnknownError(message)
    return fitting[0]


def principal_of(rule: Issuer, claims: Mapping[str, Any], *, digest: str) -> Principal:
    """Return who shows a verified token.

    Args:
        rule: by which it was verified.
        claims: what it says.
        digest: SHA-256 of the token, hexadecimal.

    Raises:
        CredentialUnknownError: when its subject, or who acts for it, is nobody here.
        CredentialMalformedError: when `act`, `cnf` or the claim of scopes is not of its form.
        CredentialScopeError: when the scopes that it must have leave nothing.
    """
    owner = subject_of(rule.subject, claims)
    actors = _actors(rule, claims)
    expires_at = int(claims["exp"] * 1_000_000)
    return Principal(
        tenant=rule.tenant,
        subject=actors[0] if actors else owner,
        credential=_id_of(claims, digest),
        scopes=_scopes(rule, claims),
        expires_at=expires_at + LEEWAY,
        operator=rule.tenant == OPERATOR_TENANT,
        key=digest,
        kind=CredentialKind.EXTERNAL_TOKEN,
        on_behalf_of=owner if actors else "",
        thumbprint=thumbprint_of(claims),
        chain=(owner, *reversed(actors)) if actors else (),
    )


def subject_of(rule: SubjectRule, claims: Mapping[str, Any]) -> str:
    """Return the ref of whom a token's claim names.

    Raises:
        CredentialUnknownError: when it names nobody, nobody who is known, or what cannot be an id.
    """
    text = claims.get(rule.claim)
    if not isinstance(text, str):
        message = f"the token has no text {rule.claim}, which says whom it speaks for"
        raise CredentialUnknownError(message)
    if rule.claim == "email" and claims.get("email_verified") is not True:
        message = "the token's issuer does not vouch for its email (email_verified)"
        raise CredentialUnknownError(message)
    return _ref(rule, text)


def _ref(rule: SubjectRule, text: str) -> str:
    if rule.ids:
        named = rule.ids.get(text)
        if named is None:
            message = f"the rule for this issuer knows nobody by that {rule.claim}"
            raise CredentialUnknownError(message)
    else:
        named = rule.prefix + text
    try:
        return subject_ref(rule.type, named, field=rule.claim)
    except (InvalidFieldError, MissingFieldError):
        message = f"the token's {rule.claim} is none that can be an id here; have the rule say which id it stands for"
        raise CredentialUnknownError(message) from None


def _actors(rule: Issuer, claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return who acts, the one who shows the token first, then who acted before it."""
    named = actors_of(claims)
    if not named:
        return ()
    if rule.actor is None:
        message = "the token is for somebody who acts for another (act), which its issuer is not trusted for"
        raise CredentialUnknownError(message)
    actor = rule.actor
    return tuple(_ref(actor, one) for one in named)


def _scopes(rule: Issuer, claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the token is limited to: what its claim and the rule both let; empty when neither limits it."""
    if not rule.scopes_claim:
        return rule.scopes
    said = claims.get(rule.scopes_claim)
    listed = said.split(" ") if isinstance(said, str) else said
    if not isinstance(listed, list) or len(listed) > _MOST_SCOPES:
        message = f"the token's {rule.scopes_claim} is no list of scopes"
        raise CredentialMalformedError(message)
    # Others' scopes, such as `openid`, are no actions; `*` alone is too much to be said by the way.
    patterns = [one for one in listed if isinstance(one, str) and one.count(":") == 1]
    wide = rule.scopes or ("*",)
    kept = [one for one in patterns if any(contains(limit, one) for limit in wide)]
    kept += [limit for limit in rule.scopes if any(contains(one, limit) for one in patterns)]
    if not kept:
        # No scopes would mean no limit.
        message = f"the token's {rule.scopes_claim} names no action that its issuer may let"
        raise CredentialScopeError(message)
    return tuple(dict.fromkeys(kept))


def _id_of(claims: Mapping[str, Any], digest: str) -> str:
    """Return a short name of the token for the audit log, the same however often it is shown."""
    jti = claims.get("jti")
    if not isinstance(jti, str):
        return ID_PREFIX + digest[:_ID_DIGITS]
    return ID_PREFIX + hashlib.sha256(f"{claims['iss']}\n{jti}".encode()).hexdigest()[:_ID_DIGITS]
