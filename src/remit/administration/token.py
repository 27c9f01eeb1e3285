"""Tokens: issued, refreshed once each, and ended with their family. Their texts leave with the answer, none is kept.

A family is all that came from one call or sign-in. Claims can only narrow: what a token may is looked up at each call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import chain_to, objection_to, require_active
from remit.administration.token_key import TokenKeys
from remit.administration.unit import Office, Unit, every, existing
from remit.clock import DAY, HOUR, SECOND
from remit.errors import (
    CallerPermissionMissingError,
    CredentialRevokedError,
    CredentialUnknownError,
    InvalidFieldError,
    NotFoundError,
)
from remit.identity.api_key import Secret
from remit.identity.authenticate import MAX_CREDENTIAL_LENGTH
from remit.identity.model import CredentialKind, Principal, Subject, TokenFamily, is_active
from remit.identity.refresh_token import RefreshToken, RefreshTokens
from remit.identity.token import Claims, SigningKey, issue
from remit.identity.token_family import check_family, token_id
from remit.ids import TOKEN_FAMILY
from remit.policy.pattern import compile_action

DEFAULT_LIFETIME: Final = HOUR
"""Microseconds that an access token is good when nobody says."""

REFRESHABLE_FOR: Final = 30 * DAY
"""Microseconds for which a family can be refreshed, from its beginning: then somebody must ask, or sign in, again."""

REUSED: Final = "a refresh token of it was used twice"
"""Why a family was revoked that nobody revoked by name."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token, and what gets the next one. Shown once."""

    access_token: Secret
    token_id: str
    expires_at: int
    """Microseconds since the epoch, a whole second."""
    refresh_token: Secret | None = None
    refresh_expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A family, and the pair just made of it."""

    family: TokenFamily
    pair: Pair | None
    """None when an earlier call had made it."""


class Mint:
    """Makes the texts of tokens, with a key at hand. Knows no storage."""

    def __init__(self, issuer: str, key: SigningKey, *, refresh: RefreshTokens) -> None:
        """Sign with `key`, in the name of `issuer`."""
        self._issuer = issuer
        self._key = key
        self._refresh = refresh

    def pair(self, tenant: str, family: TokenFamily, *, at: int, roles: Sequence[str] = ()) -> Pair:
        """Return the texts of a family's present generation.

        Args:
            tenant: of the family.
            family: as it is kept.
            at: microseconds since the epoch.
            roles: what the holder is, for others to know; left out where they would make the token too long.

        Raises:
            InvalidFieldError: at `scopes`, when the token would be too long to be sent.
        """
        claims = self._claims(tenant, family, at=at)
        text = issue(replace(claims, roles=tuple(roles)), self._key)
        if len(text) > MAX_CREDENTIAL_LENGTH:
            text = issue(claims, self._key)
        if len(text) > MAX_CREDENTIAL_LENGTH:
            message = f"the token would have more than {MAX_CREDENTIAL_LENGTH} characters; name fewer scopes"
            raise InvalidFieldError(message, field="scopes")
        refresh = None
        if family.refreshable:
            refresh = self._refresh.write(RefreshToken(tenant, family.id, family.generation))
        ends = family.expires_at if family.refreshable else None
        return Pair(Secret(text), claims.jti, claims.expires_at, refresh, ends)

    def _claims(self, tenant: str, family: TokenFamily, *, at: int) -> Claims:
        begun = _whole_second(at)
        return Claims(
            issuer=self._issuer,
            audiences=family.audiences or (self._issuer,),
            subject=family.on_behalf_of or family.owner,
            tenant=tenant,
            jti=token_id(family.id, family.generation),
            issued_at=begun,
            not_before=begun,
            expires_at=min(begun + family.lifetime, family.expires_at),
            actors=(family.owner,) if family.on_behalf_of else (),
            permissions=family.scopes,
            thumbprint=family.thumbprint,
        )


@dataclass(frozen=True, slots=True)
class Tokens:
    """What makes and reads the tokens of an installation."""

    issuer: str
    """What they say who issued them; also the audience when nobody names another."""
    keys: TokenKeys
    refresh: RefreshTokens

    async def mint(self) -> Mint:
        """Return what makes texts now."""
        return Mint(self.issuer, await self.keys.signing(), refresh=self.refresh)


def check_token(wanted: TokenFamily) -> None:
    """Refuse scopes and audiences that are not of their form.

    Raises:
        InvalidFieldError: at `scopes[i]` or `audiences[i]`.
    """
    for place, scope in enumerate(wanted.scopes):
        compile_action(scope, f"scopes[{place}]")
    for place, audience in enumerate(wanted.audiences):
        if not audience or not audience.isascii() or not audience.isprintable() or " " in audience:
            message = "an audience is a URL or a name, of printable ASCII without spaces"
            raise InvalidFieldError(message, field=f"audiences[{place}]")


async def issue_token(
    editor: Editor, wanted: TokenFamily, *, mint: Mint, roles: Sequence[str], latest: int | None
) -> Written[Issued]:
    """Issue the first pair of a new family.

    Args:
        editor: whose change it is.
        wanted: owner, on behalf of whom, scopes, audiences, thumbprint, networks, lifetime, and whether it can be
            refreshed; the rest is set here.
        mint: makes the texts.
        roles: what the owner is, for others to know.
        latest: when its tokens end at the latest: with the credential that asks; None: no such limit.

    Raises:
        NotFoundError: when the owner is not there.
        PreconditionFailedError: when it is suspended or has expired.
        CallerPermissionMissingError: when no live delegation lets it act on behalf of the one named.
    """

    def work(unit: Unit) -> Issued:
        identity = unit.new_id(TOKEN_FAMILY)
        earlier = editor.claimed(unit, identity)
        if earlier is not None:
            raise UnchangedError(Issued(existing(unit, TokenFamily, identity=earlier), None))
        return open_family(unit, replace(wanted, id=identity), mint=mint, roles=roles, latest=latest)

    return await editor.write("token:issue", wanted.owner, work=work)


def open_family(
    unit: Unit, wanted: TokenFamily, *, mint: Mint, roles: Sequence[str] = (), latest: int | None = None
) -> Issued:
    """Write a new family as `begin_family` returns it, and return it with its first pair.

    Args:
        unit: the change that it is part of.
        wanted: as for `issue_token`; with an id, or without.
        mint: makes the texts.
        roles: what the owner is, for others to know.
        latest: when its tokens end at the latest; None: no such limit.
    """
    family = begin_family(unit, wanted, latest=latest)
    unit.put(family)
    return Issued(family, mint.pair(unit.tenant, family, at=unit.at, roles=roles))


def begin_family(unit: Unit, wanted: TokenFamily, *, latest: int | None = None) -> TokenFamily:
    """Return a new family as it is to be kept, once it is sure that its owner may act; writes nothing.

    Raises:
        NotFoundError: at `subject`, when the owner is not there.
        PreconditionFailedError: at `subject`, when it is suspended or has expired.
        CallerPermissionMissingError: at `on_behalf_of`, when no live delegation allows that.
    """
    require_active(unit, wanted.owner, field="subject")
    _require_delegation(unit, wanted.owner, owner=wanted.on_behalf_of)
    lifetime = wanted.lifetime or DEFAULT_LIFETIME
    ends = unit.at + (REFRESHABLE_FOR if wanted.refreshable else lifetime)
    return replace(
        wanted,
        id=wanted.id or unit.new_id(TOKEN_FAMILY),
        lifetime=lifetime,
        generation=1,
        created_at=unit.at,
        expires_at=_whole_second(ends if latest is None else min(ends, latest)),
    )


async def refresh_token(
    office: Office,
    shown: RefreshToken,
    *,
    mint: Mint,
    roles_of: Callable[[str], Sequence[str]],
    is_bound: Callable[[str], bool],
) -> Written[Issued]:
    """Use up a refresh token, and issue the next pair.

    One that was used before ends its whole family, in the transaction that finds it out: whoever has the other pair is
    a thief, or was robbed.

    Args:
        office: where families are kept.
        shown: what the token says.
        mint: makes the texts.
        roles_of: what a subject is, for others to know.
        is_bound: tells whether the call comes with the client certificate of a thumbprint.

    Raises:
        CredentialUnknownError: when there is no such family, or it is bound to another certificate.
        CredentialRevokedError: when it was revoked, was used before, or its subject may not act any more.
        CredentialExpiredError: when the family is over.
    """
    family = await _family_of(office, shown)
    if family.thumbprint and not is_bound(family.thumbprint):
        message = "the token is bound to a client certificate; refresh it over a connection with that one"
        raise CredentialUnknownError(message)
    roles = roles_of(family.owner)

    def work(unit: Unit) -> Issued:
        found = check_family(unit.find(TokenFamily, shown.family), unit.at)
        if shown.generation > found.generation or not found.refreshable:
            message = "no such refresh token was issued here; sign in, or ask for another token"
            raise CredentialUnknownError(message)
        if shown.generation < found.generation:
            return Issued(_revoke(unit, found, reason=REUSED), None)
        _require_standing(unit, found)
        after = replace(found, generation=found.generation + 1)
        unit.put(after)
        return Issued(after, mint.pair(unit.tenant, after, at=unit.at, roles=roles))

    credential = token_id(family.id, shown.generation)
    actor = Principal(
        shown.tenant, family.owner, credential, kind=CredentialKind.TOKEN, on_behalf_of=family.on_behalf_of
    )
    target = f"token_family:{family.id}"
    issued, revision = await office.change(
        shown.tenant, actor, action="token:refresh", target=target, work=work
    )
    if issued.pair is None:
        message = (
            "this refresh token was used before, and so its whole family was revoked; sign in, or ask again"
        )
        raise CredentialRevokedError(message)
    return Written(issued, revision)


async def revoke_token(editor: Editor, family: str) -> Written[TokenFamily]:
    """End a family for good; one that has ended stays as it is.

    Raises:
        NotFoundError: when there is none.
    """

    def work(unit: Unit) -> TokenFamily:
        found = existing(unit, TokenFamily, identity=family)
        if found.revoked_at is not None:
            raise UnchangedError(found)
        return _revoke(unit, found, reason="")

    return await editor.write("token:revoke", f"token_family:{family}", work=work)


async def revoke_tokens_of(editor: Editor, subject: str) -> Written[int]:
    """End all families of a subject, and return how many that were.

    Raises:
        NotFoundError: when the subject is not there, and never had one.
    """

    def work(unit: Unit) -> int:
        ended = revoke_all_tokens(unit, subject, reason="")
        if not ended and unit.find(Subject, subject) is None:
            message = f"there is no subject {subject!r}"
            raise NotFoundError(message, field="subject")
        if not ended:
            raise UnchangedError(0)
        return ended

    return await editor.write("token:revoke", subject, work=work)


def revoke_all_tokens(unit: Unit, owner: str, *, reason: str) -> int:
    """Revoke every family of an owner, and return how many that were."""
    live = [one for one in every(unit, TokenFamily, owner=owner) if one.revoked_at is None]
    for family in live:
        _revoke(unit, family, reason=reason)
    return len(live)


async def _family_of(office: Office, shown: RefreshToken) -> TokenFamily:
    """Return the family that a refresh token names, if it counts as far as is at hand: a dead one costs no write."""
    try:
        catalog = await office.catalogs.of(shown.tenant)
    except NotFoundError:
        message = "the tenant of this token is not here any more"
        raise CredentialUnknownError(message) from None
    found = await office.catalogs.find(catalog, TokenFamily, identity=shown.family)
    if found is not None and found.revoked_at is not None:
        message = "the token was revoked; sign in, or ask for another"
        raise CredentialRevokedError(message)
    if found is None:
        message = (
            "no such refresh token was issued here, or it is long over; sign in, or ask for another token"
        )
        raise CredentialUnknownError(message)
    return found


def _require_standing(unit: Unit, family: TokenFamily) -> None:
    """Refuse who may not act any more, by itself or on behalf of the one that the family is for."""
    owner = unit.find(Subject, family.owner)
    if owner is None or not is_active(owner, unit.at):
        message = "the token's subject is suspended, has expired or was removed"
        raise CredentialRevokedError(message)
    try:
        _require_delegation(unit, family.owner, owner=family.on_behalf_of)
    except CallerPermissionMissingError as error:
        raise CredentialRevokedError(error.message) from None


def _require_delegation(unit: Unit, delegate: str, *, owner: str) -> None:
    if not owner:
        return
    code = objection_to(unit, chain_to(unit, owner, delegate=delegate), owner=owner, delegate=delegate)
    if code is not None:
        message = f"{code}: no live delegation lets {delegate} act on behalf of {owner}"
        raise CallerPermissionMissingError(message, field="on_behalf_of", permission="delegation:create")


def _revoke(unit: Unit, family: TokenFamily, *, reason: str) -> TokenFamily:
    revoked = replace(family, revoked_at=unit.at, revoke_reason=reason)
    unit.put(revoked)
    return revoked


def _whole_second(at: int) -> int:
    return at // SECOND * SECOND
