"""The compiled catalog says what the list says, for every model of it."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from genai_prices.data import providers
from genai_prices.types import (
    ClauseEquals,
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
    Usage,
)

from remit.budget.model import Amounts, ModelCall, TokenUsage
from remit.budget.price import cost, upper_bound
from remit.budget.price_catalog import REMEMBERED_NAMES, PriceCatalog, bundled

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
# What usage can tell apart. Other keys (searches, pages, films, cache by age) have no tokens in Remit.
TOLD = {
    "input_mtok",
    "output_mtok",
    "cache_read_mtok",
    "cache_write_mtok",
    "output_reasoning_mtok",
    "input_audio_mtok",
}


def micros(moment: datetime) -> int:
    """Return an instant as Remit counts it."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def decimals(price: ModelPrice) -> list[Decimal]:
    """Return every figure of a listed price."""
    found: list[Decimal] = []
    for value in vars(price).values():
        if isinstance(value, TieredPrices):
            found += [value.base, *(tier.price for tier in value.tiers)]
        elif value is not None:
            found.append(value)
    return found


def edges(price: ModelPrice) -> set[int]:
    """Return the lengths on both sides of each tier's start."""
    tiers = [
        tier for value in vars(price).values() if isinstance(value, TieredPrices) for tier in value.tiers
    ]
    return {tier.start + more for tier in tiers for more in (0, 1)}


def test_every_listed_token_price_costs_what_the_list_says() -> None:
    catalog = bundled()
    compared = 0
    for provider in providers:
        for info in provider.models:
            if provider.find_model(info.id, all_providers=providers) is not info:
                continue  # the list itself finds another model by this name
            listed = info.get_prices(NOW)
            keys = {key for key, value in vars(listed).items() if value is not None}
            if not keys <= TOLD or not {"input_mtok", "output_mtok"} <= keys:
                continue
            price = catalog.find(provider.id, info.id, at=micros(NOW))
            assert price is not None
            for length in {1_000, 150_000, 2_000_000, *edges(listed)}:
                used = {
                    "input_tokens": length,
                    "output_tokens": 700,
                    "cache_read_tokens": 300,
                    "cache_write_tokens": 50,
                }
                wanted = listed.calc_price(Usage(**used))["total_price"] * 10**9
                found = cost(price, TokenUsage(length, 700, 300, 50), requests=0).total
                # Figures with more than 9 decimals are dust; each kind may be half a nano per million off.
                slack = Decimal(length) / 10**6 + 1
                assert abs(found - wanted) <= slack
                if all(figure == round(figure, 9) for figure in decimals(listed)):
                    assert found == round(wanted)
                compared += 1
    assert compared > 5_000


def test_every_price_has_a_bound_that_holds_in_each_of_its_tiers() -> None:
    for provider in providers:
        for info in provider.models:
            price = bundled().find(provider.id, info.id, at=micros(NOW))
            if price is None:
                continue
            for length in {
                1,
                price.long_context_from or 1,
                *(tier.from_tokens for tier in price.higher_tiers),
            }:
                found = upper_bound(price, ModelCall(provider.id, info.id, length, 500))
                assert isinstance(found, Amounts)
                for used in (
                    TokenUsage(length, 500),
                    TokenUsage(length, 500, cache_write=length, reasoning=500),
                    TokenUsage(length - 1, 500, cache_read=length - 1, output_audio=500),
                    TokenUsage(length, 500, input_audio=length),
                ):
                    assert cost(price, used).total <= found.money


def test_a_model_priced_in_anything_but_tokens_has_no_price() -> None:
    assert bundled().find("openai", "whisper-1", at=0) is None
    assert bundled().find("mistral", "mistral-ocr-2512", at=0) is None


def test_a_model_without_figures_is_free_only_if_it_says_so_in_its_name() -> None:
    model = "meta-llama/llama-4-scout:free"
    free = bundled().find("openrouter", model, at=0)
    assert free is not None
    assert cost(free, TokenUsage(10**6, 10**6)).total == 0
    assert bundled().find("github-copilot", "gpt-4o", at=0) is None


