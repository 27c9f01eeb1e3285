"""The settings of the tenant that a change is made in, as the change itself sees them. Never changes them."""

from remit.administration.unit import Unit
from remit.decision.tenant import Settings, Tenant
from remit.errors import CurrencyMismatchError


def settings_of(unit: Unit) -> Settings:
    """Return the tenant's settings; the defaults while it has none."""
    found = unit.find(Tenant, unit.tenant)
    return found.settings if found is not None else Settings()


def require_currency(unit: Unit, currency: str, *, field: str) -> None:
    """Refuse figures in another currency than the tenant's.

    Raises:
        CurrencyMismatchError: at `field`.
    """
    wanted = settings_of(unit).currency
    if currency != wanted:
        message = f"{field} is in {currency}, but the tenant counts in {wanted}"
        raise CurrencyMismatchError(message, field=field)
