"""What is allowed: roles, bindings, guardrails, rate limits, sandbox profiles. Pure values; never reads or writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class PermissionEffect(StrEnum):
    """Whether a permission grants or takes away; taking away wins."""

    ALLOW = "ALLOW"
    DENY = "DENY"


class GuardrailEffect(StrEnum):
    """What a guardrail whose condition holds does, beyond roles. FORBID wins over all."""

    FORBID = "FORBID"
    PERMIT = "PERMIT"
    REQUIRE_APPROVAL = "REQUIRE_APPROVAL"


@dataclass(frozen=True, slots=True)
class Permission:
    """An action pattern with a resource pattern; `*` stands for any part: `tool:*` on `tool:web-*`."""

    action: str
    resource: str = "*"
    """Pattern over `type:id`; `*` matches every resource."""
    effect: PermissionEffect = PermissionEffect.ALLOW


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions."""

    kind: ClassVar[str] = "role"
    id: str
    display_name: str = ""
    description: str = ""
    permissions: tuple[Permission, ...] = ()
    inherits: tuple[str, ...] = ()
    """Roles whose permissions it has as well."""
    created_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class Binding:
    """Gives a role to a member: `agent:x`, `group:operators`, `team:research`."""

    kind: ClassVar[str] = "binding"
    id: str
    """`<role>@<member>`."""
    role: str
    member: str
    expires_at: int | None = None
    created_at: int = 0
    updated_at: int = 0

    @property
    def owner(self) -> str:
        """The member: by it, all that somebody is bound to is found."""
        return self.member


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Who must say yes, and how soon."""

    approvers: tuple[str, ...] = ()
    """Subjects (`user:ann`), roles (`role:approver`) or groups (`group:x`); empty means whoever has `approval:decide`."""
    quorum: int = 1
    decide_within: int = 3_600_000_000
    """Microseconds."""
    use_within: int = 900_000_000
    """Microseconds after the deciding vote."""


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A condition on attributes that forbids, permits or asks a human, beyond roles."""

    kind: ClassVar[str] = "guardrail"
    id: str
    effect: GuardrailEffect
    actions: tuple[str, ...] = ("*",)
    resources: tuple[str, ...] = ("*",)
    condition: str = ""
    """The condition document as YAML or JSON text; empty means always."""
    message: str = ""
    approval: ApprovalRule = field(default_factory=ApprovalRule)
    enabled: bool = True
    description: str = ""
    created_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class RateWindow:
    """So many calls in so many microseconds, with a burst at once."""

    limit: int
    period: int
    burst: int = 0
    """Calls that may come at once; 0 means `limit`."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How often (GCRA windows, all must admit) and how many at once."""

    kind: ClassVar[str] = "rate_limit"
    id: str
    scope: str = "subject"
    """What is counted together: `tenant`, `subject`, `role:<id>`, `team:<id>`, or one `agent:x`."""
    actions: tuple[str, ...] = ("*",)
    windows: tuple[RateWindow, ...] = ()
    concurrency: int = 0
    """Open reservations at once; 0 means no limit."""
    each_subject: bool = False
    """With a role or team: each subject in it is counted apart, instead of all together."""
    enabled: bool = True
    description: str = ""
    created_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class SandboxProfile:
    """Where an allowed action must run: an obligation."""

    kind: ClassVar[str] = "sandbox_profile"
    id: str
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ("*",)
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the runtime's own sandbox needs beside the rest, such as `image`."""
    description: str = ""
    allowed_hosts: tuple[str, ...] = ()
    """As `name`, `*.name` or CIDR; empty means no network."""
    readable_paths: tuple[str, ...] = ()
    """With what is below; empty means none. So with `writable_paths`."""
    writable_paths: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    """Names of variables that are passed in."""
    max_memory_bytes: int | None = None
    """None means the runtime's own limit; so with the two below."""
    max_cpu_time: int | None = None
    """Microseconds."""
    max_duration: int | None = None
    """Microseconds from begin to end."""
    created_at: int = 0
    updated_at: int = 0
