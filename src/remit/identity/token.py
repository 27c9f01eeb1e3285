"""Signed tokens (JWT): read strictly, whoever issued them; and our own, issued. Pure: keys and the instant are given."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt import get_algorithm_by_name

from remit.errors import CredentialExpiredError, CredentialMalformedError, CredentialUnknownError
from remit.identity.compact_token import OpenedToken, encoded, open_token

ACCESS_TOKEN_TYPE: Final = "at+jwt"  # noqa: S105  the name of a type (RFC 9068)

OWN_ALGORITHMS: Final = ("EdDSA", "ES256", "RS256")
"""By which Remit signs. None of them has a secret that whoever verifies must know."""

CLOCK_TOLERANCE: Final = 500_000
"""Microseconds by which the clocks of two replicas may differ; one whose clock is further off does not answer."""

_HEADER: Final = frozenset({"alg", "kid", "typ"})
_SECOND: Final = 1_000_000
_LATEST: Final = 253_402_300_800
"""Seconds since the epoch: the year 10000."""
_MAX_TEXT: Final = 2_048
_MAX_ACTORS: Final = 16
_THUMBPRINT: Final = "x5t#S256"

PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _of_curve(curve: type[ec.EllipticCurve]) -> Callable[[PublicKey], bool]:
    return lambda key: isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, curve)


def _is_rsa(key: PublicKey) -> bool:
    return isinstance(key, rsa.RSAPublicKey)


_FITS: Final[Mapping[str, Callable[[PublicKey], bool]]] = {
    "EdDSA": lambda key: isinstance(key, ed25519.Ed25519PublicKey),
    "ES256": _of_curve(ec.SECP256R1),
    "ES384": _of_curve(ec.SECP384R1),
    "ES512": _of_curve(ec.SECP521R1),
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), _is_rsa),
}
"""Algorithms that are ever taken, with the keys that they take: no `none`, and none with a secret that both sides know."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key, good for one algorithm alone."""

    kid: str
    algorithm: str
    """`EdDSA`, `ES256`, `ES384`, `ES512`, `RS256`, `RS384`, `RS512`, `PS256`, `PS384` or `PS512`."""
    key: PublicKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, good for one algorithm alone."""

    kid: str
    algorithm: str
    """One of `OWN_ALGORITHMS`."""
    key: PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a token must say. As they are by default, they are those for our own."""

    issuer: str
    """Exactly its `iss`."""
    audiences: tuple[str, ...]
    """One of these must be in its `aud`."""
    types: tuple[str, ...] = (ACCESS_TOKEN_TYPE,)
    """What `typ` may be, in lower case, without `application/`; empty text: it may be absent."""
    algorithms: tuple[str, ...] = OWN_ALGORITHMS
    """Taken at all; the key says besides which one it is for."""
    required: tuple[str, ...] = ("iss", "aud", "sub", "exp", "iat", "jti")
    """Claims that must be there; those that are must be of their type anyway."""
    leeway: int = 0
    """Microseconds after `exp` that a token is still good: for others' clocks alone."""
    ahead: int = CLOCK_TOLERANCE
    """Microseconds that `iat` and `nbf` may lie ahead of our clock."""
    longest: int = 0
    """Microseconds from `iat` to `exp`, at most; 0 means any."""
    bare: bool = True
    """Whether the header may hold `alg`, `kid` and `typ` alone."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What our own tokens say. Instants are microseconds since the epoch, written as whole seconds, rounded down."""

    issuer: str
    audiences: tuple[str, ...]
    subject: str
    """For whom, as a ref: `user:ann`, who need not be the one who acts."""
    tenant: str
    jti: str
    issued_at: int
    not_before: int
    expires_at: int
    actors: tuple[str, ...] = ()
    """Who acts for the subject, as refs: the holder first, then who passed that on to it. Empty: the subject itself."""
    roles: tuple[str, ...] = ()
    """What the holder is, for others to know. Gives no right here."""
    permissions: tuple[str, ...] = ()
    """Patterns of actions that the token is limited to; empty means no limit. Gives no right here."""
    thumbprint: str = ""
    """Of the client certificate that it is bound to; empty means none."""

    @property
    def holder(self) -> str:
        """Who acts."""
        return self.actors[0] if self.actors else self.subject


