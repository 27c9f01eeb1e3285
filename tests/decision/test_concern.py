"""Which counters an act concerns: what of it makes no difference is not remembered apart."""

from typing import Any, Final

import pytest

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.budget.price import PriceBook
from remit.clock import FakeClock
from remit.decision.catalog import Catalog, Entity, concern_of
from remit.identity.model import Subject
from tests.decision.manifests import manifest_of, trusted_key

pytestmark = pytest.mark.sqlite

NOW: Final = 1_795_176_000_000_000
AGENT: Final = "agent:r7"
DAY: Final = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100)
EACH_RUN: Final = Budget("run", ScopeType.RUN, "", Period.RUN, Unit.MONEY, 100)


def catalog_of(*entities: Entity) -> Catalog:
    catalog = Catalog("acme", PriceBook.catalog(FakeClock(NOW)))
    catalog.apply(1, [(one.kind, one.id, one) for one in (Subject(AGENT), *entities)])
    return catalog


def remembered(catalog: Catalog, **changes: Any) -> int:
    """How many sets of counters are kept after a hundred acts, each in a run of its own."""
    for number in range(100):
        concern = concern_of(
            catalog, AGENT, **{"behalf": (), "session": None, "run_id": f"run-{number}", "at": NOW, **changes}
        )
        catalog.budgets.buckets(concern, "", at=NOW)
    return catalog.budgets.remembered


def test_runs_that_nothing_counts_are_alike() -> None:
    assert remembered(catalog_of(DAY)) == 1


def test_runs_are_told_apart_where_a_budget_counts_them() -> None:
    catalog = catalog_of(DAY, EACH_RUN)
    assert remembered(catalog) == 100
    catalog.apply(2, [(EACH_RUN.kind, EACH_RUN.id, None)])
    assert not catalog.budgets.know_runs


def test_a_budget_that_is_off_tells_no_runs_apart() -> None:
    off = Budget("run", ScopeType.RUN, "", Period.RUN, Unit.MONEY, 100, enabled=False)
    assert remembered(catalog_of(off)) == 1


def test_runs_are_told_apart_where_a_manifest_limits_them() -> None:
    cost = {"amount": "0.0000001", "currency": "USD"}
    catalog = catalog_of(trusted_key(), manifest_of(tools=["*"], max_cost_per_run=cost))
    assert remembered(catalog) == 100
