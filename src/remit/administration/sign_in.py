"""Signing in: a browser is sent to a provider, and who comes back becomes a user of the tenant with tokens.

Two calls with nothing kept between them: what the first knows, the second gets back sealed. A state is used up in the
same transaction that makes the tokens, so of two that bring it one wins, on whichever server. Speaks to no provider
itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from remit.administration.binding import bind, new_binding, require_role
from remit.administration.editor import Written
from remit.administration.listing import Reader
from remit.administration.token import DEFAULT_LIFETIME, Issued, Tokens, begin_family
from remit.administration.unit import Office, Unit, every
from remit.clock import Clock
from remit.decision.tenant import Tenant
from remit.errors import (
    CredentialRevokedError,
    CredentialUnknownError,
    InvalidFieldError,
    NotFoundError,
    PreconditionFailedError,
    StaleRevisionError,
    TenantSuspendedError,
)
from remit.identity.model import (
    OPERATOR_TENANT,
    Principal,
    ProviderLink,
    State,
    Subject,
    TokenFamily,
    is_active,
)
from remit.identity.sign_in import SignInState, StateSeal, check_redirect_uri, check_state, new_state
from remit.identity.sign_in_user import check_domain, check_unclaimed, link_id, linked, named_user
from remit.identity.trust import Provider, Trust
from remit.identity.vouched import Identity

ATTEMPTS: Final = 4
"""How often it is found out anew who signed in, when somebody changes just that meanwhile."""

LINKS_READ: Final = 100
"""Links of one user that are looked at: a provider each."""

CALL: Final = "ExchangeCode"
"""The RPC under which used states are remembered."""


class Providers(Protocol):
    """Speaks to sign-in providers."""

    async def authorization_url(  # foreign signature: each is one parameter of OAuth 2.0
        self,
        provider: Provider,
        *,
        redirect_uri: str,
        state: str,
        nonce: str,
        code_challenge: str,
        login_hint: str = "",
    ) -> str:
        """Return where to send the browser.

        Raises:
            BackendUnavailableError: when the provider does not answer as it must.
        """
        ...

    async def exchange(
        self, provider: Provider, *, code: str, code_verifier: str, redirect_uri: str, nonce: str, now: int
    ) -> Identity:
        """Turn the provider's code into who signed in.

        Raises:
            CredentialUnknownError: when the provider does not take it, or vouches for something else.
            BackendUnavailableError: when the provider does not answer as it must.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sign-in shall be."""

    tenant: str = ""
    """Empty: the only one that there is, besides the operators'."""
    provider: str = ""
    """Empty: the only one that the tenant has."""
    redirect_uri: str = ""
    code_challenge: str = ""
    login_hint: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that goes on in a browser."""

    url: str
    state: str
    expires_at: int
    """Microseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the browser brought back, and what only who began the sign-in has."""

    code: str
    code_verifier: str
    redirect_uri: str
    thumbprint: str = ""
    """Of the client certificate of the connection, to which the tokens are then bound; empty: there is none."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that ended well."""

    link: ProviderLink
    tokens: Issued


class _MovedOnError(Exception):
    """Somebody was linked, or unlinked, since it was found out who signed in."""


