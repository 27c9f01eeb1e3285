"""Parts that are put together as bytes are the message that protobuf would have made of them."""

from hypothesis import given
from hypothesis import strategies as st

from remit.server.wire import nested, tag_of
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

STANDING = tag_of(pb.AuthorizeResponse.DESCRIPTOR, "budgets")
DETAIL = tag_of(pb.AuthorizeResponse.DESCRIPTOR, "stage_details")
"""The first field whose number needs a second byte follows number 15."""


@given(st.lists(st.text(max_size=2_000), max_size=4), st.text(max_size=10))
def test_parts_are_the_message_that_has_them(names: list[str], decision_id: str) -> None:
    standings = [core.Standing(budget_id=name) for name in names]
    details = [pb.StageDetail(findings=[name]) for name in names]
    parts = [pb.AuthorizeResponse(decision_id=decision_id).SerializeToString()]
    parts += [nested(STANDING, standing.SerializeToString()) for standing in standings]
    parts += [nested(DETAIL, detail.SerializeToString()) for detail in details]
    whole = pb.AuthorizeResponse(decision_id=decision_id, budgets=standings, stage_details=details)
    assert b"".join(parts) == whole.SerializeToString()


def test_a_length_that_needs_three_bytes_is_written_so() -> None:
    body = core.Standing(budget_id="x" * 20_000).SerializeToString()
    whole = pb.AuthorizeResponse.FromString(nested(STANDING, body))
    assert whole.budgets[0].budget_id == "x" * 20_000
