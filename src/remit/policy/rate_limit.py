"""How often: the arithmetic of GCRA, and which limits concern an action. Never stores a bucket.

GCRA (ITU-T I.371, annex A) keeps one number for each bucket, its theoretical arrival time `tat`: the
instant (in microseconds) at which the bucket will be full again. A cost moves it on by that many
intervals; it may run ahead of now by the burst.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from remit.clock import DAY, SECOND
from remit.errors import InvalidFieldError
from remit.money import divide_up
from remit.policy.index import PatternIndex
from remit.policy.model import RateLimit, RateWindow
from remit.policy.pattern import compile_action

MOST_CALLS: Final = 1_000_000
LEAST_PERIOD: Final = SECOND
MOST_PERIOD: Final = 31 * DAY
MOST_REACH: Final = 36_500 * DAY
"""Within which a burst comes back. Beyond it is no rate, and Redis counts microseconds exactly up to 2^53 alone."""

UNUSED: Final = 0
"""The `tat` of a bucket that nobody has taken from."""

MOST_REMEMBERED_ACTIONS: Final = 4_096
"""Actions whose limits are kept ready; beyond it all are forgotten and found again."""

MOST_WINDOWS: Final = 8
MOST_CONCURRENT: Final = 1_000_000
TENANT: Final = "tenant"
SUBJECT: Final = "subject"
SUBJECT_TYPES: Final = frozenset({"user", "agent", "service", "system"})


@dataclass(frozen=True, slots=True)
class Take:
    """What became of an attempt to take from a bucket."""

    admitted: bool
    tat: int
    """The bucket's `tat` afterwards."""
    remaining: int
    """What could be taken at once now."""
    retry_after: int | None
    """Microseconds until it would be admitted; 0 when it was; None when it costs more than the burst."""
    reset_after: int
    """Microseconds until the bucket is full; 0 when it is."""


@dataclass(frozen=True, slots=True)
class Window:
    """A compiled window."""

    interval: int
    """Microseconds in which one call comes back, rounded up: at most 1 µs a call slower than the limit."""
    burst: int
    """Calls that may come at once, >= 1."""

    @staticmethod
    @lru_cache(maxsize=4_096)
    def compile(window: RateWindow) -> "Window":
        """Check and compile a window; what was compiled before is remembered.

        Raises:
            InvalidFieldError: at `limit`, `burst` or `period`, when it is out of range.
        """
        if not 1 <= window.limit <= MOST_CALLS:
            raise InvalidFieldError(f"a limit is 1 to {MOST_CALLS} calls", field="limit")
        if not 0 <= window.burst <= MOST_CALLS:
            raise InvalidFieldError(f"a burst is 1 to {MOST_CALLS} calls, or 0 for the limit", field="burst")
        if not LEAST_PERIOD <= window.period <= MOST_PERIOD:
            raise InvalidFieldError("a period is 1 second to 31 days", field="period")
        compiled = Window(divide_up(window.period, window.limit), window.burst or window.limit)
        if compiled.reach > MOST_REACH:
            raise InvalidFieldError("a burst comes back within 100 years", field="burst")
        return compiled

    @property
    def reach(self) -> int:
        """Microseconds that `tat` may be ahead of now: those in which an empty bucket fills."""
        return self.interval * self.burst

    def take(self, tat: int, now: int, *, cost: int = 1) -> Take:
        """Take `cost` (>= 0) from a bucket at `now`, or nothing if there is not enough.

        A `tat` farther ahead than the window reaches comes of a clock that went back or of a window that
        was wider; it is taken for an empty bucket, so that neither locks anybody out for longer than
        that.
        """
        reach = self.reach
        base = min(max(tat, now), now + reach)
        later = base + cost * self.interval
        wait = later - reach - now
        admitted = wait <= 0
        after = later if admitted else base
        return Take(
            admitted=admitted,
            tat=after,
            remaining=(now + reach - after) // self.interval,
            retry_after=max(wait, 0) if cost <= self.burst else None,
            reset_after=after - now,
        )

    def give_back(self, tat: int, now: int, *, cost: int = 1, taken_tat: int | None = None) -> int:
        """Return the `tat` after `cost` that was admitted is given back, because its act was denied.

        Args:
            tat: the bucket's as it stands.
            now: microseconds.
            cost: what was taken.
            taken_tat: the `tat` that the take returned. With it, what time has brought back since is not
                given twice, however late this comes; without it, this must come at once, as within one
                decision.
        """
        credit = cost * self.interval
        if taken_tat is not None:
            credit = min(credit, max(taken_tat - now, 0))
        # Below now a bucket is full anyway.
        return max(tat - credit, min(tat, now))


def take_all(
    tats: Sequence[int], windows: Sequence[Window], *, now: int, cost: int = 1
) -> tuple[bool, tuple[Take, ...]]:
    """Take from every bucket or from none; `tats` and `windows` belong together, in order.

    Returns:
        Whether all admitted, and what each bucket says. If not, each tells where it stands with nothing
        taken, and those with `admitted` unset are the ones that had no room.
    """
    takes = tuple(window.take(tat, now, cost=cost) for tat, window in zip(tats, windows, strict=True))
    if all(take.admitted for take in takes):
        return True, takes
    standings = (window.take(tat, now, cost=0) for tat, window in zip(tats, windows, strict=True))
    return False, tuple(
        replace(standing, admitted=take.admitted, retry_after=take.retry_after)
        for standing, take in zip(standings, takes, strict=True)
    )


def compile_windows(windows: Iterable[RateWindow]) -> tuple[Window, ...]:
    """Compile windows.

    Raises:
        InvalidFieldError: at `windows[i].limit` and the like, when one is out of range.
    """
    compiled = []
    for place, window in enumerate(windows):
        try:
            compiled.append(Window.compile(window))
        except InvalidFieldError as error:
            raise InvalidFieldError(error.message, field=f"windows[{place}].{error.field}") from error
    return tuple(compiled)


