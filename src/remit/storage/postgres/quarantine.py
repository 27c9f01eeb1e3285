"""Commits batches of many tenants, and keeps apart who waits for a lock that is not given back. Knows no table.

Whoever stands still in mid-transaction (a process that was stopped, an operator's tool) keeps rows of one tenant. A batch
that needs them waits, with everybody in it. So it waits for a second, once, and is then tried tenant by tenant. Who
cannot be served is refused at once from then on, but for a short try now and then, until it can.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeAlias, TypeVar

import structlog

from remit.clock import monotonic
from remit.errors import BackendUnavailableError
from remit.storage.postgres.failure import Locked
from remit.storage.postgres.transaction import again

Item = TypeVar("Item")
Result = TypeVar("Result")

PATIENCE: Final = 1.0
"""Seconds that a batch waits for a lock: several turns of many other servers."""
TRY: Final = 0.1
"""Seconds that those of one tenant wait who are tried apart: so long they keep others waiting."""
SHORTEST: Final = 0.25
"""Seconds until a tenant is tried again; doubled by each try that fails."""
LONGEST: Final = 2.0
"""Seconds between two tries, at most: so soon after a lock was given back its tenant is served."""
TENANTS: Final = 10_000
"""That are kept apart, at most."""

Work: TypeAlias = Callable[[Sequence[Item], float], Awaitable[Sequence[Result]]]
"""Commits items, all or nothing, and waits for so many seconds for each lock."""

_log: Final[Any] = structlog.get_logger("remit.storage")


class Quarantine:
    """Tenants that wait for a lock."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """Know of none; `now` tells seconds."""
        self._now = now
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Until when each is refused, and how long that is."""

    async def commit(
        self, items: Sequence[Item], work: Work[Item, Result], *, tenant: Callable[[Item], str]
    ) -> list[Result | Exception]:
        """Commit items by `work`; return what became of each, in order, or the error of those who wait for a lock.

        Args:
            items: of any number of tenants.
            work: raises Locked when it waited too long.
            tenant: whose an item is.

        Raises:
            Exception: what `work` raised of all, when nothing was committed.
        """
        parts: dict[str, list[int]] = {}
        for place, item in enumerate(items):
            parts.setdefault(tenant(item), []).append(place)
        apart = [one for one in parts if one in self._kept]
        others = [one for one in parts if one not in self._kept]
        done: dict[int, Result | Exception] = {}
        if others:
            places = sorted(place for one in others for place in parts[one])
            together = [items[place] for place in places]
            try:
                results = await again(lambda: work(together, PATIENCE), waits=False)
                done.update(zip(places, results, strict=True))
            except Locked:
                if len(others) == 1:
                    self._keep(others[0])
                apart += others
        for one in apart:
            found = await self._apart(one, [items[place] for place in parts[one]], work=work)
            done.update(zip(parts[one], found, strict=True))
        return [done[place] for place in range(len(items))]

    async def _apart(
        self, tenant: str, items: Sequence[Item], *, work: Work[Item, Result]
    ) -> Sequence[Result | Exception]:
        """Commit those of one tenant when it is time for a try; their error is theirs alone."""
        until, _ = self._kept.get(tenant, (0.0, 0.0))
        if self._now() < until:
            return [self._refusal(tenant)] * len(items)
        try:
            results = await again(lambda: work(items, TRY), waits=False)
        except Locked:
            self._keep(tenant)
            return [self._refusal(tenant)] * len(items)
        except Exception as error:  # noqa: BLE001  whatever it is, it is no stranger's
            return [error] * len(items)
        self._kept.pop(tenant, None)
        return results

    def _keep(self, tenant: str) -> None:
        known = self._kept.pop(tenant, None)
        pause = min(known[1] * 2, LONGEST) if known else SHORTEST
        self._kept[tenant] = (self._now() + pause, pause)
        while len(self._kept) > TENANTS:
            self._kept.popitem(last=False)
        if known is None:
            _log.warning(
                "a tenant is kept apart: another transaction does not give back what it needs", tenant=tenant
            )

    def _refusal(self, tenant: str) -> BackendUnavailableError:
        until, pause = self._kept[tenant]
        message = (
            "another transaction keeps what this needs; nothing was decided or changed, try again shortly"
        )
        return BackendUnavailableError(message, retry_after=max(until - self._now(), 0.0) + pause)
