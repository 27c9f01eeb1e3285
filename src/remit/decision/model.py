"""The vocabulary of a decision: what is asked, what was drafted before the commit, what was decided.

Pure values. Numbers of `Effect`, `Stage` and `Verdict` are those of the protos, so that the wire copies them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from remit.approval.model import Approval
from remit.budget.model import Amounts, Bucket, Hold, ModelCall
from remit.budget.price import PriceBook
from remit.clock import MINUTE, SECOND
from remit.identity.model import Principal
from remit.policy.model import ApprovalRule
from remit.value import value

HOLD_DEFAULT: Final = 5 * MINUTE
HOLD_LIMIT: Final = 60 * MINUTE
VALID_FOR: Final = 60 * SECOND
"""How long after the decision the act may start."""


class Effect(IntEnum):
    """What was decided. Anything that is not ALLOW is a refusal."""

    ALLOW = 1
    DENY = 2
    NEEDS_APPROVAL = 3


class Stage(IntEnum):
    """The checks, in order."""

    IDENTITY = 1
    DELEGATION = 2
    ROLE = 3
    GUARDRAIL = 4
    MANIFEST = 5
    PRIVACY = 6
    APPROVAL = 7
    RATE = 8
    CONCURRENCY = 9
    BUDGET = 10
    RECORD = 11


class Verdict(IntEnum):
    """What one check said. Checks after the one that failed are SKIPPED."""

    PASS = 1
    FAIL = 2
    SKIPPED = 3
    DEGRADED = 4


class ReasonCode(StrEnum):
    """Why, as a stable code; documented one by one at `ReasonCode` in `protos/remit/v1/core.proto`."""

    SUBJECT_UNKNOWN = "SUBJECT_UNKNOWN"
    SUBJECT_SUSPENDED = "SUBJECT_SUSPENDED"
    SESSION_UNKNOWN = "SESSION_UNKNOWN"
    SESSION_ENDED = "SESSION_ENDED"
    DELEGATION_EXCEEDS = "DELEGATION_EXCEEDS"
    DELEGATION_TOO_DEEP = "DELEGATION_TOO_DEEP"
    DELEGATION_MISSING = "DELEGATION_MISSING"
    RUN_UNKNOWN = "RUN_UNKNOWN"
    RUN_ENDED = "RUN_ENDED"
    MANIFEST_MISSING = "MANIFEST_MISSING"
    MANIFEST_UNVERIFIED = "MANIFEST_UNVERIFIED"
    MANIFEST_EXPIRED = "MANIFEST_EXPIRED"
    MANIFEST_REVOKED = "MANIFEST_REVOKED"
    TOOL_NOT_ENTITLED = "TOOL_NOT_ENTITLED"
    MODEL_NOT_ENTITLED = "MODEL_NOT_ENTITLED"
    DATA_NOT_ENTITLED = "DATA_NOT_ENTITLED"
    RUN_COST_EXCEEDED = "RUN_COST_EXCEEDED"
    PLUGIN_NOT_ENTITLED = "PLUGIN_NOT_ENTITLED"
    ROLE_MISSING = "ROLE_MISSING"
    PERMISSION_MISSING = "PERMISSION_MISSING"
    PERMISSION_DENIED_BY_RULE = "PERMISSION_DENIED_BY_RULE"
    GUARDRAIL_FORBIDS = "GUARDRAIL_FORBIDS"
    GUARDRAIL_FAILED = "GUARDRAIL_FAILED"
    RATE_LIMITED = "RATE_LIMITED"
    CONCURRENCY_LIMITED = "CONCURRENCY_LIMITED"
    SESSION_BUDGET_EXCEEDED = "SESSION_BUDGET_EXCEEDED"
    RUN_BUDGET_EXCEEDED = "RUN_BUDGET_EXCEEDED"
    HOURLY_BUDGET_EXCEEDED = "HOURLY_BUDGET_EXCEEDED"
    DAILY_BUDGET_EXCEEDED = "DAILY_BUDGET_EXCEEDED"
    WEEKLY_BUDGET_EXCEEDED = "WEEKLY_BUDGET_EXCEEDED"
    MONTHLY_BUDGET_EXCEEDED = "MONTHLY_BUDGET_EXCEEDED"
    QUARTERLY_BUDGET_EXCEEDED = "QUARTERLY_BUDGET_EXCEEDED"
    ROLLING_BUDGET_EXCEEDED = "ROLLING_BUDGET_EXCEEDED"
    TOTAL_BUDGET_EXCEEDED = "TOTAL_BUDGET_EXCEEDED"
    BUDGET_HELD_BY_OTHERS = "BUDGET_HELD_BY_OTHERS"
    ESTIMATE_EXCEEDS_LIMIT = "ESTIMATE_EXCEEDS_LIMIT"
    BUDGET_OVERRUN = "BUDGET_OVERRUN"
    BUDGET_SHARE_EXCEEDED = "BUDGET_SHARE_EXCEEDED"
    PRICE_UNKNOWN = "PRICE_UNKNOWN"
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    APPROVAL_REQUIRED = "APPROVAL_REQUIRED"
    APPROVAL_PENDING = "APPROVAL_PENDING"
    APPROVAL_REJECTED = "APPROVAL_REJECTED"
    APPROVAL_EXPIRED = "APPROVAL_EXPIRED"
    APPROVAL_CANCELLED = "APPROVAL_CANCELLED"
    APPROVAL_UNKNOWN = "APPROVAL_UNKNOWN"
    APPROVAL_USED = "APPROVAL_USED"
    APPROVAL_MISMATCH = "APPROVAL_MISMATCH"
    APPROVER_NOT_ALLOWED = "APPROVER_NOT_ALLOWED"
    PERSONAL_DATA_BLOCKED = "PERSONAL_DATA_BLOCKED"
    INJECTION_BLOCKED = "INJECTION_BLOCKED"
    DEGRADED_BY_SETTING = "DEGRADED_BY_SETTING"


@value
class CallEstimate:
    """A model call as a runtime estimates it."""

    provider: str
    model: str
    input_tokens: int | None = None
    """None means the most that the model accepts; where that is unknown, the tenant's default estimate."""
    max_output_tokens: int | None = None
    """None means the model's maximum; where that is unknown, the tenant's default estimate."""
    cached_tokens: int = 0
    candidates: int = 1


