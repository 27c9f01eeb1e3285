"""What a call costs, and at most costs: exact integer arithmetic, rounded once. Never guesses a price."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from hashlib import sha256
from typing import Final

from remit.budget.model import Amounts, ModelCall, Price, TokenPrices, TokenUsage
from remit.budget.price_catalog import PriceCatalog, bundled
from remit.clock import Clock, SystemClock
from remit.errors import AmountOutOfRangeError, InvalidFieldError
from remit.money import MAX_NANOS, NANOS_PER_UNIT, divide_half_even, divide_up
from remit.value import value

PER_MILLION: Final = 1_000_000
# As far as a nano reaches; a finer price could not be kept exactly.
_DECIMALS: Final = 9


class TokenKind(StrEnum):
    """What one line of a cost counts."""

    INPUT = "input"
    CACHE_READ = "cache_read"
    CACHE_WRITE = "cache_write"
    INPUT_AUDIO = "input_audio"
    IMAGE = "image"
    OUTPUT = "output"
    REASONING = "reasoning"
    OUTPUT_AUDIO = "output_audio"
    REQUEST = "request"


# A member of an enum costs as much to look up as a line to build.
(
    _INPUT, _CACHE_READ, _CACHE_WRITE, _INPUT_AUDIO, _IMAGE, _OUTPUT, _REASONING, _OUTPUT_AUDIO, _REQUEST,
) = TokenKind  # fmt: skip


class Unpriced(StrEnum):
    """Why a call has no upper bound. It is then denied, never taken for free."""

    PRICE_UNKNOWN = "PRICE_UNKNOWN"
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    UNBOUNDED = "UNBOUNDED"
    """Neither the call nor the price says how long an answer may become."""


@value
class CostLine:
    """The exact share of one kind in a cost. For `REQUEST`, `tokens` counts requests."""

    kind: TokenKind
    tokens: int
    price_per_million: int

    @property
    def nanos_times_million(self) -> int:
        """The share in nano-units times a million: exact, before rounding."""
        return self.tokens * self.price_per_million


Counted = tuple[tuple[TokenKind, int, int | None, int], ...]
"""Each kind: how many, its own rate, and the rate that it has without one."""


@value
class Cost:
    """What a call cost."""

    total: int
    """Nano-units: the sum of all lines, rounded once, half to even."""
    version: str
    """The price's version."""
    lines: tuple[CostLine, ...]


class PriceBook:
    """All prices of one tenant: its own first, then the catalog's. Immutable."""

    __slots__ = ("_by_id", "_by_model", "_by_name", "_catalog", "_clock", "version")

    def __init__(self, catalog: PriceCatalog, clock: Clock, *, overrides: Iterable[Price] = ()) -> None:
        """Index `overrides` (of one id the last wins). `clock` tells which catalog price is in force."""
        self._catalog = catalog
        self._clock = clock
        self._by_id = {price.id: price if price.version else versioned(price) for price in overrides}
        self._by_name: dict[tuple[str, str], Price] = {}
        # By the model's name alone; None when several providers sell it, for then none may be picked.
        self._by_model: dict[str, Price | None] = {}
        for price in self._by_id.values():
            provider, _, model = price.id.partition("/")
            self._by_name[provider, model] = price
            self._by_model[model] = None if model in self._by_model else price
        own = "".join(repr(self._by_id[name]) for name in sorted(self._by_id))
        self.version: str = f"{catalog.version}+{_digest(own)}" if own else catalog.version

    @classmethod
    def catalog(cls, clock: Clock | None = None) -> "PriceBook":
        """Return the prices that come with the server; the catalog behind is loaded once and shared."""
        return cls(bundled(), clock or SystemClock())

    def with_overrides(self, prices: Iterable[Price]) -> "PriceBook":
        """Return a book in which these prices stand before the catalog's; earlier overrides are left out."""
        return PriceBook(self._catalog, self._clock, overrides=prices)

    def names(self) -> Sequence[tuple[str, str]]:
        """Return provider and model of everything that has a price, the tenant's and the catalog's, in order."""
        return sorted({*self._by_name, *self._catalog.names()})

    def find(self, provider: str, model: str, *, at: int | None = None) -> Price | None:
        """Return the price of a model, or None when it is unknown or not clear which is meant.

        Args:
            provider: who serves it; empty searches by the model's name alone.
            model: its name as the provider spells it.
            at: the instant whose price is wanted, in microseconds; absent means now. Only the catalog's
                prices change with time.
        """
        if self._by_id:
            if provider:
                own = self._by_name.get((provider, model))
                if own is not None:
                    return own
            elif model in self._by_model:
                return self._by_model[model]
        price = self._catalog.find(provider, model, at=self._clock.now() if at is None else at)
        return price if price is None else self._by_id.get(price.id, price)


