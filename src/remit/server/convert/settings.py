"""A tenant's settings between the wire and the inside. What this version does not act on, it refuses."""

from dataclasses import replace
from typing import Final

from remit.decision.tenant import ExpiryCharge, FallbackPrice, OnOutage, Settings
from remit.errors import InvalidFieldError, NotImplementedHereError
from remit.money import MAX_NANOS, decimal_from_nanos, nanos_from_decimal
from remit.policy.pattern import compile_action, is_exact
from remit.server.convert.money import from_duration, to_duration
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import price_pb2 as prices
from remitpb.v1 import tenant_service_pb2 as pb

AT: Final = "tenant.settings"

_CHARGES: Final = {
    pb.EXPIRY_CHARGE_UNSPECIFIED: ExpiryCharge.ESTIMATE,
    pb.EXPIRY_CHARGE_ESTIMATE: ExpiryCharge.ESTIMATE,
    pb.EXPIRY_CHARGE_INPUT: ExpiryCharge.INPUT,
    pb.EXPIRY_CHARGE_NOTHING: ExpiryCharge.NOTHING,
}
_TIERS: Final = {
    pb.TENANT_TIER_UNSPECIFIED: "",
    pb.TENANT_TIER_FREE: "FREE",
    pb.TENANT_TIER_STANDARD: "STANDARD",
    pb.TENANT_TIER_ENTERPRISE: "ENTERPRISE",
}
_UNUSED_PRICES: Final = (
    "cache_read", "cache_write", "reasoning", "input_audio", "output_audio", "input_image",
)  # fmt: skip


def from_settings(message: pb.TenantSettings, before: Settings) -> Settings:
    """Return settings as they shall be; what the wire does not know stays as it was `before`.

    Raises:
        InvalidFieldError: when a value is not of its form.
        NotImplementedHereError: for what would not be acted on.
    """
    default = Settings()
    _refuse_unbuilt(message)
    return replace(
        before,
        zone=message.time_zone or default.zone,
        currency=message.currency or default.currency,
        default_estimate=_from_estimate(
            message.default_estimate, f"{AT}.default_estimate", default=default.default_estimate
        ),
        action_estimates=tuple(
            _from_action(one, f"{AT}.action_estimates[{place}]")
            for place, one in enumerate(message.action_estimates)
        ),
        expiry_charge=_CHARGES[message.expiry_charge],
        on_outage=OnOutage.ALLOW if message.on_outage == pb.ON_OUTAGE_ALLOW else OnOutage.DENY,
        lateness=from_duration(message.lateness) if message.HasField("lateness") else default.lateness,
        fallback_price=_from_prices(message.fallback_price) if message.HasField("fallback_price") else None,
        retention=from_duration(message.retention.timeline),
        retention_decisions=from_duration(message.retention.decisions),
        retention_ledger=from_duration(message.retention.ledger),
        retention_audit=from_duration(message.retention.audit),
        tier=_TIERS[message.tier],
        max_delegation_depth=message.max_delegation_depth or default.max_delegation_depth,
    )


def to_settings(settings: Settings) -> pb.TenantSettings:
    """Return settings with every default filled in."""
    return pb.TenantSettings(
        time_zone=settings.zone,
        currency=settings.currency,
        default_estimate=core.Estimate(tokens=settings.default_estimate),
        action_estimates=[
            pb.ActionEstimate(action=action, estimate=core.Estimate(tokens=tokens))
            for action, tokens in settings.action_estimates
        ],
        expiry_charge=pb.ExpiryCharge.Value(f"EXPIRY_CHARGE_{settings.expiry_charge}"),
        on_outage=pb.OnOutage.Value(f"ON_OUTAGE_{settings.on_outage}"),
        lateness=to_duration(settings.lateness),
        fallback_price=_to_prices(settings.fallback_price),
        retention=_to_retention(settings),
        tier=pb.TenantTier.Value(f"TENANT_TIER_{settings.tier or 'STANDARD'}"),
        max_delegation_depth=settings.max_delegation_depth,
    )


def _to_retention(settings: Settings) -> pb.Retention | None:
    kept = {
        "timeline": settings.retention,
        "decisions": settings.retention_decisions,
        "ledger": settings.retention_ledger,
        "audit": settings.retention_audit,
    }
    found = {name: to_duration(span) for name, span in kept.items() if span}
    return pb.Retention(**found) if found else None


def _refuse_unbuilt(message: pb.TenantSettings) -> None:
    unbuilt = [f"fallback_price.{name}" for name in _UNUSED_PRICES if getattr(message.fallback_price, name)]
    if unbuilt:
        text = f"{AT}.{unbuilt[0]} is not built in this version; leave it out"
        raise NotImplementedHereError(text, field=f"{AT}.{unbuilt[0]}")


def _from_estimate(estimate: core.Estimate, field: str, *, default: int) -> int:
    match estimate.WhichOneof("estimate"):
        case None:
            return default
        case "tokens":
            return estimate.tokens
        case "nothing":
            return 0
        case other:
            text = f"{field}.{other}: a default is a number of tokens, or nothing, in this version"
            raise NotImplementedHereError(text, field=f"{field}.{other}")


def _from_action(one: pb.ActionEstimate, field: str) -> tuple[str, int]:
    compile_action(one.action, f"{field}.action")
    if not is_exact(one.action):
        text = f"{field}.action: patterns with a star are not built in this version; name the action"
        raise NotImplementedHereError(text, field=f"{field}.action")
    return one.action, _from_estimate(one.estimate, f"{field}.estimate", default=0)


def _from_prices(message: prices.TokenPrices) -> FallbackPrice:
    return FallbackPrice(_nanos(message.input, "input"), _nanos(message.output, "output"))


def _to_prices(price: FallbackPrice | None) -> prices.TokenPrices | None:
    if price is None:
        return None
    return prices.TokenPrices(input=decimal_from_nanos(price.input), output=decimal_from_nanos(price.output))


def _nanos(text: str, name: str) -> int:
    """Nano-units for a million tokens."""
    field = f"{AT}.fallback_price.{name}"
    try:
        nanos = nanos_from_decimal(text)
    except ValueError as error:
        raise InvalidFieldError(f"{field}: {error}", field=field) from error
    if not 0 <= nanos <= MAX_NANOS:
        message = f"{field} must be 0 or more, and at most {MAX_NANOS // 10**9}"
        raise InvalidFieldError(message, field=field)
    return nanos
