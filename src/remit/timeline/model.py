"""Steps, and which of them a reader wants. Pure values; never reads or writes.

Names of the enums are those of `protos/remit/v1/core.proto` without their prefix.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class StepKind(StrEnum):
    """What kind of thing a step is."""

    DECISION = "DECISION"
    MODEL_CALL = "MODEL_CALL"
    TOOL_CALL = "TOOL_CALL"
    APPROVAL = "APPROVAL"
    USAGE = "USAGE"
    MEMORY = "MEMORY"
    MESSAGE = "MESSAGE"
    PLAN = "PLAN"
    CHECKPOINT = "CHECKPOINT"
    OTHER = "OTHER"
    RUN_STARTED = "RUN_STARTED"
    """The run began: an event of its own in a stream, no step on the wire."""
    RUN_ENDED = "RUN_ENDED"
    """The run ended: likewise."""


RUN_EVENTS = frozenset({StepKind.RUN_STARTED, StepKind.RUN_ENDED})

RESERVED_KINDS = RUN_EVENTS | {StepKind.DECISION, StepKind.APPROVAL, StepKind.USAGE}
"""Kinds that Remit alone writes: a runtime that could report a decision could forge one."""


class StepStatus(StrEnum):
    """What has become of a step."""

    RUNNING = "RUNNING"
    WAITING = "WAITING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    DENIED = "DENIED"
    CANCELLED = "CANCELLED"
    LOST = "LOST"
    """Of the end of a run alone: it gave no sign for its lease. No step has it."""


OPEN_STATUSES = frozenset({StepStatus.RUNNING, StepStatus.WAITING})
"""Statuses of steps that have not ended."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens used by a step; parts are contained in `input` or `output`."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    reasoning: int = 0
    input_audio: int = 0
    output_audio: int = 0
    image: int = 0


@dataclass(frozen=True, slots=True)
class Payload:
    """What went into a step or came out of it: as JSON text, or where it is, or its digest alone."""

    json: str = ""
    """JSON text, personal data redacted; empty means not kept here."""
    reference: str = ""
    """URI under which the runtime keeps it; never fetched. Empty means none."""
    digest: bytes = b""
    """SHA-256 before redaction, 32 bytes; empty means not given."""
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class StepError:
    """What went wrong."""

    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done in a run, or the run's own beginning or end."""

    tenant: str
    run_id: str
    sequence: int
    """Place in the run: 1, 2, 3, without gaps, given by the commit; an update keeps it. 0: not committed."""
    step_id: str
    kind: StepKind
    name: str
    status: StepStatus
    subject: str = ""
    """Whose run, such as `agent:researcher-7`."""
    parent_id: str = ""
    attempt: int = 1
    started_at: int = 0
    """Microseconds since the epoch; 0 means not said, which `record.accept` replaces."""
    ended_at: int | None = None
    input: Payload | None = None
    output: Payload | None = None
    model: str = ""
    """`<provider>/<model>`; empty means none."""
    tokens: Tokens | None = None
    cost: int | None = None
    """Nano-units; None means not priced."""
    decision_id: str = ""
    effect: str = ""
    """What the decision said; empty means none was asked for."""
    approval_id: str = ""
    error: StepError | None = None
    replay_obstacle: str = ""
    """Why a replay cannot start here; empty means that it can, where `can_replay_from` says so."""
    can_replay_from: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    trace_id: str = ""
    span_id: str = ""
    position: int = 0
    """Place in order of commit, over all runs; an update gets a new one. 0 means not committed yet."""


class ScopeKind(StrEnum):
    """Whose steps."""

    RUN = "run"
    AGENT = "agent"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Scope:
    """The steps of one run, of all runs of an agent, or of a tenant."""

    tenant: str
    kind: ScopeKind
    id: str = ""
    """`run_…`, or the agent as `agent:researcher-7`; empty for a tenant."""

    @property
    def key(self) -> str:
        """The name under which news of this scope is announced."""
        return f"timeline|{self.tenant}|{self.kind}|{self.id}"

    def covers(self, step: Step) -> bool:
        """Tell whether the step belongs to the scope."""
        if step.tenant != self.tenant:
            return False
        if self.kind is ScopeKind.RUN:
            return step.run_id == self.id
        return self.kind is ScopeKind.TENANT or step.subject == self.id


def announcements(step: Step) -> tuple[str, str, str]:
    """Return the keys to announce once the step is committed: of its run, its agent and its tenant."""
    scopes = (ScopeKind.RUN, step.run_id), (ScopeKind.AGENT, step.subject), (ScopeKind.TENANT, "")
    run, agent, tenant = (Scope(step.tenant, kind, name).key for kind, name in scopes)
    return run, agent, tenant


@dataclass(frozen=True, slots=True)
class Filter:
    """Which steps of a scope; empty means all. Begin and end of a run pass any wanted kinds and statuses."""

    kinds: frozenset[StepKind] = frozenset()
    statuses: frozenset[StepStatus] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    """All of which a step must have."""

    def matches(self, step: Step) -> bool:
        """Tell whether the step is wanted."""
        if self.labels and not all(step.labels.get(name) == value for name, value in self.labels.items()):
            return False
        if step.kind in RUN_EVENTS:
            return True
        return (not self.kinds or step.kind in self.kinds) and (
            not self.statuses or step.status in self.statuses
        )

    def canonical(self) -> bytes:
        """Return the same bytes for the same filter, however it was written."""
        parts = [sorted(self.kinds), sorted(self.statuses), sorted(self.labels.items())]
        return json.dumps(parts, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Batch:
    """What one read found."""

    steps: tuple[Step, ...]
    """Wanted steps, in order of position."""
    through: int
    """Everything up to this position was looked at, wanted or not; nothing can appear at or below it."""
    more: bool
    """Whether there may be more already: the read stopped at its limit."""
