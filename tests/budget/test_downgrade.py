"""Stand-ins are cheaper, ladders end, and what money still buys fits."""

from hypothesis import given
from hypothesis import strategies as st

from remit.budget.downgrade import MAX_TOKENS, affordable_output_tokens, alternatives, ladder
from remit.budget.model import Amounts, Downgrade, ModelCall, Price, TokenPrices
from remit.budget.price import PriceBook, Unpriced, upper_bound
from remit.clock import FakeClock

DEAR = Price("house/dear", TokenPrices(9_000_000, 9_000_000))
MIDDLE = Price("house/middle", TokenPrices(3_000_000, 3_000_000))
CHEAP = Price("house/cheap", TokenPrices(1_000_000, 1_000_000))
BOOK = PriceBook.catalog(FakeClock()).with_overrides([DEAR, MIDDLE, CHEAP])


def call(model: str) -> ModelCall:
    """Return a call of a model of the house."""
    return ModelCall("house", model, 10, 10)


def names(found: tuple[Amounts, ...] | Unpriced) -> list[str]:
    """Return the models in order."""
    assert isinstance(found, tuple)
    return [amounts.model for amounts in found]


def test_stand_ins_follow_what_was_asked_for_in_order() -> None:
    steps = ladder([Downgrade("house/dear", "house/middle"), Downgrade("house/middle", "house/cheap")])
    found = alternatives([call("dear")], steps, book=BOOK)
    assert names(found) == ["house/dear", "house/middle", "house/cheap"]
    assert isinstance(found, tuple)
    assert [amounts.money for amounts in found] == [180, 60, 20]
    assert {amounts.tokens for amounts in found} == {20}


def test_preferences_come_before_stand_ins_and_none_comes_twice() -> None:
    steps = ladder([Downgrade("house/dear", "house/cheap"), Downgrade("house/middle", "house/cheap")])
    found = alternatives([call("dear"), call("middle")], steps, book=BOOK)
    assert names(found) == ["house/dear", "house/middle", "house/cheap"]


def test_a_ladder_that_leads_back_to_itself_ends() -> None:
    steps = ladder(
        [
            Downgrade("house/dear", "house/cheap"),
            Downgrade("house/cheap", "house/dear"),
            Downgrade("house/middle", "house/middle"),
        ]
    )
    assert names(alternatives([call("dear")], steps, book=BOOK)) == ["house/dear", "house/cheap"]
    assert names(alternatives([call("middle")], steps, book=BOOK)) == ["house/middle"]


def test_a_stand_in_that_is_dearer_or_unpriced_is_left_out() -> None:
    steps = ladder([Downgrade("house/cheap", "house/dear"), Downgrade("house/dear", "house/none")])
    assert names(alternatives([call("cheap")], steps, book=BOOK)) == ["house/cheap"]
    assert names(alternatives([call("dear")], steps, book=BOOK)) == ["house/dear"]


def test_what_cannot_be_priced_is_never_free() -> None:
    assert alternatives([call("none")], {}, book=BOOK) is Unpriced.PRICE_UNKNOWN
    assert alternatives([call("dear")], {}, book=BOOK, currency="EUR") is Unpriced.CURRENCY_MISMATCH
    assert alternatives([ModelCall("house", "dear", 1, None)], {}, book=BOOK) is Unpriced.UNBOUNDED
    assert names(alternatives([call("none"), call("cheap")], {}, book=BOOK)) == ["house/cheap"]


@given(
    st.integers(0, 10**7),
    st.integers(1, 10**7),
    st.integers(0, 10**4),
    st.integers(0, 10**9),
    st.integers(1, 4),
)
def test_what_is_affordable_fits_and_one_token_more_does_not(
    input_rate: int, output_rate: int, asked: int, left: int, candidates: int
) -> None:
    price = Price("house/any", TokenPrices(input_rate, output_rate), per_request=3)
    wish = ModelCall("house", "any", asked, None, candidates=candidates)
    most = affordable_output_tokens(price, wish, money_left=left)
    fits = upper_bound(price, ModelCall("house", "any", asked, most, candidates=candidates))
    more = upper_bound(price, ModelCall("house", "any", asked, most + 1, candidates=candidates))
    assert isinstance(fits, Amounts)
    assert isinstance(more, Amounts)
    assert fits.money <= left or most == 0
    assert more.money > left or most == MAX_TOKENS


def test_what_is_affordable_is_no_more_than_is_wanted_or_possible() -> None:
    price = Price("house/any", TokenPrices(0, 0), max_output_tokens=70)
    assert affordable_output_tokens(price, ModelCall("house", "any", 1, None), money_left=0) == 70
    assert affordable_output_tokens(price, ModelCall("house", "any", 1, 50), money_left=0) == 50
    assert affordable_output_tokens(DEAR, ModelCall("house", "dear", 10, None), money_left=89) == 0
    assert affordable_output_tokens(DEAR, ModelCall("house", "dear", 10, None), money_left=99) == 1
