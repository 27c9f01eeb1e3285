"""Tokens that this installation issued: verified by its own keys, and good while their family is. Fetches nothing."""

from remit.administration.token import Tokens
from remit.clock import Clock
from remit.decision.catalogs import Catalogs
from remit.errors import CredentialExpiredError, CredentialUnknownError, NotFoundError
from remit.identity.authenticate import require_network
from remit.identity.compact_token import looks_like_token, open_token
from remit.identity.model import OPERATOR_TENANT, CredentialKind, Principal, TokenFamily
from remit.identity.token import Claims, Rules, claims_of, verify_token
from remit.identity.token_family import check_family, family_of
from remit.server.credentials.model import Known, Peer, is_bound, owned_by


class TokenVerifier:
    """Finds out whose token is shown. Asked last of all who read tokens: it takes those of no other issuer."""

    def __init__(self, catalogs: Catalogs, clock: Clock, *, tokens: Tokens) -> None:
        """Look families up in `catalogs`, and keys in those of `tokens`."""
        self._catalogs = catalogs
        self._clock = clock
        self._keys = tokens.keys
        self._issuer = tokens.issuer

    def reads(self, credential: str) -> bool:
        """Tell whether it has the outline of a token."""
        return looks_like_token(credential)

    async def verify(self, credential: str, *, digest: str, peer: Peer) -> Known:
        """Return whose token it is."""
        claims = await self.claims(credential)
        with owned_by(claims.tenant, claims.holder):
            family = await self.family(claims)
            if family.thumbprint and not is_bound(family.thumbprint, peer):
                message = "the token is bound to a client certificate; use it over a connection with that one"
                raise CredentialUnknownError(message)
            require_network(family.networks, peer.peer_ip)
        principal = Principal(
            tenant=claims.tenant,
            subject=family.owner,
            credential=claims.jti,
            scopes=family.scopes,
            expires_at=claims.expires_at,
            networks=family.networks,
            operator=claims.tenant == OPERATOR_TENANT,
            key=digest,
            kind=CredentialKind.TOKEN,
            on_behalf_of=family.on_behalf_of,
            thumbprint=family.thumbprint,
            signed_in=bool(family.provider),
        )
        return Known(principal, family, claims.expires_at)

    async def claims(self, credential: str, audience: str = "") -> Claims:
        """Return what a token says that is signed by us, in time and for an audience; empty: for this server.

        Raises:
            RemitError: CREDENTIAL_… when it is none, BACKEND_UNAVAILABLE when that cannot be found out.
        """
        opened = open_token(credential)
        # Nothing is known of who sends it: the name of a key is looked up as it is, and only among ours.
        key = await self._keys.verifying(opened.kid)
        rules = Rules(issuer=self._issuer, audiences=(audience or self._issuer,))
        try:
            said = verify_token(opened, keys=lambda _kid, _alg: key, rules=rules, now=self._clock.now())
        except CredentialExpiredError as error:
            # Only what our key has signed gets as far as its time: so the owner is not just what somebody wrote.
            named = claims_of(opened.claims)
            error.credential_owner = (named.tenant, named.holder)
            raise
        return claims_of(said)

    async def family(self, claims: Claims) -> TokenFamily:
        """Return the family of a token that was not revoked.

        Raises:
            RemitError: as `claims`.
        """
        try:
            catalog = await self._catalogs.of(claims.tenant)
        except NotFoundError:
            message = "the token's tenant is not here any more"
            raise CredentialUnknownError(message) from None
        found = await self._catalogs.find(catalog, TokenFamily, identity=family_of(claims.jti))
        family = check_family(found, self._clock.now())
        if (family.owner, family.on_behalf_of) != (claims.holder, claims.subject if claims.actors else ""):
            message = "the token says other than what is known of it"
            raise CredentialUnknownError(message)
        return family