@value
class Estimate:
    """What an action would cost at most, in one of four ways; all absent means an explicit nothing."""

    calls: tuple[CallEstimate, ...] = ()
    """Model calls in order of preference; one of them will be made."""
    money: int | None = None
    currency: str = ""
    tokens: int | None = None


@value
class Ask:
    """One question: may this subject take this action, and can it afford it?"""

    principal: Principal
    request_id: str
    digest: bytes
    """SHA-256 of the request's content: the same id with another digest is a conflict."""
    subject: str
    action: str
    resource: str
    """`type:id`."""
    on_behalf_of: str = ""
    session_id: str = ""
    run_id: str = ""
    step_id: str = ""
    parent_step_id: str = ""
    subject_attributes_json: str = ""
    resource_attributes_json: str = ""
    arguments_json: str = ""
    estimate: Estimate | None = None
    """None means the action's default, else the tenant's."""
    data_classes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    approval_id: str = ""
    hold_for: int = HOLD_DEFAULT
    min_revision: int = 0
    explain: bool = False
    dry_run: bool = False

    @property
    def tenant(self) -> str:
        """The tenant of the credential; a request cannot name another."""
        return self.principal.tenant


@value
class Remedy:
    """What would change the answer."""

    text: str = ""
    resets_at: int | None = None
    retry_after: int | None = None
    who: tuple[str, ...] = ()
    model: str = ""
    approval_id: str = ""
    max_output_tokens: int | None = None


@value
class Reason:
    """Why, and which check said it."""

    code: ReasonCode
    stage: Stage
    message: str
    remedy: Remedy | None = None
    source: str = ""
    """Id of the role, guardrail, budget or limit that said it."""


class Duty(StrEnum):
    """Kinds of obligation."""

    USE_MODEL = "USE_MODEL"
    REDACT_FIELDS = "REDACT_FIELDS"
    RUN_IN_SANDBOX = "RUN_IN_SANDBOX"
    SETTLE_BY = "SETTLE_BY"


@value
class Obligation:
    """What the runtime must do when allowed."""

    duty: Duty
    why: str = ""
    from_model: str = ""
    to_model: str = ""
    saving: int = 0
    paths: tuple[str, ...] = ()
    profile: str = ""
    time: int = 0


