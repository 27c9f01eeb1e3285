"""A policy written as the document that `parse_policy` reads back to the same. Never writes a default."""

from dataclasses import MISSING, fields
from typing import Any

from remit.policy.condition import MOST_CONDITION_BYTES
from remit.policy.document import MemberSet, PolicyDocument
from remit.policy.document_schema import write_duration, write_instant
from remit.policy.model import ApprovalRule, Binding, Guardrail, RateLimit, RateWindow, Role, SandboxProfile
from remit.policy.yaml_reader import read_yaml
from remit.policy.yaml_writer import write_yaml


def dump_policy(document: PolicyDocument) -> str:
    """Write a policy as YAML. Parsing it gives the same policy, with conditions in their canonical JSON.

    Raises:
        DocumentInvalidError: when a guardrail's condition is no YAML.
    """
    parts: dict[str, list[dict[str, object]]] = {
        "groups": [_members(one) for one in document.groups],
        "teams": [_members(one) for one in document.teams],
        "roles": [_role(one) for one in document.roles],
        "bindings": [_binding(one) for one in document.bindings],
        "guardrails": [_guardrail(one) for one in document.guardrails],
        "rate_limits": [_rate_limit(one) for one in document.rate_limits],
        "sandbox_profiles": [_sandbox(one) for one in document.sandbox_profiles],
    }
    return write_yaml({"version": 1, **{name: part for name, part in parts.items() if part}})


def _changed(entity: Any, *names: str) -> dict[str, object]:  # noqa: ANN401 - any of the dataclasses here
    """Return those of the named fields that differ from their default, tuples as lists."""
    found: dict[str, object] = {}
    for one in fields(entity):
        value = getattr(entity, one.name)
        if one.name in names and (one.default is MISSING or value != one.default):
            found[one.name] = list(value) if isinstance(value, tuple) else value
    return found


def _durations(entity: Any, *names: str) -> dict[str, object]:  # noqa: ANN401 - as above
    return {
        name: write_duration(value)
        for name, value in _changed(entity, *names).items()
        if isinstance(value, int)
    }


def _members(one: MemberSet) -> dict[str, object]:
    return _changed(one, "id", "display_name", "members")


def _role(one: Role) -> dict[str, object]:
    form = _changed(one, "id", "display_name", "description", "inherits")
    if one.permissions:
        form["permissions"] = [
            {
                **_changed(each, "action", "resource"),
                **({"effect": str(each.effect)} if each.effect != "ALLOW" else {}),
            }
            for each in one.permissions
        ]
    return form


def _binding(one: Binding) -> dict[str, object]:
    form: dict[str, object] = {"role": one.role, "member": one.member}
    if one.expires_at is not None:
        form["expires_at"] = write_instant(one.expires_at)
    return form


def _guardrail(one: Guardrail) -> dict[str, object]:
    form: dict[str, object] = {
        "id": one.id,
        "effect": str(one.effect),
        **_changed(one, "actions", "resources"),
    }
    if one.condition:
        form["condition"] = read_yaml(one.condition, "condition", most_bytes=MOST_CONDITION_BYTES)
    form.update(_changed(one, "message", "enabled", "description"))
    approval = _approval(one.approval)
    if approval:
        form["approval"] = approval
    return form


def _approval(rule: ApprovalRule) -> dict[str, object]:
    return {**_changed(rule, "approvers", "quorum"), **_durations(rule, "decide_within", "use_within")}


def _rate_limit(one: RateLimit) -> dict[str, object]:
    form = _changed(one, "id", "scope", "actions", "concurrency", "each_subject", "enabled", "description")
    if one.windows:
        form["windows"] = [_window(window) for window in one.windows]
    return form


def _window(window: RateWindow) -> dict[str, object]:
    return {"limit": window.limit, "period": write_duration(window.period), **_changed(window, "burst")}


def _sandbox(one: SandboxProfile) -> dict[str, object]:
    form = _changed(one, "id", "description", "actions", "resources", "allowed_hosts", "max_memory_bytes")
    form.update(_changed(one, "readable_paths", "writable_paths", "environment"))
    form.update(_durations(one, "max_cpu_time", "max_duration"))
    if one.settings:
        form["settings"] = dict(one.settings)
    return form
