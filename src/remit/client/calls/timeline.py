"""The calls of `TimelineService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc


class TimelineCalls:
    """What happened in runs."""

    record_steps = Rpc(m.RecordStepsRequest, m.RecordStepsResponse)
    update_step = Rpc(m.UpdateStepRequest, m.UpdateStepResponse)
    get_step = Rpc(m.GetStepRequest, m.GetStepResponse)
    list_steps = Rpc(m.ListStepsRequest, m.ListStepsResponse)
    replay_run = Rpc(m.ReplayRunRequest, m.ReplayRunResponse)
    get_cost_breakdown = Rpc(m.GetCostBreakdownRequest, m.GetCostBreakdownResponse)
