"""The calls of `AuditService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc, Stream


class AuditCalls:
    """What can be proven."""

    search_entries = Rpc(m.SearchEntriesRequest, m.SearchEntriesResponse)
    get_entry = Rpc(m.GetEntryRequest, m.GetEntryResponse)
    export_entries = Stream(m.ExportEntriesRequest, m.ExportEntriesResponse)
    get_checkpoint = Rpc(m.GetCheckpointRequest, m.GetCheckpointResponse)
    prove_inclusion = Rpc(m.ProveInclusionRequest, m.ProveInclusionResponse)
    prove_consistency = Rpc(m.ProveConsistencyRequest, m.ProveConsistencyResponse)
