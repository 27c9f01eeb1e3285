"""Very many API keys: put into a database at once, and checked within one process. Never touches a running server.

`python -m tools.bench.keys --data DIR --secrets FILE` prints one line of JSON: what one check costs.
"""

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
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
from tools.bench.scene import Agent

AT_ONCE: Final = 5_000
"""Rows of one statement."""
ROUNDS: Final = 15
LEAST_CHECKS: Final = 50_000
"""In each round."""
KNOWN: Final = 50_000
"""Keys that are checked in turn, fewer than are kept ready; more would be looked up again and again."""
FEW: Final = 10
"""Keys that the processor's own caches hold, so that nothing but the way to a key is measured."""


@dataclass(frozen=True, slots=True)
class Here:
    """As much of a call as a check looks at."""

    peer_ip: str = "203.0.113.9"
    certificate: None = None


async def fill(config: Config, owner: Agent, *, count: int, used: int) -> list[str]:
    """Put so many keys of an agent into the database of a tenant, and return the secrets of some that are used.

    Nobody has the secrets of the others; what takes room of them is the same.
    """
    store = await open_store(config)
    try:
        revision = await store.write(_revision)
        made = [new_key(config.environment) for _ in range(min(used, count))]
        digests = [key.id for key in made] + [secrets.token_hex(32) for _ in range(count - len(made))]
        rows = _rows(digests, f"agent:{owner.id}", revision=revision)
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


async def check(config: Config, shown: Sequence[str]) -> dict[str, float]:
    """Return the microseconds of one check of a key that is known, the least of several rounds.

    `few`: of the same few keys in turn; `many`: of very many, each found in the machine's memory anew. A check is: the
    credential taken from the metadata, hashed, found, held against its row, and noted as used.
    """
    async with open_app(config) as app:
        served, here = offer(app), Here()
        asked = [(("authorization", f"Bearer {secret}"),) for secret in shown[:KNOWN]]
        for metadata in asked:
            found = served.authenticate(metadata, here)  # type: ignore[arg-type]
            if not isinstance(found, Principal):
                await found
        return {
            name: min(_round(served, turn, here=here) for _ in range(ROUNDS)) * 1_000_000
            for name, turn in (("few", asked[:FEW]), ("many", asked))
        }


def _round(served: Offer, asked: Sequence[Any], *, here: Here) -> float:
    used = served.used
    assert used is not None  # noqa: S101  narrows the type: an offer of an application always notes
    times = -(-LEAST_CHECKS // len(asked))
    began = time.perf_counter()
    for _ in range(times):
        for metadata in asked:
            used(served.authenticate(metadata, here))  # type: ignore[arg-type]
    return (time.perf_counter() - began) / times / len(asked)


def main(arguments: list[str]) -> None:
    """Measure, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.keys")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--secrets", type=Path, required=True)
    told = parser.parse_args(arguments)
    shown = told.secrets.read_text("utf-8").split()
    found = asyncio.run(check(Config(data_dir=told.data), shown))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
