"""What boards together, flies together and lands together; and how those that give up are told from the others."""

import asyncio
from collections.abc import Sequence
from typing import Generic, TypeVar

from remit.clock import monotonic

Item = TypeVar("Item")
Result = TypeVar("Result")


class AbandonedError(asyncio.CancelledError):
    """The caller gave up in time: its item was not committed, and never will be."""


class Landing(asyncio.Future[None]):
    """Done when the whole batch has landed. One caller that gives up must not take the others along."""

    left = False
    """Whether a caller gave up."""

    def cancel(self, msg: object = None) -> bool:  # noqa: ARG002  signature of the base
        """Refuse: the batch flies on; the caller's own task is cancelled when it lands."""
        self.left = True
        return False


class Batch(Generic[Item, Result]):
    """Items of one commit, with the tasks that wait for them."""

    __slots__ = ("begun", "callers", "dropped", "items", "landing", "results")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin empty, on this loop."""
        self.begun = monotonic()
        self.items: list[Item] = []
        self.callers: list[asyncio.Task[object] | None] = []
        self.results: Sequence[Result | BaseException] = ()
        """One for each item, once it has landed."""
        self.landing = Landing(loop=loop)
        self.dropped: frozenset[int] = frozenset()
        """Places of what was left behind."""

    def take(self, item: Item, caller: "asyncio.Task[object] | None") -> int:
        """Take an item on board, and return its place."""
        self.items.append(item)
        self.callers.append(caller)
        return len(self.items) - 1

    def leave_behind(self) -> Sequence[Item]:
        """Note what nobody waits for any more, and return the rest."""
        self.dropped = frozenset(
            place for place, caller in enumerate(self.callers) if caller is not None and caller.cancelling()
        )
        return [item for place, item in enumerate(self.items) if place not in self.dropped]

    def land(self, results: Sequence[Result | BaseException]) -> None:
        """Give each its result: those left behind that they were, the others in order."""
        if self.dropped:
            found = iter(results)
            gone = AbandonedError("nobody waited for it any more")
            results = [gone if place in self.dropped else next(found) for place in range(len(self.items))]
        self.results = results
        self.landing.set_result(None)
