"""The installation's own keys for tokens: made when first needed, rotated, published. Shows no private key.

They live in the operators' tenant, so that every server's catalog follows them like all that operators write.
"""

import asyncio
import base64
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from remit.administration.editor import UnchangedError
from remit.administration.unit import Office, Unit, every
from remit.audit.person import MasterKey
from remit.clock import SECOND, Clock
from remit.decision.catalog import Catalog
from remit.errors import NotFoundError
from remit.identity.jwk import to_jwks
from remit.identity.model import OPERATOR_TENANT, Principal
from remit.identity.token import SigningKey, VerifyingKey
from remit.identity.token_key import PUBLISHED_AHEAD as AHEAD
from remit.identity.token_key import (
    TokenAlgorithm,
    TokenKey,
    new_signing_key,
    next_wanted,
    over,
    private_der,
    public_pem,
    signer_at,
    signing_key,
    verifying_key,
)

KEEPER: Final = Principal(OPERATOR_TENANT, "system:token_keys", "", operator=True)
"""In whose name the audit log has it."""

LOOK_AGAIN: Final = SECOND
"""Microseconds between two looks in storage for keys that are not known: whoever shows invented ones costs no more."""

_load = lru_cache(maxsize=256)(verifying_key)


class TokenKeys:
    """Keys of one installation, as one server knows them."""

    def __init__(
        self, office: Office, clock: Clock, *, master: MasterKey, algorithm: TokenAlgorithm, every: int
    ) -> None:
        """Keep them in `office`, sealed under `master`.

        Args:
            office: where they are written and read.
            clock: by which they take turns.
            master: the master key.
            algorithm: of keys that are made from now on.
            every: microseconds for which each signs.
        """
        self._office = office
        self._master = master
        self._clock = clock
        self._algorithm = algorithm
        self._every = every
        self._ready: SigningKey | None = None
        self._looked = -LOOK_AGAIN

    async def signing(self) -> SigningKey:
        """Return the key that signs now, made if there is none; of servers that make one at once, one wins."""
        at = self._clock.now()
        key = signer_at(_all(await self._catalog()), at)
        if key is None:
            await self._make_first()
            key = signer_at(_all(await self._office.catalogs.refresh(OPERATOR_TENANT)), self._clock.now())
        if key is None:
            message = "a key was made, and is not there"
            raise RuntimeError(message)
        if self._ready is None or self._ready.kid != key.id:
            sealed = base64.b64decode(key.sealed_private)
            self._ready = signing_key(
                key, self._master.unwrap(OPERATOR_TENANT, _place(key.id), wrapped=sealed)
            )
        return self._ready

    async def verifying(self, kid: str) -> VerifyingKey | None:
        """Return one of our keys by its name; None when there is none."""
        key = (await self._catalog()).get(TokenKey, kid)
        if key is None and self._clock.now() - self._looked >= LOOK_AGAIN:
            # Another server may have made its first key a moment ago.
            self._looked = self._clock.now()
            key = (await self._office.catalogs.refresh(OPERATOR_TENANT)).get(TokenKey, kid)
        return _load(key) if key is not None else None

    async def published(self) -> bytes:
        """Return all public keys as a JSON Web Key Set: those that sign, will sign, and have signed what still counts."""
        return to_jwks(map(_load, _all(await self._catalog())))

    async def run(self, check: Callable[[], None] = lambda: None) -> int:
        """Make the next key when it is time, remove those that are over, and return how many that were.

        Args:
            check: called before each step that writes; raises when this process may go on no longer.
        """
        at, done = self._clock.now(), 0
        try:
            keys = _all(await self._catalog())
        except NotFoundError:
            # A server that was started a moment ago, and is not installed yet.
            return 0
        if next_wanted(keys, self._algorithm, every=self._every, at=at):
            made = await asyncio.to_thread(new_signing_key, self._algorithm)
            check()
            done += await self._change("token_key:create", lambda unit: self._add_next(unit, made))
        if over(keys, at):
            check()
            done += await self._change("token_key:delete", _drop_over)
        return done

    async def _make_first(self) -> None:
        made = await asyncio.to_thread(new_signing_key, self._algorithm)
        await self._change("token_key:create", lambda unit: self._add_first(unit, made))

    def _add_first(self, unit: Unit, made: SigningKey) -> int:
        if unit.page(TokenKey, limit=1):
            raise UnchangedError(0)
        unit.put(self._sealed(made, created_at=unit.at, signs_from=unit.at))
        return 1

    def _add_next(self, unit: Unit, made: SigningKey) -> int:
        if not next_wanted(tuple(every(unit, TokenKey)), self._algorithm, every=self._every, at=unit.at):
            raise UnchangedError(0)
        unit.put(self._sealed(made, created_at=unit.at, signs_from=unit.at + AHEAD))
        return 1

    async def _change(self, action: str, work: Callable[[Unit], int]) -> int:
        try:
            done, _ = await self._office.change(
                OPERATOR_TENANT, KEEPER, action=action, target=f"tenant:{OPERATOR_TENANT}", work=work
            )
        except UnchangedError:
            return 0
        return done

    def _sealed(self, made: SigningKey, *, created_at: int, signs_from: int) -> TokenKey:
        wrapped = self._master.wrap(OPERATOR_TENANT, _place(made.kid), key=private_der(made))
        return TokenKey(
            made.kid,
            TokenAlgorithm(made.algorithm),
            public_pem(made),
            base64.b64encode(wrapped).decode("ascii"),
            created_at=created_at,
            signs_from=signs_from,
        )

    async def _catalog(self) -> Catalog:
        return await self._office.catalogs.of(OPERATOR_TENANT)


def _all(catalog: Catalog) -> tuple[TokenKey, ...]:
    return tuple(catalog.every(TokenKey))


def _drop_over(unit: Unit) -> int:
    gone = over(tuple(every(unit, TokenKey)), unit.at)
    if not gone:
        raise UnchangedError(0)
    for key in gone:
        unit.drop(TokenKey, key.id)
    return len(gone)


def _place(kid: str) -> str:
    """What the encryption of a private key is bound to, beside the tenant."""
    return f"token_key:{kid}"
