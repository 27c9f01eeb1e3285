"""What decisions and reports of usage count of themselves. Decides nothing, and never names who asked."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

from remit.clock import monotonic
from remit.decision.model import Committed, Conflict, Outcome, Stale
from remit.decision.settle import Receipt
from remit.errors import BackendUnavailableError, RemitError
from remit.tally import SIZES, Histogram, Outcomes

NO_REASON: Final = "NONE"
"""Stands for the reason of a decision that has none, as most that allow."""

Item = TypeVar("Item")
Result = TypeVar("Result")

Trace = Callable[[Sequence[float], Outcome], None]
"""Told of a decision that went through all stages: five instants (`monotonic`), before the first and after each."""


class Batches(Generic[Item, Result]):
    """Commits through another commit, and counts what went and how long it took."""

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        landed: Callable[[Sequence[Result | Exception]], None],
    ) -> None:
        """Commit by `commit`, then tell `landed` of the results: also of those whose callers have left by then."""
        self._commit = commit
        self._landed = landed
        self.sizes = Histogram(SIZES)
        """Items of every batch that was tried."""
        self.seconds = Histogram()
        """Of every batch that was tried."""
        self.failures = 0
        """Batches that failed; unless storage was away they were tried again in halves."""
        self.away = 0
        """Batches that found storage away."""

    async def __call__(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        """Commit a batch."""
        started = monotonic()
        try:
            results = await self._commit(items)
        except Exception as error:
            self.failures += 1
            self.away += isinstance(error, BackendUnavailableError)
            raise
        finally:
            self.sizes.observe(len(items))
            self.seconds.observe(monotonic() - started)
        self._landed(results)
        return results


class DecisionTally:
    """Decisions of this process."""

    __slots__ = (
        "checks", "commit", "conflicts", "decisions", "degraded", "gather", "opened", "overtaken", "pace", "rehearsed",
        "repeated", "trace",
    )  # fmt: skip

    def __init__(self) -> None:
        """Begin with none."""
        self.gather, self.checks, self.pace, self.commit = (Histogram() for _ in range(4))
        """Seconds of each stage, of those that went through all of them."""
        self.decisions: Counter[tuple[str, str]] = Counter()
        """Recorded ones by effect and first reason."""
        self.opened = 0
        """Reservations opened."""
        self.repeated = 0
        """Answers given again to a request id that had one."""
        self.rehearsed = 0
        """Dry runs."""
        self.overtaken = 0
        """Decisions made again since policy moved on under them."""
        self.conflicts = 0
        """Request ids that came again with other content."""
        self.degraded = 0
        """Decisions made without rates and leases, as the tenant wants it while those cannot be asked."""
        self.trace: Trace | None = None
        """Told of each decision; None when nobody traces."""

    def landed(self, outcomes: Sequence[Outcome | Exception]) -> None:
        """Count what a commit made of its drafts."""
        for outcome in outcomes:
            if isinstance(outcome, Committed):
                self._recorded(outcome)
            elif isinstance(outcome, Stale):
                self.overtaken += 1
            elif isinstance(outcome, Conflict):
                self.conflicts += 1

    def _recorded(self, outcome: Committed) -> None:
        if outcome.repeated:
            self.repeated += 1
            return
        decision = outcome.decision
        reasons = decision.reasons
        self.decisions[decision.effect.name, reasons[0].code if reasons else NO_REASON] += 1
        if decision.reservation is not None:
            self.opened += 1

    def staged(self, marks: Sequence[float], outcome: Outcome) -> None:
        """Count the stages of one decision: five instants, before the first and after each."""
        begun, gathered, checked, paced, committed = marks
        self.gather.observe(gathered - begun)
        self.checks.observe(checked - gathered)
        self.pace.observe(paced - checked)
        self.commit.observe(committed - paced)
        if self.trace is not None:
            self.trace(marks, outcome)


class Booked(Protocol):
    """What became of a usage record that was taken."""

    @property
    def receipt(self) -> Receipt:
        """The receipt."""
        ...

    @property
    def repeated(self) -> bool:
        """Whether it was recorded before."""
        ...

    @property
    def closed(self) -> str:
        """Id of the reservation that it ended; empty when none."""
        ...


class UsageTally:
    """Usage records of this process."""

    __slots__ = ("records", "released", "settled")

    def __init__(self) -> None:
        """Begin with none."""
        self.records = Outcomes()
        """By outcome: RECORDED, LATE, REPEATED, OVERTAKEN (prepared again), or the reason of an error."""
        self.settled = 0
        """Reservations that usage ended."""
        self.released = 0
        """Reservations given back since their acts were not started."""

    def landed(self, results: "Sequence[Booked | Stale | Exception]") -> None:
        """Count what a commit made of its reports; errors are counted where all of them come together."""
        for result in results:
            if isinstance(result, Stale):
                self.records["OVERTAKEN"] += 1
            elif not isinstance(result, Exception):
                self._booked(result)

    def _booked(self, booked: Booked) -> None:
        if booked.repeated:
            self.records["REPEATED"] += 1
            return
        self.records["LATE" if booked.receipt.late else "RECORDED"] += 1
        self.settled += bool(booked.closed)

    def refused(self, errors: "Sequence[object]") -> None:
        """Count the errors among what became of a batch of reports."""
        for error in errors:
            if isinstance(error, RemitError):
                self.records[error.reason] += 1