def read_token(
    token: str, *, keys: Callable[[str, str], VerifyingKey | None], rules: Rules, now: int
) -> Mapping[str, Any]:
    """Return the claims of a token that is good.

    Source: RFC 7519, RFC 8725, RFC 9068.

    Args:
        token: as shown.
        keys: from the token's `kid` (empty when it has none) and `alg` to the key; None when there is none.
        rules: what it must say.
        now: microseconds since the epoch.

    Raises:
        CredentialMalformedError: when it cannot be read, or is not of the wanted type or algorithm.
        CredentialUnknownError: when no key of ours verifies it, or it is for somebody else.
        CredentialExpiredError: when its time is over, or has not begun.
    """
    return verify_token(open_token(token), keys=keys, rules=rules, now=now)


def verify_token(
    opened: OpenedToken, *, keys: Callable[[str, str], VerifyingKey | None], rules: Rules, now: int
) -> Mapping[str, Any]:
    """Return the claims of a token that was taken apart, as `read_token` does."""
    _require_header(opened, rules)
    key = keys(opened.kid, opened.algorithm)
    if key is None or key.algorithm != opened.algorithm:
        message = "the token is signed by no key that is trusted here; ask for another"
        raise CredentialUnknownError(message)
    if not _verifies(key, opened):
        message = "the token's signature is not that of its key"
        raise CredentialUnknownError(message)
    _require_form(opened.claims, rules)
    _require_place(opened.claims, rules)
    _require_time(opened.claims, rules, now=now)
    return opened.claims


def issue(claims: Claims, key: SigningKey) -> str:
    """Return a signed token that says `claims`.

    Source: RFC 9068 for the type and most claims; RFC 8693, 4.1 for `act`; RFC 7800 and 8705 for `cnf`.
    """
    header = {"alg": key.algorithm, "kid": key.kid, "typ": ACCESS_TOKEN_TYPE}
    signed = f"{encoded(_json(header))}.{encoded(_json(_payload(claims)))}"
    signature = get_algorithm_by_name(key.algorithm).sign(signed.encode("ascii"), key.key)
    return f"{signed}.{encoded(signature)}"


def claims_of(payload: Mapping[str, Any]) -> Claims:
    """Return what one of our own tokens says, after `read_token`.

    Raises:
        CredentialMalformedError: when a claim of Remit's is not of its form.
    """
    audiences = payload["aud"]
    return Claims(
        issuer=payload["iss"],
        audiences=(audiences,) if isinstance(audiences, str) else tuple(audiences),
        subject=payload["sub"],
        tenant=_text(payload, "tenant"),
        jti=payload["jti"],
        issued_at=_instant(payload["iat"]),
        not_before=_instant(payload.get("nbf", payload["iat"])),
        expires_at=_instant(payload["exp"]),
        actors=actors_of(payload),
        roles=_texts(payload, "roles"),
        permissions=_texts(payload, "permissions"),
        thumbprint=thumbprint_of(payload),
    )


