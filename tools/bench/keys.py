"""Very many API keys: put into a database at once, and checked within one process. Never touches a running server.

`python -m tools.bench.keys --data DIR --secrets FILE` prints one line of JSON: what one check costs, in each round.
"""

import argparse
import asyncio
import json
import random
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import mean
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from remit.administration.installation import FIRST_TENANT
from remit.bootstrap import open_app, open_store
from remit.clock import SystemClock
from remit.config import Config
from remit.identity.api_key import new_key
from remit.identity.model import ApiKey, Principal
from remit.ids import KEY, Ids
from remit.server.offer import offer
from remit.server.serve import Offer
from remit.storage.entity import to_json
from remit.storage.tables.entity import api_key_place, entity, tenant_head
from tools.bench.process import BenchError
from tools.bench.scene import Agent

AT_ONCE: Final = 5_000
"""Rows of one statement."""
PASSES: Final = 6
"""Over all keys in turn, in each round."""
PART: Final = 1_000
"""Checks of a pass that are timed by themselves: another program that takes the processor spoils a part, not all."""
LEAST_CHECKS: Final = 50_000
"""In each pass."""
AT_A_TIME: Final = 10
"""Checks that are timed as one. Their metadata is made just before, as it is for a call that has just arrived."""
FEW: Final = 10
"""Keys that the processor's own caches hold, so that nothing but the way to a key is measured."""
LOOKED_UP_AT_ONCE: Final = 64
"""Keys that are used for the first time, as by so many callers."""


@dataclass(frozen=True, slots=True)
class Here:
    """As much of a call as a check looks at."""

    peer_ip: str = "203.0.113.9"
    certificate: None = None


HERE: Final = Here()


async def fill(config: Config, owner: Agent, *, count: int, used: int) -> list[str]:
    """Put so many keys of an agent into the database of a tenant, and return the secrets of some that are used.

    Nobody has the secrets of the others; what takes room of them is the same.
    """
    store = await open_store(config)
    try:
        revision = await store.write(_revision)
        made = [new_key(config.environment) for _ in range(min(used, count))]
        digests = [key.id for key in made] + [secrets.token_hex(32) for _ in range(count - len(made))]
        # In the order in which a database keeps them, which is quicker to fill; who is used is anywhere among them.
        rows = _rows(sorted(digests), f"agent:{owner.id}", revision=revision)
        while part := list(islice(rows, AT_ONCE)):
            await store.write(partial(_put, part))
        return [key.secret.reveal() for key in made]
    finally:
        await store.close()


def _revision(connection: Connection) -> int:
    query = select(tenant_head.c.revision).where(tenant_head.c.tenant == FIRST_TENANT)
    return int(connection.execute(query).scalar_one())


def _rows(digests: Sequence[str], owner: str, *, revision: int) -> Iterator[dict[str, Any]]:
    clock = SystemClock()
    ids = Ids(clock)
    like = ApiKey("", "", owner, name="one of very many", created_at=clock.now())
    for digest in digests:
        key = replace(like, id=digest, key_id=ids.new(KEY), hint=digest[-4:])
        yield {
            "tenant": FIRST_TENANT, "kind": ApiKey.kind, "id": digest, "owner": owner, "state": "",
            "revision": revision, "body": to_json(key),
        }  # fmt: skip


def _put(rows: Sequence[dict[str, Any]], connection: Connection) -> None:
    connection.execute(insert(entity), rows)
    connection.execute(insert(api_key_place), [{"hash": row["id"], "tenant": row["tenant"]} for row in rows])


async def check(config: Config, shown: Sequence[str], *, rounds: int) -> list[dict[str, float]]:
    """Return the microseconds of one check of a key that is known, so often.

    `few`: of the same few keys in turn; `many`: of all, each found in the machine's memory anew. A check is: the
    credential taken from the metadata, hashed, found, held against what was written since, and noted as used.

    Raises:
        BenchError: when not all of them are kept ready, so that something else would be measured.
    """
    async with open_app(config) as app:
        served = offer(app)
        for start in range(0, len(shown), LOOKED_UP_AT_ONCE):
            await asyncio.gather(*(_use(served, key) for key in shown[start : start + LOOKED_UP_AT_ONCE]))
        for key in shown:
            if not isinstance(served.authenticate(_metadata(key), HERE), Principal):  # type: ignore[arg-type]
                raise BenchError(f"{len(shown):,} keys were used, and not all of them are kept ready")
        # Whose turn it is has nothing to do with who came first, beside whom a key's own would lie in memory.
        turn = random.Random(7).sample(shown, len(shown))  # noqa: S311  the same order each time
        return [_round(served, turn) for _ in range(rounds)]


async def _use(served: Offer, key: str) -> None:
    found = served.authenticate(_metadata(key), HERE)  # type: ignore[arg-type]
    if not isinstance(found, Principal):
        await found


def _metadata(key: str) -> tuple[tuple[str, str]]:
    return (("authorization", f"Bearer {key}"),)


def _round(served: Offer, shown: Sequence[str]) -> dict[str, float]:
    """Pass over few and over all by turns. Of each part the least counts, and then all parts alike."""
    passes: dict[str, list[list[float]]] = {"few": [], "many": []}
    for _ in range(PASSES):
        passes["few"].append(_pass(served, shown[:FEW]))
        passes["many"].append(_pass(served, shown))
    return {name: mean(map(min, zip(*found, strict=True))) * 1_000_000 for name, found in passes.items()}


def _pass(served: Offer, shown: Sequence[str]) -> list[float]:
    """Show all keys in turn, and return the seconds of a check in each part of that."""
    turn = cycle(shown)
    return [_part(served, turn) for _ in range(max(LEAST_CHECKS, len(shown)) // PART)]


def _part(served: Offer, turn: Iterator[str]) -> float:
    authenticate, spent = served.authenticate, 0.0
    for _ in range(PART // AT_A_TIME):
        calls = [_metadata(key) for key in islice(turn, AT_A_TIME)]
        began = time.perf_counter()
        for metadata in calls:
            authenticate(metadata, HERE)  # type: ignore[arg-type]
        spent += time.perf_counter() - began
    return spent / PART


def main(arguments: list[str]) -> None:
    """Measure, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.keys")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--secrets", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=1)
    told = parser.parse_args(arguments)
    shown = told.secrets.read_text("utf-8").split()
    found = asyncio.run(check(Config(data_dir=told.data), shown, rounds=told.rounds))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
