"""Named frameworks as rules on what a manifest says of itself. Never a proof that an agent keeps the law.

The rules catch a manifest that contradicts itself: data of a sort that needs a framework which is not
declared, or a declared framework whose plainest demands the manifest does not meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from remit.clock import DAY
from remit.manifest.model import Document, SecurityLevel
from remit.manifest.strict_yaml import shown


@dataclass(frozen=True, slots=True)
class Framework:
    """What one framework demands of a manifest that declares it."""

    name: str
    title: str
    level: SecurityLevel
    """Least security level."""
    narrow: bool = False
    """Whether a bare `*` for tools, models or plugins is refused: access is limited to what is needed."""
    longest: int | None = None
    """Longest validity in microseconds; None means any."""
    cost_limited: bool = False
    """Whether the cost of a run must be limited."""


@dataclass(frozen=True, slots=True)
class ComplianceFinding:
    """One demand that a manifest does not meet."""

    framework: str
    message: str


FRAMEWORKS: Final[Mapping[str, Framework]] = {
    framework.name: framework
    for framework in (
        # Art. 25(2) and 32: only data that is needed, security that fits the risk.
        Framework("gdpr", "GDPR, Regulation (EU) 2016/679", SecurityLevel.STANDARD, narrow=True),
        # Cal. Civ. Code 1798.100(e): reasonable security procedures.
        Framework("ccpa", "California Consumer Privacy Act", SecurityLevel.STANDARD),
        # 45 CFR 164.312(a)(1) access control, 164.502(b) minimum necessary.
        Framework("hipaa", "HIPAA Security and Privacy Rules", SecurityLevel.HIGH, narrow=True),
        # v4.0.1, requirement 7.2 least privilege, 7.2.4 review of access at least every six months.
        Framework("pci-dss", "PCI DSS 4", SecurityLevel.HIGH, narrow=True, longest=184 * DAY),
        # Trust services criteria CC6.1 and CC6.3: logical access, least privilege.
        Framework("soc2", "SOC 2", SecurityLevel.STANDARD, narrow=True),
        # Annex A 5.15 access control, 5.18 regular review of access rights; a year is the customary interval.
        Framework("iso-27001", "ISO/IEC 27001:2022", SecurityLevel.STANDARD, longest=366 * DAY),
        # Art. 9 and 14 of Regulation (EU) 2024/1689: risks bounded, a human able to stop it.
        Framework("eu-ai-act", "EU AI Act, high risk", SecurityLevel.HIGH, narrow=True, cost_limited=True),
    )
}
"""The frameworks that can be declared, by name."""

GOVERNED_DATA: Final[Mapping[str, tuple[str, ...]]] = {
    "personal": ("gdpr", "ccpa"),
    "health": ("hipaa", "gdpr"),
    "payment-card": ("pci-dss",),
}
"""Classes of data that may be granted only under one of these frameworks."""


def check(document: Document) -> tuple[ComplianceFinding, ...]:
    """Return every demand that a manifest does not meet; empty when it meets all."""
    findings = _undeclared(document)
    for name in document.compliance:
        framework = FRAMEWORKS.get(name)
        if framework is None:
            known = ", ".join(FRAMEWORKS)
            findings.append(
                ComplianceFinding(name, f"{shown(name)} is no known framework; known are {known}")
            )
        else:
            findings.extend(ComplianceFinding(name, message) for message in _unmet(framework, document))
    return tuple(findings)


def _undeclared(document: Document) -> list[ComplianceFinding]:
    findings: list[ComplianceFinding] = []
    for data_class in document.data_classes:
        allowed = GOVERNED_DATA.get(data_class, ())
        if allowed and not set(allowed) & set(document.compliance):
            message = f"data of class {data_class} needs {' or '.join(allowed)} under compliance"
            findings.append(ComplianceFinding(allowed[0], message))
    return findings


def _unmet(framework: Framework, document: Document) -> list[str]:
    messages: list[str] = []
    if document.security_level < framework.level:
        level, wanted = document.security_level.name.lower(), framework.level.name.lower()
        messages.append(f"{framework.name} needs security_level {wanted} or higher, not {level}")
    if framework.narrow:
        lists = {"tools": document.tools, "models": document.models, "plugins": document.plugins}
        messages.extend(
            f"{framework.name} needs {field} to be named, not all granted by *"
            for field, patterns in lists.items()
            if any(not pattern.strip("*") for pattern in patterns)
        )
    if framework.longest is not None and document.expires_at - document.issued_at > framework.longest:
        messages.append(f"{framework.name} needs a validity of at most {framework.longest // DAY} days")
    if framework.cost_limited and document.max_cost_per_run is None:
        messages.append(f"{framework.name} needs max_cost_per_run")
    return messages
