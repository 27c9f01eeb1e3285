"""What storage asks of a database engine: transactions, and the two commits that are worth statements of their own."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from remit.decision.model import Draft, Outcome
from remit.decision.settle import Report
from remit.storage.booking import Result

T = TypeVar("T")


class Store(Protocol):
    """Runs functions in transactions, whatever the database.

    Every method raises `BackendUnavailableError` when the database does not answer.
    """

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        ...

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction: all of it lasts once this returns, none of it when it raises.

        It may run again when it met another transaction, so it changes nothing but the database.
        """
        ...

    async def commit_turn(self, drafts: Sequence[Draft]) -> Sequence[Outcome | Exception]:
        """Decide and record a batch: all of it lasts once this returns, or none; but for those that an error stands for."""
        ...

    async def commit_usage(self, reports: Sequence[Report]) -> Sequence[Result | Exception]:
        """Book a batch: all of it lasts once this returns, or none; but for those that an error stands for."""
        ...

    async def probe(self) -> None:
        """Commit a change of nothing, which takes all that the commit of a decision takes; returns once it is safe.

        Nothing of it stays. To be asked by one at a time: a database may keep it waiting.
        """
        ...

    async def close(self) -> None:
        """Finish what is under way, then let go of the database."""
        ...
