"""Prices: the tenant's before the catalog's, exact to the last decimal; the ladder; what things cost."""

from typing import Any

import pytest
from google.type.money_pb2 import Money

from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import price_pb2
from tests.server.services.shop import MODEL, SMALL, Shop

OWN = core.ModelRef(provider="acme", model="house-1")
TOO_FINE = price_pb2.TokenPrices(input="0.0000000001", output="1")
SEARCH = price_pb2.UnitPrice(unit="web_search", price="1")


def price(model: core.ModelRef = OWN, **fields: Any) -> price_pb2.Price:
    tokens = price_pb2.TokenPrices(input="0.0625", output="1.25")
    return price_pb2.Price(**{"model": model, "tokens": tokens, **fields})


async def set_price(shop: Shop, wanted: price_pb2.Price) -> pb.SetPriceResponse:
    answer: pb.SetPriceResponse = await shop.call("Budget.SetPrice", pb.SetPriceRequest(price=wanted))
    return answer


async def test_decimals_come_back_as_they_went_in(shop: Shop) -> None:
    wanted = price(
        tokens=price_pb2.TokenPrices(input="0.000000001", output="62.5", cache_read="0", input_image="3"),
        long_context_above=200_000,
        long_context=price_pb2.TokenPrices(input="1", output="2"),
        units=[price_pb2.UnitPrice(unit="request", price="0.01")],
        max_input_tokens=1_000_000,
        max_output_tokens=8_192,
    )
    made = (await set_price(shop, wanted)).price
    read = (await shop.call("Budget.GetPrice", pb.GetPriceRequest(model=OWN))).price
    assert read == made
    assert made.source == price_pb2.PRICE_SOURCE_TENANT
    assert made.tokens == wanted.tokens
    assert (made.long_context_above, made.long_context, list(made.units)) == (
        200_000, wanted.long_context, list(wanted.units),
    )  # fmt: skip


async def test_the_same_figures_have_the_same_version(shop: Shop) -> None:
    first = await set_price(shop, price())
    again = await set_price(shop, price())
    assert again == first
    other = await set_price(shop, price(max_output_tokens=5))
    assert other.revision == first.revision + 1
    shop.clock.advance(1_000_000)
    back = await set_price(shop, price())
    assert back.price.version == first.price.version
    assert back.price.updated_at != first.price.updated_at


async def test_the_tenants_price_stands_before_the_catalogs_until_it_is_removed(shop: Shop) -> None:
    listed = (await shop.call("Budget.GetPrice", pb.GetPriceRequest(model=MODEL))).price
    assert listed.source == price_pb2.PRICE_SOURCE_CATALOG
    await set_price(shop, price(MODEL))
    own = (await shop.call("Budget.GetPrice", pb.GetPriceRequest(model=MODEL))).price
    assert (own.source, own.tokens.input) == (price_pb2.PRICE_SOURCE_TENANT, "0.0625")
    await shop.call("Budget.DeletePrice", pb.DeletePriceRequest(model=MODEL, etag=own.etag))
    assert (await shop.call("Budget.GetPrice", pb.GetPriceRequest(model=MODEL))).price == listed
    assert await shop.refused("Budget.DeletePrice", pb.DeletePriceRequest(model=MODEL)) == (
        "NOT_FOUND",
        "model",
    )


async def test_what_nobody_prices_costs_the_fallback(shop: Shop) -> None:
    unknown = core.ModelRef(provider="nobody", model="nothing")
    found = (await shop.call("Budget.GetPrice", pb.GetPriceRequest(model=unknown))).price
    assert (found.source, found.tokens.input, found.tokens.output) == (
        price_pb2.PRICE_SOURCE_FALLBACK, "15", "75",
    )  # fmt: skip


async def test_an_older_etag_is_refused(shop: Shop) -> None:
    first = (await set_price(shop, price())).price
    await set_price(shop, price(max_output_tokens=5))
    request = pb.SetPriceRequest(price=price(), etag=first.etag)
    assert await shop.refused("Budget.SetPrice", request) == ("ETAG_MISMATCH", "etag")


@pytest.mark.parametrize(
    ("wanted", "reason", "field"),
    [
        (price(core.ModelRef(model="house-1")), "MISSING_FIELD", "price.model.provider"),
        (price(currency="EUR"), "CURRENCY_MISMATCH", "price.currency"),
        (price(tokens=price_pb2.TokenPrices(input="1")), "MISSING_FIELD", "price.tokens.output"),
        (price(tokens=price_pb2.TokenPrices(input="-1", output="1")), "INVALID_FIELD", "price.tokens.input"),
        (price(tokens=TOO_FINE), "INVALID_FIELD", "price.tokens.input"),
        (price(long_context_above=5), "INVALID_FIELD", "price.long_context"),
        (price(units=[SEARCH]), "NOT_IMPLEMENTED", "price.units[0].unit"),
    ],
)  # fmt: skip
async def test_what_is_no_price_is_refused_by_name(
    shop: Shop, wanted: price_pb2.Price, reason: str, field: str
) -> None:
    assert await shop.refused("Budget.SetPrice", pb.SetPriceRequest(price=wanted)) == (reason, field)


