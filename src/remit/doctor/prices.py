"""Whether models can be priced: the list that comes with the server, and how old it is. Asks nobody for a newer one."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from remit.budget.price_catalog import PriceCatalog, bundled
from remit.doctor.finding import Finding, ok, warn, wrong

NAME: Final = "prices"
KNOWN: Final = "genai-prices-0.2.3"
"""The list that is installed with this version of Remit."""
RELEASED: Final = date(2026, 11, 1)
"""The month of its release; the list itself does not say it."""
OLD: Final = timedelta(days=180)
"""Within half a year providers change prices, and most bring out models that an older list does not know."""

_INSTALL: Final = (
    "install a newer Remit, which brings a newer list; until then set what differs with `remit price set`"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def prices(now: int, catalog: PriceCatalog | None = None) -> Iterator[Finding]:
    """Look up every model of the list, and say how old it is.

    Args:
        now: microseconds since the epoch.
        catalog: the list; absent, that of the server.
    """
    catalog = bundled() if catalog is None else catalog
    names = catalog.names()
    broken = _broken(catalog, names, now=now)
    if broken or not names:
        said = (
            f"{len(broken)} of {len(names)} models of {catalog.version} cannot be read, such as {broken[:1]}"
        )
        yield wrong(
            NAME,
            said if names else f"{catalog.version} has no model at all",
            remedy="install what requirements/server.txt pins; calls that need such a price are refused meanwhile",
        )
        return
    if catalog.version != KNOWN:
        yield ok(NAME, f"{len(names)} models of {catalog.version}; how old that list is, is not known here")
        return
    month = f"{RELEASED:%Y-%m}"
    if (_EPOCH + timedelta(microseconds=now)).date() - RELEASED > OLD:
        said = f"the list of prices, {catalog.version}, is of {month}: newer models have no price and are refused under"
        yield warn(
            NAME,
            f"{said} budgets of money, and what changed since is booked at its old price",
            remedy=_INSTALL,
        )
        return
    yield ok(NAME, f"{len(names)} models of {catalog.version}, of {month}")


def _broken(catalog: PriceCatalog, names: Sequence[tuple[str, str]], *, now: int) -> list[str]:
    """Return the models whose price cannot be made out; one that has none is not among them."""
    found: list[str] = []
    for provider, model in names:
        try:
            catalog.find(provider, model, at=now)
        except Exception:  # noqa: BLE001  another form of the list fails in any way
            found.append(f"{provider}/{model}")
    return found
