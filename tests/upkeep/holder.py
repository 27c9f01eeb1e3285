"""A process that runs one task of upkeep on Postgres, for tests that kill it and make it stand still.

Each round writes a row with its process id and its token. In the mode `stands`, the first round stands still (the process
stops itself) before it looks whether it may write, and says in the folder that it got there and what came of it.
"""

import asyncio
import os
import signal
import sys
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
        self._stands = mode == "stands"
        self._folder = folder
        self._store = store

    async def run(self, tenure: Tenure) -> int:
        """Write a row as a task should, and stand still once."""
        if self._stands:
            self._stands = False
            self._tell("stands")
            os.kill(os.getpid(), signal.SIGSTOP)
            try:
                tenure.check()
            except LeaseLostError:
                self._tell("noticed")
                raise
        tenure.check()
        await self._store.write(lambda connection: self._write(connection, tenure))
        return 1

    def _write(self, connection: Connection, tenure: Tenure) -> None:
        query = text("INSERT INTO done (pid, token) VALUES (:pid, :token)")
        connection.execute(query, {"pid": os.getpid(), "token": tenure.token})

    def _tell(self, what: str) -> None:
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
