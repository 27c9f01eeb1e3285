"""API keys: made, replaced and ended. The secret leaves once, with the answer that made it; none is kept."""

from dataclasses import dataclass, replace
from enum import StrEnum

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.party import require_subject
from remit.administration.unit import Unit, every, existing
from remit.errors import CredentialScopeError, PreconditionFailedError
from remit.identity.api_key import NewKey, Secret, new_key
from remit.identity.model import ApiKey, Principal
from remit.identity.network import first_beyond, parse_network
from remit.ids import KEY
from remit.policy.pattern import compile_action


class KeyState(StrEnum):
    """Whether a key is good."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Issued:
    """A key as made."""

    key: ApiKey
    secret: Secret | None
    """None when an earlier call had made it."""
    replaced: ApiKey | None = None
    """The key whose place it takes."""


def state_of(key: ApiKey, at: int) -> KeyState:
    """Return whether a key is good at an instant."""
    if key.revoked_at is not None:
        return KeyState.REVOKED
    if key.expires_at is not None and key.expires_at <= at:
        return KeyState.EXPIRED
    return KeyState.ACTIVE


def check_limits(key: ApiKey) -> None:
    """Refuse scopes and networks that are not of their form.

    Raises:
        InvalidFieldError: at `scopes[i]` or `allowed_networks[i]`.
    """
    for place, scope in enumerate(key.scopes):
        compile_action(scope, f"scopes[{place}]")
    for place, network in enumerate(key.networks):
        parse_network(network, f"allowed_networks[{place}]")


async def create_api_key(
    editor: Editor, wanted: ApiKey, *, environment: str, lifetime: int | None
) -> Written[Issued]:
    """Make a key; it ends no later than the credential that asks for it, and works only from where that one does.

    Who signed in with a provider may make one that lasts.

    Args:
        editor: whose change it is.
        wanted: owner, name, scopes and networks, none for as many as there are to give; the rest is set here.
        environment: part of the secret, so that people see which installation it is of.
        lifetime: microseconds; None means until it is revoked, or the credential that asks for it ends.

    Raises:
        NotFoundError: when the owner is not there.
        InvalidFieldError: when a scope or network is not of its form.
        CredentialScopeError: at `allowed_networks[i]`, when the caller's own credential may not be used from there.
    """
    check_limits(wanted)
    networks = wanted.networks or editor.principal.networks
    place = first_beyond(editor.principal.networks, networks)
    if place is not None:
        raise _wider(f"allowed_networks[{place}]")
    bounded = replace(wanted, networks=networks)
    made = new_key(environment)

    def work(unit: Unit) -> Issued:
        earlier = editor.claimed(unit, made.id)
        if earlier is not None:
            raise UnchangedError(Issued(existing(unit, ApiKey, identity=earlier), None))
        require_subject(unit, wanted.owner, field="owner")
        expires_at = _earlier(None if lifetime is None else unit.at + lifetime, _end_of(editor.principal))
        return Issued(_place(unit, bounded, made=made, expires_at=expires_at), made.secret)

    return await editor.write("api_key:create", wanted.owner, work=work)


async def revoke_api_key(editor: Editor, identity: str, *, key_id: str, reason: str) -> Written[ApiKey]:
    """End a key for good; a revoked one stays as it is.

    Nothing stops an administrator from revoking the last key of all: a platform operator can make another.

    Args:
        editor: whose change it is.
        identity: the key's place in storage.
        key_id: its public name, for the audit log.
        reason: why, for humans; empty when nobody said.
    """

    def work(unit: Unit) -> ApiKey:
        key = existing(unit, ApiKey, identity=identity)
        if key.revoked_at is not None:
            raise UnchangedError(key)
        return _revoke(unit, key, reason=reason)

    return await editor.write("api_key:revoke", f"api_key:{key_id}", work=work)


async def rotate_api_key(
    editor: Editor, identity: str, *, key_id: str, environment: str, overlap: int
) -> Written[Issued]:
    """Replace a key by a new one with the same rights; the old one stays good for `overlap` microseconds.

    The new one lives as long, from now, as the old one was to live, but ends no later than the credential that asks.

    Raises:
        PreconditionFailedError: unless the key is good.
        CredentialScopeError: at `key_id`, when it may be used from where the caller's own credential may not.
    """
    made = new_key(environment)

    def work(unit: Unit) -> Issued:
        earlier = editor.claimed(unit, made.id)
        if earlier is not None:
            raise UnchangedError(
                Issued(
                    existing(unit, ApiKey, identity=earlier), None, existing(unit, ApiKey, identity=identity)
                )
            )
        old = existing(unit, ApiKey, identity=identity)
        if state_of(old, unit.at) is not KeyState.ACTIVE or old.replaced_by:
            message = f"the key {key_id} is no longer good, or was rotated already; make a new one"
            raise PreconditionFailedError(message, field="key_id")
        own = editor.principal.networks
        if own and (not old.networks or first_beyond(own, old.networks) is not None):
            raise _wider("key_id")
        lives = None if old.expires_at is None else unit.at + old.expires_at - old.created_at
        fresh = _place(unit, old, made=made, expires_at=_earlier(lives, _end_of(editor.principal)))
        ends = unit.at + overlap if old.expires_at is None else min(old.expires_at, unit.at + overlap)
        replaced = replace(old, expires_at=ends, replaced_by=fresh.key_id)
        unit.put(replaced)
        return Issued(fresh, made.secret, replaced)

    return await editor.write("api_key:rotate", f"api_key:{key_id}", work=work)


def revoke_all(unit: Unit, owner: str, *, reason: str) -> None:
    """Revoke every key of an owner."""
    for key in tuple(every(unit, ApiKey, owner=owner)):
        if key.revoked_at is None:
            _revoke(unit, key, reason=reason)


def _earlier(one: int | None, other: int | None) -> int | None:
    """Return the earlier of two ends; None is none."""
    return min((end for end in (one, other) if end is not None), default=None)


def _end_of(maker: Principal) -> int | None:
    """Return the end of what a credential makes; None is none.

    Who signed in makes keys that last: otherwise no key could ever be made but by one.
    """
    return None if maker.signed_in and not maker.on_behalf_of else maker.expires_at


def _wider(field: str) -> CredentialScopeError:
    message = (
        f"{field}: a credential that is limited to networks makes only others limited to the same or narrower"
    )
    return CredentialScopeError(message, field=field)


def _place(unit: Unit, like: ApiKey, *, made: NewKey, expires_at: int | None) -> ApiKey:
    key = ApiKey(
        made.id,
        unit.new_id(KEY),
        like.owner,
        name=like.name,
        scopes=like.scopes,
        networks=like.networks,
        created_at=unit.at,
        expires_at=expires_at,
        hint=made.hint,
    )
    unit.put(key)
    unit.place_key(key.id)
    return key


def _revoke(unit: Unit, key: ApiKey, *, reason: str) -> ApiKey:
    revoked = replace(key, revoked_at=unit.at, revoke_reason=reason)
    unit.put(revoked)
    return revoked
