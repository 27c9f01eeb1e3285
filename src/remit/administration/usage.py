"""What the ledger tells: entries, and sums by any dimension. Values and a Protocol; storage answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol

from remit.budget.model import TokenUsage
from remit.decision.settle import CostSource


@dataclass(frozen=True, slots=True)
class UsageFilter:
    """Which entries; all that is set must hold."""

    subjects: tuple[str, ...] | None = None
    """On the action of one of these; None means anyone's, and none at all matches nothing."""
    session_id: str = ""
    run_ids: tuple[str, ...] = ()
    """Of one of these runs; empty means of any or none."""
    model: str = ""
    """`<provider>/<model>`, or the model's name alone, whoever serves it."""
    operation: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    since: int | None = None
    """First instant, in microseconds; None means from the beginning."""
    until: int | None = None
    """First instant that is out again; None means without end."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry."""

    position: int
    """Order of booking."""
    id: str
    usage_id: str
    reservation_id: str
    subject: str
    on_behalf_of: str
    session_id: str
    run_id: str
    step_id: str
    operation: str
    outcome: str
    model: str
    tokens: TokenUsage
    cost: int
    """Nano-units; below 0 when it takes another entry back."""
    source: CostSource
    price_version: str
    provisional: bool
    reverses: str
    """Id of the entry that this one takes back; empty for others."""
    used_at: int
    """The instant whose periods it counts in."""
    booked_at: int
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of entries."""

    records: int = 0
    """Usage records; what expiry charged or took back is in the amounts alone."""
    failures: int = 0
    tokens: TokenUsage = field(default_factory=TokenUsage)
    cost: int = 0
    unpriced: int = 0
    """Records that could not be priced."""

    def __add__(self, other: "Sum") -> "Sum":
        """Return both together."""
        tokens = TokenUsage(
            *(getattr(self.tokens, f.name) + getattr(other.tokens, f.name) for f in fields(TokenUsage))
        )
        return Sum(
            self.records + other.records,
            self.failures + other.failures,
            tokens,
            self.cost + other.cost,
            self.unpriced + other.unpriced,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The sum of the entries that agree in what was asked for."""

    keys: tuple[str, ...]
    """Values in the order asked for; empty text where entries have none."""
    starts_at: int | None
    """Begin of the interval; None when no intervals were asked for."""
    sum: Sum


class LedgerReader(Protocol):
    """Reads the ledger."""

    async def page(
        self, tenant: str, wanted: UsageFilter, *, before: int, limit: int
    ) -> Sequence[LedgerLine]:
        """Return entries, newest booking first, at positions below `before`; 0 means from the newest on."""
        ...

    async def sums(
        self,
        tenant: str,
        wanted: UsageFilter,
        *,
        by: Sequence[str] = (),
        intervals: Sequence[tuple[int, int]] = (),
    ) -> Sequence[Group]:
        """Return sums by columns, in no order.

        Args:
            tenant: whose.
            wanted: which entries.
            by: `subject`, `on_behalf_of`, `session_id`, `run_id`, `step_id`, `model`, `operation`, `outcome`,
                or `label:<key>`.
            intervals: spans of time, begin inside and end outside, which do not overlap; empty for none.
        """
        ...

    async def first_at(self, tenant: str, wanted: UsageFilter) -> int | None:
        """Return the earliest instant that an entry counts in; None when there is none."""
        ...
