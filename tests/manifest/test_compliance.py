"""Frameworks demand what their tables say."""

from dataclasses import replace
from typing import Any

import pytest

from remit.clock import DAY
from remit.manifest import compliance
from remit.manifest.document import parse
from remit.manifest.model import SecurityLevel
from tests.manifest.signing import EXAMPLE

PLAIN = replace(parse(EXAMPLE), compliance=())
HIGH = SecurityLevel.HIGH
SHORT = PLAIN.issued_at + 184 * DAY


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"compliance": ("soc2",)}, []),
        ({"data_classes": ("personal",)}, ["gdpr or ccpa"]),
        ({"data_classes": ("personal",), "compliance": ("ccpa",)}, []),
        ({"data_classes": ("health",), "compliance": ("soc2",)}, ["hipaa or gdpr"]),
        ({"compliance": ("hipaa",)}, ["security_level high or higher, not standard"]),
        ({"compliance": ("hipaa",), "security_level": SecurityLevel.CRITICAL}, []),
        ({"compliance": ("hipaa",), "security_level": HIGH, "tools": ("*",)}, ["tools to be named"]),
        ({"compliance": ("gdpr",), "models": ("**",), "plugins": ("*",)}, ["models to be", "plugins to be"]),
        ({"compliance": ("gdpr",), "models": ("openai/*",)}, []),
        ({"compliance": ("pci-dss",), "security_level": HIGH}, ["at most 184 days"]),
        ({"compliance": ("pci-dss",), "security_level": HIGH, "expires_at": SHORT}, []),
        ({"compliance": ("pci-dss",), "security_level": HIGH, "expires_at": SHORT + 1}, ["at most 184 days"]),
        (
            {"compliance": ("eu-ai-act",), "security_level": HIGH, "max_cost_per_run": None},
            ["max_cost_per_run"],
        ),
        ({"compliance": ("gdrp",)}, ["no known framework"]),
        ({"data_classes": ("payment-card", "health")}, ["needs pci-dss", "needs hipaa"]),
    ],
)
def test_demands(changes: dict[str, Any], said: list[str]) -> None:
    findings = compliance.check(replace(PLAIN, **changes))
    assert len(findings) == len(said)
    assert all(any(words in finding.message for finding in findings) for words in said)


def test_every_governed_class_names_frameworks_that_exist() -> None:
    assert {name for names in compliance.GOVERNED_DATA.values() for name in names} <= set(
        compliance.FRAMEWORKS
    )
