"""Limits how often one may be refused, and tallies the refusals that are not recorded one by one.

Decisions that refuse are recorded like those that allow, and whoever asks for the same forbidden act for ever would fill
the audit log and the database with it. In memory, of one process; forgetting all of it does no harm. Pure: a clock is
given, and nothing is read or written.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from remit.clock import MINUTE, SECOND, Clock
from remit.errors import TooManyRefusalsError
from remit.policy.rate_limit import UNUSED, Window

BURST_MINUTES: Final = 5
"""Minutes' worth of refusals that may come at once: a batch of a thousand questions may well be refused whole."""

SHARED_FACTOR: Final = 10
"""Times as many refusals are taken from one source as from each of its parts: behind one gateway's key are many agents,
behind one address many callers, and one that runs wild must not silence the others."""

MOST_BUCKETS: Final = 16_384
"""Buckets that are kept, about 300 bytes each; beyond it the oldest are forgotten, as if they were full again."""

MOST_TALLIES: Final = 4_096
"""Sources that are told apart between two reports; what else comes is counted as one."""

EVERYBODY: Final = "*"
"""Stands for the sources beyond those that are told apart."""

_LOOKS: Final = 2
"""Buckets that are looked at for each refusal: more than are added, so the full ones always go."""

_IPV6_KEPT: Final = 64
_IPV6_BITS: Final = 128

Key = tuple[str, str, str]
"""Tenant (empty: unknown), source and part; the part is empty for the source as a whole."""

Owner = tuple[str, str]
"""Tenant and ref of a principal whose own credential was refused."""


@dataclass(slots=True)
class Tally:
    """Refusals of one source that nobody recorded."""

    tenant: str
    """Whose log should tell of it; empty when no tenant is concerned."""
    source: str
    """A principal, or an address."""
    part: str
    """A subject, or what was shown as a credential; `*` for more than one."""
    count: int
    first_at: int
    last_at: int


class Refusals:
    """Refusals of one kind: denials, or credentials that are no good."""

    __slots__ = ("_buckets", "_clock", "_shut", "_tallies", "_whole", "_window", "refused")

    def __init__(self, clock: Clock, *, per_minute: int) -> None:
        """Take so many refusals a minute from each part of a source, and ten times as many from the source; 0: any."""
        self._clock = clock
        self._window = _window(per_minute)
        self._whole = _window(per_minute * SHARED_FACTOR)
        # Theoretical arrival times of the buckets, in microseconds; the oldest first.
        self._buckets: OrderedDict[Key, int] = OrderedDict()
        self._shut: dict[Key, int] = {}
        self._tallies: dict[Key, Tally] = {}
        self.refused = 0
        """How often `require` refused, for metrics."""

    @property
    def shut(self) -> bool:
        """Whether there is anybody to whom `require` may say no: when not, it need not be asked."""
        return bool(self._shut)

    @property
    def buckets(self) -> int:
        """How many buckets are kept, for metrics."""
        return len(self._buckets)

    def require(
        self, tenant: str, source: str, *, part: str, log: str = "", owner: Owner | None = None
    ) -> None:
        """Refuse who was refused too often, and tally that.

        Args:
            tenant: whose source it is; empty when it is nobody's.
            source: a principal, or an address.
            part: a subject, or what was shown as a credential.
            log: the tenant whose log should tell of it, when that is another.
            owner: whose credential it is, from whatever source; None: nobody's, or that is not proven.

        Raises:
            TooManyRefusalsError: with the seconds until one refusal more would be taken.
        """
        now = self._clock.now()
        wait = max(self._wait((tenant, source, part), now), self._wait((tenant, source, ""), now))
        if owner is not None:
            wait = max(wait, self._wait((*owner, ""), now))
        if wait > 0:
            self.refused += 1
            self.tally(log or tenant, source, part=part)
            message = (
                "too many of this caller's requests were refused lately; wait, and stop asking for the same"
            )
            raise TooManyRefusalsError(message, retry_after=wait / SECOND)

    def count(self, tenant: str, source: str, *, part: str, owner: Owner | None = None) -> None:
        """Count a refusal; of its `owner` too, as of a source as a whole, when there is one."""
        now = self._clock.now()
        if owner is not None:
            self._take((*owner, ""), self._whole, now=now)
        self._take((tenant, source, part), self._window, now=now)
        self._take((tenant, source, ""), self._whole, now=now)

    def tally(self, tenant: str, source: str, *, part: str, count: int = 1) -> None:
        """Note refusals that nobody records one by one, for the next report."""
        now = self._clock.now()
        self._add(Tally(tenant, source, part, count, now, now))

    def report(self) -> Sequence[Tally]:
        """Return what was tallied since the last report, the most frequent first, and begin anew."""
        tallies, self._tallies = self._tallies, {}
        now = self._clock.now()
        self._shut = {key: until for key, until in self._shut.items() if until > now}
        return sorted(tallies.values(), key=lambda one: -one.count)

    def put_back(self, tallies: Iterable[Tally]) -> None:
        """Tally again what could not be reported."""
        for one in tallies:
            self._add(one)

    def _add(self, one: Tally) -> None:
        key = (one.tenant, one.source, one.part)
        known = self._tallies.get(key)
        if known is None and len(self._tallies) >= MOST_TALLIES:
            key = ("", EVERYBODY, EVERYBODY)
            known = self._tallies.get(key)
        if known is None:
            self._tallies[key] = Tally(*key, one.count, one.first_at, one.last_at)
            return
        known.count += one.count
        known.first_at = min(known.first_at, one.first_at)
        known.last_at = max(known.last_at, one.last_at)

    def _wait(self, key: Key, now: int) -> int:
        until = self._shut.get(key)
        if until is None:
            return 0
        if until <= now:
            del self._shut[key]
        return until - now

    def _take(self, key: Key, window: Window | None, *, now: int) -> None:
        if window is None:
            return
        self._forget(now)
        # What was refused was refused: the bucket is charged even where others of the same source emptied it meanwhile.
        tat = max(window.take(self._buckets.pop(key, UNUSED), now, cost=0).tat, now) + window.interval
        self._buckets[key] = min(tat, now + window.reach)
        room_at = tat + window.interval - window.reach
        if room_at > now:
            self._shut[key] = room_at

    def _forget(self, now: int) -> None:
        for _ in range(min(_LOOKS, len(self._buckets))):
            key, tat = next(iter(self._buckets.items()))
            if tat > now and len(self._buckets) < MOST_BUCKETS:
                self._buckets.move_to_end(key)
            else:
                del self._buckets[key]
                self._shut.pop(key, None)


def network_of(address: str) -> str:
    """Return what stands for a caller's address: itself, or of IPv6 the /64 that one household has to itself.

    An IPv4 address inside IPv6 is IPv4; what cannot be read stands for itself, cut short.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:_IPV6_KEPT]
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    kept = int(parsed) >> (_IPV6_BITS - _IPV6_KEPT) << (_IPV6_BITS - _IPV6_KEPT)
    return f"{IPv6Address(kept)}/{_IPV6_KEPT}"


def _window(per_minute: int) -> Window | None:
    return Window(-(-MINUTE // per_minute), per_minute * BURST_MINUTES) if per_minute else None
