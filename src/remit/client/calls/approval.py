"""The calls of `ApprovalService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc, Stream


class ApprovalCalls:
    """What humans decide."""

    get_approval = Rpc(m.GetApprovalRequest, m.GetApprovalResponse)
    list_approvals = Rpc(m.ListApprovalsRequest, m.ListApprovalsResponse)
    decide_approval = Rpc(m.DecideApprovalRequest, m.DecideApprovalResponse)
    cancel_approval = Rpc(m.CancelApprovalRequest, m.CancelApprovalResponse)
    watch_approvals = Stream(m.WatchApprovalsRequest, m.WatchApprovalsResponse)