@dataclass(slots=True)
class StandingLine:
    """One concerned budget as it stood right after the decision. Not frozen: several are made for each decision."""

    bucket: Bucket
    spent: int
    held: int

    @property
    def threshold(self) -> int:
        """The highest soft threshold reached, in percent; 0 when none is."""
        reached, limit = 0, self.bucket.limit
        for one in self.bucket.budget.thresholds:
            if one.percent > reached and 100 * (self.spent + self.held) >= one.percent * limit:
                reached = one.percent
        return reached


@value
class RateLine:
    """One concerned rate or concurrency limit as it stood right after the decision."""

    limit_id: str
    concurrency: bool
    limit: int
    remaining: int
    window: int
    resets_in: int


@value
class Reserved:
    """What an allowed decision holds until it is settled, released or expires."""

    id: str
    money: int
    tokens: int
    model: str
    price_version: str
    expires_at: int
    holds: tuple[Hold, ...] = ()
    input_part: tuple[int, int] | None = None
    """As in `Amounts`. The reservation keeps it; no answer and no evidence tells it."""


@value
class Lift:
    """How a NEEDS_APPROVAL could be lifted."""

    approvers: tuple[str, ...]
    quorum: int
    decide_within: int
    use_within: int
    digest: str
    """Hexadecimal SHA-256 of the action that an approval would be bound to."""
    rule: str = ""
    """Id of the guardrail that asks for it."""


@value
class Affordable:
    """What would fit when money is short."""

    model: str
    max_output_tokens: int


@value
class Decision:
    """One answer, exactly as its audit entry records it."""

    id: str
    effect: Effect
    at: int
    revision: int
    valid_until: int
    stages: tuple[int, ...]
    """One `Verdict` for each `Stage`, in order."""
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    reservation: Reserved | None = None
    standings: tuple[StandingLine, ...] = ()
    rates: tuple[RateLine, ...] = ()
    lift: Lift | None = None
    affordable: tuple[Affordable, ...] = ()
    delegation: tuple[str, ...] = ()


@dataclass(slots=True)
class Alike:
    """What asks of one batch share that differ in ids and amounts alone, as it is found; see `decision.alike`."""

    buckets: dict[str, tuple[Bucket, ...]] = field(default_factory=dict)
    """The counters that an act with a model concerns."""
    passed: dict[tuple[str, ...], tuple[tuple[Obligation, ...], tuple[str, ...]]] = field(
        default_factory=dict
    )
    """By the models of its alternatives, an act that passed the checks: its obligations and its delegation."""
    entry: tuple[bytes, bytes, bytes] | None = None
    """What their audit entries say alike, written; see `decision.record`."""


@dataclass(slots=True)
class Draft:
    """An ask after the pure checks, on its way to the commit: what to hold, and what was found so far."""

    ask: Ask
    id: str
    at: int
    revision: int
    stages: list[int]
    reasons: list[Reason] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    effect: Effect = Effect.ALLOW
    alternatives: tuple[Amounts, ...] = ()
    buckets: tuple[tuple[Bucket, ...], ...] = ()
    """For each alternative the counters that it concerns."""
    approval: Approval | None = None
    """The granted approval that this decision uses up once."""
    lift: Lift | None = None
    rule: ApprovalRule | None = None
    rates: tuple[RateLine, ...] = ()
    delegation: tuple[str, ...] = ()
    sealed: Mapping[str, object] = field(default_factory=dict)
    """How users appear in the audit entry: sealed under their own key, by plain reference."""
    calls: tuple[ModelCall, ...] = ()
    """The estimate's model calls, with nothing left open."""
    prices: PriceBook | None = None
    """The tenant's prices, to say what would fit when money is short."""
    alike: Alike | None = None
    """What it shares with others of its batch; None when it came alone."""

    def fail(self, reason: Reason, effect: Effect = Effect.DENY) -> None:
        """Refuse at the reason's stage; the checks after it are skipped."""
        self.effect = effect
        self.reasons.append(reason)
        stage = reason.stage
        self.stages[stage - 1] = Verdict.FAIL
        for later in range(stage, Stage.RECORD - 1):
            self.stages[later] = Verdict.SKIPPED


@value
class Committed:
    """What the commit made of a draft: the decision (perhaps an earlier one, on a repeat) and its evidence."""

    decision: Decision
    leaf_hash: bytes
    repeated: bool = False


@value
class Stale:
    """Policy moved on between the checks and the commit: decide again at this revision or later."""

    revision: int


@value
class Conflict:
    """The request id was used before with other content."""


Outcome = Committed | Stale | Conflict
