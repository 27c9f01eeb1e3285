"""API keys between the wire and the inside. Never holds a secret."""

from typing import Final

from remit.administration.api_key import KeyState, state_of
from remit.identity.model import ApiKey
from remit.server.convert.entity import to_entity
from remit.server.convert.made import to_made
from remit.server.convert.money import from_duration, to_time
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls

_STATES: Final = {
    KeyState.ACTIVE: pb.API_KEY_STATE_ACTIVE,
    KeyState.EXPIRED: pb.API_KEY_STATE_EXPIRED,
    KeyState.REVOKED: pb.API_KEY_STATE_REVOKED,
}


def from_key_request(request: calls.CreateApiKeyRequest, owner: str) -> ApiKey:
    """Return the key that is asked for; its ids and times are set when it is made."""
    return ApiKey(
        "",
        "",
        owner,
        name=request.name,
        scopes=tuple(dict.fromkeys(request.scopes)),
        networks=tuple(dict.fromkeys(request.allowed_networks)),
    )


def lifetime_of(request: calls.CreateApiKeyRequest) -> int | None:
    """Return how long the key shall be good, in microseconds; None until it is revoked."""
    return from_duration(request.lifetime) if request.HasField("lifetime") else None


def to_api_key(key: ApiKey, at: int, *, used_at: int | None = None) -> pb.ApiKey:
    """Return a key as it stands at an instant, with when it was last used; None: never, as far as is known."""
    return pb.ApiKey(
        key_id=key.key_id,
        owner=to_entity(key.owner),
        name=key.name,
        hint=key.hint,
        scopes=key.scopes,
        allowed_networks=key.networks,
        state=to_state(key, at),
        created_at=to_made(key.created_at),
        expires_at=to_time(key.expires_at),
        last_used_at=to_time(used_at),
        revoked_at=to_time(key.revoked_at),
        replaced_by=key.replaced_by,
    )


def to_state(key: ApiKey, at: int) -> "pb.ApiKeyState.ValueType":
    """Return whether a key is good at an instant."""
    return _STATES[state_of(key, at)]
