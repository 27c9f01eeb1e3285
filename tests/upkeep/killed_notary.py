"""A process whose notary is killed in the middle of a round: when the second batch has its rows, but no tree and no commit.

Told the database, a URL or the path of a file, and how many entries a batch has.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from remit.audit.proof import Frontier
from remit.clock import SystemClock
from remit.storage import tree
from remit.storage.audit import AuditStore
from remit.storage.postgres.engine import PostgresStore
from remit.storage.sqlite.engine import SqliteStore
from remit.upkeep import notary


class Mortal(Frontier):
    """The edge of a tree that is extended once."""

    __slots__ = ()

    def extend(self, hashes: Iterable[bytes]) -> Frontier:
        """Extend an empty one; die before another is."""
        if self.size:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().extend(hashes)


async def main() -> None:
    """Sequence until killed."""
    database, batch = sys.argv[1], int(sys.argv[2])
    store = PostgresStore(database) if "://" in database else SqliteStore(Path(database))
    # Smaller, so that there is a second one, and dying where storage extends the tree.
    vars(notary)["BATCH"] = batch
    vars(tree)["Frontier"] = Mortal
    await notary.Notary(AuditStore(store), clock=SystemClock()).run()


if __name__ == "__main__":
    asyncio.run(main())
