"""The price list that `genai-prices` brings, compiled model by model into ints. Never asks the network."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib import metadata
from typing import Final

from genai_prices.data import providers as bundled_providers
from genai_prices.data_snapshot import find_provider_by_id
from genai_prices.types import (
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    Provider,
    TieredPrices,
    TimeOfDateConstraint,
)

from remit.budget.model import ContextTier, Price, TokenPrices

# Names are the caller's: so many answers are remembered (some 500 bytes each) before all are forgotten.
REMEMBERED_NAMES: Final = 4_096
_FOR_EVER: Final = 1 << 63
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)
_NANOS: Final = Decimal(10**9)
# The list prices requests by the thousand.
_REQUESTS: Final = 1_000


class PriceCatalog:
    """Looks models up by the list's own matching rules, and remembers what it found."""

    __slots__ = ("_found", "_providers", "version")

    def __init__(self, providers: Sequence[Provider], version: str) -> None:
        """Look into `providers`; `version` names this list in ledger entries."""
        self._providers = list(providers)
        self._found: dict[tuple[str, str], tuple[Price | None, int, int]] = {}
        self.version = version

    def names(self) -> Sequence[tuple[str, str]]:
        """Return provider and model of everything in the list, priced or not."""
        return [(seller.id, info.id) for seller in self._providers for info in seller.models]

    def find(self, provider: str, model: str, *, at: int) -> Price | None:
        """Return the price in force at an instant, or None when the model is unknown, unpriced or ambiguous.

        Args:
            provider: who serves it, or another name that the list knows; empty searches all by the model.
            model: as the provider spells it; aliases and dated names match as the list says.
            at: microseconds since the epoch.
        """
        found = self._found.get((provider, model))
        if found is None or not found[1] <= at < found[2]:
            found = self._compiled(provider, model, at=at)
            if len(self._found) >= REMEMBERED_NAMES:
                self._found.clear()
            self._found[provider, model] = found
        return found[0]

    def _compiled(self, provider: str, model: str, *, at: int) -> tuple[Price | None, int, int]:
        """Return a price with the span in which it is in force."""
        match = self._named(provider, model) if provider else self._unnamed(model)
        if match is None:
            return None, -_FOR_EVER, _FOR_EVER
        seller, info = match
        if isinstance(info.prices, ModelPrice):
            return (
                _price(f"{seller.id}/{info.id}", info, prices=info.prices, version=self.version),
                -_FOR_EVER,
                _FOR_EVER,
            )
        if not info.prices:
            return None, -_FOR_EVER, _FOR_EVER
        return self._turning(f"{seller.id}/{info.id}", info, conditions=info.prices, at=at)

    def _turning(
        self, id: str, info: ModelInfo, *, conditions: Sequence[ConditionalPrice], at: int
    ) -> tuple[Price | None, int, int]:
        """Compile a price that turns with time; the next day's dearest is its ceiling."""
        now = _EPOCH + at * _MICROSECOND
        turns = _turns(conditions, now)
        active = info.get_prices(now)
        number = next(index for index, one in enumerate(conditions) if one.prices is active)
        coming = [info.get_prices(turn) for turn in turns if now < turn <= now + _DAY]
        ahead = [prices for prices in coming if prices is not active]
        price = _price(id, info, prices=active, version=f"{self.version}/{number}", ahead=ahead)
        since = max(turn for turn in turns if turn <= now)
        until = min(turn for turn in turns if turn > now)
        return price, (since - _EPOCH) // _MICROSECOND, (until - _EPOCH) // _MICROSECOND

    def _named(self, provider: str, model: str) -> tuple[Provider, ModelInfo] | None:
        seller = find_provider_by_id(self._providers, provider)
        info = None if seller is None else seller.find_model(model, all_providers=self._providers)
        return None if seller is None or info is None else (seller, info)

    def _unnamed(self, model: str) -> tuple[Provider, ModelInfo] | None:
        """Find a model by its name alone; several providers that claim it are no answer."""
        prefix, slash, rest = model.partition("/")
        if slash and any(seller.id == prefix for seller in self._providers):
            return self._named(prefix, rest)
        claims = [
            seller for seller in self._providers if seller.model_match and seller.model_match.is_match(model)
        ]
        return self._named(claims[0].id, model) if len(claims) == 1 else None


@cache
def bundled() -> PriceCatalog:
    """Return the catalog of the installed package; all tenants share it."""
    return PriceCatalog(bundled_providers, f"genai-prices-{metadata.version('genai-prices')}")