def cost(price: Price, tokens: TokenUsage, *, requests: int = 1) -> Cost:
    """Price what was used; parts of the input and of the output are billed once, at their own rates.

    Args:
        price: the model's price.
        tokens: what was used; a cached token costs the cache's rate, whatever else it is.
        requests: how many calls it took; the context tier is that of the whole input.

    Raises:
        InvalidFieldError: a part exceeds its whole, or a count is negative.
        AmountOutOfRangeError: the cost exceeds 9 x 10^18 nanos.
    """
    rates = _rates(price, tokens.input)
    per_request = price.per_request * PER_MILLION
    if tokens.input >= 0 <= tokens.output and requests >= 0 and not _has_parts(tokens):
        counted: Counted = (
            (_INPUT, tokens.input, rates.input, 0),
            (_OUTPUT, tokens.output, rates.output, 0),
            (_REQUEST, requests if per_request else 0, per_request, 0),
        )
    else:
        _check(tokens, requests)
        counted = _parts(tokens, rates, requests=requests if per_request else 0, per_request=per_request)
    lines = tuple(
        [
            CostLine(kind, number, otherwise if rate is None else rate)
            for kind, number, rate, otherwise in counted
            if number
        ]
    )
    exact = 0
    for line in lines:
        exact += line.tokens * line.price_per_million
    total = divide_half_even(exact, PER_MILLION)
    if total > MAX_NANOS:
        raise AmountOutOfRangeError("The usage costs more than can be counted.", field="tokens")
    return Cost(total, price.version, lines)


def _has_parts(tokens: TokenUsage) -> bool:
    """Tell whether some tokens are billed apart from the plain input and output, as most usage has none."""
    return bool(
        tokens.cache_read or tokens.cache_write or tokens.reasoning or tokens.input_audio or tokens.output_audio
        or tokens.image
    )  # fmt: skip


def _parts(tokens: TokenUsage, rates: TokenPrices, *, requests: int, per_request: int) -> Counted:
    """Take usage apart into what is billed at rates of its own."""
    plain = tokens.input - tokens.cache_read - tokens.cache_write
    audio = min(tokens.input_audio, plain)
    image = min(tokens.image, plain - audio)
    spoken = min(tokens.output_audio, tokens.output - tokens.reasoning)
    return (
        (_INPUT, plain - audio - image, rates.input, 0),
        (_CACHE_READ, tokens.cache_read, rates.cache_read, rates.input),
        (_CACHE_WRITE, tokens.cache_write, rates.cache_write, rates.input),
        (_INPUT_AUDIO, audio, rates.input_audio, rates.input),
        (_IMAGE, image, rates.image, rates.input),
        (_OUTPUT, tokens.output - tokens.reasoning - spoken, rates.output, 0),
        (_REASONING, tokens.reasoning, rates.reasoning, rates.output),
        (_OUTPUT_AUDIO, spoken, rates.output_audio, rates.output),
        (_REQUEST, requests, per_request, 0),
    )


def upper_bound(price: Price, call: ModelCall) -> Amounts | Unpriced:
    """Return the most that a call can cost: no usage within the estimate costs more. Rounded up.

    `cached_tokens` is only a hint and earns nothing, for a cache may miss. The output is clamped to the
    model's maximum; the input is not, for the caller knows it and catalogs are known to lag behind longer
    windows.

    Raises:
        AmountOutOfRangeError: the bound exceeds 9 x 10^18 nanos.
    """
    output = call.max_output_tokens
    longest = price.max_output_tokens
    if output is None:
        output = longest
        if output is None:
            return Unpriced.UNBOUNDED
    elif longest is not None and longest < output:
        output = longest
    output *= call.candidates
    input_rate, output_rate = dearest_rates(price, call.input_tokens)
    sent = call.input_tokens * input_rate
    money = divide_up(sent + output * output_rate, PER_MILLION) + price.per_request
    if money > MAX_NANOS:
        raise AmountOutOfRangeError("The estimate costs more than can be counted.", field="estimate")
    # As the caller spells it: a dated name is not the same model as the alias that shares its price.
    model = f"{call.provider}/{call.model}" if call.provider else price.id
    part = (divide_up(sent, PER_MILLION) + price.per_request, call.input_tokens)
    return Amounts(money, call.input_tokens + output, model, price.version, part)


def bound(book: PriceBook, call: ModelCall, *, currency: str = "") -> Amounts | Unpriced:
    """Find a call's price and return its upper bound, or why there is none. Empty `currency` admits any."""
    price = book.find(call.provider, call.model)
    if price is None:
        return Unpriced.PRICE_UNKNOWN
    if currency and price.currency != currency:
        return Unpriced.CURRENCY_MISMATCH
    return upper_bound(price, call)


