"""Which counters an action concerns: every budget whose scope includes it, in the period at its instant."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from remit.budget.alert import lines_of
from remit.budget.model import AlertRule, Bucket, Budget, Line, Period, ScopeType, Unit
from remit.budget.period import PeriodClock

MEMO_LIMIT: Final = 50_000
"""Sets of counters kept, and counters; beyond it the oldest is forgotten and found again, about 1 KiB each."""

SESSION_TOKENS: Final = "session-tokens"
"""Id of the budget that a session brings along by its own token limit."""

RUN_COST: Final = "manifest-run-cost"
"""Id of the budget that a manifest's cost per run makes: strict as any other, since runs act in parallel."""

FOREVER: Final = 1 << 62
NO_ROLES: Final[frozenset[str]] = frozenset()


class Concern(NamedTuple):
    """Whose spend an action is. A tuple, since it is looked up for each alternative of every decision."""

    subject: str
    roles: frozenset[str]
    on_behalf_of: str = ""
    behalf_roles: frozenset[str] = NO_ROLES
    """Of the one for whom it is done: whose act it is spends too."""
    session_id: str = ""
    session_token_limit: int | None = None
    run_id: str = ""
    run_cost_limit: int | None = None
    """Nano-units that the agent's manifest grants one run; None means no limit."""


