"""Prices are exact, bounds are bounds, and nothing is free by omission."""

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.budget.model import Amounts, ContextTier, ModelCall, Price, TokenPrices, TokenUsage
from remit.budget.price import (
    PriceBook,
    TokenKind,
    Unpriced,
    bound,
    cost,
    price_per_million,
    upper_bound,
)
from remit.clock import FakeClock
from remit.errors import AmountOutOfRangeError, InvalidFieldError

RATES = st.integers(0, 10**12)
SOME_RATES = st.none() | RATES
TOKEN_PRICES = st.builds(
    TokenPrices,
    input=RATES,
    output=RATES,
    cache_read=SOME_RATES,
    cache_write=SOME_RATES,
    reasoning=SOME_RATES,
    input_audio=SOME_RATES,
    output_audio=SOME_RATES,
    image=SOME_RATES,
)

TIERS = st.lists(
    st.builds(ContextTier, st.integers(5_001, 9_000), TOKEN_PRICES),
    max_size=2,
    unique_by=lambda tier: tier.from_tokens,
)


@st.composite
def prices(draw: st.DrawFn) -> Price:
    """Draw any price: with and without tiers, cheaper and dearer ones, in any order."""
    tiered = draw(st.booleans())
    return Price(
        "openai/any",
        draw(TOKEN_PRICES),
        long_context_from=draw(st.integers(1, 5_000)) if tiered else None,
        long_context=draw(TOKEN_PRICES) if tiered else None,
        higher_tiers=tuple(draw(TIERS) if tiered else ()),
        max_output_tokens=draw(st.none() | st.integers(1, 5_000)),
        per_request=draw(st.integers(0, 10**9)),
        ceiling=draw(st.none() | TOKEN_PRICES),
    )


@st.composite
def usages(draw: st.DrawFn, most_input: int = 10_000, most_output: int = 10_000) -> TokenUsage:
    """Draw any usage that a provider may report."""
    whole, answer = draw(st.integers(0, most_input)), draw(st.integers(0, most_output))
    read = draw(st.integers(0, whole))
    audio = draw(st.integers(0, whole))
    return TokenUsage(
        input=whole,
        output=answer,
        cache_read=read,
        cache_write=draw(st.integers(0, whole - read)),
        reasoning=draw(st.integers(0, answer)),
        input_audio=audio,
        output_audio=draw(st.integers(0, answer)),
        image=draw(st.integers(0, whole - audio)),
    )


def exact(price: Price, used: TokenUsage, requests: int) -> Fraction:
    """Work the cost out token by token, by another way than the code: which rate does each token meet?"""
    tiers = [(price.long_context_from, price.long_context)]
    tiers += [(tier.from_tokens, tier.prices) for tier in price.higher_tiers]
    reached = [
        (begin, rates)
        for begin, rates in tiers
        if begin is not None and rates is not None and used.input >= begin
    ]
    rates = max(reached, key=lambda tier: tier[0])[1] if reached else price.base
    left = used.input
    total = Fraction(0)
    for number, rate in (
        (used.cache_read, rates.cache_read),
        (used.cache_write, rates.cache_write),
        (used.input_audio, rates.input_audio),
        (used.image, rates.image),
        (used.input, rates.input),
    ):
        billed = min(number, left)
        left -= billed
        total += billed * Fraction(rates.input if rate is None else rate, 10**6)
    left = used.output
    for number, rate in (
        (used.reasoning, rates.reasoning),
        (used.output_audio, rates.output_audio),
        (used.output, rates.output),
    ):
        billed = min(number, left)
        left -= billed
        total += billed * Fraction(rates.output if rate is None else rate, 10**6)
    return total + requests * price.per_request


@given(prices(), usages(), st.integers(0, 3))
def test_cost_is_the_exact_sum_rounded_once(price: Price, used: TokenUsage, requests: int) -> None:
    found = cost(price, used, requests=requests)
    assert found.total == round(exact(price, used, requests))  # Fraction rounds half to even
    assert abs(sum(line.nanos_times_million for line in found.lines) - found.total * 10**6) <= 500_000


@given(prices(), usages())
def test_every_token_is_billed_exactly_once(price: Price, used: TokenUsage) -> None:
    lines = cost(price, used, requests=0).lines
    answer = {TokenKind.OUTPUT, TokenKind.REASONING, TokenKind.OUTPUT_AUDIO}
    assert sum(line.tokens for line in lines if line.kind not in answer) == used.input
    assert sum(line.tokens for line in lines if line.kind in answer) == used.output