def dearest_rates(price: Price, input_tokens: int) -> tuple[int, int]:
    """Return the dearest rates (input, output) that so many input tokens can meet, in nanos per million.

    All tiers that the input could reach count, for the actual input may stay below and a longer tier may be
    cheaper.
    """
    input_rate, output_rate = _dearest(price.base)
    if price.long_context is None and price.ceiling is None:
        return input_rate, output_rate
    reachable = [tier.prices for tier in price.higher_tiers if input_tokens >= tier.from_tokens]
    if price.long_context is not None and _reaches(price.long_context_from, input_tokens):
        reachable.append(price.long_context)
    if price.ceiling is not None:
        reachable.append(price.ceiling)
    for rates in reachable:
        dearer_input, dearer_output = _dearest(rates)
        input_rate, output_rate = max(input_rate, dearer_input), max(output_rate, dearer_output)
    return input_rate, output_rate


def price_per_million(decimal: str) -> int:
    """Read currency units per million tokens, such as `0.0625`, as nano-units per million, exactly.

    Raises:
        InvalidFieldError: it is not a plain decimal, is negative, or is finer than a nano-unit.
        AmountOutOfRangeError: it exceeds 9 x 10^18 nanos.
    """
    units, point, fraction = decimal.partition(".")
    fine = fraction.rstrip("0")
    digits = units + (fraction if point else "0")
    if not (units and digits.isascii() and digits.isdigit() and (fraction or not point)):
        raise InvalidFieldError("A price is a plain decimal, such as 0.075.", field="price")
    if len(fine) > _DECIMALS:
        raise InvalidFieldError("A price has at most 9 decimals.", field="price")
    if len(units.lstrip("0")) > len(str(MAX_NANOS // NANOS_PER_UNIT)):
        raise AmountOutOfRangeError("A price is at most 9 x 10^9 per million.", field="price")
    nanos = int(units) * NANOS_PER_UNIT + int(fine.ljust(_DECIMALS, "0"))
    if nanos > MAX_NANOS:
        raise AmountOutOfRangeError("A price is at most 9 x 10^9 per million.", field="price")
    return nanos


def _rates(price: Price, input_tokens: int) -> TokenPrices:
    """Return the rates of the longest tier that the input reaches: tiers are compared as numbers."""
    rates, begin = price.base, 0
    if price.long_context is not None and _reaches(price.long_context_from, input_tokens):
        rates, begin = price.long_context, price.long_context_from or 0
    for tier in price.higher_tiers:
        if begin < tier.from_tokens <= input_tokens:
            rates, begin = tier.prices, tier.from_tokens
    return rates


def _reaches(begin: int | None, input_tokens: int) -> bool:
    return begin is not None and input_tokens >= begin


def _dearest(rates: TokenPrices) -> tuple[int, int]:
    """Return the dearest rate of an input token and of an output token, whatever they turn out to be."""
    plain, output = rates.input, rates.output
    for rate in (rates.cache_write, rates.cache_read, rates.input_audio, rates.image):
        if rate is not None and rate > plain:
            plain = rate
    for rate in (rates.reasoning, rates.output_audio):
        if rate is not None and rate > output:
            output = rate
    return plain, output


def _or(rate: int | None, otherwise: int) -> int:
    return otherwise if rate is None else rate


def _check(tokens: TokenUsage, requests: int) -> None:
    """Refuse what no provider can have reported: billing it would either lose or invent money."""
    least = min(
        tokens.input, tokens.output, tokens.cache_read, tokens.cache_write, tokens.reasoning, tokens.input_audio,
        tokens.output_audio, tokens.image, requests,
    )  # fmt: skip
    if least < 0:
        raise InvalidFieldError("A count of tokens or requests is never negative.", field="tokens")
    if tokens.cache_read + tokens.cache_write > tokens.input:
        raise InvalidFieldError(
            "Cached tokens are part of the input; report the whole prompt as input.",
            field="tokens.input_tokens",
        )
    if tokens.input_audio + tokens.image > tokens.input:
        raise InvalidFieldError("Audio and image tokens are part of the input.", field="tokens.input_tokens")
    if tokens.reasoning > tokens.output or tokens.output_audio > tokens.output:
        raise InvalidFieldError(
            "Reasoning and audio tokens are part of the output.", field="tokens.output_tokens"
        )


def versioned(price: Price) -> Price:
    """Return a tenant's price under the version that names its very figures, whenever it was set."""
    figures = replace(price, version="", updated_at=0)
    return replace(price, version=f"tenant-{_digest(repr(figures))}")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]