def _price(
    id: str, info: ModelInfo, *, prices: ModelPrice, version: str, ahead: Iterable[ModelPrice] = ()
) -> Price | None:
    """Compile one price; None when the list has none for input tokens: nothing is free by omission."""
    listed = _listed(prices)
    if "input_mtok" not in listed:
        if listed or not info.id.endswith(":free"):
            return None
        return Price(id, TokenPrices(0, 0), version=version, max_input_tokens=info.context_window)
    tiers = _tiers(listed)
    later = [rates for other in ahead for rates in _all_rates(_listed(other))]
    first = tiers[0] if tiers else None
    return Price(
        id,
        _rates(listed, None),
        long_context_from=first.from_tokens if first else None,
        long_context=first.prices if first else None,
        max_input_tokens=info.context_window,
        per_request=_per_request(listed),
        version=version,
        higher_tiers=tuple(tiers[1:]),
        ceiling=_ceiling(later) if later else None,
    )


def _listed(prices: ModelPrice) -> dict[str, Decimal | TieredPrices]:
    return {key: value for key, value in vars(prices).items() if value is not None}


def _tiers(listed: Mapping[str, Decimal | TieredPrices]) -> list[ContextTier]:
    """Return the tiers in order; the list's start is the last length of the tier below."""
    starts = {
        tier.start for value in listed.values() if isinstance(value, TieredPrices) for tier in value.tiers
    }
    return [ContextTier(start + 1, _rates(listed, start)) for start in sorted(starts)]


def _rates(listed: Mapping[str, Decimal | TieredPrices], start: int | None) -> TokenPrices:
    """Compile the rates of the tier that begins behind `start`, or of the base when it is None."""
    nanos = {key: _nanos(_at(value, start)) for key, value in listed.items()}
    output = nanos.get("output_mtok", nanos.get("output_audio_mtok", 0))
    # Usage does not tell made images and films from text, so such models cost their dearest output.
    made = max(output, nanos.get("output_image_mtok", 0), nanos.get("output_video_mtok", 0))
    return TokenPrices(
        input=nanos["input_mtok"],
        output=made,
        cache_read=nanos.get("cache_read_mtok"),
        cache_write=nanos.get("cache_write_mtok"),
        reasoning=nanos.get("output_reasoning_mtok", output if made > output else None),
        input_audio=nanos.get("input_audio_mtok"),
        output_audio=nanos.get("output_audio_mtok"),
        image=nanos.get("input_image_mtok"),
    )


def _at(value: Decimal | TieredPrices, start: int | None) -> Decimal:
    if not isinstance(value, TieredPrices):
        return value
    reached = [tier for tier in value.tiers if start is not None and tier.start <= start]
    return max(reached, key=lambda tier: tier.start).price if reached else value.base


def _nanos(price: Decimal) -> int:
    """Return nano-units per million; decimals beyond the ninth are dust of floats (0.18000000000000002)."""
    return int((price * _NANOS).to_integral_value(ROUND_HALF_EVEN))


def _per_request(listed: Mapping[str, Decimal | TieredPrices]) -> int:
    value = listed.get("requests_kcount")
    return 0 if value is None else -(-_nanos(_at(value, None)) // _REQUESTS)


def _all_rates(listed: Mapping[str, Decimal | TieredPrices]) -> list[TokenPrices]:
    if "input_mtok" not in listed:
        return []
    return [_rates(listed, None), *(tier.prices for tier in _tiers(listed))]


def _ceiling(rates: Sequence[TokenPrices]) -> TokenPrices:
    """Return the dearest of each kind."""

    def most(name: str) -> int | None:
        return max((rate for one in rates if (rate := getattr(one, name)) is not None), default=None)

    return TokenPrices(
        input=max(one.input for one in rates),
        output=max(one.output for one in rates),
        cache_read=most("cache_read"),
        cache_write=most("cache_write"),
        reasoning=most("reasoning"),
        input_audio=most("input_audio"),
        output_audio=most("output_audio"),
        image=most("image"),
    )


def _turns(conditions: Sequence[ConditionalPrice], now: datetime) -> set[datetime]:
    """Return when prices may turn within a day of `now`: each midnight (UTC) and time of day."""
    midnight = datetime.combine(now.date(), time(), UTC)
    turns = {midnight, midnight + _DAY}
    for condition in conditions:
        if isinstance(condition.constraint, TimeOfDateConstraint):
            for moment in (condition.constraint.start_time, condition.constraint.end_time):
                zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                turn = datetime.combine(now.date(), zoned).astimezone(UTC)
                turns |= {turn - _DAY, turn, turn + _DAY}
    return turns
