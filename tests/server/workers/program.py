"""A worker for tests: the real gRPC server and the real orders, but an offer of its own, and faults on demand.

The folder in the setting `data_dir` says what a worker does: a file `fails` makes it fail at start, `wrong` fail for
its settings, `mute` end without a word, `dies` die a moment after it began to serve, `hangs` stop its event loop.
Every start leaves a file with its process id and its orders' flags, every call that is `HELD` an empty one, and so does
whoever hangs. Calls are held until there is a file `let-go`.
"""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from remit.administration.installation import Credentials
from remit.config import Config, ConfigError
from remit.errors import BackendUnavailableError
from remit.identity.api_key import Secret
from remit.server.call import Call
from remit.server.launched import Launched
from remit.server.serve import Offer, run
from remit.server.workers.worker import work
from remitpb.v1.policy_decision_service_pb2 import AuthorizeRequest, AuthorizeResponse
from tests.server.offering import HELD, authenticate


class Decisions:
    """Says which process answers."""

    def __init__(self, folder: Path) -> None:
        """Leave word in a folder."""
        self._folder = folder

    async def Authorize(self, request: AuthorizeRequest, _call: Call) -> AuthorizeResponse:  # noqa: N802  gRPC's name
        """Answer with the process id; a `session_id` is how many milliseconds to take for it, or `HELD`."""
        if request.session_id == HELD:
            (self._folder / f"held-{os.getpid()}").touch()
            while not (self._folder / "let-go").exists():
                await asyncio.sleep(0.02)
        else:
            await asyncio.sleep(int(request.session_id or 0) / 1_000)
        return AuthorizeResponse(decision_id=str(os.getpid()))


def launch(config: Config, announce: Callable[[Launched], None], *, install: bool, new_key: bool) -> None:
    """Serve, unless a file says otherwise."""
    folder = config.data_dir
    (folder / f"start-{os.getpid()}").write_text(f"{install} {new_key}")
    if (folder / "wrong").exists():
        raise ConfigError("REMIT_SOMETHING is wrong")
    if (folder / "fails").exists():
        raise BackendUnavailableError("storage did not answer")
    if (folder / "mute").exists():
        sys.exit(7)
    keys = Credentials(Secret("operator-key"), Secret("administrator-key")) if install else None

    @asynccontextmanager
    async def opened(_config: Config) -> AsyncIterator[Offer]:
        yield Offer(
            {"remit.v1.PolicyDecisionService": Decisions(folder)}, authenticate, lambda _who, _may: None
        )

    def hang() -> None:
        (folder / f"hanging-{os.getpid()}").touch()
        time.sleep(3_600)

    def ready(address: str) -> None:
        announce(Launched(address, keys))
        loop = asyncio.get_running_loop()
        if (folder / "dies").exists():
            threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
        if (folder / "hangs").exists():
            loop.call_later(0.05, hang)

    run(config, opened, ready=ready)


if __name__ == "__main__":
    sys.exit(work(launch, int(sys.argv[1])))
