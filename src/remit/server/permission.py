"""Which permission each RPC needs, derived from its name. Never asks whether somebody has it."""

import re
from typing import Final

from google.protobuf.descriptor import MethodDescriptor

from remit.server.methods import DECISION_SERVICE

ANONYMOUS: Final = frozenset(
    {
        "grpc.health.v1.Health.Check",
        "grpc.health.v1.Health.List",
        "grpc.health.v1.Health.Watch",
        "grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo",
        "remit.v1.IdentityService.ExchangeCode",
        "remit.v1.IdentityService.GetAuthorizationUrl",
        "remit.v1.IdentityService.RefreshToken",
        "remit.v1.PolicyDecisionService.GetServerInfo",
    }
)
"""All that may be called without a credential: is it alive, what is it, and the ways to get a credential."""

IRREGULAR: Final = {
    "remit.v1.IdentityService.GetUserInfo": "",
    "remit.v1.IdentityService.WhoAmI": "",
    "remit.v1.PolicyDecisionService.Authorize": "decision:authorize",
    "remit.v1.PolicyDecisionService.BatchAuthorize": "decision:authorize",
    "remit.v1.PolicyDecisionService.CheckBudget": "budget:read",
    "remit.v1.PolicyDecisionService.ListReservations": "reservation:read",
    "remit.v1.PolicyDecisionService.StreamTimeline": "timeline:read",
}
"""Where the name does not say it: anyone may ask who they are; the rest the contract names."""

CHECKED_BY_SERVICE: Final = frozenset(
    {
        "remit.v1.ApprovalService.CancelApproval",
        "remit.v1.ApprovalService.GetApproval",
        "remit.v1.ApprovalService.ListApprovals",
        "remit.v1.ApprovalService.WatchApprovals",
        "remit.v1.IdentityService.CreateDelegation",
        "remit.v1.IdentityService.RevokeToken",
        "remit.v1.TimelineService.GetCostBreakdown",
        "remit.v1.TimelineService.GetStep",
        "remit.v1.TimelineService.ListSteps",
        "remit.v1.TimelineService.RecordSteps",
        "remit.v1.TimelineService.UpdateStep",
    }
)
"""Calls that need their permission only for what is another's; who may do without it, the message says."""

_WORD: Final = re.compile(r"[A-Z][a-z0-9]*")


def permission_of(method: MethodDescriptor) -> str:
    """Return what a call needs: `CreateRole` the permission `role:create`, `ListApiKeys` `api_key:list`.

    Empty when any credential will do, or none. For the data plane it bounds the scopes of credentials, and what an
    operator may do in tenants that are not its own.
    """
    if method.full_name in ANONYMOUS:
        return ""
    if method.full_name in IRREGULAR:
        return IRREGULAR[method.full_name]
    verb, *noun = (word.lower() for word in _WORD.findall(method.name))
    return f"{'_'.join([*noun[:-1], _singular(noun[-1])])}:{verb}"


def is_gated(method: MethodDescriptor) -> bool:
    """Tell whether the caller's roles must hold the permission before the call is even read.

    Not on the data plane, where the decision sees to it, nor where the service must read the message first.
    """
    if method.containing_service.full_name == DECISION_SERVICE or method.full_name in CHECKED_BY_SERVICE:
        return False
    return bool(permission_of(method))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
