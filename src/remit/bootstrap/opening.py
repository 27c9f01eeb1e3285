"""From settings to a running application, and its end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from remit.bootstrap.app import App, build
from remit.bootstrap.backends import open_backends
from remit.bootstrap.secret import derive, master_secret
from remit.bootstrap.tasks import tasks
from remit.clock import SECOND, SystemClock
from remit.config import Config
from remit.errors import BackendUnavailableError, ClockSkewError
from remit.storage.installation import Installation
from remit.storage.lease import LeaseStore
from remit.upkeep.lease import EMBEDDED, EMBEDDED_HOLDER, Upkeep, new_holder

OTHER_KEY: Final = (
    "this database was begun with another master key, without which nothing that names a person can be read; start with"
    " that REMIT_MASTER_KEY, or with the master.key file of the first server's data folder"
)


@asynccontextmanager
async def open_app(config: Config) -> AsyncIterator[App]:
    """Open the backends, build everything on them, keep upkeep running, and close in the end.

    Raises:
        PreconditionFailedError: when the database is not for this server: used by another, or with another key.
        ClockSkewError: when this machine's clock is not the database's.
    """
    clock = SystemClock(int(config.clock_offset_seconds * SECOND))
    secret = master_secret(config)
    async with open_backends(config, clock) as backends:
        await Installation(backends.store).require(
            "master_key", derive(secret, "fingerprint").hex(), remedy=OTHER_KEY
        )
        app = build(config, clock, backends=backends, secret=secret)
        alone = config.database_url is None
        upkeep = Upkeep(
            tasks(app), LeaseStore(backends.store), holder=EMBEDDED_HOLDER if alone else new_holder(),
            times=EMBEDDED if alone else None,
        )  # fmt: skip
        try:
            async with upkeep.running():
                yield app
        finally:
            await _land(app)


async def _land(app: App) -> None:
    """Let land what is under way, and tell storage what only this process knows."""
    await app.follower.close()
    await app.relay.close()
    await app.authorizer.turn.drain()
    await app.settler.turn.drain()
    with suppress(BackendUnavailableError, ClockSkewError):
        await app.refusals.run()
        await app.last_uses.flush()
        await app.notary.run()
