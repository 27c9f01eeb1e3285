"""A whole policy as one YAML document, and back. Never applies it: it reads, checks and writes."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from remit.errors import DocumentInvalidError, InvalidFieldError
from remit.policy.builtin import BUILTIN_ROLE_IDS
from remit.policy.condition import MOST_CONDITION_BYTES, compile_tree
from remit.policy.document_schema import (
    BindingForm,
    DocumentForm,
    GuardrailForm,
    MembersForm,
    RateLimitForm,
    RoleForm,
    SandboxForm,
)
from remit.policy.model import (
    ApprovalRule,
    Binding,
    Guardrail,
    Permission,
    RateLimit,
    RateWindow,
    Role,
    SandboxProfile,
)
from remit.policy.number import write_decimal
from remit.policy.rate_limit import check_limit
from remit.policy.yaml_reader import read_yaml

MOST_DOCUMENT_BYTES: Final = 4 * 1024 * 1024
"""As much as one gRPC message holds by default: about 40,000 bindings."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MemberSet:
    """A group or a team as a document names it."""

    id: str
    """Bare: `operators`."""
    display_name: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A whole policy. Order is the document's and means nothing."""

    roles: tuple[Role, ...] = ()
    bindings: tuple[Binding, ...] = ()
    guardrails: tuple[Guardrail, ...] = ()
    rate_limits: tuple[RateLimit, ...] = ()
    sandbox_profiles: tuple[SandboxProfile, ...] = ()
    groups: tuple[MemberSet, ...] = field(default=())
    teams: tuple[MemberSet, ...] = field(default=())


def binding_id(role: str, member: str) -> str:
    """Return the id of a binding: `researcher@agent:researcher-7`."""
    return f"{role}@{member}"


def parse_policy(text: str) -> PolicyDocument:
    """Read and check a policy document in YAML or JSON.

    Whether inherited roles exist is not checked here: they may be in the tenant already.

    Raises:
        DocumentInvalidError: at the path of the part at fault, such as `roles[0].permissions[1].action`.
    """
    tree = read_yaml(text, "document", most_bytes=MOST_DOCUMENT_BYTES)
    if not isinstance(tree, dict):
        raise DocumentInvalidError(
            "a policy is a mapping with `roles`, `bindings` and so on", field="document"
        )
    try:
        form = DocumentForm.model_validate(tree)
    except ValidationError as error:
        raise _invalid(error) from error
    document = PolicyDocument(
        roles=_each(form.roles, _role, field="roles"),
        bindings=_each(form.bindings, _binding, field="bindings"),
        guardrails=_each(form.guardrails, _guardrail, field="guardrails"),
        rate_limits=_each(form.rate_limits, _rate_limit, field="rate_limits"),
        sandbox_profiles=_each(form.sandbox_profiles, _sandbox, field="sandbox_profiles"),
        groups=_each(form.groups, _members, field="groups"),
        teams=_each(form.teams, _members, field="teams"),
    )
    _refuse_twice(document)
    return document


def _each(forms: Sequence[T], build: Callable[[T, str], Any], *, field: str) -> tuple[Any, ...]:
    return tuple(build(form, f"{field}[{place}]") for place, form in enumerate(forms))


def _role(form: RoleForm, field: str) -> Role:
    if form.id in BUILTIN_ROLE_IDS:
        raise DocumentInvalidError(f"role {form.id} is built in; choose another id", field=f"{field}.id")
    # `a@user:b` bound to `user:c` would have the same id as `a` bound to `user:b@user:c`.
    if "@" in form.id:
        raise DocumentInvalidError("the id of a role has no @; choose another", field=f"{field}.id")
    permissions = tuple(Permission(one.action, one.resource, one.effect) for one in form.permissions)
    return Role(form.id, form.display_name, form.description, permissions, tuple(form.inherits))


def _binding(form: BindingForm, _: str) -> Binding:
    return Binding(binding_id(form.role, form.member), form.role, form.member, form.expires_at)


def _guardrail(form: GuardrailForm, field: str) -> Guardrail:
    condition = ""
    if form.condition is not None:
        compile_tree(form.condition, f"{field}.condition")
        condition = condition_text(form.condition)
        if len(condition.encode()) > MOST_CONDITION_BYTES:
            message = f"the condition is longer than {MOST_CONDITION_BYTES} bytes; split the guardrail in two"
            raise DocumentInvalidError(message, field=f"{field}.condition")
    return Guardrail(
        form.id,
        form.effect,
        actions=tuple(form.actions),
        resources=tuple(form.resources),
        condition=condition,
        message=form.message,
        approval=ApprovalRule(
            tuple(form.approval.approvers),
            quorum=form.approval.quorum,
            decide_within=form.approval.decide_within,
            use_within=form.approval.use_within,
        ),
        enabled=form.enabled,
        description=form.description,
    )


def _rate_limit(form: RateLimitForm, field: str) -> RateLimit:
    windows = tuple(RateWindow(one.limit, one.period, one.burst) for one in form.windows)
    limit = RateLimit(
        form.id,
        form.scope,
        actions=tuple(form.actions),
        windows=windows,
        concurrency=form.concurrency,
        each_subject=form.each_subject,
        enabled=form.enabled,
        description=form.description,
    )
    try:
        check_limit(limit)
    except InvalidFieldError as error:
        raise DocumentInvalidError(error.message, field=f"{field}.{error.field}") from error
    return limit


def _sandbox(form: SandboxForm, _: str) -> SandboxProfile:
    return SandboxProfile(
        form.id,
        actions=tuple(form.actions),
        resources=tuple(form.resources),
        settings=dict(form.settings),
        description=form.description,
        allowed_hosts=tuple(form.allowed_hosts),
        readable_paths=tuple(form.readable_paths),
        writable_paths=tuple(form.writable_paths),
        environment=tuple(form.environment),
        max_memory_bytes=form.max_memory_bytes,
        max_cpu_time=form.max_cpu_time,
        max_duration=form.max_duration,
    )


def _members(form: MembersForm, _: str) -> MemberSet:
    return MemberSet(form.id, form.display_name, tuple(form.members))


def condition_text(tree: object) -> str:
    """Write a condition as JSON text, numbers exactly: the form in which guardrails keep it."""
    if isinstance(tree, dict):
        return (
            "{" + ",".join(f"{json.dumps(key)}:{condition_text(value)}" for key, value in tree.items()) + "}"
        )
    if isinstance(tree, list):
        return "[" + ",".join(map(condition_text, tree)) + "]"
    return write_decimal(tree) if isinstance(tree, Decimal) else json.dumps(tree)


def _refuse_twice(document: PolicyDocument) -> None:
    kinds: Mapping[str, Iterable[Any]] = {
        "roles": document.roles,
        "bindings": document.bindings,
        "guardrails": document.guardrails,
        "rate_limits": document.rate_limits,
        "sandbox_profiles": document.sandbox_profiles,
        "groups": document.groups,
        "teams": document.teams,
    }
    for kind, parts in kinds.items():
        seen: set[str] = set()
        for place, part in enumerate(parts):
            if part.id in seen:
                raise DocumentInvalidError(
                    f"{part.id} stands here twice; remove one", field=f"{kind}[{place}]"
                )
            seen.add(part.id)


def _invalid(error: ValidationError) -> DocumentInvalidError:
    """Tell the first thing that is wrong, where it is, and how many more there are."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    first = found[0]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = "there is no such key; remove it, or look at its spelling"
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return DocumentInvalidError(f"{message}{more}", field=path[:500])