@given(prices(), st.data(), st.integers(0, 10_000), st.integers(0, 5_000), st.integers(1, 3))
def test_no_usage_within_the_estimate_costs_more_than_the_bound(
    price: Price, data: st.DataObject, asked: int, answer: int, candidates: int
) -> None:
    found = upper_bound(price, ModelCall("openai", "any", asked, answer, asked, candidates))
    assert isinstance(found, Amounts)
    longest = min(answer, price.max_output_tokens or answer)
    used = data.draw(usages(asked, longest * candidates))
    assert cost(price, used).total <= found.money
    assert used.total <= found.tokens


@given(prices(), st.integers(0, 10_000), st.integers(0, 5_000))
def test_the_bound_grows_with_the_estimate(price: Price, asked: int, answer: int) -> None:
    small = upper_bound(price, ModelCall("openai", "any", asked, answer))
    large = upper_bound(price, ModelCall("openai", "any", asked + 1, answer + 1))
    assert isinstance(small, Amounts)
    assert isinstance(large, Amounts)
    assert small.money <= large.money
    assert small.tokens <= large.tokens


def test_a_real_price_of_62_and_a_half_nanos_a_token_rounds_half_to_even() -> None:
    price = Price("openai/mini", TokenPrices(price_per_million("0.0625"), 0))
    assert [cost(price, TokenUsage(input=tokens)).total for tokens in (1, 2, 3, 5)] == [62, 125, 188, 312]


def test_rounding_happens_once_for_all_lines() -> None:
    price = Price("openai/mini", TokenPrices(500_000, 500_000))
    assert cost(price, TokenUsage(input=1, output=1)).total == 1


def test_the_tier_is_found_by_number_whatever_the_order() -> None:
    tiers = (
        ContextTier(1_000_000, TokenPrices(4_000_000, 0)),
        ContextTier(256_000, TokenPrices(3_000_000, 0)),
    )
    price = Price(
        "qwen/long",
        TokenPrices(1_000_000, 0),
        long_context_from=32_000,
        long_context=TokenPrices(2_000_000, 0),
        higher_tiers=tiers,
    )
    lengths = (31_999, 32_000, 255_999, 256_000, 999_999, 1_000_000)
    assert [cost(price, TokenUsage(input=n)).total // n for n in lengths] == [1, 2, 2, 3, 3, 4]


def test_a_cached_token_is_not_billed_as_input_too() -> None:
    price = Price(
        "anthropic/any", TokenPrices(3_000_000, 15_000_000, cache_read=300_000, cache_write=3_750_000)
    )
    found = cost(price, TokenUsage(input=1_000, cache_read=800, cache_write=100))
    assert found.total == 100 * 3 + 800 * 3 // 10 + 100 * 375 // 100
    assert {line.kind: line.tokens for line in found.lines} == {
        TokenKind.INPUT: 100,
        TokenKind.CACHE_READ: 800,
        TokenKind.CACHE_WRITE: 100,
    }


@pytest.mark.parametrize(
    "impossible",
    [
        TokenUsage(input=10, cache_read=11),
        TokenUsage(input=10, cache_read=6, cache_write=5),
        TokenUsage(input=10, input_audio=6, image=5),
        TokenUsage(output=10, reasoning=11),
        TokenUsage(output=10, output_audio=11),
        TokenUsage(input=-1),
        TokenUsage(image=-1),
    ],
)
def test_a_part_larger_than_its_whole_is_refused_with_its_field(impossible: TokenUsage) -> None:
    with pytest.raises(InvalidFieldError) as raised:
        cost(Price("openai/any", TokenPrices(1, 1)), impossible)
    assert raised.value.field.startswith("tokens")


def test_a_hint_of_cached_tokens_earns_nothing() -> None:
    price = Price("anthropic/any", TokenPrices(3_000_000, 0, cache_read=300_000, cache_write=3_750_000))
    call = ModelCall("anthropic", "any", 1_000, 0, cached_tokens=1_000)
    assert upper_bound(price, call) == Amounts(3_750, 1_000, "anthropic/any", input_part=(3_750, 1_000))


def test_a_bound_is_rounded_up() -> None:
    price = Price("openai/mini", TokenPrices(1, 0))
    assert upper_bound(price, ModelCall("openai", "mini", 1, 0)) == Amounts(
        1, 1, "openai/mini", input_part=(1, 1)
    )


def test_an_answer_of_unknown_length_has_no_bound_and_is_clamped_where_it_is_known() -> None:
    price = Price("openai/mini", TokenPrices(0, 1_000_000))
    assert upper_bound(price, ModelCall("openai", "mini", 1, None)) is Unpriced.UNBOUNDED
    known = replace(price, max_output_tokens=100)
    for asked in (None, 100, 10**12):
        assert upper_bound(known, ModelCall("openai", "mini", 0, asked)) == Amounts(
            100, 100, "openai/mini", input_part=(0, 0)
        )


def test_a_sum_too_large_to_count_is_an_error_not_a_wrap() -> None:
    price = Price("openai/mini", TokenPrices(9 * 10**18, 0))
    with pytest.raises(AmountOutOfRangeError):
        upper_bound(price, ModelCall("openai", "mini", 10**12, 0))
    with pytest.raises(AmountOutOfRangeError):
        cost(price, TokenUsage(input=10**12))


@given(st.decimals(0, 9_000_000_000, allow_nan=False, places=9))
def test_a_decimal_is_read_exactly(value: Decimal) -> None:
    assert price_per_million(f"{value:f}") == int((value * 10**9).to_integral_value(ROUND_HALF_EVEN))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1.",
        ".5",
        "-1",
        "+1",
        "1e3",
        "NaN",
        "Infinity",
        "1,5",
        " 1",
        "1 ",
        "٣",
        "0.0000000001",
        "1_0",
        "1.2.3",
    ],
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(InvalidFieldError):
        price_per_million(text)


