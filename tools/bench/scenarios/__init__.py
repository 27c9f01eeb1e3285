"""Everything that `make bench` measures, one file for each kind of comparison. Each returns tables, shows nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from tools.bench.figures import Table
from tools.bench.scenarios import (
    beside,
    catalog,
    cerbos,
    embedded,
    in_process,
    keys,
    notary,
    production,
    tokens,
    watchers,
)
from tools.bench.stage import Stage


@dataclass(frozen=True, slots=True)
class Scenario:
    """One comparison."""

    name: str
    what: str
    """For a person who chooses."""
    play: Callable[[Stage], Sequence[Table]]
    """Raises NotHereError where something that it needs is absent, BenchError when it cannot be measured."""


SCENARIOS: Final = (
    Scenario("embedded", "every call on SQLite, beside an empty echo", embedded.play),
    Scenario("catalog", "a large catalog beside a small one", catalog.play),
    Scenario("keys", "very many API keys beside ten", keys.play),
    Scenario("notary", "the audit tree, in process: many entries at a time beside few", notary.play),
    Scenario("tokens", "a token beside a key, from memory and verified anew", tokens.play),
    Scenario("watchers", "many streams that follow one live run, beside an empty echo", watchers.play),
    Scenario("production", "every call on Postgres and Redis, beside an empty echo", production.play),
    Scenario("workers", "two workers beside one, on Postgres and Redis", production.play_workers),
    Scenario("replicas", "two replicas beside one, on one hot budget", production.play_replicas),
    Scenario("cerbos", "permissions alone: Cerbos, its audit log off and on", cerbos.play),
    Scenario("in-process", "permissions alone, without a server: pycasbin and cedarpy", in_process.play),
)


def beside_commit(ref: str) -> tuple[Scenario, ...]:
    """Return what compares this tree's server with that of another commit, which git knows as `ref`."""
    return (
        Scenario("embedded", f"every call on SQLite, beside {ref}", partial(beside.play, ref=ref)),
        Scenario(
            "production",
            f"every call on Postgres and Redis, beside {ref}",
            partial(beside.play_production, ref=ref),
        ),
    )
