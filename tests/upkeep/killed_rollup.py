"""A process whose rollup is killed in the middle of a round: when the second batch is in the sums, but no commit says so.

Told the database, a URL or the path of a file, and how many entries a batch has.
"""

import asyncio
import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, event

from remit.storage.postgres.engine import PostgresStore
from remit.storage.rollup import RollupStore
from remit.storage.sqlite.engine import SqliteStore
from remit.upkeep import rollup

MOVES: Final = "UPDATE rollup_head"
"""What is said last in each batch: that the entries are in the sums."""


async def main() -> None:
    """Roll up until killed."""
    database, batch = sys.argv[1], int(sys.argv[2])
    store = PostgresStore(database) if "://" in database else SqliteStore(Path(database))
    vars(rollup)["BATCH"] = batch
    batches = count()

    @event.listens_for(Engine, "before_cursor_execute")
    def mortal(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith(MOVES) and next(batches):
            os.kill(os.getpid(), signal.SIGKILL)

    await rollup.Rollup(RollupStore(store)).run()


if __name__ == "__main__":
    asyncio.run(main())