@dataclass(frozen=True, slots=True)
class SignIns:
    """Signs users in."""

    office: Office
    reader: Reader
    trust: Trust
    providers: Providers
    seal: StateSeal
    clock: Clock
    tokens: Tokens

    async def begin(self, wish: Wish) -> Begun:
        """Say where to send the browser.

        Raises:
            NotFoundError: at `provider`, when there is no such one.
            InvalidFieldError: when tenant or provider must be named, or the browser may not be sent to `redirect_uri`.
            TenantSuspendedError: when nobody may sign in to the tenant.
            BackendUnavailableError: when the provider does not answer.
        """
        provider = self._chosen(wish.tenant or await self._only_tenant(), wish.provider)
        check_redirect_uri(wish.redirect_uri, provider.redirect_uris)
        tenant = await self.reader.find(provider.tenant, Tenant, identity=provider.tenant)
        _require_open(tenant)
        state = new_state(
            provider.tenant,
            provider.id,
            redirect_uri=wish.redirect_uri,
            code_challenge=wish.code_challenge,
            now=self.clock.now(),
        )
        sealed = self.seal.seal(state)
        url = await self.providers.authorization_url(
            provider,
            redirect_uri=wish.redirect_uri,
            state=sealed,
            nonce=state.nonce,
            code_challenge=wish.code_challenge,
            login_hint=wish.login_hint,
        )
        return Begun(url, sealed, state.expires_at)

    async def finish(self, state: SignInState, proof: Proof) -> Written[SignedIn]:
        """Find out who signed in, and give them tokens.

        Raises:
            CredentialExpiredError: when the state's time is over.
            CredentialUnknownError: when the state was used, verifier or code do not fit, or whoever signed in is no user.
            CredentialRevokedError: when the user is suspended or has expired.
            TenantSuspendedError: when nobody may sign in to the tenant.
            PreconditionFailedError: when a new user cannot be made as the provider's rule says.
            BackendUnavailableError: when the provider does not answer.
        """
        check_state(
            state,
            redirect_uri=proof.redirect_uri,
            code_verifier=proof.code_verifier,
            now=self.clock.now(),
        )
        provider = self._chosen(state.tenant, state.provider)
        identity = await self.providers.exchange(
            provider,
            code=proof.code,
            code_verifier=proof.code_verifier,
            redirect_uri=proof.redirect_uri,
            nonce=state.nonce,
            now=self.clock.now(),
        )
        check_domain(provider.users, identity)
        for _ in range(ATTEMPTS):
            try:
                return await self._take_in(provider, identity, state=state, thumbprint=proof.thumbprint)
            except _MovedOnError:
                continue
        message = "who this is changes faster than they can be signed in; begin again"
        raise StaleRevisionError(message, retry_after=0.5)

    def _chosen(self, tenant: str, name: str) -> Provider:
        known = [one for one in self.trust.providers if one.tenant == tenant]
        found = [one for one in known if not name or one.id == name]
        if len(found) > 1:
            names = ", ".join(sorted(one.id for one in found))
            message = f"there is more than one sign-in provider: name one of {names}"
            raise InvalidFieldError(message, field="provider")
        if not found:
            # The same whether the tenant is there or not: anybody may ask.
            message = (
                "there is no such sign-in provider; the operator's trust file names those that there are"
            )
            raise NotFoundError(message, field="provider")
        return found[0]

    async def _only_tenant(self) -> str:
        found = [one for one in await self.reader.tenants() if one != OPERATOR_TENANT]
        if len(found) != 1:
            message = "there is not exactly one tenant here: name the one to sign in to"
            raise InvalidFieldError(message, field="tenant_id")
        return found[0]

    async def _take_in(
        self, provider: Provider, identity: Identity, *, state: SignInState, thumbprint: str
    ) -> Written[SignedIn]:
        place = link_id(identity)
        known = await self.reader.find(provider.tenant, ProviderLink, identity=place)
        user = known.owner if known is not None else named_user(provider.users, identity)
        family = TokenFamily(
            "", user, thumbprint=thumbprint, lifetime=DEFAULT_LIFETIME, refreshable=True, provider=provider.id
        )
        mint, catalog = await self.tokens.mint(), await self.office.catalogs.of(provider.tenant)
        roles: Sequence[str] = sorted(catalog.policy.roles_of(user, self.clock.now()))

        def work(unit: Unit) -> SignedIn:
            _use(unit, state)
            _require_open(unit.find(Tenant, unit.tenant))
            link, given = unit.find(ProviderLink, place), roles
            if (link and link.owner) != (known and known.owner):
                raise _MovedOnError
            if link is None:
                given = _meet(unit, provider, identity=identity, user=user) or roles
                link = ProviderLink(place, user, provider.id, identity.subject, created_at=unit.at)
            _require_active(unit, user)
            link = linked(link, identity, at=unit.at)
            unit.put(link)
            begun = begin_family(unit, family)
            unit.put(begun)
            return SignedIn(link, Issued(begun, mint.pair(unit.tenant, begun, at=unit.at, roles=given)))

        actor = Principal(provider.tenant, user, f"sign_in:{provider.id}")
        result, revision = await self.office.change(
            provider.tenant, actor, action="user:sign_in", target=user, work=work
        )
        return Written(result, revision)


async def user_info(reader: Reader, tenant: str, *, user: str, provider: str) -> ProviderLink | None:
    """Return what a provider said of a user at the last sign-in with it; None when they are not linked."""
    links = await reader.page(tenant, ProviderLink, after="", limit=LINKS_READ, owner=user)
    return next((link for link in links if link.provider == provider), None)


def drop_links(unit: Unit, user: str) -> None:
    """Forget who somebody is at their providers."""
    for link in tuple(every(unit, ProviderLink, owner=user)):
        unit.drop(ProviderLink, link.id)


def _use(unit: Unit, state: SignInState) -> None:
    """Use a state up, unless it was.

    Raises:
        CredentialUnknownError: when it was.
    """
    if unit.claim(CALL, state.id, principal="", digest=b"", ref=state.provider) is not None:
        raise CredentialUnknownError("this sign-in has ended already; begin another")


def _meet(unit: Unit, provider: Provider, *, identity: Identity, user: str) -> Sequence[str]:
    """Let somebody whom nobody here knows be the user that the rule names, who is made if it says so.

    Returns the roles that it was made with; none when it was there.
    """
    if unit.find(Subject, user) is not None:
        check_unclaimed(provider.users, identity, links=every(unit, ProviderLink, owner=user))
        return ()
    if not provider.users.create:
        message = f"whoever signed in would be {user}, and there is no such user here; ask an administrator to create it"
        raise CredentialUnknownError(message)
    unit.put(Subject(user, _name(identity), created_at=unit.at, updated_at=unit.at))
    for role in provider.users.roles:
        try:
            require_role(unit, role, field="")
        except NotFoundError:
            message = f"the sign-in provider's rule gives new users the role {role!r}, which is not there; tell an operator"
            raise PreconditionFailedError(message) from None
        bind(unit, new_binding(role, user))
    return provider.users.roles


def _name(identity: Identity) -> str:
    return linked(ProviderLink("", "", "", ""), identity, at=0).display_name


def _require_open(tenant: Tenant | None) -> None:
    if tenant is None:
        raise NotFoundError("there is no such sign-in provider: its tenant is not there", field="provider")
    if tenant.state is State.SUSPENDED:
        raise TenantSuspendedError("the tenant is suspended; a platform operator can resume it")


def _require_active(unit: Unit, user: str) -> None:
    found = unit.find(Subject, user)
    if found is None or not is_active(found, unit.at):
        raise CredentialRevokedError("the user is suspended, has expired or was removed")
