"""Budgets of a tenant. One made over existing spend begins with it; what it counts never changes."""

from collections.abc import Callable
from dataclasses import replace

from remit.administration.editor import Editor, UnchangedError, Written, stamped
from remit.administration.field import under
from remit.administration.tenant_settings import settings_of
from remit.administration.unit import Unit, create, update
from remit.budget.model import Budget, Period, ScopeType
from remit.budget.past import PastSpend
from remit.errors import InvalidFieldError, MissingFieldError
from remit.ids import BUDGET

_BOUND_PERIODS = {Period.SESSION: ScopeType.SESSION, Period.RUN: ScopeType.RUN}
"""Periods that last as long as what they count."""

_OF_MANY = {ScopeType.ROLE, ScopeType.TEAM}
"""Scopes that have subjects in them."""

_FIXED = {
    "scope_type": "scope",
    "scope_id": "scope_id",
    "each_subject": "each_subject",
    "period": "period",
    "unit": "limit",
}
"""What the key or unit of a counter follows from, and the request field that says it."""


async def create_budget(editor: Editor, budget: Budget) -> Written[Budget]:
    """Create a budget, its counters filled from the ledger in the same commit.

    Raises:
        AlreadyExistsError: when the id is taken.
        InvalidFieldError: when scope and period do not go together.
    """
    check_budget(budget)
    there = await _found(editor, budget.id)
    past = await _look_back(editor, budget) if there is None else None

    def work(unit: Unit) -> Budget:
        identity = budget.id or unit.new_id(BUDGET)
        editor.claim(unit, Budget, identity=identity)
        made = replace(budget, id=identity, created_at=unit.at, updated_at=unit.at)
        unit.open_counters(create(unit, made), settings_of(unit).zone, past=past)
        return made

    scope = f"{budget.scope_type}:{budget.scope_id}"
    return await editor.write("budget:create", f"budget:{budget.id}" if budget.id else scope, work=work)


async def update_budget(
    editor: Editor, identity: str, *, etag: str, change: Callable[[Budget], Budget]
) -> Written[Budget]:
    """Change a budget; a new limit holds at once, also below what is spent.

    Raises:
        InvalidFieldError: when scope, period or unit would change.
    """
    found = await _found(editor, identity)
    turned_on = found is not None and not found.enabled and change(found).enabled
    past = await _look_back(editor, found) if found is not None and turned_on else None

    def work(unit: Unit) -> Budget:
        def changed(before: Budget) -> Budget:
            after = change(before)
            if after == before:
                raise UnchangedError(before)
            require_same_counters(before, after)
            check_budget(after)
            # What was spent while it was off is in the ledger, not in its counters.
            if after.enabled and not before.enabled:
                unit.open_counters(after, settings_of(unit).zone, past=past)
            return stamped(after, updated_at=unit.at)

        return update(unit, Budget, identity=identity, etag=etag, change=changed)

    return await editor.write("budget:update", f"budget:{identity}", work=work)


async def delete_budget(editor: Editor, identity: str, *, etag: str) -> Written[Budget]:
    """Remove a budget; the ledger keeps what it counted, and open reservations settle without it."""
    return await editor.delete(Budget, identity, etag=etag)


async def _found(editor: Editor, identity: str) -> Budget | None:
    """Return a budget as storage has it now; the write that follows looks once more."""
    return (await editor.office.catalogs.refresh(editor.tenant)).get(Budget, identity)


async def _look_back(editor: Editor, budget: Budget) -> PastSpend:
    """Add up what there is to count before the write, in which everybody would have to wait for it."""
    zone = (await editor.catalog()).settings.zone
    return await editor.office.look_back(editor.tenant, budget, zone=zone)


def require_same_counters(before: Budget, after: Budget) -> None:
    """Refuse a change after which the counters would belong to something else.

    Raises:
        InvalidFieldError: naming the field.
    """
    for name, field in _FIXED.items():
        if getattr(before, name) != getattr(after, name):
            message = f"budget.{field}: scope, period and unit are fixed; create another budget"
            raise InvalidFieldError(message, field=f"budget.{field}")


def check_budget(budget: Budget) -> None:
    """Refuse a budget whose parts contradict each other.

    Raises:
        InvalidFieldError: naming the field.
    """
    with under("budget"):
        _check_scope(budget)
        percents = [threshold.percent for threshold in budget.thresholds]
        for place, percent in enumerate(percents):
            if percent in percents[:place]:
                raise InvalidFieldError(f"{percent} % stands twice", field=f"thresholds[{place}].percent")


def _check_scope(budget: Budget) -> None:
    scope, identity = budget.scope_type, budget.scope_id
    wanted = _BOUND_PERIODS.get(budget.period)
    if wanted is not None and scope is not wanted:
        message = (
            f"the period {budget.period} counts one {wanted} at a time, so the scope must be {wanted.upper()}"
        )
        raise InvalidFieldError(message, field="period")
    if budget.each_subject:
        _check_each(budget)
    if not identity:
        return
    if scope is ScopeType.TENANT:
        raise InvalidFieldError("the scope TENANT has no scope_id", field="scope_id")
    if identity.startswith(f"{scope}:"):
        message = f"write it without its type: {identity.removeprefix(f'{scope}:')}"
        raise InvalidFieldError(message, field="scope_id")
    if scope is ScopeType.MODEL and "/" not in identity:
        raise MissingFieldError("write a model with its provider: openai/gpt-4o", field="scope_id")


def _check_each(budget: Budget) -> None:
    if budget.scope_type not in _OF_MANY:
        message = "only subjects of a ROLE or TEAM can be counted apart; without scope_id, AGENT counts each agent apart"
        raise InvalidFieldError(message, field="each_subject")
    if not budget.scope_id:
        message = "say whose subjects are counted apart: scope_id must name the role or team"
        raise MissingFieldError(message, field="scope_id")
