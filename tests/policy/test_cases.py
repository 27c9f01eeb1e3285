"""Runs `tests/cases/policy/*.yaml`: a policy, questions, and what must be said."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from remit.policy.document import PolicyDocument, parse_policy
from remit.policy.document_schema import read_instant
from remit.policy.evaluate import compile_policy
from remit.policy.facts import Facts
from remit.policy.rate_limit import PaceIndex
from remit.policy.sandbox import SandboxIndex
from remit.policy.yaml_reader import read_yaml
from remit.policy.yaml_writer import write_yaml

CASES = Path(__file__).resolve().parents[1] / "cases" / "policy"
MOST_BYTES = 100_000
NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()) * 1_000_000
"""A Friday."""


def every_case() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        tree: Any = read_yaml(path.read_text("utf-8"), path.name, most_bytes=MOST_BYTES)
        document = parse_policy(write_yaml(tree["given"]))
        for case in tree["cases"]:
            yield pytest.param(document, case["when"], case["wanted"], id=f"{path.stem}: {case['case']}")


def facts_of(when: dict[str, Any]) -> Facts:
    known = {"subject", "action", "resource", "at", "zone", "money", "tokens", "labels", "data_classes"}
    texts = {key: value for key, value in when.items() if key not in known}
    return Facts(
        when["subject"],
        when["action"],
        when["resource"],
        labels=when.get("labels", {}),
        data_classes=tuple(when.get("data_classes", ())),
        estimate_money=when.get("money"),
        estimate_tokens=when.get("tokens"),
        now=read_instant(when["at"]) if "at" in when else NOON,
        zone=ZoneInfo(when.get("zone", "UTC")),
        **texts,
    )


def said(document: PolicyDocument, facts: Facts) -> dict[str, Any]:
    policy = compile_policy(
        roles=document.roles,
        bindings=document.bindings,
        guardrails=document.guardrails,
        groups={one.id: one.members for one in document.groups},
        teams={one.id: one.members for one in document.teams},
    )
    role = policy.decide(facts.subject, facts.action, resource=facts.resource, now=facts.now)
    guard = policy.guard(facts, role.outcome)
    paces = PaceIndex(document.rate_limits).limits_for(
        facts.subject,
        facts.action,
        roles=policy.roles_of(facts.subject, facts.now),
        teams=policy.teams_of(facts.subject),
    )
    sandboxes = SandboxIndex(document.sandbox_profiles).profiles_for(facts.action, facts.resource)
    return {
        "role": str(role.outcome),
        "by": role.role,
        "guard": str(guard.outcome),
        "guardrails": list(guard.guardrails),
        "message": guard.message,
        "approvers": list(guard.approval.approvers) if guard.approval else None,
        "quorum": guard.approval.quorum if guard.approval else None,
        "limits": [pace.limit_id for pace in paces],
        "sandboxes": [profile.id for profile in sandboxes],
    }


@pytest.mark.parametrize(("document", "when", "wanted"), list(every_case()))
def test_case(document: PolicyDocument, when: dict[str, Any], wanted: dict[str, Any]) -> None:
    answer = said(document, facts_of(when))
    assert {name: answer[name] for name in wanted} == wanted


def test_there_are_cases() -> None:
    assert len(list(every_case())) >= 20
