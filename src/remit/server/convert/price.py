"""Prices between the wire and the inside: decimals of currency units there, nano-units here, exactly."""

from remit.administration.etag import etag_of
from remit.budget.model import Price, TokenPrices
from remit.budget.price import price_per_million
from remit.decision.priced import Origin
from remit.errors import InvalidFieldError, MissingFieldError, NotImplementedHereError, RemitError
from remit.money import decimal_from_nanos
from remit.server.convert.made import to_made
from remit.server.convert.money import from_model, to_model
from remitpb.v1 import price_pb2 as pb

REQUEST = "request"
"""The unit that is counted once for each call."""

_SOURCES = {
    Origin.TENANT: pb.PRICE_SOURCE_TENANT,
    Origin.CATALOG: pb.PRICE_SOURCE_CATALOG,
    Origin.FALLBACK: pb.PRICE_SOURCE_FALLBACK,
}
_KINDS = {
    "input": "input",
    "output": "output",
    "cache_read": "cache_read",
    "cache_write": "cache_write",
    "reasoning": "reasoning",
    "input_audio": "input_audio",
    "output_audio": "output_audio",
    "input_image": "image",
}
"""Fields of the message, and what they are called inside."""


def from_price(message: pb.Price, currency: str) -> Price:
    """Return a price of the tenant's own.

    Raises:
        MissingFieldError: when the model has no provider.
        InvalidFieldError: when a figure is finer than a nano-unit, or half of the long context is missing.
        NotImplementedHereError: for a unit other than `request`.
    """
    if not message.model.provider:
        raise MissingFieldError("price.model.provider must be set", field="price.model.provider")
    if message.HasField("long_context_above") != message.HasField("long_context"):
        text = "price.long_context and price.long_context_above belong together; set both or neither"
        raise InvalidFieldError(text, field="price.long_context")
    long = message.HasField("long_context")
    return Price(
        id=from_model(message.model),
        base=_from_tokens(message.tokens, "price.tokens"),
        currency=message.currency or currency,
        long_context_from=message.long_context_above + 1 if long else None,
        long_context=_from_tokens(message.long_context, "price.long_context") if long else None,
        max_input_tokens=message.max_input_tokens if message.HasField("max_input_tokens") else None,
        max_output_tokens=message.max_output_tokens if message.HasField("max_output_tokens") else None,
        per_request=_per_request(message),
    )


def to_price(price: Price, origin: Origin) -> pb.Price:
    """Return a price as its message."""
    message = pb.Price(
        model=to_model(price.id),
        currency=price.currency,
        tokens=_to_tokens(price.base),
        long_context=_to_tokens(price.long_context) if price.long_context else None,
        max_input_tokens=price.max_input_tokens,
        max_output_tokens=price.max_output_tokens,
        source=_SOURCES[origin],
        version=price.version,
        updated_at=to_made(price.updated_at),
        etag=etag_of(price) if origin is Origin.TENANT else "",
    )
    if price.long_context_from is not None:
        message.long_context_above = price.long_context_from - 1
    if price.per_request:
        message.units.add(unit=REQUEST, price=decimal_from_nanos(price.per_request))
    return message


def _from_tokens(message: pb.TokenPrices, field: str) -> TokenPrices:
    figures = {name: getattr(message, name) for name in _KINDS}
    return TokenPrices(
        **{_KINDS[name]: _nanos(text, f"{field}.{name}") for name, text in figures.items() if text}
    )


def _to_tokens(prices: TokenPrices) -> pb.TokenPrices:
    figures = {name: getattr(prices, inside) for name, inside in _KINDS.items()}
    return pb.TokenPrices(
        **{name: decimal_from_nanos(nanos) for name, nanos in figures.items() if nanos is not None}
    )


def _per_request(message: pb.Price) -> int:
    found = 0
    for place, unit in enumerate(message.units):
        field = f"price.units[{place}]"
        if unit.unit != REQUEST:
            text = f"{field}.unit: only `{REQUEST}` is priced in this version"
            raise NotImplementedHereError(text, field=f"{field}.unit")
        if place:
            raise InvalidFieldError(f"{field}.unit stands twice", field=f"{field}.unit")
        found = _nanos(unit.price, f"{field}.price")
    return found


def _nanos(text: str, field: str) -> int:
    try:
        return price_per_million(text)
    except RemitError as error:
        raise type(error)(f"{field}: {error.message}", field=field) from None