@pytest.mark.parametrize("text", ["9000000000.000000001", "10000000000", "9" * 5_000])
def test_a_price_beyond_the_limit_is_refused(text: str) -> None:
    with pytest.raises(AmountOutOfRangeError):
        price_per_million(text)


def test_trailing_zeros_are_not_finer() -> None:
    assert price_per_million("0.0625000000000000") == 62_500_000


OWN = Price("openai/gpt-4o", TokenPrices(7, 7))


def test_a_tenants_price_wins_by_name_by_alias_and_without_provider() -> None:
    book = PriceBook.catalog(FakeClock()).with_overrides([OWN])
    for provider, model in (
        ("openai", "gpt-4o"),
        ("openai", "gpt-4o-2024-08-06"),
        ("OpenAI", "GPT-4o"),
        ("", "gpt-4o"),
    ):
        found = book.find(provider, model)
        assert found is not None
        assert found.base == OWN.base
    other = book.find("openai", "gpt-4o-mini")
    assert other is not None
    assert other.base != OWN.base


def test_a_name_that_two_of_the_tenants_prices_share_needs_its_provider() -> None:
    book = PriceBook.catalog(FakeClock()).with_overrides([OWN, replace(OWN, id="house/gpt-4o")])
    assert book.find("", "gpt-4o") is None
    assert book.find("house", "gpt-4o") is not None


def test_provider_and_model_are_not_joined_into_one_name() -> None:
    book = PriceBook.catalog(FakeClock()).with_overrides([Price("house/a/b", TokenPrices(1, 1))])
    assert book.find("house", "a/b") is not None
    assert book.find("house/a", "b") is None


def test_an_unknown_model_has_no_price_rather_than_a_free_one() -> None:
    book = PriceBook.catalog(FakeClock())
    for provider, model in (("openai", "no-such"), ("no-such", "gpt-4o"), ("", "no-such"), ("", "")):
        assert book.find(provider, model) is None
        assert bound(book, ModelCall(provider, model, 1, 1)) is Unpriced.PRICE_UNKNOWN


def test_a_price_in_another_currency_is_no_bound() -> None:
    book = PriceBook.catalog(FakeClock())
    call = ModelCall("openai", "gpt-4o", 1, 1)
    assert bound(book, call, currency="EUR") is Unpriced.CURRENCY_MISMATCH
    assert isinstance(bound(book, call, currency="USD"), Amounts)


def test_versions_name_the_figures() -> None:
    catalog = PriceBook.catalog(FakeClock())
    same = [catalog.with_overrides([OWN]).version for _ in range(2)]
    assert same[0] == same[1]
    dearer = replace(OWN, per_request=1)
    versions = {catalog.version, same[0], catalog.with_overrides([dearer]).version}
    assert len(versions) == 3
    first = catalog.with_overrides([OWN]).find("openai", "gpt-4o")
    second = catalog.with_overrides([dearer]).find("openai", "gpt-4o")
    assert first is not None
    assert second is not None
    assert first.version
    assert first.version != second.version
    assert cost(first, TokenUsage(input=1)).version == first.version


def test_the_inputs_part_is_what_is_due_without_an_answer() -> None:
    price = Price("openai/mini", TokenPrices(1_500_000, 9_000_000), per_request=7)
    assert upper_bound(price, ModelCall("openai", "mini", 3, 100, candidates=2)) == Amounts(
        5 + 7 + 1_800, 203, "openai/mini", input_part=(5 + 7, 3)
    )
