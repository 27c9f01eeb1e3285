"""ValidateToken: a service that was shown a token asks whether it is good. Reads, and lets nobody in by it."""

from remit.decision.delegated import find_chain, objection
from remit.errors import CredentialRevokedError, CredentialUnknownError, Family, RemitError
from remit.identity.model import Subject, TokenFamily, is_active
from remit.server.call import Call
from remit.server.convert.token import to_validated
from remit.server.credentials.token import TokenVerifier
from remit.server.services.desk import Service
from remitpb.v1 import identity_service_pb2 as pb


class TokenValidations(Service):
    """Says whether tokens are good."""

    async def ValidateToken(self, request: pb.ValidateTokenRequest, call: Call) -> pb.ValidateTokenResponse:
        """Say whether a token is good for who was shown it. A bad one is an answer, not an error."""
        try:
            return await self._validated(request.token, request.audience, call=call)
        except RemitError as error:
            # Whether it is good could not be found out: that is no answer.
            if error.family not in {Family.UNAUTHENTICATED, Family.FORBIDDEN}:
                raise
            return pb.ValidateTokenResponse(valid=False, reason=error.reason)

    async def _validated(self, token: str, audience: str, *, call: Call) -> pb.ValidateTokenResponse:
        desk = self._desk
        verifier = TokenVerifier(desk.office.catalogs, desk.clock, tokens=desk.tokens)
        claims = await verifier.claims(token, audience)
        if claims.tenant != call.principal.tenant:
            message = "no such token was issued in this tenant"
            raise CredentialUnknownError(message)
        family = await verifier.family(claims)
        await self._require_standing(family, call)
        roles = (await desk.catalog(call)).policy.roles_of(family.owner, desk.now)
        return to_validated(claims, family, roles=roles)

    async def _require_standing(self, family: TokenFamily, call: Call) -> None:
        """Refuse who may not act any more, by itself or on behalf of the one that the token is for."""
        desk = self._desk
        catalog, at = await desk.catalog(call), desk.now
        owner = catalog.get(Subject, family.owner)
        if owner is None or not is_active(owner, at):
            message = "the token's subject is suspended, has expired or was removed"
            raise CredentialRevokedError(message)
        if not family.on_behalf_of:
            return
        pair = {"owner": family.on_behalf_of, "delegate": family.owner}
        links = await find_chain(desk.office.catalogs, catalog, **pair)
        if objection(catalog, links, **pair, at=at) is not None:
            message = "no live delegation lets the token's subject act on behalf of the one named"
            raise CredentialRevokedError(message)
