"""What a tenant's entities make together: rights, ceilings, counters, prices. Takes one entity in the place of another.

A change costs what it touches and nothing else: whoever has ten thousand bindings pays for the one that changes.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar

from remit.budget.downgrade import ladder
from remit.budget.model import AlertRule, Budget, Downgrade, Price
from remit.budget.period import PeriodClock, zone_named
from remit.budget.price import PriceBook
from remit.decision.ceiling import Ceilings
from remit.decision.concern import BudgetIndex
from remit.decision.tenant import Settings, Tenant
from remit.identity.model import Group, State, Team
from remit.manifest.model import Manifest, TrustedKey
from remit.policy.evaluate import CompiledPolicy
from remit.policy.model import Binding, Guardrail, RateLimit, Role, SandboxProfile
from remit.policy.rate_limit import PaceIndex
from remit.policy.sandbox import SandboxIndex


class Compiled:
    """All indexes of one tenant."""

    def __init__(self, prices: PriceBook) -> None:
        """Begin empty, with the prices that everyone knows."""
        self._known_prices = prices
        self._own_prices: dict[str, Price] = {}
        self._downgrades: dict[str, Downgrade] = {}
        self._prices_changed = self._downgrades_changed = False
        self.settings = Settings()
        self.state: State | None = None
        self.period_clock = PeriodClock(self.settings.zone)
        self.zone = zone_named(self.settings.zone)
        self.prices = prices
        self.ladder: Mapping[str, str] = {}
        self.policy = CompiledPolicy()
        self.budgets = BudgetIndex(self.period_clock, self.policy.teams_of)
        self.ceilings = Ceilings()
        self.paces = PaceIndex()
        self.sandboxes = SandboxIndex()

    def replace(self, kind: str, before: object | None, *, after: object | None) -> None:
        """Put an entity of an eager kind in the place of another; None: there was none, or is none any more.

        Raises:
            InvalidFieldError: when it cannot be compiled; nothing was changed then.
            DocumentInvalidError: when a guardrail's condition cannot; nothing was changed then.
        """
        replace = self._REPLACE.get(kind)
        if replace is not None and (before is not None or after is not None):
            replace(self, before, after)

    def settle(self) -> None:
        """Let count what only counts together: roles that inherit each other, a tenant's few prices and downgrades.

        Raises:
            InvalidFieldError: when roles inherit in a loop, over more than 8 steps, or what is not there.
        """
        self.policy.settle()
        if self._prices_changed:
            self.prices = self._known_prices.with_overrides(self._own_prices.values())
        if self._downgrades_changed:
            self.ladder = ladder(self._downgrades.values())
        self._prices_changed = self._downgrades_changed = False

    @property
    def remembered(self) -> int:
        """How many answers are kept ready."""
        return self.policy.remembered + self.budgets.remembered

    def _replace_tenant(self, _: Tenant | None, after: Tenant | None) -> None:
        self.settings = after.settings if after else Settings()
        self.state = after.state if after else None
        self.period_clock = PeriodClock(self.settings.zone)
        self.zone = zone_named(self.settings.zone)
        self.budgets.turn_by(self.period_clock)

    def _replace_team(self, before: Team | None, after: Team | None) -> None:
        self.policy.replace_team(_id(before, after), _members(after))
        self.budgets.doubt()

    def _replace_price(self, before: Price | None, after: Price | None) -> None:
        self._prices_changed = True
        self._own_prices.pop(_id(before, after), None)
        if after is not None:
            self._own_prices[after.id] = after

    def _replace_downgrade(self, before: Downgrade | None, after: Downgrade | None) -> None:
        self._downgrades_changed = True
        self._downgrades.pop(_id(before, after), None)
        if after is not None:
            self._downgrades[after.id] = after

    # Functions, and no methods bound to one tenant: what refers to itself is not freed when it is dropped.
    _REPLACE: ClassVar[Mapping[str, Callable[["Compiled", Any, Any], None]]] = {
        Tenant.kind: _replace_tenant,
        Group.kind: lambda own, before, after: own.policy.replace_group(_id(before, after), _members(after)),
        Team.kind: _replace_team,
        Role.kind: lambda own, before, after: own.policy.replace_role(before, after),
        Binding.kind: lambda own, before, after: own.policy.replace_binding(before, after),
        Guardrail.kind: lambda own, before, after: own.policy.replace_guardrail(before, after),
        RateLimit.kind: lambda own, before, after: own.paces.replace(before, after),
        SandboxProfile.kind: lambda own, before, after: own.sandboxes.replace(before, after),
        Budget.kind: lambda own, before, after: own.budgets.replace(before, after),
        AlertRule.kind: lambda own, before, after: own.budgets.replace_rule(before, after),
        Price.kind: _replace_price,
        Downgrade.kind: _replace_downgrade,
        Manifest.kind: lambda own, before, after: own.ceilings.replace(before, after),
        TrustedKey.kind: lambda own, before, after: own.ceilings.replace_key(before, after),
    }
    """How each kind of which something is made takes one in the place of another; never both None."""


def _id(before: Any, after: Any) -> str:  # noqa: ANN401  any entity
    identity: str = (after or before).id
    return identity


def _members(whole: Group | Team | None) -> Collection[str]:
    return whole.members if whole is not None else ()
