"""The echo builds exactly the answers that Remit gives."""

from typing import Any, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.money_pb2 import Money

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb
from tools.bench import answers

M = TypeVar("M", bound=Message)


def test_what_is_built_anew_is_equal() -> None:
    decision = pb.AuthorizeResponse(
        decision_id="dec_1",
        effect=core.EFFECT_ALLOW,
        stages=[core.VERDICT_PASS] * 11,
        policy_revision=7,
        leaf_hash=b"\x00\xff",
        obligations=[core.Obligation(settle_by=core.SettleBy(time=Timestamp(seconds=5)))],
        budgets=[
            core.Standing(budget_id="a", limit=core.Amount(money=Money(units=3)), used_percent=0),
            core.Standing(budget_id="b", limit=core.Amount(tokens=0)),
        ],
    )
    assert _rebuilt(decision) == decision


def test_maps_and_messages_without_fields_are_set_too() -> None:
    request = pb.AuthorizeRequest(
        labels={"team": "x", "a": "b"}, estimate=core.Estimate(nothing=core.NoCost())
    )
    rebuilt = _rebuilt(request)
    assert rebuilt == request
    assert rebuilt.estimate.WhichOneof("estimate") == "nothing"


def test_several_answers_share_one_module() -> None:
    first, second = pb.AuthorizeResponse(decision_id="d"), pb.UsageReceipt(usage_id="u", unreserved=True)
    made = _made(answers.source(decision=first, receipt=second))
    assert made["decision"]() == first
    assert made["receipt"]() == second
    assert made["receipt"]() is not made["receipt"]()


def _rebuilt(message: M) -> M:
    rebuilt: M = _made(answers.source(answer=message))["answer"]()
    return rebuilt


def _made(source: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    exec(compile(source, "answers", "exec"), made)  # noqa: S102  what is under test
    return made
