"""A receipt's form that was filled in before says of the next record what a new one would: nothing stays behind."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from remit.budget.ledger import Sums
from remit.budget.price import CostLine, TokenKind
from remit.decision.settle import CostSource, Receipt, ReservationState
from remit.server.convert.receipt import ReceiptForm, result_of
from remit.storage.booking import Recorded
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb

NANOS = 10**9
AT = 1_795_219_200_000_001

counts = st.integers(min_value=0, max_value=9 * 10**18)
sums = st.builds(Sums, counts, counts)
receipts = st.builds(
    Receipt,
    usage_id=st.sampled_from(["", "use-1"]),
    id=st.just("use_1"),
    cost=counts,
    source=st.sampled_from(CostSource),
    price_version=st.sampled_from(["", "v/1"]),
    lines=st.lists(st.builds(CostLine, st.sampled_from(TokenKind), counts, counts), max_size=3).map(tuple),
    reservation_id=st.sampled_from(["", "res_1"]),
    state=st.none() | st.sampled_from(ReservationState),
    held=sums,
    used=sums,
    released=sums,
    overrun=sums,
    standings=st.just(()),
    crossed=st.sampled_from([(), (("bud_1", 80, None), ("bud_2", 100, AT))]),
    unreserved=st.booleans(),
    late=st.booleans(),
    recorded_at=st.integers(min_value=0, max_value=AT),
)


rates = st.lists(st.tuples(st.sampled_from(TokenKind), counts), max_size=3).map(tuple)


@given(
    seen=st.lists(st.tuples(receipts, st.booleans(), counts), min_size=2, max_size=5),
    priced=st.booleans(),
    rates=rates,
)
def test_a_form_remembers_nothing(
    *, seen: list[tuple[Receipt, bool, int]], priced: bool, rates: tuple[tuple[TokenKind, int], ...]
) -> None:
    used = ReceiptForm("EUR", rates, priced=priced, settled=True)
    for other, repeated, tokens in seen:
        lines = tuple(CostLine(kind, tokens + place, price) for place, (kind, price) in enumerate(rates))
        receipt = replace(other, lines=lines)
        new = ReceiptForm("EUR", rates, priced=priced, settled=True)
        assert used.receipt(receipt, repeated=repeated) == new.receipt(receipt, repeated=repeated)


@given(receipt=receipts, repeated=st.booleans())
def test_a_result_says_what_the_receipt_does(*, receipt: Receipt, repeated: bool) -> None:
    written = result_of(Recorded(receipt, b"", repeated=repeated), "EUR", amounts=True)
    message = pb.UsageResult.FromString(written).receipt
    assert (message.usage_id, message.price_version) == (receipt.usage_id, receipt.price_version)
    assert message.HasField("cost") == (receipt.source is not CostSource.UNPRICED)
    if message.HasField("cost"):
        assert message.cost.units * NANOS + message.cost.nanos == receipt.cost
        assert message.cost.currency_code == "EUR"
    assert pb.CostSource.Name(message.cost_source) == f"COST_SOURCE_{receipt.source}"
    assert message.disposition == (
        pb.USAGE_DISPOSITION_DUPLICATE if repeated else pb.USAGE_DISPOSITION_RECORDED
    )
    assert [part.quantity for part in message.cost_parts] == [line.tokens for line in receipt.lines]
    assert [(one.budget_id, one.percent) for one in message.thresholds_crossed] == [
        (budget_id, percent) for budget_id, percent, _ in receipt.crossed
    ]
    assert (message.unreserved, message.late) == (receipt.unreserved, receipt.late)
    assert message.recorded_at.ToMicroseconds() == receipt.recorded_at
    assert message.HasField("settlement") == (receipt.state is not None)
    if receipt.state is not None:
        _is_settled(message.settlement, receipt)


def _is_settled(settlement: pb.Settlement, receipt: Receipt) -> None:
    assert settlement.reservation_id == receipt.reservation_id
    assert core.ReservationState.Name(settlement.state) == f"RESERVATION_STATE_{receipt.state}"
    money, tokens = settlement.totals
    for name in ("held", "used", "released", "overrun"):
        of_money, of_tokens = getattr(money, name), getattr(tokens, name)
        wanted: Sums = getattr(receipt, name)
        assert of_money.money.units * NANOS + of_money.money.nanos == wanted.money
        assert of_money.money.currency_code == "EUR"
        assert (of_tokens.WhichOneof("amount"), of_tokens.tokens) == ("tokens", wanted.tokens)


def test_a_share_is_written_exactly() -> None:
    lines = (CostLine(TokenKind.CACHE_READ, 3, 1_250_000_001), CostLine(TokenKind.REQUEST, 2, 10**15))
    receipt = Receipt(
        usage_id="use-1", id="use_1", cost=1, source=CostSource.PRICED, price_version="v/1", lines=lines,
        reservation_id="", state=None, held=Sums(), used=Sums(), released=Sums(), overrun=Sums(), standings=(),
        crossed=(), unreserved=True, late=False, recorded_at=AT,
    )  # fmt: skip
    written = result_of(Recorded(receipt, b""), "EUR", amounts=True)
    cached, request = pb.UsageResult.FromString(written).receipt.cost_parts
    assert (cached.token_kind, cached.price, cached.amount) == (
        pb.TOKEN_KIND_CACHE_READ, "1.250000001", "0.000003750000003",
    )  # fmt: skip
    assert (request.unit, request.price, request.amount) == ("request", "1000000", "2")


def test_receipts_take_no_memory_once_they_are_given() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096

    def give(count: int) -> None:
        for number in range(count):
            some = Sums(number, number)
            receipt = Receipt(
                f"use-{number:032x}", "use_1", number, CostSource.PRICED, "v/1",
                (CostLine(TokenKind.INPUT, number, 2_500_000_001),), f"res_{number:032x}", ReservationState.SETTLED,
                some, some, some, some, (), (), unreserved=False, late=False, recorded_at=number,
            )  # fmt: skip
            result_of(Recorded(receipt, b"", repeated=False), "USD", amounts=True)

    give(10_000)
    before = resident()
    give(60_000)
    # A form that were kept would keep a hundred bytes and more of each.
    assert resident() - before < 1_500_000