async def test_the_list_holds_each_model_once_with_the_price_that_counts(shop: Shop) -> None:
    await set_price(shop, price())
    await set_price(shop, price(core.ModelRef(provider="openai", model="gpt-4o")))
    names: list[str] = []
    request = pb.ListPricesRequest(page_size=400)
    own = 0
    while True:
        page = await shop.call("Budget.ListPrices", request)
        names += [f"{one.model.provider}/{one.model.model}" for one in page.prices]
        own += sum(one.source == price_pb2.PRICE_SOURCE_TENANT for one in page.prices)
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert names == sorted(set(names))
    assert own == 2
    assert len(names) > 400
    mine = await shop.call("Budget.ListPrices", pb.ListPricesRequest(source=price_pb2.PRICE_SOURCE_TENANT))
    assert [one.model.model for one in mine.prices] == ["house-1", "gpt-4o"]
    theirs = pb.ListPricesRequest(source=price_pb2.PRICE_SOURCE_CATALOG, provider="openai", page_size=1_000)
    listed = (await shop.call("Budget.ListPrices", theirs)).prices
    assert {one.model.provider for one in listed} == {"openai"}
    assert "gpt-4o" not in {one.model.model for one in listed}


async def test_a_call_is_bounded_and_usage_is_exact(shop: Shop) -> None:
    step = pb.Downgrade(**{"from": MODEL, "to": SMALL})
    await shop.call("Budget.SetDowngrade", pb.SetDowngradeRequest(downgrade=step))
    call = core.ModelCall(model=MODEL, input_tokens=1_000, max_output_tokens=100)
    usage = pb.ModelUsage(
        model=MODEL, tokens=core.TokenUsage(input_tokens=1_000, output_tokens=7, cache_read_tokens=500)
    )
    unknown = pb.ModelUsage(
        model=core.ModelRef(provider="a", model="b"), tokens=core.TokenUsage(input_tokens=3)
    )
    request = pb.EstimateCostRequest(
        questions=[pb.CostQuestion(call=call), pb.CostQuestion(usage=usage), pb.CostQuestion(usage=unknown)]
    )
    bound, exact, fallback = (await shop.call("Budget.EstimateCost", request)).answers
    assert (bound.cost, bound.tokens) == (Money(currency_code="USD", nanos=3_500_000), 1_100)
    # 500 at 2.50, 500 from the cache at 1.25, 7 at 10 dollars a million.
    assert exact.cost == Money(currency_code="USD", nanos=1_945_000)
    assert (bound.cheaper.model, bound.cheaper.cost.nanos) == (SMALL, 210_000)
    assert (fallback.price.source, fallback.cost.nanos) == (price_pb2.PRICE_SOURCE_FALLBACK, 45_000)


async def test_parts_beyond_their_whole_are_refused(shop: Shop) -> None:
    usage = pb.ModelUsage(model=MODEL, tokens=core.TokenUsage(input_tokens=1, cache_read_tokens=2))
    request = pb.EstimateCostRequest(questions=[pb.CostQuestion(usage=usage)])
    assert (await shop.refused("Budget.EstimateCost", request))[0] == "INVALID_FIELD"


async def test_the_ladder_never_leads_back(shop: Shop) -> None:
    mini = core.ModelRef(provider="openai", model="gpt-4.1-nano")
    for dearer, cheaper in ((MODEL, SMALL), (SMALL, mini)):
        step = pb.Downgrade(**{"from": dearer, "to": cheaper})
        await shop.call("Budget.SetDowngrade", pb.SetDowngradeRequest(downgrade=step))
    for dearer in (mini, SMALL, MODEL):
        loop = pb.SetDowngradeRequest(downgrade=pb.Downgrade(**{"from": mini, "to": dearer}))
        assert await shop.refused("Budget.SetDowngrade", loop) == ("INVALID_FIELD", "downgrade.to")
    listed = (await shop.call("Budget.ListDowngrades", pb.ListDowngradesRequest())).downgrades
    assert [getattr(one, "from").model for one in listed] == ["gpt-4o", "gpt-4o-mini"]
    delete = pb.DeleteDowngradeRequest(**{"from": MODEL})
    await shop.call("Budget.DeleteDowngrade", delete)
    assert await shop.refused("Budget.DeleteDowngrade", delete) == ("NOT_FOUND", "from")


async def test_a_model_of_no_clear_provider_must_be_named_whole(shop: Shop) -> None:
    unclear = pb.Downgrade(**{"from": core.ModelRef(model="no-such-model-anywhere"), "to": SMALL})
    request = pb.SetDowngradeRequest(downgrade=unclear)
    assert await shop.refused("Budget.SetDowngrade", request) == ("INVALID_FIELD", "downgrade.from.provider")
