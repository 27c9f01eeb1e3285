"""Signing in with a provider: where to send the browser, what becomes of what it brings back, who a caller is there."""

from typing import Final

from remit.administration.sign_in import SignIns, user_info
from remit.decision.refusals import network_of
from remit.errors import Family, NotFoundError, RemitError
from remit.identity.model import CredentialKind, TokenFamily
from remit.identity.token_family import family_of
from remit.server.call import Call
from remit.server.convert.money import to_time
from remit.server.convert.sign_in import from_code_request, from_url_request, to_user_info
from remit.server.convert.token import to_pair
from remit.server.services.desk import Service
from remitpb.v1 import identity_service_pb2 as pb

_PART: Final = "sign_in"
"""How the log of refusals tells failed sign-ins from other credentials; the provider's id follows where it is known."""
_NO_GOOD: Final = frozenset({Family.UNAUTHENTICATED, Family.FORBIDDEN})


class SignInCalls(Service):
    """Signing in."""

    async def GetAuthorizationUrl(
        self, request: pb.GetAuthorizationUrlRequest, _: Call
    ) -> pb.GetAuthorizationUrlResponse:
        """Say where to send a user's browser."""
        begun = await self._sign_ins().begin(from_url_request(request))
        return pb.GetAuthorizationUrlResponse(
            authorization_url=begun.url, state=begun.state, expires_at=to_time(begun.expires_at)
        )

    async def ExchangeCode(self, request: pb.ExchangeCodeRequest, call: Call) -> pb.ExchangeCodeResponse:
        """Turn the provider's code into tokens, once; what is no good is counted as any credential is."""
        sign_ins, proof = self._sign_ins(), from_code_request(request, call.certificate)
        failures, source = self._desk.failures, network_of(call.peer_ip)
        tenant, part = "", _PART
        try:
            state = sign_ins.seal.open(request.state)
            tenant, part = state.tenant, f"{_PART}:{state.provider}"
            failures.require("", source, part=part, log=tenant)
            written = await sign_ins.finish(state, proof)
        except RemitError as error:
            if error.family in _NO_GOOD:
                failures.require("", source, part=part, log=tenant)
                failures.count("", source, part=part)
                failures.tally(tenant, source, part=part)
            raise
        pair = written.result.tokens.pair
        return pb.ExchangeCodeResponse(
            tokens=to_pair(pair) if pair else None,
            user=to_user_info(written.result.link),
            revision=written.revision,
        )

    async def GetUserInfo(self, _: pb.GetUserInfoRequest, call: Call) -> pb.GetUserInfoResponse:
        """Tell what the provider said of the caller."""
        principal, reader = call.principal, self._desk.reader
        home = principal.home or principal.tenant
        family = None
        if principal.kind is CredentialKind.TOKEN:
            family = await reader.find(home, TokenFamily, identity=family_of(principal.credential))
        link = None
        if family is not None and family.provider:
            link = await user_info(reader, home, user=family.owner, provider=family.provider)
        if link is None:
            message = "no sign-in provider vouches for this caller; sign in, and call with the token of that"
            raise NotFoundError(message)
        return pb.GetUserInfoResponse(user=to_user_info(link))

    def _sign_ins(self) -> SignIns:
        found = self._desk.sign_ins
        if found is None:
            raise NotFoundError("there is no sign-in provider here", field="provider")
        return found
