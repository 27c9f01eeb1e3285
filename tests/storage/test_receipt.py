"""A usage record's evidence has the same bytes as ever, and says all of its receipt."""

from collections.abc import Mapping
from dataclasses import fields

import orjson

from remit.budget.ledger import Sums
from remit.budget.model import Bucket, Budget, Period, ScopeType, Threshold, TokenUsage, Unit, Usage
from remit.budget.price import Cost, CostLine, TokenKind
from remit.decision.disguise import names_of
from remit.decision.model import StandingLine
from remit.decision.settle import CostSource, Receipt, Report, ReservationState
from remit.identity.model import Principal
from remit.storage.receipt import decode, encode

AT = 1_795_219_200_000_000
TOKENS = TokenUsage(1_180, 250, 1, 2, 3, 4, 5, 6)
BUDGET = Budget("bud_1", ScopeType.USER, "", Period.DAY, Unit.MONEY, 9, thresholds=(Threshold(80),))
BUCKET = Bucket(BUDGET, "user:ann@2026-11-21", AT, AT + 1, 9)
COST = Cost(7, "v/1", (CostLine(TokenKind.INPUT, 1_180, 5), CostLine(TokenKind.REQUEST, 1, 6)))
SEALED = {"user:ann": {"person": "per_1", "sealed": "c2VhbGVk"}}

RECEIPT = Receipt(
    usage_id="use-1", id="use_1", cost=7, source=CostSource.PRICED, price_version="v/1", lines=COST.lines,
    reservation_id="res_1", state=ReservationState.SETTLED, held=Sums(10, 11), used=Sums(12, 13),
    released=Sums(14, 15), overrun=Sums(16, 17), standings=(StandingLine(BUCKET, 18, 19),),
    crossed=(("bud_1", 80, AT),), unreserved=True, late=True, recorded_at=AT + 2,
)  # fmt: skip

WRITTEN = (
    b'{"format":1,"id":"use_1","at":1795219200000002,"kind":"usage","tenant":"default","principal":"agent:x",'
    b'"credential":"key_1","subject":{"person":"per_1","sealed":"c2VhbGVk"},"session_id":"ses_1","run_id":"run_1",'
    b'"step_id":"stp_1","model":"openai/gpt-4o","tokens":{"input":1180,"output":250,"cache_read":1,"cache_write":2,'
    b'"reasoning":3,"input_audio":4,"output_audio":5,"image":6},"requests":1,"outcome":"SUCCESS",'
    b'"booked_at":1795219200000000,"answer":{"usage_id":"use-1","id":"use_1","cost":7,"source":"PRICED",'
    b'"price_version":"v/1","lines":[{"kind":"input","tokens":1180,"price_per_million":5},'
    b'{"kind":"request","tokens":1,"price_per_million":6}],"reservation_id":"res_1","state":"SETTLED",'
    b'"held":{"money":10,"tokens":11},"used":{"money":12,"tokens":13},"released":{"money":14,"tokens":15},'
    b'"overrun":{"money":16,"tokens":17},"standings":[[{"budget_id":"bud_1","bucket":"person:per_1@2026-11-21",'
    b'"scope_type":"user","period":"DAY","unit":"MONEY","limit":9,"starts_at":1795219200000000,'
    b'"ends_at":1795219200000001,"thresholds":[80]},18,19]],"crossed":[["bud_1",80,1795219200000000]],'
    b'"unreserved":true,"late":true,"recorded_at":1795219200000002}}'
)
"""As the first version wrote it: whoever keeps a hash of an entry must find it again."""


def report(sealed: Mapping[str, object]) -> Report:
    """A report that fills every field of its evidence."""
    usage = Usage("use-1", "", TOKENS, reservation_id="res_1", step_id="stp_1")
    return Report(
        principal=Principal(tenant="default", subject="agent:x", credential="key_1"), revision=1, usage=usage,
        digest=b"", id="use_1", at=AT + 2, origin=None, subject="user:ann", on_behalf_of="", session_id="ses_1",
        run_id="run_1", model="openai/gpt-4o", booked_at=AT, late=True, cost=7, source=CostSource.PRICED,
        priced=COST, buckets=(BUCKET,), sealed=sealed,
    )  # fmt: skip


def test_the_bytes_are_the_same_as_ever() -> None:
    assert encode(report(SEALED), RECEIPT, tokens=orjson.dumps(TOKENS)) == WRITTEN


def test_evidence_says_all_of_a_receipt_in_order() -> None:
    body = encode(report({}), RECEIPT, tokens=orjson.dumps(TOKENS))
    assert list(orjson.loads(body)["answer"]) == [field.name for field in fields(Receipt)]


def test_a_receipt_is_read_back_with_its_users() -> None:
    found = decode(WRITTEN, names_of(SEALED))
    assert found.standings[0].bucket.key == BUCKET.key
    written = encode(report(SEALED), found, tokens=orjson.dumps(TOKENS))
    assert written == WRITTEN
