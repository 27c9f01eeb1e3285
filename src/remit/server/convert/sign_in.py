"""Sign-ins between the wire and the inside. Never logs a code, a verifier or a token."""

from remit.administration.sign_in import Proof, Wish
from remit.identity.model import PeerCertificate, ProviderLink
from remit.server.convert.entity import to_entity
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls


def from_url_request(request: calls.GetAuthorizationUrlRequest) -> Wish:
    """Return what sign-in is asked for."""
    return Wish(
        tenant=request.tenant_id,
        provider=request.provider,
        redirect_uri=request.redirect_uri,
        code_challenge=request.code_challenge,
        login_hint=request.login_hint,
    )


def from_code_request(request: calls.ExchangeCodeRequest, certificate: PeerCertificate | None) -> Proof:
    """Return what came back, over a connection with this client certificate."""
    return Proof(
        code=request.code,
        code_verifier=request.code_verifier,
        redirect_uri=request.redirect_uri,
        thumbprint=certificate.thumbprint if certificate is not None else "",
    )


def to_user_info(link: ProviderLink) -> pb.UserInfo:
    """Return what a provider said of a user."""
    return pb.UserInfo(
        subject=to_entity(link.owner),
        provider=link.provider,
        provider_subject=link.subject,
        display_name=link.display_name,
        email=link.email,
        email_verified=link.email_verified,
    )