def actors_of(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return who acts by a token's `act`, the current one first, then who acted before; empty without one.

    Raises:
        CredentialMalformedError: when it is not a chain of objects with a text `sub`, at most 16.
    """
    found: list[str] = []
    link: object = payload.get("act")
    while link is not None:
        if not isinstance(link, dict) or len(found) == _MAX_ACTORS:
            _refuse("its act is not a chain of those who act")
        found.append(_text(link, "sub"))
        link = link.get("act")
    return tuple(found)


def thumbprint_of(payload: Mapping[str, Any]) -> str:
    """Return the thumbprint of the client certificate that a token is bound to; empty when it is bound to nothing.

    Raises:
        CredentialMalformedError: when it is bound to something else, such as a key: nobody here could hold it to that.
    """
    confirmation = payload.get("cnf")
    if confirmation is None:
        return ""
    if not isinstance(confirmation, dict) or set(confirmation) != {_THUMBPRINT}:
        _refuse("it is bound to something other than a client certificate")
    return _text(confirmation, _THUMBPRINT)


def _payload(claims: Claims) -> dict[str, object]:
    said: dict[str, object] = {
        "iss": claims.issuer,
        "aud": list(claims.audiences),
        "sub": claims.subject,
        "tenant": claims.tenant,
        "jti": claims.jti,
        "iat": claims.issued_at // _SECOND,
        "nbf": claims.not_before // _SECOND,
        "exp": claims.expires_at // _SECOND,
        "roles": list(claims.roles),
        "permissions": list(claims.permissions),
    }
    act: dict[str, object] | None = None
    for actor in reversed(claims.actors):
        act = {"sub": actor} if act is None else {"sub": actor, "act": act}
    if act is not None:
        said["act"] = act
    if claims.thumbprint:
        said["cnf"] = {_THUMBPRINT: claims.thumbprint}
    return said


def _require_header(opened: OpenedToken, rules: Rules) -> None:
    if opened.algorithm not in rules.algorithms or opened.algorithm not in _FITS:
        _refuse("its algorithm is none that is taken here")
    if opened.type not in rules.types:
        _refuse("it is of another type")
    if rules.bare and not _HEADER.issuperset(opened.header):
        _refuse("its header has members that are not known here")


def _verifies(key: VerifyingKey, opened: OpenedToken) -> bool:
    if not _FITS[key.algorithm](key.key):
        return False
    try:
        return bool(get_algorithm_by_name(key.algorithm).verify(opened.signed, key.key, opened.signature))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False


def _require_form(claims: Mapping[str, Any], rules: Rules) -> None:
    for name in rules.required:
        if claims.get(name) is None:
            _refuse(f"it has no {name}")
    for name in ("iss", "sub", "jti"):
        if name in claims:
            _text(claims, name)
    for name in ("exp", "iat", "nbf"):
        if name in claims:
            _instant(claims[name])
    if "aud" in claims and not isinstance(claims["aud"], str):
        _texts(claims, "aud")


def _require_place(claims: Mapping[str, Any], rules: Rules) -> None:
    if claims.get("iss") != rules.issuer:
        message = "the token was issued by somebody else"
        raise CredentialUnknownError(message)
    named = claims.get("aud")
    audiences = {named} if isinstance(named, str) else set(named or ())
    if audiences.isdisjoint(rules.audiences):
        message = "the token is for somebody else: this server is not in its aud"
        raise CredentialUnknownError(message)


def _require_time(claims: Mapping[str, Any], rules: Rules, *, now: int) -> None:
    if "exp" in claims and now >= _instant(claims["exp"]) + rules.leeway:
        message = "the token has expired; ask for another"
        raise CredentialExpiredError(message)
    for name in ("nbf", "iat"):
        if name in claims and _instant(claims[name]) > now + rules.ahead:
            message = f"the token is not good yet, by its {name}; compare the clocks"
            raise CredentialExpiredError(message)
    if rules.longest and _instant(claims["exp"]) - _instant(claims["iat"]) > rules.longest:
        message = "the token lasts longer than is taken here; ask its issuer for shorter ones"
        raise CredentialUnknownError(message)


def _instant(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        _refuse("one of its instants is no number of seconds since 1970")
    return int(value * _SECOND)


def _text(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= _MAX_TEXT or not found.isprintable():
        _refuse(f"its {name} is no text that can be read")
    return found


def _texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = claims.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        _refuse(f"its {name} is no list of texts")
    return tuple(found)


def _json(members: Mapping[str, object]) -> bytes:
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _refuse(why: str) -> NoReturn:
    message = f"the token is not taken: {why}"
    raise CredentialMalformedError(message)
