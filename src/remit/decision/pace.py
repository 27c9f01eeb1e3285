"""What a decision needs of the room of things that may be forgotten: rates, leases, wake-ups. Never money.

Losing all of it costs nobody money, an approval or evidence: buckets are full again, leases free, watchers
look at storage by themselves. Every backend runs the same contract suite.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from remit.policy.rate_limit import Window
from remit.value import value

RATE: Final = "rate"
CONCURRENCY: Final = "concurrency"
DeniedBy = Literal["", "rate", "concurrency"]


def pace_key(tenant: str, *parts: str) -> str:
    """Return the key of a bucket or of a set of leases.

    It begins with `{tenant}`, by which Redis Cluster keeps all keys of a tenant in one slot. Braces and bars
    are in no id, so different parts never make the same key.
    """
    return f"{{{tenant}}}" + "|".join(parts)


@dataclass(frozen=True, slots=True)
class KeyedWindow:
    """A window of a rate limit, and whose bucket it is counted in."""

    key: str
    """Made by `pace_key`; different windows have different keys, also those of one limit."""
    window: Window
    """Compiled: `Window.compile`."""


@dataclass(frozen=True, slots=True)
class LeaseLimit:
    """How many leases may be held at once in one set."""

    key: str
    """Made by `pace_key`."""
    limit: int
    """Leases, >= 1."""


@value
class PaceAsk:
    """What one act takes: its cost in every window, and a lease in every set, or nothing at all.

    Keys within one ask are distinct and all of its tenant.
    """

    tenant: str
    windows: tuple[KeyedWindow, ...] = ()
    cost: int = 1
    """Tokens taken from each bucket, >= 1."""
    leases: tuple[LeaseLimit, ...] = ()
    lease_id: str = ""
    """Whose lease it is, such as the reservation's id; held already, it counts once. Empty without leases."""
    lease_ttl: int = 0
    """Microseconds after which the lease is free even if nobody releases it; > 0 with leases."""


@value
class RateStanding:
    """Where one bucket stands after the ask, admitted or not."""

    key: str
    limit: int
    """What can come at once when the bucket is full: the window's burst."""
    remaining: int
    """What could come at once now."""
    resets_in: int
    """Microseconds until the bucket is full again; 0 when it is."""


@value
class PaceAnswer:
    """Whether an ask was admitted, and where its buckets stand."""

    admitted: bool
    rates: tuple[RateStanding, ...] = ()
    """One for each window, in the order of the ask."""
    denied_by: DeniedBy = ""
    """Empty when admitted."""
    denied_key: str = ""
    """The key that had no room; of several windows the one to wait for longest. Empty when admitted."""
    retry_after: int | None = None
    """Microseconds until the windows would admit it, > 0, if nobody else takes. None when admitted, when
    waiting never helps (a cost above the burst), and for leases: nobody knows when one is released."""


@value
class Lease:
    """One lease, wherever it is held."""

    tenant: str
    id: str
    """The ask's `lease_id`."""


class Pace(Protocol):
    """Takes rates and leases for a batch in one trip. Time is the backend's own clock.

    Every method raises `BackendUnavailableError` when the backend does not answer; what it did is then
    unknown.
    """

    async def take(self, batch: Sequence[PaceAsk]) -> list[PaceAnswer]:
        """Answer each ask in order, and take all of it or nothing. Each sees those before it in the batch."""
        ...

    async def give_back(self, batch: Sequence[PaceAsk]) -> None:
        """Undo asks that were admitted and whose acts were then denied: their tokens and their leases.

        Once for each admitted ask; a bucket is never fuller than full.
        """
        ...

    async def release(self, leases: Sequence[Lease]) -> None:
        """Free leases in all their sets; one that is not held (any more) is no error."""
        ...

    async def extend(self, leases: Sequence[Lease], ttl: int) -> None:
        """Hold leases for at least `ttl` microseconds from now; one that is not held (any more) stays free."""
        ...


class Announcements(Protocol):
    """Wakes those who wait for a topic. It says only "look again"; storage says what there is."""

    async def publish(self, topics: Iterable[str]) -> None:
        """Wake whoever waits for one of these topics, here and in all other servers."""
        ...

    def position(self, topic: str) -> int:
        """Return where a topic stands. Take it *before* reading storage, and give it to `wait` afterwards."""
        ...

    async def wait(self, topic: str, seen: int, *, within: float) -> int:
        """Return the topic's position once it is past `seen`, or after `within` seconds as it is.

        Whatever was published after `position` returned `seen` ends the wait, so no wake-up is lost. It may
        end without need: look at storage and wait again.

        Args:
            topic: any text, such as `{tenant}run|run_…`.
            seen: what `position` or an earlier `wait` returned.
            within: seconds, at most; `seen` returned again means that nothing came.
        """
        ...
