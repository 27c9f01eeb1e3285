"""From what an operator writes about trust to `Trust`. Strict: nothing unknown, nothing twice. Reads no file itself."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from remit.clock import SECOND
from remit.errors import DocumentInvalidError, RemitError
from remit.identity.entity import check_id, split_ref
from remit.identity.trust import (
    CertificateRule,
    Issuer,
    Provider,
    ProviderKind,
    SubjectRule,
    Trust,
    UserRule,
)
from remit.identity.web_url import web_url

ALGORITHMS: Final = ("EdDSA", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
"""That may be taken: none of them has a secret that both sides know."""

LONGEST_LIFETIME: Final = 7 * 86_400
"""Seconds that a rule may let tokens last, at most: nobody here can revoke them."""

ISSUERS: Final[Mapping[ProviderKind, str]] = {
    ProviderKind.GOOGLE: "https://accounts.google.com",
    ProviderKind.GITHUB: "https://github.com",
}
"""Of the kinds that have one for everybody. Microsoft has one for each organisation: which one, the operator must say."""

_IS_SCOPE: Final = re.compile(r"\*|[a-z0-9_*]+:[a-z0-9_*]+", re.ASCII).fullmatch
_IS_PREFIX: Final = re.compile(r"[A-Za-z0-9._\-/@:]{0,64}", re.ASCII).fullmatch
_IS_DOMAIN: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII).fullmatch
_IS_PLACE: Final = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.ASCII).fullmatch
_IS_PATTERN: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/*{}]+(/(\*|[^/*{}]+))*", re.ASCII).fullmatch
_IS_DNS: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.ASCII).fullmatch
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_IS_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII).fullmatch


def _fitting(matches: Callable[[str], object], said: str) -> AfterValidator:
    def check(text: str) -> str:
        if not matches(text):
            raise ValueError(said)
        return text

    return AfterValidator(check)


def _bool(value: object) -> object:
    # The reader leaves all scalars text, so that `no` in a list of names stays one.
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _int(value: object) -> object:
    return int(value) if isinstance(value, str) and _IS_WHOLE_NUMBER(value) else value


def _url(text: str) -> str:
    url = web_url(text)
    if "?" in url.text:
        raise ValueError("must have no query")
    return text


def _id(text: str) -> str:
    try:
        return check_id(text, "it")
    except RemitError:
        # Any other error would leave pydantic, and name no path.
        raise ValueError("must be an id: 1 to 128 characters of A-Z a-z 0-9 . _ - / @ :") from None


Text = Annotated[str, Field(min_length=1, max_length=2_048)]
Id = Annotated[str, AfterValidator(_id)]
Url = Annotated[Text, AfterValidator(_url)]
Bool = Annotated[bool, BeforeValidator(_bool)]
Scope = Annotated[Text, _fitting(_IS_SCOPE, "must be a pattern of actions, such as tool:*")]
Prefix = Annotated[str, _fitting(_IS_PREFIX, "must be at most 64 characters of A-Z a-z 0-9 . _ - / @ :")]
Domain = Annotated[Text, _fitting(_IS_DOMAIN, "must be a domain in lower case, such as acme.example")]
Place = Annotated[Text, _fitting(_IS_PLACE, "must be a host in lower case, such as keys.idp.example")]


_SAID: Final[Mapping[str, str]] = {
    "bool_type": "must be true or false",
    "dict_type": "must be a map",
    "extra_forbidden": "is not known here",
    "int_type": "must be a whole number",
    "list_type": "must be a list",
    "missing": "must be given",
    "model_type": "must be a map",
    "string_type": "must be text",
}
"""What is said of a fault, by pydantic's name for it, where its own words speak of Python."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class UserPart(_Part):
    """Which user somebody is who signed in."""

    claim: Literal["sub", "email"] = "sub"
    prefix: Prefix = ""
    create: Bool = False
    roles: list[Id] = []
    email_domains: list[Domain] = []


class ProviderPart(_Part):
    """One sign-in provider."""

    id: Id
    kind: Literal["google", "microsoft", "github", "oidc"]
    tenant: Id
    client_id: Text
    client_secret_file: str = ""
    issuer: Url | None = None
    scopes: list[Text] = []
    redirect_uris: list[Url] = []
    hosts: list[Place] = []
    users: UserPart = UserPart()

    def made(self) -> Provider:
        """Return it as the rest of the house knows it."""
        kind = ProviderKind(self.kind)
        issuer = self.issuer or ISSUERS.get(kind, "")
        if not issuer:
            message = f"a provider of the kind {self.kind} needs an issuer"
            raise _FaultError("issuer", message)
        return Provider(
            self.id, kind, self.tenant, self.client_id, self.client_secret_file, issuer, tuple(self.scopes),
            tuple(self.redirect_uris), tuple(self.hosts),
            UserRule(
                self.users.claim, self.users.prefix, self.users.create, tuple(self.users.roles),
                tuple(self.users.email_domains),
            ),
        )  # fmt: skip


class ActorPart(_Part):
    """Who acts for a token's subject."""

    type: Literal["user", "agent", "service"]
    prefix: Prefix = ""
    ids: dict[str, Id] = {}

    def made(self, claim: str = "sub") -> SubjectRule:
        """Return it as the rest of the house knows it."""
        return SubjectRule(self.type, claim, self.prefix, dict(self.ids))


