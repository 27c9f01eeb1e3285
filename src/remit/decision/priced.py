"""Which price counts for a model; what a call costs at most, and usage exactly. Pure; holds nothing."""

from dataclasses import dataclass
from enum import StrEnum

from remit.budget.model import Amounts, ModelCall, Price, TokenPrices, TokenUsage
from remit.budget.price import cost, upper_bound
from remit.decision.catalog import Catalog
from remit.decision.model import CallEstimate

FALLBACK_VERSION = "fallback"


class Origin(StrEnum):
    """Where a price comes from."""

    TENANT = "TENANT"
    CATALOG = "CATALOG"
    FALLBACK = "FALLBACK"


@dataclass(frozen=True, slots=True)
class Priced:
    """A price and where it comes from."""

    price: Price
    origin: Origin


@dataclass(frozen=True, slots=True)
class CostAnswer:
    """What something costs."""

    cost: int | None = None
    """Nano-units; None when no price is known, or nothing bounds the answer's length."""
    tokens: int = 0
    priced: Priced | None = None
    cheaper: tuple[str, int] | None = None
    """The next model of the ladder and what the same would cost with it; None when the ladder ends here."""


def price_of(catalog: Catalog, provider: str, *, model: str, at: int) -> Priced | None:
    """Return the price that counts: the tenant's own, else the catalog's, else the fallback; None if none is.

    Args:
        catalog: of the tenant.
        provider: who serves the model; empty finds it by its name alone.
        model: its name.
        at: the instant, for prices that turn with time.
    """
    found = catalog.prices.find(provider, model, at=at)
    settings = catalog.settings
    if found is not None and found.currency == settings.currency:
        own = catalog.get(Price, found.id)
        return Priced(own or found, Origin.TENANT if own is not None else Origin.CATALOG)
    fallback = settings.fallback_price
    if fallback is None:
        return None
    name = f"{provider}/{model}" if provider else model
    base = TokenPrices(fallback.input, fallback.output)
    price = Price(name, base, currency=settings.currency, version=FALLBACK_VERSION)
    return Priced(price, Origin.FALLBACK)


def cost_of_call(catalog: Catalog, call: CallEstimate, *, at: int) -> CostAnswer:
    """Return the upper bound that a call would hold, and what it would be with the next cheaper model."""
    priced = price_of(catalog, call.provider, model=call.model, at=at)
    if priced is None:
        return CostAnswer()
    closed = _closed(catalog, call, price=priced.price)
    amounts = upper_bound(priced.price, closed)
    if not isinstance(amounts, Amounts):
        return CostAnswer(priced=priced)
    cheaper = _next(catalog, amounts.model, at=at)
    if cheaper is not None:
        below = upper_bound(cheaper.price, closed)
        if isinstance(below, Amounts):
            return CostAnswer(amounts.money, amounts.tokens, priced, (cheaper.price.id, below.money))
    return CostAnswer(amounts.money, amounts.tokens, priced)


def cost_of_usage(
    catalog: Catalog, model: tuple[str, str], *, tokens: TokenUsage, requests: int, at: int
) -> CostAnswer:
    """Return what usage of `(provider, model)` costs exactly, and what it would with the next cheaper model.

    Raises:
        InvalidFieldError: when a part exceeds its whole.
    """
    priced = price_of(catalog, model[0], model=model[1], at=at)
    if priced is None:
        return CostAnswer(tokens=tokens.total)
    total = cost(priced.price, tokens, requests=requests).total
    cheaper = _next(catalog, f"{model[0]}/{model[1]}" if model[0] else priced.price.id, at=at)
    below = (cheaper.price.id, cost(cheaper.price, tokens, requests=requests).total) if cheaper else None
    return CostAnswer(total, tokens.total, priced, below)


def _closed(catalog: Catalog, call: CallEstimate, *, price: Price) -> ModelCall:
    """Fill in what the estimate left open as the decision does: the model's maximum, else the default."""
    default = catalog.settings.default_estimate
    given, wanted = call.input_tokens, call.max_output_tokens
    return ModelCall(
        call.provider,
        call.model,
        (price.max_input_tokens or default) if given is None else given,
        (price.max_output_tokens or default) if wanted is None else wanted,
        call.cached_tokens,
        call.candidates,
    )


def _next(catalog: Catalog, model: str, *, at: int) -> Priced | None:
    """Return the price of the model that would stand in for another."""
    provider, _, name = catalog.ladder.get(model, "").partition("/")
    return price_of(catalog, provider, model=name, at=at) if name else None
