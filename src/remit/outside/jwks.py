"""Issuers' key sets, kept: one fetch for all who ask, and one a cool-down for all who name keys that nobody has."""

from collections.abc import Callable
from typing import Final, TypeVar

from remit.clock import monotonic
from remit.errors import BackendUnavailableError
from remit.identity.key_set import KeySet, find_key, read_keys
from remit.identity.token import VerifyingKey
from remit.outside.discovery import Directory
from remit.outside.http import Web
from remit.outside.kept import Kept

T = TypeVar("T")

Keys = Callable[[str, str], VerifyingKey | None]
"""From `kid` and `alg` to the key, as `read_token` takes it."""

_RETRY_SECONDS: Final = 30.0


class KeySets:
    """The key sets of all issuers that are asked for."""

    def __init__(self, web: Web, directory: Directory, *, elapsed: Callable[[], float] = monotonic) -> None:
        """Fetch nothing yet."""
        self._web = web
        self._directory = directory
        self._elapsed = elapsed
        self._kept: dict[tuple[str, str, tuple[str, ...]], Kept[KeySet]] = {}

    async def read(
        self, reading: Callable[[Keys], T], *, issuer: str, hosts: tuple[str, ...] = (), named: str = ""
    ) -> T:
        """Return what `reading` does with an issuer's keys.

        When it asks for a key that the issuer did not have, the set is fetched anew, if it may be, and it reads again.

        Args:
            reading: reads a token; called once or twice.
            issuer: as `Directory.of` takes it, like the two others.
            hosts: other hosts that the set may be on.
            named: what the issuer calls itself, if that is not `issuer`.

        Raises:
            BackendUnavailableError: when the keys cannot be had. What `reading` raises, besides.
        """
        kept = self._of(issuer, named=named, hosts=hosts)
        keys = await kept.get()
        missing = False

        def find(kid: str, algorithm: str) -> VerifyingKey | None:
            nonlocal missing
            found = find_key(keys, kid, algorithm=algorithm)
            # What names no key may have been signed by the next one.
            missing = missing or found is None or not kid
            return found

        try:
            return reading(find)
        except Exception:
            if not missing:
                raise
            newer = await kept.after(keys)
            if newer is keys:
                raise
            keys = newer
        return reading(find)

    def _of(self, issuer: str, *, named: str, hosts: tuple[str, ...]) -> Kept[KeySet]:
        key = (issuer, named, hosts)
        if key not in self._kept:
            self._kept[key] = Kept(
                f"the key set of {issuer}",
                lambda: self._fetch(issuer, named=named, hosts=hosts),
                elapsed=self._elapsed,
            )
        return self._kept[key]

    async def _fetch(self, issuer: str, *, named: str, hosts: tuple[str, ...]) -> tuple[KeySet, float | None]:
        discovered = await self._directory.of(issuer, hosts=hosts, named=named)
        answer = await self._web.get(discovered.jwks_uri)
        try:
            return read_keys(answer.body), answer.max_age
        except ValueError as error:
            message = f"the key set of {issuer} is not taken: {error}"
            raise BackendUnavailableError(message, retry_after=_RETRY_SECONDS) from None
