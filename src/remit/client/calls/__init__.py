"""Every RPC of the contract, declared once for both clients. Calls nothing itself."""

from remit.client.calls.approval import ApprovalCalls
from remit.client.calls.audit import AuditCalls
from remit.client.calls.budget import BudgetCalls
from remit.client.calls.decision import DecisionCalls
from remit.client.calls.identity import IdentityCalls
from remit.client.calls.manifest import ManifestCalls
from remit.client.calls.policy import PolicyCalls
from remit.client.calls.privacy import PrivacyCalls
from remit.client.calls.tenant import TenantCalls
from remit.client.calls.timeline import TimelineCalls


class Calls(
    DecisionCalls,
    TenantCalls,
    IdentityCalls,
    PolicyCalls,
    BudgetCalls,
    ManifestCalls,
    ApprovalCalls,
    TimelineCalls,
    AuditCalls,
    PrivacyCalls,
):
    """All of them; the name of each is that of its RPC in snake case, but `timeline` for `StreamTimeline`."""
