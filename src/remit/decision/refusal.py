"""Says why money or tokens do not suffice, and what would: each shortage is another reason with another remedy. Pure."""

from typing import Final

from remit.budget.downgrade import affordable_output_tokens
from remit.budget.hold import Refused, Shortage
from remit.budget.model import Period
from remit.clock import SECOND
from remit.decision.concern import RUN_COST
from remit.decision.model import Affordable, Draft, Reason, ReasonCode, Remedy, Stage

RETRY_HELD: Final = 2 * SECOND
"""When to try again for what others hold: most calls settle within seconds."""

_EXHAUSTED: Final = {
    Period.SESSION: ReasonCode.SESSION_BUDGET_EXCEEDED,
    Period.RUN: ReasonCode.RUN_BUDGET_EXCEEDED,
    Period.HOUR: ReasonCode.HOURLY_BUDGET_EXCEEDED,
    Period.DAY: ReasonCode.DAILY_BUDGET_EXCEEDED,
    Period.WEEK: ReasonCode.WEEKLY_BUDGET_EXCEEDED,
    Period.MONTH: ReasonCode.MONTHLY_BUDGET_EXCEEDED,
    Period.QUARTER: ReasonCode.QUARTERLY_BUDGET_EXCEEDED,
    Period.TOTAL: ReasonCode.TOTAL_BUDGET_EXCEEDED,
}


def refusal(refused: Refused, draft: Draft) -> Reason:
    """Return the reason for a shortage. Amounts are not in the text: not everybody may read every budget."""
    budget = refused.bucket.budget
    period = budget.period.lower()
    code, message, text, retry = {
        Shortage.EXHAUSTED: (
            _EXHAUSTED[budget.period], f"what was spent of the {period} budget leaves no room for this estimate",
            "wait until the budget resets, ask for less, or have it raised", None,
        ),
        Shortage.HELD_BY_OTHERS: (
            ReasonCode.BUDGET_HELD_BY_OTHERS, f"other open reservations hold what this needs of the {period} budget",
            "try again when they have settled", RETRY_HELD,
        ),
        Shortage.LARGER_THAN_LIMIT: (
            ReasonCode.ESTIMATE_EXCEEDS_LIMIT, f"the estimate is larger than the whole {period} budget",
            "ask for less; waiting does not help", None,
        ),
        Shortage.OVER_LIMIT: (
            ReasonCode.BUDGET_OVERRUN, f"more was spent than the {period} budget allows",
            "wait until the budget resets, or have it raised", None,
        ),
        Shortage.SHARE: (
            ReasonCode.BUDGET_SHARE_EXCEEDED, f"one reservation may not hold so much of the {period} budget",
            "ask for less at once", None,
        ),
    }[refused.shortage]  # fmt: skip
    if budget.id == RUN_COST:
        code, message = (
            ReasonCode.RUN_COST_EXCEEDED,
            "the run would cost more than the agent's manifest grants",
        )
        text = "end the run, or have a manifest with a higher cost per run signed"
    options = affordable_of(refused, draft)
    remedy = Remedy(
        text,
        resets_at=refused.resets_at,
        retry_after=retry,
        model=options[0].model if options else "",
        max_output_tokens=options[0].max_output_tokens if options else None,
    )
    return Reason(code, Stage.BUDGET, message, remedy, budget.id)


def affordable_of(refused: Refused, draft: Draft) -> tuple[Affordable, ...]:
    """Return how long an answer of each asked model would fit into what is left; models for which none would are out."""
    prices = draft.prices
    if prices is None:
        return ()
    found = []
    for call in draft.calls:
        price = prices.find(call.provider, call.model)
        if price is None:
            continue
        fits = call.max_output_tokens or price.max_output_tokens or 0
        if refused.money_left is not None:
            fits = min(fits, affordable_output_tokens(price, call, money_left=refused.money_left))
        if refused.tokens_left is not None:
            fits = min(fits, max(0, refused.tokens_left - call.input_tokens) // call.candidates)
        if fits > 0:
            found.append(Affordable(f"{call.provider}/{call.model}" if call.provider else price.id, fits))
    return tuple(found)
