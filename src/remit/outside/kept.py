"""Documents of other people's servers, kept: fetched once for all who ask, renewed in time, good while a server is away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, Generic, TypeVar

import structlog

from remit.clock import monotonic
from remit.errors import BackendUnavailableError, RemitError

T = TypeVar("T")

SHORTEST: Final = 300.0
"""Seconds that a document is kept at least, whatever its server says."""
LONGEST: Final = 86_400.0
"""Seconds that it is kept at most; also where its server does not say: see `USUAL`."""
USUAL: Final = 3_600.0
"""Seconds that it is kept where its server does not say."""
STALE: Final = 86_400.0
"""Seconds that it is still good after its time, while its server is away."""
COOL_DOWN: Final = 30.0
"""Seconds between two fetches of the same document, whatever came of the first, and whoever asks."""
EARLY: Final = 0.8
"""Part of its time after which it is renewed, behind whoever asks."""
MOST_WAITING: Final = 64
"""Calls that wait for one document; more are told at once that it is not there, so that a slow server holds up few."""

_log: Final[Any] = structlog.get_logger("remit.outside")


class Kept(Generic[T]):
    """One document. For one event loop."""

    def __init__(
        self,
        name: str,
        fetch: Callable[[], Awaitable[tuple[T, float | None]]],
        *,
        cool_down: float = COOL_DOWN,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        """Fetch nothing yet.

        Args:
            name: for logs.
            fetch: returns the document and the seconds that its server lets it be kept, None where it does not say;
                raises RemitError when it cannot be had.
            cool_down: seconds between two fetches, whatever came of the first.
            elapsed: tells seconds, and never goes back.
        """
        self._name = name
        self._fetch = fetch
        self._cool_down = cool_down
        self._elapsed = elapsed
        self._found: tuple[T] | None = None
        self._since = 0.0
        self._good_for = 0.0
        self._tried: float | None = None
        self._fault = ""
        self._under_way: asyncio.Task[None] | None = None
        self._waiting = 0

    async def get(self) -> T:
        """Return the document, fetched if need be.

        Raises:
            BackendUnavailableError: when there is none to be had.
        """
        age = self._elapsed() - self._since
        if self._found is None or (age >= self._good_for and self._waiting < MOST_WAITING):
            await self._renew()
        elif age >= self._good_for * EARLY:
            self._begin()
        return self._at_hand()

    async def after(self, seen: T) -> T:
        """Return a newer document than one that lacked something; the same one when none may be fetched yet.

        Raises:
            BackendUnavailableError: when too many wait for it already.
        """
        if self._found is not None and self._found[0] is seen:
            await self._renew()
        return self._at_hand()

    def _at_hand(self) -> T:
        if self._found is None or self._elapsed() - self._since >= self._good_for + STALE:
            why = self._fault or f"{self._name} could not be fetched"
            raise BackendUnavailableError(why, retry_after=self._pause() or 1.0)
        return self._found[0]

    async def _renew(self) -> None:
        task = self._begin()
        if task is None:
            return
        if self._waiting >= MOST_WAITING:
            raise BackendUnavailableError(f"too many calls wait for {self._name}", retry_after=1.0)
        self._waiting += 1
        try:
            # Whoever leaves must not take the others' answer along.
            await asyncio.shield(task)
        finally:
            self._waiting -= 1

    def _begin(self) -> "asyncio.Task[None] | None":
        """Return the fetch under way, else a new one; None while it is too early for another."""
        if self._under_way is None and not self._pause():
            self._tried = self._elapsed()
            self._under_way = asyncio.create_task(self._work())
        return self._under_way

    async def _work(self) -> None:
        try:
            document, said = await self._fetch()
        except Exception as error:  # noqa: BLE001  whatever others send must not end what waits for it
            why = error.message if isinstance(error, RemitError) else f"{self._name} cannot be read"
            self._fault = why
            _log.warning("not fetched", document=self._name, why=why, kept=self._found is not None)
        else:
            self._found, self._since, self._fault = (document,), self._elapsed(), ""
            self._good_for = min(max(USUAL if said is None else said, SHORTEST), LONGEST)
        finally:
            self._under_way = None

    def _pause(self) -> float:
        """Return seconds until another fetch may begin; 0 when it may now."""
        return 0.0 if self._tried is None else max(self._tried + self._cool_down - self._elapsed(), 0.0)
