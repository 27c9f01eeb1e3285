"""Tokens of issuers that a tenant trusts: verified by their issuer's published keys. Asks nobody that no rule names."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeVar

from remit.clock import MINUTE, Clock
from remit.errors import CredentialUnknownError, RemitError
from remit.identity.compact_token import looks_like_token, open_token
from remit.identity.external import principal_of, rule_for, rules_of
from remit.identity.token import VerifyingKey, verify_token
from remit.identity.trust import Issuer
from remit.server.credentials.model import NEVER, Known, Peer, is_bound

T = TypeVar("T")

LONGEST: Final = 5 * MINUTE
"""Microseconds that a token is known by heart: so soon a key that its issuer took back is felt."""


class Keys(Protocol):
    """Where issuers' keys come from."""

    async def read(
        self,
        reading: Callable[[Callable[[str, str], VerifyingKey | None]], T],
        *,
        issuer: str,
        hosts: tuple[str, ...] = (),
    ) -> T:
        """Return what `reading` does with an issuer's keys; raises BackendUnavailableError when they cannot be had."""
        ...


class ExternalTokenVerifier:
    """Finds out whom another issuer's token speaks for."""

    def __init__(self, rules: Sequence[Issuer], clock: Clock, *, keys: Keys) -> None:
        """Trust the issuers of `rules`, and nobody else."""
        self._rules = rules
        self._keys = keys
        self._clock = clock
        self._issuers = frozenset(rule.issuer for rule in rules)

    def reads(self, credential: str) -> bool:
        """Tell whether it is a token that says it comes from a trusted issuer."""
        if not self._issuers or not looks_like_token(credential):
            return False
        try:
            issuer = open_token(credential).claims.get("iss")
        except RemitError:
            return False
        return isinstance(issuer, str) and issuer in self._issuers

    async def verify(self, credential: str, *, digest: str, peer: Peer) -> Known:
        """Return whom it speaks for."""
        opened = open_token(credential)
        rule = rule_for(self._rules, opened.claims)
        rules = rules_of(rule)
        claims = await self._keys.read(
            lambda keys: verify_token(opened, keys=keys, rules=rules, now=self._clock.now()),
            issuer=rule.issuer,
            hosts=rule.hosts,
        )
        principal = principal_of(rule, claims, digest=digest)
        if principal.thumbprint and not is_bound(principal.thumbprint, peer):
            message = "the token is bound to a client certificate that this connection was not opened with"
            raise CredentialUnknownError(message)
        ends = NEVER if principal.expires_at is None else principal.expires_at
        return Known(principal, ends=min(ends, self._clock.now() + LONGEST))