def test_a_search_without_provider_takes_no_ambiguous_name() -> None:
    found = bundled().find("", "gpt-4o", at=0)
    assert found is not None
    assert found.id == "openai/gpt-4o"
    named = bundled().find("", "azure/gpt-4o", at=0)
    assert named is not None
    assert named.id == "azure/gpt-4o"


def test_a_name_that_two_providers_claim_is_no_answer() -> None:
    info = ModelInfo(
        "shared",
        match=ClauseEquals("shared"),
        prices=ModelPrice(input_mtok=Decimal(1), output_mtok=Decimal(1)),
    )
    first, second = (
        Provider(name, name, "x", model_match=ClauseEquals("shared"), models=[info])
        for name in ("one", "two")
    )
    assert PriceCatalog([first], "v").find("", "shared", at=0) is not None
    assert PriceCatalog([first, second], "v").find("", "shared", at=0) is None
    assert PriceCatalog([first, second], "v").find("two", "shared", at=0) is not None


def test_requests_are_priced_beside_tokens() -> None:
    price = bundled().find("perplexity", "sonar-pro", at=micros(NOW))
    assert price is not None
    assert price.per_request == 14_000_000
    assert cost(price, TokenUsage(), requests=2).total == 28_000_000


def turning(*conditions: tuple[StartDateConstraint | TimeOfDateConstraint | None, str]) -> PriceCatalog:
    """Return a catalog of one model whose input price turns with time."""
    prices = [
        ConditionalPrice(constraint, prices=ModelPrice(input_mtok=Decimal(figure), output_mtok=Decimal(0)))
        for constraint, figure in conditions
    ]
    info = ModelInfo("turning", match=ClauseEquals("turning"), prices=prices)
    return PriceCatalog([Provider("house", "House", "x", models=[info])], "v")


def test_a_price_begins_on_its_date_in_utc() -> None:
    catalog = turning((None, "1"), (StartDateConstraint(NOW.date() + timedelta(days=1)), "2"))
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    before = catalog.find("house", "turning", at=micros(midnight) - 1)
    after = catalog.find("house", "turning", at=micros(midnight))
    assert before is not None
    assert after is not None
    assert (before.base.input, after.base.input) == (10**9, 2 * 10**9)
    assert before.version != after.version
    again = catalog.find("house", "turning", at=micros(midnight) - 1)
    assert again == before


def test_a_hold_taken_before_a_price_rises_covers_the_dearer_one() -> None:
    night = TimeOfDateConstraint(NOW.replace(hour=13).timetz(), NOW.replace(hour=20).timetz())
    catalog = turning((None, "1"), (night, "5"))
    before = catalog.find("house", "turning", at=micros(NOW))
    after = catalog.find("house", "turning", at=micros(NOW + timedelta(hours=1)))
    assert before is not None
    assert after is not None
    held = upper_bound(before, ModelCall("house", "turning", 1_000, 0))
    assert isinstance(held, Amounts)
    assert cost(before, TokenUsage(1_000)).total == 1_000_000
    assert cost(after, TokenUsage(1_000)).total == 5_000_000 == held.money


def test_callers_cannot_make_the_memory_grow_without_end() -> None:
    catalog = PriceCatalog([], "v")
    for number in range(REMEMBERED_NAMES + 10):
        assert catalog.find("house", f"model-{number}", at=0) is None
    assert len(catalog._found) <= REMEMBERED_NAMES


def test_a_known_price_is_found_far_faster_than_the_list_computes_it() -> None:
    catalog = bundled()
    catalog.find("openai", "gpt-4o", at=micros(NOW))
    begin = time.process_time()
    for _ in range(10_000):
        catalog.find("openai", "gpt-4o", at=0)
    assert time.process_time() - begin < 10_000 * 10e-6  # the list itself takes some 52 µs
