"""When each credential was last used, to the minute. The hot path only ever touches memory; never stores a secret."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from remit.clock import MINUTE

MOST_CREDENTIALS: Final = 262_144
"""Credentials that are noted between two rounds, some 150 bytes each; beyond it one is noted with its next use."""

BATCH: Final = 1_000
"""Uses written in one transaction, some milliseconds."""

FLUSH_SECONDS: Final = 30.0
"""Between two rounds, in each process: so late at most storage knows of a use."""


class Use(NamedTuple):
    """The last use of a credential that somebody knows of."""

    credential: str
    """Its public name, `key_…`."""
    tenant: str
    at: int
    """Microseconds; the beginning of a minute."""


class UseLog(Protocol):
    """Remembers the last use of each credential.

    Every method raises `BackendUnavailableError` when storage does not answer.
    """

    async def note(self, uses: Sequence[Use]) -> None:
        """Keep each use unless a later one is known, all or none. At most one of each credential, in order of it."""
        ...

    async def find(self, tenant: str, credentials: Iterable[str]) -> Mapping[str, int]:
        """Return when each of these of a tenant was last used; those never used are left out."""
        ...


class LastUses:
    """What this process saw used, until it is told to storage. All calls come from the event loop's thread."""

    __slots__ = ("_end", "_log", "_minute", "_most", "_untold")

    def __init__(self, log: UseLog, *, most: int = MOST_CREDENTIALS) -> None:
        """Tell `log`; note at most so many credentials between two rounds."""
        self._log = log
        self._most = most
        # The last one that was asked about: one number for all who are noted in it.
        self._minute, self._end = 0, MINUTE
        self._untold: dict[str, Use] = {}

    @property
    def untold(self) -> int:
        """How many uses storage does not know of yet."""
        return len(self._untold)

    def mark(self, credential: str, tenant: str, *, at: int) -> int:
        """Note a use.

        Returns:
            The instant before which it need not be noted again: the end of its minute; when there is no room, `at`.
        """
        minute = at - at % MINUTE
        if minute != self._minute:
            self._minute, self._end = minute, minute + MINUTE
        if len(self._untold) >= self._most and credential not in self._untold:
            return at
        self._untold[credential] = Use(credential, tenant, self._minute)
        return self._end

    async def flush(self) -> int:
        """Tell storage what it does not know, and return how many uses that were.

        Raises:
            BackendUnavailableError: when storage is away; what it was not told of is told with the next round.
        """
        waiting = sorted(self._untold)
        for start in range(0, len(waiting), BATCH):
            uses = [self._untold[name] for name in waiting[start : start + BATCH]]
            await self._log.note(uses)
            for use in uses:
                # One that was used again meanwhile stays for the next round.
                if self._untold[use.credential] is use:
                    del self._untold[use.credential]
        return len(waiting)

    async def find(self, tenant: str, credentials: Sequence[str]) -> Mapping[str, int]:
        """Return when each of these was last used, as far as storage and this process know.

        Args:
            tenant: whose they are.
            credentials: public names; those never used are left out of what is returned.
        """
        found = dict(await self._log.find(tenant, credentials))
        for name in credentials:
            use = self._untold.get(name)
            if use is not None and use.tenant == tenant:
                found[name] = max(use.at, found.get(name, 0))
        return found
