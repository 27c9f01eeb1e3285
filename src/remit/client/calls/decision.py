"""The calls of `PolicyDecisionService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc, Stream


class DecisionCalls:
    """What runtimes ask before they act and report after."""

    authorize = Rpc(m.AuthorizeRequest, m.AuthorizeResponse)
    batch_authorize = Rpc(m.BatchAuthorizeRequest, m.BatchAuthorizeResponse)
    check_budget = Rpc(m.CheckBudgetRequest, m.CheckBudgetResponse)
    record_usage = Rpc(m.RecordUsageRequest, m.RecordUsageResponse)
    verify_manifest = Rpc(m.VerifyManifestRequest, m.VerifyManifestResponse)
    request_approval = Rpc(m.RequestApprovalRequest, m.RequestApprovalResponse)
    timeline = Stream(m.StreamTimelineRequest, m.StreamTimelineResponse)
    extend_reservation = Rpc(m.ExtendReservationRequest, m.ExtendReservationResponse)
    release_reservation = Rpc(m.ReleaseReservationRequest, m.ReleaseReservationResponse)
    list_reservations = Rpc(m.ListReservationsRequest, m.ListReservationsResponse)
    get_server_info = Rpc(m.GetServerInfoRequest, m.GetServerInfoResponse)
