"""A plain answer is written by a form: it says what the long way says, remembers nothing, and grows by nothing."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from remit.budget.model import Bucket, Budget, Hold, Period, ScopeType, Unit
from remit.decision.model import Ask, Committed, Decision, Duty, Effect, Obligation, Reserved, StandingLine
from remit.identity.model import Principal
from remit.server.convert.decision import PlainForm, _written, answer_of
from remitpb.v1 import policy_decision_service_pb2 as pb

ASK = Ask(Principal("acme", "agent:x", "key_1"), "q", b"", "agent:x", "model:call", "model:m")
DAY = Budget("bud_1", ScopeType.AGENT, "x", Period.DAY, Unit.MONEY, 10**9)
COUNTER = Bucket(DAY, "agent:x@2026-11-21", 1_795_219_200_000_000, 1_795_305_600_000_000, 10**9)

instants = st.integers(min_value=0, max_value=1 << 52)


@st.composite
def plain(draw: st.DrawFn) -> Committed:
    """An answer that allows, says when to settle, and nothing more."""
    settle = (Obligation(Duty.SETTLE_BY, time=draw(instants)),)
    identity, revision = draw(st.sampled_from(["", "dec_1", "dec_22"])), draw(st.integers(0, 5))
    at, until = draw(instants), draw(instants)
    stages = (1,) * 11
    decision = Decision(identity, Effect.ALLOW, at, revision, until, stages, obligations=settle)
    return Committed(decision, draw(st.binary(max_size=32)))


@given(seen=st.lists(st.tuples(plain(), st.integers(0, 1 << 40)), min_size=1, max_size=4))
def test_a_plain_answer_says_what_the_long_way_says(seen: list[tuple[Committed, int]]) -> None:
    form = PlainForm()
    for committed, micros in seen:
        expected = _written(committed, "USD", ask=ASK, micros=micros)
        written = form.answer(committed, micros)
        assert pb.AuthorizeResponse.FromString(written) == pb.AuthorizeResponse.FromString(expected)


def test_answers_take_no_memory_once_they_are_given() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096

    def answers(count: int) -> None:
        for number in range(count):
            name, amount = f"{number:032x}", number + 1
            holds = (Hold("bud_1", COUNTER.key, Unit.MONEY, amount),)
            kept = Reserved(f"res_{name}", amount, 0, "openai/gpt-4o", "v1", number, holds)
            decision = Decision(
                f"dec_{name}", Effect.ALLOW, number, 1, number, (1,) * 11,
                obligations=(Obligation(Duty.SETTLE_BY, time=number),), reservation=kept,
                standings=(StandingLine(COUNTER, 0, amount),),
            )  # fmt: skip
            answer_of(Committed(decision, number.to_bytes(32)), "USD", amounts=True, ask=ASK, micros=number)

    answers(10_000)
    before = resident()
    answers(60_000)
    # A text that a form were to keep would take 40 bytes and more of each.
    assert resident() - before < 1_500_000
