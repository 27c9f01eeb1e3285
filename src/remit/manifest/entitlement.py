"""A document compiled into a ceiling that `Authorize` asks on every call.

Never grants: that it has no objection is no permission.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final, NamedTuple

from remit.manifest.model import Document, Entitlement, EntitlementKind, Wanted
from remit.manifest.pattern import Patterns
from remit.manifest.strict_yaml import shown
from remit.money import decimal_from_nanos

_TOOL: Final = "tool"
_PLUGIN: Final = "plugin"


class ReasonName(StrEnum):
    """Why a manifest refuses; spelt as in the public registry of reason codes."""

    MANIFEST_UNVERIFIED = "MANIFEST_UNVERIFIED"
    MANIFEST_EXPIRED = "MANIFEST_EXPIRED"
    MANIFEST_REVOKED = "MANIFEST_REVOKED"
    TOOL_NOT_ENTITLED = "TOOL_NOT_ENTITLED"
    MODEL_NOT_ENTITLED = "MODEL_NOT_ENTITLED"
    DATA_NOT_ENTITLED = "DATA_NOT_ENTITLED"
    PLUGIN_NOT_ENTITLED = "PLUGIN_NOT_ENTITLED"
    RUN_COST_EXCEEDED = "RUN_COST_EXCEEDED"


class Refusal(NamedTuple):
    """A reason and one sentence for a human."""

    reason: ReasonName
    message: str


class Ceiling:
    """What one manifest grants at most, ready to be asked."""

    __slots__ = ("_data", "_models", "_plugins", "_tools", "agent", "currency", "max_cost")

    def __init__(self, document: Document) -> None:
        """Compile a document."""
        self.agent = document.agent
        self.max_cost = document.max_cost_per_run
        """Nano-units of `currency`; None means no limit."""
        self.currency = document.currency
        self._tools = Patterns(document.tools)
        self._plugins = Patterns(document.plugins)
        self._models = Patterns(document.models)
        self._data = frozenset(document.data_classes)

    def check(
        self,
        action: str,
        resource: str,
        *,
        model: str = "",
        data_classes: Collection[str] = (),
        money: int = 0,
    ) -> Refusal | None:
        """Return the first objection to an act, or None.

        Tools are checked for actions `tool:*` and for resources of type `tool`, so that renaming an action
        does not free a tool; plugins likewise.

        Args:
            action: `noun:verb`.
            resource: `type:id`.
            model: `<provider>/<model>`; empty when none is used.
            data_classes: classes of data that the act touches.
            money: nano-units that the run has spent already plus the estimate of this act, in
                the tenant's currency, which a manifest must share when it is registered.
        """
        noun, _, _ = action.partition(":")
        sort, _, name = resource.partition(":")
        if _TOOL in (noun, sort) and not self._tools.matches(name):
            return self._refusal(ReasonName.TOOL_NOT_ENTITLED, f"no tool {shown(name)}")
        if _PLUGIN in (noun, sort) and not self._plugins.matches(name):
            return self._refusal(ReasonName.PLUGIN_NOT_ENTITLED, f"no plugin {shown(name)}")
        if model and not self._models.matches(model):
            return self._refusal(ReasonName.MODEL_NOT_ENTITLED, f"no model {shown(model)}")
        if data_classes and not self._data.issuperset(data_classes):
            outside = ", ".join(shown(name) for name in data_classes if name not in self._data)
            return self._refusal(ReasonName.DATA_NOT_ENTITLED, f"no data of class {outside}")
        if self.max_cost is not None and money > self.max_cost:
            return self._too_dear(money)
        return None

    def grants_model(self, model: str) -> bool:
        """Tell whether a model, `<provider>/<model>`, may be used; for choosing among candidates."""
        return self._models.matches(model)

    def answer(self, wanted: Wanted) -> tuple[Entitlement, ...]:
        """Say of each wanted thing whether it is granted, in the order tools, models, data, plugins, cost."""
        asked = (
            (EntitlementKind.TOOL, wanted.tools, self._tools.matches),
            (EntitlementKind.MODEL, wanted.models, self._models.matches),
            (EntitlementKind.DATA, wanted.data, self._data.__contains__),
            (EntitlementKind.PLUGIN, wanted.plugins, self._plugins.matches),
        )
        answers = [
            _entitlement(kind, name, granted=granted(name))
            for kind, names, granted in asked
            for name in names
        ]
        if wanted.cost is not None:
            answers.append(self._cost(wanted.cost, wanted.currency or self.currency))
        return tuple(answers)

    def _cost(self, cost: int, currency: str) -> Entitlement:
        name = f"{decimal_from_nanos(cost)} {currency}".rstrip()
        if self.max_cost is None:
            return Entitlement(
                EntitlementKind.COST, name, granted=True, message="the manifest limits no cost"
            )
        limit = f"{decimal_from_nanos(self.max_cost)} {self.currency}"
        if currency != self.currency:
            message = f"the manifest grants {limit} a run, and {shown(currency)} cannot be compared with it"
            return Entitlement(EntitlementKind.COST, name, granted=False, message=message)
        message = f"the manifest grants {limit} a run"
        return Entitlement(EntitlementKind.COST, name, granted=cost <= self.max_cost, message=message)

    def _refusal(self, reason: ReasonName, what: str) -> Refusal:
        return Refusal(reason, f"the manifest of {self.agent} grants {what}")

    def _too_dear(self, money: int) -> Refusal:
        limit = decimal_from_nanos(self.max_cost or 0)
        message = (
            f"the run would come to {decimal_from_nanos(money)} {self.currency}; "
            f"the manifest of {self.agent} grants {limit} a run"
        )
        return Refusal(ReasonName.RUN_COST_EXCEEDED, message)


def _entitlement(kind: EntitlementKind, name: str, *, granted: bool) -> Entitlement:
    verb = "grants" if granted else "does not grant"
    return Entitlement(kind, name, granted=granted, message=f"the manifest {verb} {kind} {shown(name)}")
