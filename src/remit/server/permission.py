"""Which permission each RPC needs, derived from its name. Never asks whether somebody has it."""

import re
from functools import cache
from typing import Final

from google.protobuf.descriptor import MethodDescriptor

from remit.server.methods import DECISION_SERVICE, methods

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

OWN_NEEDS_NONE: Final = frozenset(
    {
        "remit.v1.ApprovalService.CancelApproval",
        "remit.v1.ApprovalService.GetApproval",
        "remit.v1.ApprovalService.ListApprovals",
        "remit.v1.ApprovalService.WatchApprovals",
        "remit.v1.IdentityService.CreateDelegation",
        "remit.v1.IdentityService.RevokeToken",
        "remit.v1.PolicyDecisionService.ExtendReservation",
        "remit.v1.PolicyDecisionService.RequestApproval",
        "remit.v1.TimelineService.GetCostBreakdown",
        "remit.v1.TimelineService.GetStep",
        "remit.v1.TimelineService.ListSteps",
        "remit.v1.TimelineService.RecordSteps",
        "remit.v1.TimelineService.UpdateStep",
    }
)
"""Calls that need their permission only for what is another's; who may do without it, the message says. Whoever may not
act at all, being suspended say, may not do these either."""

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
    """Tell whether the caller is looked at before the call is read: may it act, and do its roles hold the permission.

    Not on the data plane, where the decision sees to it, but for what changes something without one.
    """
    if method.full_name in OWN_NEEDS_NONE:
        return True
    return method.containing_service.full_name != DECISION_SERVICE and bool(permission_of(method))


@cache
def needed_for_others() -> frozenset[str]:
    """Return the permissions that are needed only for what is another's: the service asks for them, if need be."""
    return frozenset(permission_of(method) for method in methods() if method.full_name in OWN_NEEDS_NONE)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
