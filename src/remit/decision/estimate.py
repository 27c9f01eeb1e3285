"""From an estimate to the amounts that would be held: true upper bounds, or a refusal. Pure; never guesses zero."""

from typing import Final

from remit.budget.downgrade import alternatives
from remit.budget.model import Amounts, Bucket, ModelCall, Unit
from remit.budget.price import Unpriced, bound
from remit.decision.case import Case
from remit.decision.concern import Concern
from remit.decision.model import CallEstimate, Estimate, Reason, ReasonCode, Remedy, Stage
from remit.errors import AmountOutOfRangeError
from remit.money import MAX_NANOS, divide_up

PER_MILLION: Final = 1_000_000

_UNPRICED: Final = {
    Unpriced.PRICE_UNKNOWN: (
        ReasonCode.PRICE_UNKNOWN,
        "the model has no price, so its cost cannot be bounded",
        "set a price for the model, or a fallback price in the tenant's settings",
    ),
    Unpriced.CURRENCY_MISMATCH: (
        ReasonCode.CURRENCY_MISMATCH,
        "the model's price is in another currency than the tenant's",
        "set a price in the tenant's currency",
    ),
    Unpriced.UNBOUNDED: (
        ReasonCode.PRICE_UNKNOWN,
        "neither the estimate nor the price says how long the answer may become",
        "give max_output_tokens",
    ),
}


def price_estimate(case: Case) -> Reason | None:
    """Put the alternatives and their counters on the case's draft; return why that cannot be done."""
    found = _alternatives(case)
    if isinstance(found, Reason):
        return found
    draft, concern = case.drafted, case.concern
    if concern is None or not any(amounts.money or amounts.tokens for amounts in found):
        return None
    buckets = tuple([_counters(case, concern, model=amounts.model) for amounts in found])
    if _unpriced_tokens(case, found[0]) and any(b.budget.unit is Unit.MONEY for b in buckets[0]):
        return _no_fallback()
    draft.alternatives = found
    draft.buckets = buckets
    return None


def _counters(case: Case, concern: Concern, *, model: str) -> tuple[Bucket, ...]:
    """The counters that the act concerns, found once for those that are alike."""
    known = case.alike.buckets if case.alike is not None else {}
    found = known.get(model)
    if found is None:
        found = known[model] = case.catalog.budgets.buckets(concern, model, at=case.at)
    return found


def _alternatives(case: Case) -> tuple[Amounts, ...] | Reason:
    estimate = case.ask.estimate
    if estimate is None:
        return (_of_tokens(case, _default_tokens(case)),)
    if estimate.calls:
        return _of_calls(case, estimate)
    currency = case.catalog.settings.currency
    if estimate.money is not None:
        if estimate.currency and estimate.currency != currency:
            return _mismatch(estimate.currency, currency)
        return (Amounts(estimate.money, 0),)
    if estimate.tokens is not None:
        return (_of_tokens(case, estimate.tokens),)
    return (Amounts(0, 0),)


def _default_tokens(case: Case) -> int:
    settings = case.catalog.settings
    for action, tokens in settings.action_estimates:
        if action == case.ask.action:
            return tokens
    return settings.default_estimate


def _of_tokens(case: Case, tokens: int) -> Amounts:
    """Tokens of nobody knows which model: priced at the tenant's fallback, at its dearer side."""
    fallback = case.catalog.settings.fallback_price
    if fallback is None:
        return Amounts(0, tokens)
    return Amounts(_counted(tokens * max(fallback.input, fallback.output)), tokens)


def _counted(nanos_times_million: int) -> int:
    """Round up to nano-units.

    Raises:
        AmountOutOfRangeError: when it is more than can be counted.
    """
    money = divide_up(nanos_times_million, PER_MILLION)
    if money > MAX_NANOS:
        message = "the estimate costs more than can be counted; estimate less"
        raise AmountOutOfRangeError(message, field="estimate")
    return money


def _unpriced_tokens(case: Case, amounts: Amounts) -> bool:
    estimate = case.ask.estimate
    of_tokens = estimate is None or estimate.tokens is not None
    return of_tokens and amounts.tokens > 0 and case.catalog.settings.fallback_price is None


def _of_calls(case: Case, estimate: Estimate) -> tuple[Amounts, ...] | Reason:
    catalog = case.catalog
    calls = case.drafted.calls = tuple([_closed(case, call) for call in estimate.calls])
    found: tuple[Amounts, ...] | Unpriced
    if len(calls) == 1 and not catalog.ladder:
        # The usual case, without the loops.
        only = bound(catalog.prices, calls[0], currency=catalog.settings.currency)
        found = only if isinstance(only, Unpriced) else (only,)
    else:
        found = alternatives(calls, catalog.ladder, book=catalog.prices, currency=catalog.settings.currency)
    if isinstance(found, Unpriced):
        priced = _at_fallback(case, calls[0])
        if priced is None:
            code, message, remedy = _UNPRICED[found]
            return Reason(code, Stage.BUDGET, message, Remedy(remedy))
        return (priced,)
    ceiling = catalog.ceilings.of(case.ask.subject) if catalog.ladder else None
    if ceiling is None:
        return found
    # The manifest check refuses a model asked for; a stand-in outside of it is no way out, and no reason to refuse.
    asked = alternatives(calls, {}, book=catalog.prices, currency=catalog.settings.currency)
    known = len(found) if isinstance(asked, Unpriced) else len(asked)
    return tuple(a for place, a in enumerate(found) if place < known or ceiling.grants_model(a.model))


def _closed(case: Case, call: CallEstimate) -> ModelCall:
    """Fill in what the estimate left open: the model's maximum, else the tenant's default."""
    given, wanted = call.input_tokens, call.max_output_tokens
    if given is None or wanted is None:
        price = case.catalog.prices.find(call.provider, call.model)
        default = case.catalog.settings.default_estimate
        if given is None:
            given = (price.max_input_tokens if price else None) or default
        if wanted is None:
            wanted = (price.max_output_tokens if price else None) or default
    return ModelCall(call.provider, call.model, given, wanted, call.cached_tokens, call.candidates)


def _at_fallback(case: Case, call: ModelCall) -> Amounts | None:
    fallback = case.catalog.settings.fallback_price
    if fallback is None or call.max_output_tokens is None:
        return None
    output = call.max_output_tokens * call.candidates
    sent = call.input_tokens * fallback.input
    money = _counted(sent + output * fallback.output)
    model = f"{call.provider}/{call.model}" if call.provider else call.model
    part = (_counted(sent), call.input_tokens)
    return Amounts(money, call.input_tokens + output, model, "fallback", part)


def _no_fallback() -> Reason:
    message = "a budget counts money, but the estimate says only tokens and the tenant has no fallback price"
    remedy = "estimate a model call, a sum of money or nothing, or set the tenant's fallback price"
    return Reason(ReasonCode.PRICE_UNKNOWN, Stage.BUDGET, message, Remedy(remedy))


def _mismatch(given: str, wanted: str) -> Reason:
    message = f"the estimate is in {given}, but the tenant's budgets are in {wanted}"
    return Reason(ReasonCode.CURRENCY_MISMATCH, Stage.BUDGET, message, Remedy(f"estimate in {wanted}"), "")
