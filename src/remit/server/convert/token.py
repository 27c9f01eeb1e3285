"""Tokens between the wire and the inside. Their texts pass here on their only way out."""

from collections.abc import Iterable

from remit.administration.token import DEFAULT_LIFETIME, Pair
from remit.identity.model import TokenFamily
from remit.identity.token import Claims
from remit.server.convert.entity import from_optional, to_entity
from remit.server.convert.money import from_duration, to_time
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls


def from_token_request(request: calls.IssueTokenRequest, owner: str) -> TokenFamily:
    """Return the family that is asked for; its id and times are set when it is made."""
    return TokenFamily(
        "",
        owner,
        scopes=tuple(dict.fromkeys(request.scopes)),
        audiences=tuple(dict.fromkeys(request.audiences)),
        on_behalf_of=from_optional(request.on_behalf_of, "on_behalf_of"),
        lifetime=from_duration(request.lifetime) if request.HasField("lifetime") else DEFAULT_LIFETIME,
        refreshable=request.refreshable,
    )


def to_pair(pair: Pair) -> pb.TokenPair:
    """Return a pair as it is shown, once."""
    return pb.TokenPair(
        access_token=pair.access_token.reveal(),
        token_id=pair.token_id,
        expires_at=to_time(pair.expires_at),
        refresh_token=pair.refresh_token.reveal() if pair.refresh_token else "",
        refresh_expires_at=to_time(pair.refresh_expires_at),
    )


def to_validated(claims: Claims, family: TokenFamily, *, roles: Iterable[str]) -> calls.ValidateTokenResponse:
    """Return what may be relied on of a token that is good."""
    return calls.ValidateTokenResponse(
        valid=True,
        token_id=claims.jti,
        subject=to_entity(family.owner),
        on_behalf_of=to_entity(family.on_behalf_of) if family.on_behalf_of else None,
        audiences=claims.audiences,
        scopes=family.scopes,
        role_ids=sorted(roles),
        expires_at=to_time(claims.expires_at),
        allowed_networks=family.networks,
        certificate_thumbprint=family.thumbprint,
    )
