"""Whether those who follow may still read, asked once for all streams of one reader. Never decides it."""

from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager

from remit.clock import monotonic

Access = Callable[[], Awaitable[None]]
"""Raises the error that ends a stream once its watcher may no longer read."""


class Grant:
    """What one reader may of one scope, as it was last asked."""

    __slots__ = ("_access", "_asked", "_lost", "holders")

    def __init__(self, access: Access) -> None:
        """Ask by `access`; `ask` comes first."""
        self._access = access
        self._asked = 0.0
        self._lost: Exception | None = None
        self.holders = 0

    async def ask(self) -> None:
        """Ask now, and raise what it raises."""
        asked = monotonic()
        await self._access()
        self._asked = asked

    async def require(self, age: float) -> None:
        """Raise unless the reader was allowed less than `age` seconds ago, or is now."""
        if self._lost is not None:
            raise self._lost.with_traceback(None)
        if monotonic() - self._asked >= age:
            await self.ask()

    def lose(self, error: Exception) -> None:
        """Let all who hold it end with `error`."""
        self._lost = error


class Grants:
    """Those of all who read one scope here."""

    __slots__ = ("_by_reader",)

    def __init__(self) -> None:
        """Begin with none."""
        self._by_reader: dict[Hashable, Grant] = {}

    @contextmanager
    def held(self, reader: Hashable, access: Access) -> Iterator[Grant]:
        """Share the answers of `access` among all who are the same `reader`."""
        grant = self._by_reader.setdefault(reader, Grant(access))
        grant.holders += 1
        try:
            yield grant
        finally:
            grant.holders -= 1
            if not grant.holders:
                self._drop(reader, grant)

    async def check(self) -> bool:
        """Ask again for each, and tell whether one was lost."""
        lost = False
        for reader, grant in list(self._by_reader.items()):
            try:
                await grant.ask()
            except Exception as error:  # noqa: BLE001  whatever it is ends the streams of this reader alone
                grant.lose(error)
                # Whoever comes later asks anew.
                self._drop(reader, grant)
                lost = True
        return lost

    def _drop(self, reader: Hashable, grant: Grant) -> None:
        if self._by_reader.get(reader) is grant:
            del self._by_reader[reader]
