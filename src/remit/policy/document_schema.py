"""The form of a policy document: what may stand where. Never lets an unknown key pass."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from remit.clock import DAY, HOUR, MILLISECOND, MINUTE, SECOND
from remit.errors import InvalidFieldError
from remit.policy.model import GuardrailEffect, PermissionEffect
from remit.policy.pattern import (
    MOST_ACTION_CHARACTERS,
    MOST_RESOURCE_CHARACTERS,
    compile_action,
    compile_resource,
)

_UNITS: Final = {"us": 1, "ms": MILLISECOND, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_DURATION: Final = re.compile(r"([0-9]{1,15})(us|ms|s|m|h|d)", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_ID: Final = r"^[A-Za-z0-9._\-/@:]{1,128}$"
_REF: Final = r"^[a-z][a-z0-9_]{0,63}:[A-Za-z0-9._\-/@:]{1,128}$"
_MEMBER: Final = r"^(user|agent|service|system|group|team):[A-Za-z0-9._\-/@:]{1,128}$"
_APPROVER: Final = r"^(user|agent|service|role|group|team):[A-Za-z0-9._\-/@:]{1,128}$"
_SETTING: Final = r"^[a-z][a-z0-9_.-]*$"


def read_duration(text: object) -> int:
    """Read `90s`, `15m`, `1h` or `7d` as microseconds.

    Raises:
        ValueError: when it is none.
    """
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("a duration is a whole number with its unit: us, ms, s, m, h or d, such as `15m`")
    return int(match[1]) * _UNITS[match[2]]


def write_duration(microseconds: int) -> str:
    """Write microseconds in the largest unit that says them exactly."""
    unit, size = max(
        ((unit, size) for unit, size in _UNITS.items() if microseconds % size == 0),
        key=lambda known: known[1],
    )
    return f"{microseconds // size}{unit}"


def read_instant(text: object) -> int:
    """Read an RFC 3339 time with its offset as microseconds since the epoch.

    Raises:
        ValueError: when it is none.
    """
    try:
        at = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValueError("a time is written as RFC 3339 says, with its offset, such as 2027-01-31T18:00:00Z")
    return (at - _EPOCH) // timedelta(microseconds=1)


def write_instant(at: int) -> str:
    """Write microseconds since the epoch as RFC 3339, in UTC."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat().replace("+00:00", "Z")


def _compiles(compile_pattern: Callable[[str], object]) -> Callable[[str], str]:
    def check(pattern: str) -> str:
        try:
            compile_pattern(pattern)
        except InvalidFieldError as error:
            raise ValueError(error.message) from error
        return pattern

    return check


Id = Annotated[str, Field(pattern=_ID)]
Action = Annotated[str, Field(max_length=MOST_ACTION_CHARACTERS), AfterValidator(_compiles(compile_action))]
Resource = Annotated[
    str, Field(max_length=MOST_RESOURCE_CHARACTERS), AfterValidator(_compiles(compile_resource))
]
Actions = Annotated[list[Action], Field(min_length=1, max_length=100)]
Resources = Annotated[list[Resource], Field(min_length=1, max_length=100)]
Name = Annotated[str, Field(max_length=200)]
Prose = Annotated[str, Field(max_length=1000)]
Duration = Annotated[int, BeforeValidator(read_duration)]
Instant = Annotated[int, BeforeValidator(read_instant)]
Wait = Annotated[int, BeforeValidator(read_duration), Field(ge=MINUTE, le=30 * DAY)]
Members = Annotated[list[Annotated[str, Field(pattern=_REF)]], Field(max_length=100_000)]


Paths = Annotated[list[Annotated[str, Field(max_length=1024)]], Field(max_length=256)]
Span = Annotated[int, BeforeValidator(read_duration), Field(ge=SECOND, le=DAY)]
Setting = Annotated[str, Field(pattern=_SETTING, max_length=64)]
Settings = Annotated[dict[Setting, Annotated[str, Field(max_length=1024)]], Field(max_length=64)]


class Form(BaseModel):
    """What all parts have in common: nothing unknown, nothing coerced, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PermissionForm(Form):
    """`{action: tool:execute, resource: tool:web-*}`."""

    action: Action
    resource: Resource = "*"
    effect: Annotated[PermissionEffect, Field(strict=False)] = PermissionEffect.ALLOW


class RoleForm(Form):
    """A role."""

    id: Id
    display_name: Name = ""
    description: Prose = ""
    permissions: Annotated[list[PermissionForm], Field(max_length=1000)] = []
    inherits: Annotated[list[Id], Field(max_length=32)] = []


class BindingForm(Form):
    """`{role: researcher, member: agent:researcher-7}`."""

    role: Id
    member: Annotated[str, Field(pattern=_MEMBER)]
    expires_at: Instant | None = None


class ApprovalForm(Form):
    """Who must say yes, and how soon."""

    approvers: Annotated[list[Annotated[str, Field(pattern=_APPROVER)]], Field(max_length=100)] = []
    quorum: Annotated[int, Field(ge=1, le=20)] = 1
    decide_within: Wait = HOUR
    use_within: Wait = 15 * MINUTE


class GuardrailForm(Form):
    """A guardrail; its condition stands in the document itself."""

    id: Id
    effect: Annotated[GuardrailEffect, Field(strict=False)]
    actions: Actions = ["*"]
    resources: Resources = ["*"]
    condition: dict[str, object] | None = None
    message: Prose = ""
    approval: ApprovalForm = ApprovalForm()
    enabled: bool = True
    description: Prose = ""


class WindowForm(Form):
    """`{limit: 60, period: 1m, burst: 10}`."""

    limit: int
    period: Duration
    burst: int = 0


class RateLimitForm(Form):
    """A rate limit; its numbers are checked where windows are compiled."""

    id: Id
    scope: str = "subject"
    actions: Actions = ["*"]
    windows: list[WindowForm] = []
    concurrency: int = 0
    each_subject: bool = False
    enabled: bool = True
    description: Prose = ""


class SandboxForm(Form):
    """A sandbox profile; one without actions obliges nobody."""

    id: Id
    description: Prose = ""
    actions: Annotated[list[Action], Field(max_length=100)] = []
    resources: Resources = ["*"]
    allowed_hosts: Annotated[list[Annotated[str, Field(max_length=253)]], Field(max_length=256)] = []
    readable_paths: Paths = []
    writable_paths: Paths = []
    environment: Annotated[list[Annotated[str, Field(max_length=256)]], Field(max_length=256)] = []
    max_memory_bytes: Annotated[int, Field(ge=2**20, le=2**40)] | None = None
    max_cpu_time: Span | None = None
    max_duration: Span | None = None
    settings: Settings = {}


class MembersForm(Form):
    """A group or team."""

    id: Id
    display_name: Name = ""
    members: Members = []


class DocumentForm(Form):
    """The whole."""

    version: Literal[1] = 1
    groups: list[MembersForm] = []
    teams: list[MembersForm] = []
    roles: list[RoleForm] = []
    bindings: list[BindingForm] = []
    guardrails: list[GuardrailForm] = []
    rate_limits: list[RateLimitForm] = []
    sandbox_profiles: list[SandboxForm] = []