@dataclass(frozen=True, slots=True)
class Pace:
    """A limit as it concerns one action: its windows and its concurrency, and whose they are."""

    limit: RateLimit
    key: tuple[str, ...]
    """(limit id, scope, whose…): different buckets, different keys. Windows are told apart by their place."""
    windows: tuple[Window, ...] = ()
    """As `limit.windows`, compiled."""

    @property
    def limit_id(self) -> str:
        """Which limit it is."""
        return self.limit.id

    @property
    def concurrency(self) -> int:
        """Open reservations at once; 0 means no limit."""
        return self.limit.concurrency


@dataclass(frozen=True, slots=True)
class _Limit:
    limit: RateLimit
    windows: tuple[Window, ...]

    def of(self, *whose: str) -> Pace:
        return Pace(self.limit, (self.limit.id, *whose), self.windows)


class _Row:
    """The limits of one action by scope."""

    __slots__ = ("by_scope", "tenant")

    def __init__(self, limits: Iterable[_Limit]) -> None:
        self.tenant: list[Pace] = []
        self.by_scope: defaultdict[str, list[_Limit]] = defaultdict(list)
        for one in limits:
            if one.limit.scope == TENANT:
                self.tenant.append(one.of(TENANT))
            else:
                self.by_scope[one.limit.scope].append(one)

    def find(self, subject: str, roles: Collection[str], *, teams: Collection[str]) -> Iterator[Pace]:
        yield from self.tenant
        for scope in (SUBJECT, subject):
            for one in self.by_scope.get(scope, ()):
                yield one.of(SUBJECT, subject)
        for kind, names in (("role", roles), ("team", teams)):
            for name in self._named(kind, names):
                for one in self.by_scope.get(f"{kind}:{name}", ()):
                    yield one.of(kind, name, subject) if one.limit.each_subject else one.of(kind, name)

    def _named(self, kind: str, names: Collection[str]) -> Iterable[str]:
        """Those of `names` that limits may be about, found from the smaller side."""
        if len(names) <= len(self.by_scope):
            return names
        head = f"{kind}:"
        return [
            scope[len(head) :]
            for scope in self.by_scope
            if scope.startswith(head) and scope[len(head) :] in names
        ]


class PaceIndex:
    """A tenant's rate limits by action and scope."""

    __slots__ = ("_by_action", "_rows")

    def __init__(self, limits: Iterable[RateLimit] = ()) -> None:
        """Check them, and index those that are enabled.

        Raises:
            InvalidFieldError: when a pattern, a scope, a window or a concurrency is not of its form.
        """
        self._by_action: PatternIndex[_Limit] = PatternIndex(compile_pattern=compile_action)
        self._rows: dict[str, _Row] = {}
        for limit in limits:
            self.replace(None, limit)

    def replace(self, before: RateLimit | None, after: RateLimit | None) -> None:
        """Put `after` in the place of `before`; one that is not enabled counts as none.

        Raises:
            InvalidFieldError: when a pattern, a scope, a window or a concurrency is not of its form; nothing was
                changed then.
        """
        if after is not None:
            check_limit(after)
        if before is not None:
            self._by_action.drop(before.id, before.actions or ("*",))
        if after is not None and after.enabled:
            compiled = _Limit(after, compile_windows(after.windows))
            self._by_action.put(after.id, after.actions or ("*",), value=compiled)
        self._rows.clear()

    def limits_for(
        self, subject: str, action: str, *, roles: Collection[str] = (), teams: Collection[str] = ()
    ) -> tuple[Pace, ...]:
        """Return the limits that concern a subject's action, in the order of their ids.

        Args:
            subject: such as `agent:researcher-7`.
            action: `noun:verb`.
            roles: all that the subject has.
            teams: all that the subject is in.
        """
        row = self._rows.get(action)
        if row is None:
            if len(self._rows) >= MOST_REMEMBERED_ACTIONS:
                self._rows.clear()
            row = self._rows[action] = _Row(self._by_action.matching(action))
        if not row.by_scope:
            return tuple(row.tenant)
        return tuple(sorted(row.find(subject, roles, teams=teams), key=_key))


def check_limit(limit: RateLimit) -> None:
    """Refuse a limit that is not of its form.

    Raises:
        InvalidFieldError: naming the field.
    """
    kind, _, name = limit.scope.partition(":")
    if limit.scope not in {TENANT, SUBJECT} and not (name and kind in {"role", "team", *SUBJECT_TYPES}):
        message = "a scope is `tenant`, `subject`, `role:<id>`, `team:<id>` or one subject such as `agent:x`"
        raise InvalidFieldError(message, field="scope")
    if limit.each_subject and kind not in {"role", "team"}:
        message = (
            "only subjects of a role or team can be counted apart; for all of them use the scope `subject`"
        )
        raise InvalidFieldError(message, field="each_subject")
    for place, pattern in enumerate(limit.actions):
        compile_action(pattern, f"actions[{place}]")
    if len(limit.windows) > MOST_WINDOWS:
        raise InvalidFieldError(f"a limit has at most {MOST_WINDOWS} windows", field="windows")
    compile_windows(limit.windows)
    if not 0 <= limit.concurrency <= MOST_CONCURRENT:
        raise InvalidFieldError(
            f"a concurrency is at most {MOST_CONCURRENT}, or 0 for none", field="concurrency"
        )
    if not limit.windows and not limit.concurrency:
        raise InvalidFieldError("a limit needs a window or a concurrency; give one", field="windows")


def _key(pace: Pace) -> tuple[str, ...]:
    return pace.key
