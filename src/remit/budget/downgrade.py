"""Which ways of acting there are, and how much answer money still buys. Never picks one itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from remit.budget.model import Amounts, Downgrade, ModelCall, Price
from remit.budget.price import PER_MILLION, PriceBook, Unpriced, bound, dearest_rates

# The contract's greatest number of tokens; what a free answer of unknown length may have.
MAX_TOKENS: Final = 10**12


def ladder(downgrades: Iterable[Downgrade]) -> Mapping[str, str]:
    """Return each model's cheaper stand-in, both as `<provider>/<model>`; of two the last wins."""
    return {downgrade.id: downgrade.to for downgrade in downgrades if downgrade.id != downgrade.to}


def alternatives(
    calls: Sequence[ModelCall], steps: Mapping[str, str], *, book: PriceBook, currency: str = ""
) -> tuple[Amounts, ...] | Unpriced:
    """Return the upper bounds of the calls in order of preference, then those of their cheaper stand-ins.

    A model is named once, so a ladder that leads back to itself ends. A stand-in is asked for the same
    tokens; one that is not cheaper than the call it stands for is left out. What has no bound is left out
    too.

    Args:
        calls: at least one, in order of preference.
        steps: from `ladder`.
        book: the tenant's prices.
        currency: the tenant's; empty admits any.

    Returns:
        At least one alternative, or why the first call has no bound when none has.
    """
    found: list[Amounts] = []
    dearer: list[tuple[ModelCall, Amounts]] = []
    refusal: Unpriced | None = None
    for call in calls:
        amounts = bound(book, call, currency=currency)
        if isinstance(amounts, Unpriced):
            refusal = refusal or amounts
        else:
            found.append(amounts)
            dearer.append((call, amounts))
    if steps:
        seen = {amounts.model for amounts in found}
        for call, amounts in dearer:
            for stand_in in _stand_ins(call, amounts.model, steps=steps, seen=seen):
                cheaper = bound(book, stand_in, currency=currency)
                if isinstance(cheaper, Amounts) and cheaper.money < amounts.money:
                    found.append(cheaper)
    return tuple(found) if found else refusal or Unpriced.PRICE_UNKNOWN


def affordable_output_tokens(price: Price, call: ModelCall, *, money_left: int) -> int:
    """Return how long each answer of a call may become for its upper bound to fit into what is left.

    Never more than the model's maximum or what the call asks for; 0 when not even the input fits.

    Args:
        price: the model's price.
        call: its `max_output_tokens` is the most that is wanted; None means as much as there is.
        money_left: nano-units.
    """
    input_rate, output_rate = dearest_rates(price, call.input_tokens)
    left = (money_left - price.per_request) * PER_MILLION - call.input_tokens * input_rate
    if left < 0:
        return 0
    limits = (call.max_output_tokens, price.max_output_tokens, MAX_TOKENS)
    most = min(limit for limit in limits if limit is not None)
    each = output_rate * call.candidates
    return min(most, left // each) if each else most


def _stand_ins(
    call: ModelCall, model: str, *, steps: Mapping[str, str], seen: set[str]
) -> Iterable[ModelCall]:
    """Walk the ladder down from one call, past each model once."""
    while (model := steps.get(model, "")) and model not in seen:
        seen.add(model)
        provider, _, name = model.partition("/")
        yield ModelCall(
            provider, name, call.input_tokens, call.max_output_tokens, call.cached_tokens, call.candidates
        )
