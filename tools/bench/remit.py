"""The process that is measured: the server as `remit serve` runs it, which also says how durably it writes.

`python -m tools.bench.remit --data DIR`. Prints one line of JSON once it takes calls. Adds nothing
to a call unless `--profile` is given.
"""

import argparse
import cProfile
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection

from remit import config as settings
from remit.bootstrap import App, open_app
from remit.config import Config
from remit.server.offer import offer
from remit.server.serve import Offer, run


class Measured:
    """Opens the application, asks its own writing connection how durable it is, and profiles if told to."""

    def __init__(self, profile: Path | None) -> None:
        """Profile into `loop.prof` and `writer.prof` in the folder `profile`; None profiles nothing."""
        self._folder = profile
        self._pragmas: dict[str, object] = {}

    @asynccontextmanager
    async def open(self, config: Config) -> AsyncIterator[Offer]:
        """Open what is served, as the server's own opener does."""
        async with open_app(config) as app:
            if config.database_url is None:
                self._pragmas = await app.store.write(_pragmas)
            async with self._profiled(app):
                yield offer(app)

    def ready(self, address: str) -> None:
        """Say where calls are taken."""
        sys.stdout.write(json.dumps({"address": address, "pid": os.getpid(), **self._pragmas}) + "\n")
        sys.stdout.flush()

    @asynccontextmanager
    async def _profiled(self, app: App) -> AsyncIterator[None]:
        """Profile the loop's thread and the writer's, each by itself: cProfile sees one thread.

        By the CPU of the thread: by the clock, whoever waits for another thread would look busy.
        """
        if self._folder is None:
            yield
            return
        loop, writer = cProfile.Profile(time.thread_time), cProfile.Profile(time.thread_time)
        # On Postgres nobody but the loop writes.
        parted = app.config.database_url is None
        if parted:
            await app.store.write(lambda _: writer.enable())
        loop.enable()
        try:
            yield
        finally:
            loop.disable()
            loop.dump_stats(self._folder / "loop.prof")
            if parted:
                await app.store.write(lambda _: writer.disable())
                writer.dump_stats(self._folder / "writer.prof")


def _pragmas(connection: Connection) -> dict[str, object]:
    """How the one connection that writes commits: a pragma holds for its own connection alone."""
    names = ("synchronous", "journal_mode")
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.remit")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--profile", type=Path)
    told = parser.parse_args(arguments)
    measured = Measured(told.profile)
    run(settings.load(data_dir=told.data, listen="127.0.0.1:0"), measured.open, ready=measured.ready)


if __name__ == "__main__":
    main(sys.argv[1:])
