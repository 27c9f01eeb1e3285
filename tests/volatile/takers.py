"""A process of its own that takes from Redis, for tests: prints what it was given, one JSON a line.

`takers.py URL NAMESPACE race CALLERS` waits for a line, then lets so many callers take until each was refused;
`… hold ID MILLISECONDS` takes one lease and then waits to be killed.
"""

import asyncio
import json
import sys

from remit.clock import MILLISECOND, SECOND
from remit.decision.pace import KeyedWindow, LeaseLimit, PaceAsk, pace_key
from remit.policy.model import RateWindow
from remit.policy.rate_limit import Window
from remit.volatile.redis import Address, BatchedPace, Link, RedisPace

N = 2_000
"""As many calls as the window has room for; it takes weeks to bring one back."""
LASTING = Window.compile(RateWindow(limit=1, period=14 * 86_400 * SECOND, burst=N))


def race_ask() -> PaceAsk:
    """Ask for one of the N."""
    return PaceAsk("acme", (KeyedWindow(pace_key("acme", "rate", "lasting"), LASTING),))


def lease_ask(lease_id: str, milliseconds: int) -> PaceAsk:
    """Ask for the only lease there is."""
    limits = (LeaseLimit(pace_key("acme", "lease", "only"), 1),)
    return PaceAsk("acme", leases=limits, lease_id=lease_id, lease_ttl=milliseconds * MILLISECOND)


async def race(pace: BatchedPace, callers: int) -> int:
    """Take until each of the callers was refused; return how often one was admitted."""

    async def take() -> int:
        admitted = 0
        # Bounded, should there be no end of it.
        while admitted <= N and (await pace.take([race_ask()]))[0].admitted:
            admitted += 1
        return admitted

    return sum(await asyncio.gather(*(take() for _ in range(callers))))


def tell(what: object) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def main() -> None:
    url, namespace, what, *how = sys.argv[1:]
    # How long a call may take is not the question here.
    link = Link(Address.parse(url), timeout=15.0)
    pace = BatchedPace(RedisPace(link, namespace=namespace))
    if what == "race":
        # Connected, and gathered at the start.
        await pace.take([lease_ask("warm", 1)])
        tell("ready")
        await asyncio.to_thread(sys.stdin.readline)
        told: object = await race(pace, int(how[0]))
    else:
        told = (await pace.take([lease_ask(how[0], int(how[1]))]))[0].admitted
    tell(told)
    if what == "hold":
        await asyncio.sleep(60)
    await link.close()


if __name__ == "__main__":
    asyncio.run(main())
