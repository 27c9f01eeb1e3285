"""From a case to what it takes of rates and leases, and back to what the answer says of them. Pure."""

from remit.decision.case import Case
from remit.decision.model import RateLine, Reason, ReasonCode, Remedy, Stage
from remit.decision.pace import CONCURRENCY, KeyedWindow, LeaseLimit, PaceAnswer, PaceAsk, pace_key


def pace_ask(case: Case) -> PaceAsk | None:
    """Return what the act takes; None when no limit concerns it.

    A slot is that of a reservation, whose end frees it: an act for which nothing is held takes none.
    """
    ask, catalog = case.ask, case.catalog
    limits = catalog.paces.limits_for(
        ask.subject, ask.action, roles=case.roles, teams=catalog.policy.teams_of(ask.subject)
    )
    if not limits:
        return None
    windows = tuple(
        KeyedWindow(pace_key(ask.tenant, "rate", *pace.key, str(place)), window)
        for pace in limits
        for place, window in enumerate(pace.windows)
    )
    leases = tuple(
        LeaseLimit(pace_key(ask.tenant, "lease", *pace.key), pace.concurrency)
        for pace in limits
        if pace.concurrency and case.drafted.alternatives
    )
    if not windows and not leases:
        return None
    return PaceAsk(
        ask.tenant, windows, leases=leases, lease_id=case.drafted.id if leases else "",
        lease_ttl=ask.hold_for if leases else 0,
    )  # fmt: skip


def pace_lines(wanted: PaceAsk, answer: PaceAnswer) -> tuple[RateLine, ...]:
    """Return where the concerned windows stand."""
    return tuple(
        RateLine(
            limit_id=_limit_of(keyed.key),
            concurrency=False,
            limit=standing.limit,
            remaining=standing.remaining,
            window=keyed.window.reach,
            resets_in=standing.resets_in,
        )
        for keyed, standing in zip(wanted.windows, answer.rates, strict=False)
    )


def pace_reason(answer: PaceAnswer) -> Reason:
    """Return why a draft came too soon, or beside too many others."""
    source = _limit_of(answer.denied_key)
    remedy = Remedy("wait, then ask again with a new request id", retry_after=answer.retry_after)
    if answer.denied_by == CONCURRENCY:
        message = "as many calls are open at once as the limit allows"
        return Reason(ReasonCode.CONCURRENCY_LIMITED, Stage.CONCURRENCY, message, remedy, source)
    message = "more calls came than the rate limit allows"
    return Reason(ReasonCode.RATE_LIMITED, Stage.RATE, message, remedy, source)


def pace_skipped() -> Reason:
    """Return what is said of an act that the tenant lets through although its rates could not be checked."""
    message = "rates and concurrency could not be checked, and the tenant's setting lets the act through"
    remedy = Remedy("nothing is to be done; set on_outage to DENY to be refused instead")
    return Reason(ReasonCode.DEGRADED_BY_SETTING, Stage.RATE, message, remedy)


def _limit_of(key: str) -> str:
    """The limit's id, which a key of `pace_ask` holds in the second place."""
    return key.split("|")[1]
