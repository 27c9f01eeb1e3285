"""Tokens that Remit issues. A pair leaves once, with the answer that made it."""

from dataclasses import replace
from typing import Final

from remit.administration import token as tokens
from remit.administration.editor import Written
from remit.administration.token import check_token
from remit.decision.refusals import network_of
from remit.errors import Family, NotFoundError, RemitError
from remit.identity.api_key import hash_of
from remit.identity.authenticate import require_behalf
from remit.identity.model import TokenFamily
from remit.identity.token_family import family_of
from remit.server.call import Call
from remit.server.convert.entity import from_entity, from_optional
from remit.server.convert.token import from_token_request, to_pair
from remit.server.credentials.model import is_bound
from remit.server.services.desk import Service, caller, missing
from remitpb.v1 import identity_service_pb2 as pb

REVOKE: Final = "token:revoke"
"""The permission to end what is another's. One's own tokens, and those that one can show, need none."""

_SHOWN: Final = 8
"""Hexadecimal digits of its SHA-256 by which a refresh token is told from others in the log of refusals."""


class TokenCalls(Service):
    """Tokens."""

    async def IssueToken(self, request: pb.IssueTokenRequest, call: Call) -> pb.IssueTokenResponse:
        """Issue a token; never with more rights than the caller and its subject have."""
        desk, principal = self._desk, call.principal
        owner = from_optional(request.subject, "subject") or caller(principal, "subject")
        wanted = _like(from_token_request(request, owner), call)
        check_token(wanted)
        catalog = await desk.catalog(call)
        await desk.authority.require_token(principal, catalog, family=wanted)
        written = await tokens.issue_token(
            desk.editor(call, request),
            wanted,
            mint=await desk.tokens.mint(),
            roles=sorted(catalog.policy.roles_of(owner, desk.now)),
            latest=principal.expires_at,
        )
        pair = written.result.pair
        return pb.IssueTokenResponse(tokens=to_pair(pair) if pair else None, revision=written.revision)

    async def RefreshToken(self, request: pb.RefreshTokenRequest, call: Call) -> pb.RefreshTokenResponse:
        """Turn a refresh token into a new pair, once; what is no good is counted as any credential is."""
        failures, source = self._desk.failures, network_of(call.peer_ip)
        part = hash_of(request.refresh_token)[:_SHOWN]
        failures.require("", source, part=part)
        try:
            written = await self._refresh(request.refresh_token, call)
        except RemitError as error:
            if error.family in {Family.UNAUTHENTICATED, Family.FORBIDDEN}:
                failures.count("", source, part=part)
                failures.tally("", source, part=part)
            raise
        pair = written.result.pair
        return pb.RefreshTokenResponse(tokens=to_pair(pair) if pair else None, revision=written.revision)

    async def _refresh(self, text: str, call: Call) -> Written[tokens.Issued]:
        desk = self._desk
        shown = desk.tokens.refresh.read(text)
        catalogs = desk.office.catalogs

        def roles_of(subject: str) -> list[str]:
            catalog = catalogs.at_hand(shown.tenant)
            return sorted(catalog.policy.roles_of(subject, desk.now)) if catalog is not None else []

        return await tokens.refresh_token(
            desk.office,
            shown,
            mint=await desk.tokens.mint(),
            roles_of=roles_of,
            is_bound=lambda thumbprint: is_bound(thumbprint, call),
        )

    async def RevokeToken(self, request: pb.RevokeTokenRequest, call: Call) -> pb.RevokeTokenResponse:
        """End a family of tokens, or all of a subject."""
        editor = self._desk.editor(call, request)
        target = request.WhichOneof("target")
        if target == "subject":
            subject = from_entity(request.subject, "subject")
            await self._require_own(call, subject)
            return pb.RevokeTokenResponse(revision=(await tokens.revoke_tokens_of(editor, subject)).revision)
        if target == "refresh_token":
            family = self._family_shown(request.refresh_token)
        else:
            family = family_of(request.token_id) or request.token_id
        found = await self._desk.reader.find(call.principal.tenant, TokenFamily, identity=family)
        if target == "token_id":
            await self._require_own(call, found.owner if found is not None else "")
        if found is None:
            raise missing(TokenFamily, family if target == "token_id" else "", field=str(target))
        return pb.RevokeTokenResponse(revision=(await tokens.revoke_token(editor, found.id)).revision)

    def _family_shown(self, text: str) -> str:
        """Return the family of a refresh token, to be found in the call's tenant: who shows one may end it."""
        try:
            return self._desk.tokens.refresh.read(text).family
        except RemitError as error:
            raise NotFoundError(error.message, field="refresh_token") from None

    async def _require_own(self, call: Call, owner: str) -> None:
        principal = call.principal
        if principal.home or owner != principal.subject:
            await self._desk.authority.require(principal, REVOKE, resource=owner or "*")


def _like(wanted: TokenFamily, call: Call) -> TokenFamily:
    """Return a wanted family with the bounds of the caller's own credential: networks, certificate, whom it acts for."""
    principal = call.principal
    bounded = replace(wanted, networks=principal.networks)
    if wanted.owner != principal.subject:
        return bounded
    certificate = call.certificate
    return replace(
        bounded,
        on_behalf_of=require_behalf(principal, wanted.on_behalf_of, field="on_behalf_of"),
        thumbprint=certificate.thumbprint if certificate is not None else "",
    )
