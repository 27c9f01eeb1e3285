"""A list of prices that cannot be read, or is old, is told of: peers went on with such a one in silence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from genai_prices.data import providers

from remit.budget.price_catalog import PriceCatalog
from remit.doctor import Verdict, prices
from remit.doctor.prices import KNOWN, OLD
from tests.doctor.patient import config, examined

REQUIREMENTS: Final = Path(__file__).parents[2] / "requirements"


def at(days: int) -> int:
    """Return an instant so many days after the list's release."""
    day = datetime.combine(prices.RELEASED, datetime.min.time(), UTC) + timedelta(days=days)
    return int(day.timestamp()) * 1_000_000


@pytest.mark.parametrize("page", ["server.txt", "dev.txt"])
def test_the_list_whose_age_is_known_is_the_one_that_is_installed(page: str) -> None:
    assert f"\n{KNOWN.replace('prices-', 'prices==')} " in (REQUIREMENTS / page).read_text("utf-8")


@pytest.mark.parametrize(
    ("days", "verdict"), [(0, Verdict.OK), (OLD.days, Verdict.OK), (OLD.days + 1, Verdict.WARN)]
)
def test_after_half_a_year_it_is_old(days: int, verdict: Verdict) -> None:
    (found,) = prices.prices(at(days))
    assert found.verdict is verdict
    assert KNOWN in found.said
    assert f"{prices.RELEASED:%Y-%m}" in found.said


def test_how_old_another_list_is_nobody_knows_and_that_is_said() -> None:
    (found,) = prices.prices(at(10_000), PriceCatalog(providers, "genai-prices-9.9.9"))
    assert (found.verdict, "not known" in found.said) == (Verdict.OK, True)


def test_a_list_of_another_form_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = PriceCatalog(providers, KNOWN)
    monkeypatch.setattr(PriceCatalog, "_compiled", lambda *_, **__: 1 / 0)
    (found,) = prices.prices(at(0), catalog)
    assert found.verdict is Verdict.WRONG
    assert "cannot be read" in found.said


def test_an_empty_list_is_wrong() -> None:
    (found,) = prices.prices(at(0), PriceCatalog([], KNOWN))
    assert found.verdict is Verdict.WRONG


async def test_the_doctor_looks_at_it(tmp_path: Path) -> None:
    assert KNOWN in (await examined(config(tmp_path))).said("prices")