class BudgetIndex:
    """A tenant's budgets by scope; a change of one costs what its scope holds."""

    def __init__(self, clock: PeriodClock, teams_of: Callable[[str], Sequence[str]]) -> None:
        """Begin without budgets; periods turn by `clock`, and `teams_of` says which teams a subject is in."""
        self._clock = clock
        self._teams_of = teams_of
        self._by_scope: dict[tuple[str, str], tuple[Budget, ...]] = {}
        self._of_runs = 0
        # In order of age, so that one is forgotten at a time: to forget all at once would make calls wait.
        self._memo: OrderedDict[tuple[Concern, str], tuple[int, int, int, tuple[Bucket, ...]]] = OrderedDict()
        self._rules: dict[str, AlertRule] = {}
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._age = 0
        # One object for each counter, however many share it: what is known of a counter is remembered by the object.
        self._same: OrderedDict[tuple[str, str], Bucket] = OrderedDict()

    def replace(self, before: Budget | None, after: Budget | None) -> None:
        """Put `after` in the place of `before`; one that is not enabled counts as none."""
        if before is not None and before.enabled:
            self._of_runs -= before.scope_type is ScopeType.RUN
            scope = before.scope_type, before.scope_id
            left = tuple(one for one in self._by_scope.pop(scope, ()) if one.id != before.id)
            if left:
                self._by_scope[scope] = left
        if after is not None and after.enabled:
            self._of_runs += after.scope_type is ScopeType.RUN
            scope = after.scope_type, after.scope_id
            self._by_scope[scope] = (*self._by_scope.get(scope, ()), after)
        self.doubt()

    def replace_rule(self, before: AlertRule | None, after: AlertRule | None) -> None:
        """Put `after` in the place of `before`: the counters that it is about have other lines from now on."""
        if before is not None:
            del self._rules[before.id]
        if after is not None:
            self._rules[after.id] = after
        self.doubt()

    def lines(self, budget: Budget) -> tuple[Line, ...]:
        """Return where alerts of a budget are raised."""
        known = self._lines.get(budget.id)
        if known is None:
            known = self._lines[budget.id] = lines_of(budget, self._rules.values())
        return known

    def turn_by(self, clock: PeriodClock) -> None:
        """Turn periods by another clock."""
        self._clock = clock
        self.doubt()

    def doubt(self) -> None:
        """Find what is remembered again when it is next asked for: a budget, rule, team or the clock has changed."""
        self._age += 1
        self._lines.clear()

    @property
    def know_runs(self) -> bool:
        """Whether any budget counts runs, so that which run it is makes a difference."""
        return self._of_runs > 0

    @property
    def remembered(self) -> int:
        """How many sets of counters are kept ready."""
        return len(self._memo)

    def buckets(self, concern: Concern, model: str, *, at: int) -> tuple[Bucket, ...]:
        """Return the counters that an action with `model` (may be empty) concerns at instant `at`, in key order."""
        known = self._memo.get((concern, model))
        if known is not None and known[0] <= at < known[1] and known[2] == self._age:
            return known[3]
        found = sorted(self._find(concern, model, at=at), key=lambda bucket: (bucket.budget.id, bucket.key))
        buckets = tuple(map(self._one, found))
        since = max((b.starts_at for b in buckets if b.starts_at is not None), default=0)
        until = min((b.ends_at for b in buckets if b.ends_at is not None), default=FOREVER)
        if len(self._memo) >= MEMO_LIMIT:
            self._memo.popitem(last=False)
        self._memo[concern, model] = (since, until, self._age, buckets)
        return buckets

    def _one(self, bucket: Bucket) -> Bucket:
        """Return the object that stands for this counter, if it says the same."""
        key = (bucket.budget.id, bucket.key)
        known = self._same.get(key)
        if known == bucket:
            return known
        if len(self._same) >= MEMO_LIMIT:
            self._same.popitem(last=False)
        self._same[key] = bucket
        return bucket

    def _find(self, concern: Concern, model: str, *, at: int) -> Iterable[Bucket]:
        for scope_type, scope_id in self._scopes(concern, model):
            for budget in (
                *self._by_scope.get((scope_type, scope_id), ()),
                *self._each(scope_type, scope_id),
            ):
                for instance in self._instances(budget, scope_id, concern=concern):
                    yield from self._bucket(budget, instance, concern=concern, at=at)
        if concern.session_id and concern.session_token_limit is not None:
            yield _own_bucket(
                SESSION_TOKENS,
                ScopeType.SESSION,
                identity=concern.session_id,
                limit=concern.session_token_limit,
            )
        if concern.run_id and concern.run_cost_limit is not None:
            yield _own_bucket(RUN_COST, ScopeType.RUN, identity=concern.run_id, limit=concern.run_cost_limit)

    def _each(self, scope_type: str, scope_id: str) -> Sequence[Budget]:
        """Budgets that count each one of a type by itself."""
        return self._by_scope.get((scope_type, ""), ()) if scope_id else ()

    def _scopes(self, concern: Concern, model: str) -> Iterable[tuple[str, str]]:
        yield ScopeType.TENANT, ""
        for subject in filter(None, (concern.subject, concern.on_behalf_of)):
            kind, _, identity = subject.partition(":")
            yield kind, identity
        for team in dict.fromkeys([*self._teams_of(concern.subject), *self._teams_of(concern.on_behalf_of)]):
            yield ScopeType.TEAM, team
        for role in concern.roles | concern.behalf_roles:
            yield ScopeType.ROLE, role
        if model:
            yield ScopeType.MODEL, model
        if concern.session_id:
            yield ScopeType.SESSION, concern.session_id
        if concern.run_id:
            yield ScopeType.RUN, concern.run_id

    def _instances(self, budget: Budget, scope_id: str, *, concern: Concern) -> Iterable[str]:
        """Whom a budget counts: its scope as one, or each of those who act that is in it."""
        if not budget.each_subject:
            return (f"{budget.scope_type}:{scope_id}",)
        acting = {concern.subject: concern.roles, concern.on_behalf_of: concern.behalf_roles}
        if budget.scope_type is ScopeType.ROLE:
            return [subject for subject, roles in acting.items() if scope_id in roles]
        return [subject for subject in acting if scope_id in self._teams_of(subject)]

    def _bucket(self, budget: Budget, instance: str, *, concern: Concern, at: int) -> Iterable[Bucket]:
        """The counter of a budget; a session or run period counts nothing outside of one."""
        limit, lines = budget.limit, self.lines(budget)
        if budget.period is Period.SESSION:
            if concern.session_id:
                yield Bucket(budget, f"{instance}@{concern.session_id}", None, None, limit, lines)
        elif budget.period is Period.RUN:
            if concern.run_id:
                yield Bucket(budget, f"{instance}@{concern.run_id}", None, None, limit, lines)
        else:
            span = self._clock.span(budget.period, at)
            yield Bucket(budget, f"{instance}@{span.key}", span.starts_at, span.ends_at, limit, lines)


def _own_bucket(budget_id: str, scope: ScopeType, *, identity: str, limit: int) -> Bucket:
    """The counter of a limit that a session or a manifest brings along."""
    session = scope is ScopeType.SESSION
    period, unit = (Period.SESSION, Unit.TOKENS) if session else (Period.RUN, Unit.MONEY)
    budget = Budget(budget_id, scope, identity, period, unit, limit)
    return Bucket(budget, f"{scope}:{identity}@{identity}", None, None, limit)
