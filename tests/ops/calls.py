"""Calls of each kind whose numbers are looked at, to a server with an agent whose budget has room for three acts."""

from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from remitpb.v1 import policy_decision_service_pb2 as pb
from remitpb.v1.policy_decision_service_pb2_grpc import PolicyDecisionServiceStub
from tests.promises.town import Town, as_caller, nanos

ROOM = 3
OPEN = 1
"""Of the three one is settled and one released."""
STREAMS = 2
ASKED = 5
"""Each holds what a third of the budget is, so that two are refused."""


def call(town: Town, channel: grpc.Channel) -> None:
    """Make them all."""
    stub = PolicyDecisionServiceStub(channel)
    mine = town.metadata()
    answers = [stub.Authorize(town.ask(f"n{place}"), metadata=mine) for place in range(ASKED)]
    stub.Authorize(town.ask("n0"), metadata=mine)
    stub.Authorize(town.ask("dry", dry_run=True), metadata=mine)
    kept = [answer.reservation.reservation_id for answer in answers if answer.HasField("reservation")]
    assert len(kept) == ROOM
    record = pb.UsageRecord(usage_id="u1", reservation_id=kept[0], cost=nanos(100), final=True)
    unknown = pb.UsageRecord(usage_id="u2", reservation_id="res_none", cost=nanos(1), final=True)
    stub.RecordUsage(pb.RecordUsageRequest(records=[record, unknown]), metadata=mine)
    stub.RecordUsage(pb.RecordUsageRequest(records=[record]), metadata=mine)
    for _ in range(2):
        # The second time it is released already, which is an answer and no second end.
        outcome = pb.RELEASE_OUTCOME_NOT_STARTED
        stub.ReleaseReservation(
            pb.ReleaseReservationRequest(reservation_id=kept[1], outcome=outcome, reason="test"),
            metadata=mine,
        )
    for metadata in ((), as_caller("rk_live_nobody"), as_caller("nonsense")):
        with pytest.raises(grpc.RpcError):
            stub.Authorize(town.ask("x"), metadata=metadata)
    with pytest.raises(grpc.RpcError):
        stub.Authorize(pb.AuthorizeRequest(request_id="y"), metadata=mine)
    _watch_health(channel)
    stream = stub.StreamTimeline(pb.StreamTimelineRequest(run_id=""), metadata=mine)
    with pytest.raises(grpc.RpcError):
        next(iter(stream))


def _watch_health(channel: grpc.Channel) -> None:
    """Open a stream, read its one message, and leave."""
    stub: Any = health_pb2_grpc.HealthStub(channel)
    watch = stub.Watch(health_pb2.HealthCheckRequest())
    next(iter(watch))
    watch.cancel()
