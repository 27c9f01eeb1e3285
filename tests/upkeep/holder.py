"""A process that runs one task of upkeep on Postgres, for tests that kill it and make it stand still.

Each round writes a row with its process id and its token. In the modes but `rounds`, the first round stands still (the
process stops itself) at the worst place, and says in the folder that it got there and what came of it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from remit.storage.lease import LeaseStore
from remit.storage.postgres.engine import PostgresStore
from remit.upkeep.lease import LeaseLostError, Task, Tenure, Times, Upkeep, new_holder

TASK: Final = "notary"
QUICK: Final = Times(ttl=1.5, renew=0.3, margin=0.2)
STEADY: Final = Times(ttl=5.0, renew=0.5, margin=0.3)
"""Of those that must not lose a lease because a busy machine kept them waiting."""


class Round:
    """What is done each round."""

    def __init__(self, mode: str, folder: Path, *, store: PostgresStore) -> None:
        self._mode = mode
        self._folder = folder
        self._store = store
        self._leases = LeaseStore(store)
        self._stood = False

    async def run(self, tenure: Tenure) -> int:
        """Write a row as a task should, or stand still once."""
        tenure.check()
        if self._mode == "rounds" or self._stood:
            await self._leases.write(TASK, tenure.token, work=self._row(tenure))
            return 1
        try:
            await self._stand_still(tenure)
        except LeaseLostError:
            self._tell("noticed", since_it_stood=True)
            raise
        except Exception:
            self._tell("failed", since_it_stood=True)
            raise
        self._tell("wrote")
        return 1

    async def _stand_still(self, tenure: Tenure) -> None:
        if self._mode == "before-check":
            self._stop()
            tenure.check()
            await self._store.write(self._row(tenure))
        elif self._mode == "before-write":
            self._stop()
            await self._leases.write(TASK, tenure.token, work=self._row(tenure))
        else:
            await self._leases.write(TASK, tenure.token, work=self._row(tenure, then=self._stop))

    def _row(self, tenure: Tenure, then: Callable[[], None] = lambda: None) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            query = text("INSERT INTO done (pid, token) VALUES (:pid, :token)")
            connection.execute(query, {"pid": os.getpid(), "token": tenure.token})
            then()

        return work

    def _stop(self) -> None:
        self._stood = True
        self._tell("stands")
        os.kill(os.getpid(), signal.SIGSTOP)

    def _tell(self, what: str, *, since_it_stood: bool = False) -> None:
        # A lease that a busy machine lost before is no news: the round comes again.
        if since_it_stood and not self._stood:
            return
        (self._folder / f"{os.getpid()}-{what}").touch()


async def main() -> None:
    """Run upkeep until killed."""
    url, mode, folder = sys.argv[1:4]
    store = PostgresStore(url)
    work = Round(mode, Path(folder), store=store).run
    upkeep = Upkeep(
        [Task(TASK, work, 0.05)],
        LeaseStore(store),
        holder=new_holder(),
        times=STEADY if mode == "rounds" else QUICK,
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with upkeep.running():
        (Path(folder) / f"{os.getpid()}-runs").touch()
        await stop.wait()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
