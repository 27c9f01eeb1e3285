"""One call of each kind, taken apart: that Remit answers in full, and what the echo has to build."""

import uuid
from typing import Final, TypeVar

import grpc

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb
from remitpb.v1.policy_decision_service_pb2_grpc import PolicyDecisionServiceStub
from tools.bench import answers
from tools.bench.process import BenchError
from tools.bench.scene import BUDGETS, DECISION_MARK, OWN_MARK, Agent, question, report

STAGES: Final = 11

M = TypeVar("M", pb.AuthorizeRequest, pb.UsageRecord)


def echo_source(address: str, agent: Agent) -> str:
    """Ask, watch and report once as an agent; return the source of an echo that answers likewise.

    Raises:
        BenchError: when the answer is not the one that is to be measured.
    """
    metadata = (("authorization", f"Bearer {agent.key}"),)
    with grpc.insecure_channel(address) as channel:
        stub = PolicyDecisionServiceStub(channel)
        decision = _whole(stub, metadata, agent=agent)
        watched = stub.StreamTimeline(pb.StreamTimelineRequest(run_id=agent.run_id), metadata=metadata)
        event = next(event for event in watched if event.HasField("step"))
        watched.cancel()
        record = own(report())
        record.decision_id = decision.decision_id
        request = pb.RecordUsageRequest(records=[record])
        usage: pb.RecordUsageResponse = stub.RecordUsage(request, metadata=metadata)
    receipt = usage.results[0].receipt
    if receipt.disposition != pb.USAGE_DISPOSITION_RECORDED or receipt.unreserved:
        raise BenchError(f"usage was not settled:\n{usage}")
    return answers.source(decision=decision, receipt=receipt, event=event)


def require_whole(address: str, agent: Agent) -> None:
    """Ask once as an agent.

    Raises:
        BenchError: when the answer is not the one that is to be measured.
    """
    with grpc.insecure_channel(address) as channel:
        stub = PolicyDecisionServiceStub(channel)
        try:
            _whole(stub, (("authorization", f"Bearer {agent.key}"),), agent=agent)
        except grpc.RpcError as error:
            raise BenchError(f"Authorize was refused: {error.code().name}: {error.details()}") from None


def asked_once(address: str, agent: Agent) -> bytes:
    """Ask as an agent, and return the question's bytes: whoever sends them again gets the same answer.

    Raises:
        BenchError: when the answer is no.
    """
    asked = own(question(agent))
    with grpc.insecure_channel(address) as channel:
        stub = PolicyDecisionServiceStub(channel)
        answer = stub.Authorize(asked, metadata=(("authorization", f"Bearer {agent.key}"),))
    if answer.effect != core.EFFECT_ALLOW:
        raise BenchError(f"not allowed:\n{answer}")
    return asked.SerializeToString()


def watching(agent: Agent) -> pb.StreamTimelineRequest:
    """Return what follows an agent's run from now on."""
    return pb.StreamTimelineRequest(run_id=agent.run_id, origin=pb.TIMELINE_ORIGIN_NOW, follow=True)


def own(message: M) -> M:
    """Return a message with ids of its own where the load would put them."""
    body = message.SerializeToString().replace(DECISION_MARK.encode(), bytes(len(DECISION_MARK)))
    fresh = uuid.uuid4().hex[: len(OWN_MARK)].encode()
    return type(message).FromString(body.replace(OWN_MARK.encode(), fresh))


def _whole(
    stub: PolicyDecisionServiceStub, metadata: tuple[tuple[str, str], ...], *, agent: Agent
) -> pb.AuthorizeResponse:
    decision: pb.AuthorizeResponse = stub.Authorize(own(question(agent)), metadata=metadata)
    whole = (
        decision.effect == core.EFFECT_ALLOW
        and list(decision.stages) == [core.VERDICT_PASS] * STAGES
        and len(decision.budgets) == len(decision.reservation.holds) == BUDGETS
        and all(standing.HasField("spent") for standing in decision.budgets)
        and len(decision.obligations) == 1
        and not decision.reasons
        and not decision.stage_details
    )
    if not whole:
        raise BenchError(f"this is not the answer that is to be measured:\n{decision}")
    return decision
