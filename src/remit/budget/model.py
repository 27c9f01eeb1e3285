"""What it may cost: budgets, prices, standings, holds and usage. Pure values; never reads or writes.

Money is nano-units of the tenant's currency, tokens are whole; both are ints >= 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from remit.value import value


class Unit(StrEnum):
    """What a budget counts."""

    MONEY = "MONEY"
    TOKENS = "TOKENS"


class Period(StrEnum):
    """The span after which a budget begins anew: part of the counter's key, so nothing is ever reset."""

    SESSION = "SESSION"
    RUN = "RUN"
    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    TOTAL = "TOTAL"


class ScopeType(StrEnum):
    """On whose spend a budget counts."""

    TENANT = "tenant"
    TEAM = "team"
    USER = "user"
    AGENT = "agent"
    SERVICE = "service"
    ROLE = "role"
    MODEL = "model"
    SESSION = "session"
    RUN = "run"


class ThresholdAction(StrEnum):
    """What happens once a soft threshold is reached."""

    WARN = "WARN"
    DOWNGRADE = "DOWNGRADE"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A soft line, in percent of the limit (1 to 100)."""

    percent: int
    action: ThresholdAction = ThresholdAction.WARN


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit on money or tokens for a scope and a period. Equality admits: spent + held may reach it."""

    kind: ClassVar[str] = "budget"
    id: str
    scope_type: ScopeType
    scope_id: str
    """Whose; empty means each one of the type by itself (each agent, each session)."""
    period: Period
    unit: Unit
    limit: int
    """Nano-units of money, or tokens."""
    each_subject: bool = False
    """Whether each subject of the role or team that `scope_id` names is counted by itself, with the whole limit."""
    display_name: str = ""
    thresholds: tuple[Threshold, ...] = ()
    max_share_percent: int = 100
    """Share of the limit that one reservation may hold."""
    enabled: bool = True
    created_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class AlertChannel:
    """A place that alerts are sent to; one of the two is set."""

    webhook_url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Who hears of crossed thresholds."""

    kind: ClassVar[str] = "alert_rule"
    id: str
    display_name: str = ""
    budget_ids: tuple[str, ...] = ()
    """Empty: all budgets."""
    percents: tuple[int, ...] = ()
    """Of the limit, 1 to 100. Empty: the thresholds of each budget, and 100."""
    channels: tuple[AlertChannel, ...] = ()
    enabled: bool = True
    sealed_secret: str = field(default="", repr=False)
    """What signs its webhooks, under the master key, as base64; empty without a webhook."""
    created_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """How much of a limit must be spent that an alert is raised."""

    percent: int
    own: bool = True
    """Whether the budget itself says so, by a threshold or as its cap; else rules of alerts alone."""
    heard: bool = False
    """Whether a rule may pass it on."""


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """Nano-units per million tokens of one kind; exact ints. None: as `input` (or `output`), its whole."""

    input: int
    output: int
    cache_read: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None
    input_audio: int | None = None
    output_audio: int | None = None
    image: int | None = None


@dataclass(frozen=True, slots=True)
class ContextTier:
    """Prices of calls whose input is at least so long."""

    from_tokens: int
    prices: TokenPrices


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs. A tenant's own price overrides the catalog's."""

    kind: ClassVar[str] = "price"
    id: str
    """`<provider>/<model>`."""
    base: TokenPrices
    currency: str = "USD"
    long_context_from: int | None = None
    """Input tokens from which `long_context` applies to the whole call; None means never."""
    long_context: TokenPrices | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    per_request: int = 0
    """Nano-units for each call."""
    version: str = ""
    higher_tiers: tuple[ContextTier, ...] = ()
    """Tiers beyond `long_context`, in any order; the longest that the input reaches prices the whole call."""
    ceiling: TokenPrices | None = None
    """The dearest it may become within a day, where the catalog's price turns with time; for holds only."""
    updated_at: int = 0
    """When the tenant set it; 0 for the catalog's. Never part of `version`, which names the figures alone."""


@dataclass(frozen=True, slots=True)
class Downgrade:
    """Which cheaper model may stand in for a dearer one when a soft threshold asks for it."""

    kind: ClassVar[str] = "downgrade"
    id: str
    """`<provider>/<model>` of the dearer one."""
    to: str
    """`<provider>/<model>` of the cheaper one."""


@value
class TokenUsage:
    """Tokens really used. `input` includes cached, audio, image ones; `output` reasoning and audio ones."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    reasoning: int = 0
    input_audio: int = 0
    output_audio: int = 0
    image: int = 0

    @property
    def total(self) -> int:
        """All tokens that count against token budgets: input and output."""
        return self.input + self.output


@value
class ModelCall:
    """An estimate of one model call; the hold is its upper bound."""

    provider: str
    model: str
    input_tokens: int
    max_output_tokens: int | None = None
    """None means the model's maximum; when that is unknown too, the call cannot be bounded and is refused."""
    cached_tokens: int = 0
    candidates: int = 1


@value
class Amounts:
    """What one way of acting would cost at most."""

    money: int
    tokens: int
    model: str = ""
    """`<provider>/<model>`; empty when no model is called."""
    price_version: str = ""
    input_part: tuple[int, int] | None = None
    """Money and tokens of it that are due once the input was sent; None when nobody told input from output."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The counter of a budget in one period for one scope: which row, its limit, and when it ends."""

    budget: Budget
    key: str
    """`<scope instance>@<period key>`, such as `agent:x@2026-11-21`; with the budget id, a counter's key."""
    starts_at: int | None
    ends_at: int | None
    """Microseconds since the epoch; None for periods without a fixed end (session, run, total)."""
    limit: int
    """The budget's limit, or the session's own token limit, with overrides applied."""
    lines: tuple[Line, ...] = ()
    """Where alerts are raised, ascending; none for what a session or a manifest brings along."""


@value
class Standing:
    """A counter as read under its lock."""

    spent: int = 0
    held: int = 0


@value
class Hold:
    """The part of one counter that a reservation holds."""

    budget_id: str
    bucket: str
    unit: Unit
    amount: int


@value
class Usage:
    """One record of real usage, as reported."""

    usage_id: str
    subject: str
    tokens: TokenUsage = field(default_factory=TokenUsage)
    provider: str = ""
    model: str = ""
    cost: int | None = None
    """Nano-units; overrides the price and is marked. None means: price it."""
    final: bool = True
    reservation_id: str = ""
    session_id: str = ""
    run_id: str = ""
    step_id: str = ""
    operation: str = ""
    outcome: str = "SUCCESS"
    requests: int = 1
    started_at: int | None = None
    ended_at: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def happened_at(self) -> int | None:
        """When it was used: its end, else its beginning; None when neither was said."""
        return self.ended_at or self.started_at