class SubjectPart(ActorPart):
    """Whom a token speaks for."""

    claim: Text = "sub"


class IssuerPart(_Part):
    """One issuer of tokens."""

    issuer: Url
    tenant: Id
    audiences: Annotated[list[Text], Field(min_length=1)]
    subject: SubjectPart
    algorithms: list[Literal[ALGORITHMS]] = []  # type: ignore[valid-type]  # the names above
    scopes_claim: str = ""
    scopes: list[Scope] = []
    actor: ActorPart | None = None
    hosts: list[Place] = []
    max_lifetime_seconds: Annotated[int, BeforeValidator(_int), Field(ge=60, le=LONGEST_LIFETIME)] = 86_400

    def made(self) -> Issuer:
        """Return it as the rest of the house knows it."""
        known = Issuer(
            self.issuer, self.tenant, tuple(self.audiences), self.subject.made(self.subject.claim),
            scopes_claim=self.scopes_claim, scopes=tuple(self.scopes), hosts=tuple(self.hosts),
            actor=self.actor.made() if self.actor else None, max_lifetime=self.max_lifetime_seconds * SECOND,
        )  # fmt: skip
        if not self.algorithms:
            return known
        return Issuer(
            **{name: getattr(known, name) for name in Issuer.__slots__}
            | {"algorithms": tuple(self.algorithms)}
        )


class CertificatePart(_Part):
    """Client certificates by one of their names."""

    tenant: Id
    uri: str = ""
    dns: str = ""
    subject: Text
    scopes: list[Scope] = []

    def made(self) -> CertificateRule:
        """Return it as the rest of the house knows it."""
        if bool(self.uri) == bool(self.dns):
            raise _FaultError("", "a rule for certificates names either a uri or a dns")
        if self.uri and not _IS_PATTERN(self.uri):
            message = (
                "must be a URI such as spiffe://acme.example/agent/*, where * is one whole part of its path"
            )
            raise _FaultError("uri", message)
        if self.dns and not _IS_DNS(self.dns):
            raise _FaultError("dns", "must be a DNS name in lower case, without wildcards")
        self._require_subject()
        return CertificateRule(self.tenant, self.uri, self.dns, self.subject, tuple(self.scopes))

    def _require_subject(self) -> None:
        known = {str(place + 1) for place in range(self.uri.count("*"))}
        if not known.issuperset(_PLACEHOLDER.findall(self.subject)):
            raise _FaultError("subject", "names a place that no * of the uri stands for")
        try:
            split_ref(_PLACEHOLDER.sub("x", self.subject), "subject", types=("user", "agent", "service"))
        except RemitError as error:
            raise _FaultError("subject", str(error)) from None


class TrustPart(_Part):
    """The whole file."""

    providers: list[ProviderPart] = []
    issuers: list[IssuerPart] = []
    certificates: list[CertificatePart] = []


class _FaultError(ValueError):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def read_trust(tree: object) -> Trust:
    """Return what a document says.

    Args:
        tree: maps, lists and text, as YAML has them when every scalar stays text.

    Raises:
        DocumentInvalidError: names the path at fault as `field`, such as `issuers[0].audiences`; values are not repeated.
    """
    try:
        part = TrustPart.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        said = _SAID.get(first["type"]) or str(first["msg"]).removeprefix("Value error, ")
        raise _refused(_path(first["loc"]), said) from None
    trust = Trust(
        providers=_made(part.providers, "providers"),
        issuers=_made(part.issuers, "issuers"),
        certificates=_made(part.certificates, "certificates"),
    )
    _require_once(((one.tenant, one.id) for one in trust.providers), "providers", what="provider")
    # A token for two audiences at once must not be good in two tenants.
    named = ((place, audience) for place, one in enumerate(trust.issuers) for audience in one.audiences)
    _require_one_tenant(trust, named)
    _require_once(((one.uri, one.dns) for one in trust.certificates), "certificates", what="name")
    return trust


def _made(parts: Iterable[Any], name: str) -> tuple[Any, ...]:
    found = []
    for place, part in enumerate(parts):
        try:
            found.append(part.made())
        except _FaultError as fault:
            path = f"{name}[{place}]"
            raise _refused(f"{path}.{fault.field}" if fault.field else path, str(fault)) from None
    return tuple(found)


def _require_once(keys: Iterable[Hashable], name: str, *, what: str) -> None:
    seen: set[Hashable] = set()
    for place, key in enumerate(keys):
        if key in seen:
            raise _refused(f"{name}[{place}]", f"another rule stands before it for the same {what}")
        seen.add(key)


def _require_one_tenant(trust: Trust, named: Iterable[tuple[int, str]]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for place, audience in named:
        key = (trust.issuers[place].issuer, audience)
        if seen.setdefault(key, place) != place:
            message = "another rule stands before it for the same issuer and audience: whose tokens are they?"
            raise _refused(f"issuers[{place}].audiences", message)


def _path(where: tuple[int | str, ...]) -> str:
    path = ""
    for one in where:
        path += f"[{one}]" if isinstance(one, int) else f".{ascii(one)[1:-1][:64]}"
    return path.removeprefix(".")


def _refused(path: str, message: str) -> DocumentInvalidError:
    return DocumentInvalidError(f"{path or 'the file'}: {message}", field=path)
