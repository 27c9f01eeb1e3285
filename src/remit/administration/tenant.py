"""Tenants: made with an administrator if asked, changed, stopped and let go on. Ending one comes later."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from remit.administration.account import Accounts
from remit.administration.administrator import ADMIN_ROLE
from remit.administration.binding import bind, new_binding
from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.unit import Unit, create, every, existing, update
from remit.budget.model import Budget, Price
from remit.budget.model import Unit as Counted
from remit.decision.tenant import Tenant
from remit.errors import InvalidFieldError, PreconditionFailedError
from remit.identity.api_key import Secret, new_key
from remit.identity.model import OPERATOR_TENANT, ApiKey, State, Subject
from remit.ids import KEY

FIRST_KEY: Final = "first administrator"
"""What the key that comes with a tenant is called."""


async def create_tenant(
    editor: Editor, tenant: Tenant, *, administrator: str, environment: str
) -> Written[tuple[Tenant, Secret | None]]:
    """Create a tenant and, if asked, its first administrator with a key.

    Args:
        editor: of the new tenant.
        tenant: as it shall be.
        administrator: who becomes its administrator, `user:ann`; empty for nobody.
        environment: part of the key's secret.

    Raises:
        AlreadyExistsError: when the id is taken.
    """
    made = new_key(environment)

    def work(unit: Unit) -> tuple[Tenant, Secret | None]:
        earlier = editor.claimed(unit, tenant.id)
        if earlier is not None:
            raise UnchangedError((existing(unit, Tenant, identity=earlier), None))
        created = create(unit, replace(tenant, created_at=unit.at, updated_at=unit.at))
        if not administrator:
            return created, None
        unit.put(Subject(administrator, created_at=unit.at, updated_at=unit.at))
        bind(unit, new_binding(ADMIN_ROLE, administrator))
        unit.put(
            ApiKey(
                made.id, unit.new_id(KEY), administrator, name=FIRST_KEY, created_at=unit.at, hint=made.hint
            )
        )
        unit.place_key(made.id)
        return created, made.secret

    return await editor.write("tenant:create", f"tenant:{tenant.id}", work=work)


async def update_tenant(
    editor: Editor, *, etag: str, change: Callable[[Tenant], Tenant], accounts: Accounts
) -> Written[Tenant]:
    """Change name, labels or settings.

    Raises:
        EtagMismatchError: when it has changed since it was read.
        PreconditionFailedError: when the currency would change over existing money.
    """
    # Asked before the change: what is booked stays booked, and a first booking since is in the old currency.
    booked = await accounts.has_entries(editor.tenant)

    def work(unit: Unit) -> Tenant:
        def changed(before: Tenant) -> Tenant:
            after = change(before)
            if after == before:
                raise UnchangedError(before)
            if after.settings.currency != before.settings.currency:
                _require_no_money(unit, booked=booked)
            return replace(after, updated_at=unit.at)

        return update(unit, Tenant, identity=editor.tenant, etag=etag, change=changed)

    return await editor.write("tenant:update", f"tenant:{editor.tenant}", work=work)


async def suspend_tenant(editor: Editor, *, etag: str, reason: str) -> Written[Tenant]:
    """Stop a tenant: its credentials are refused from now on. A suspended one stays as it is.

    Raises:
        InvalidFieldError: for the operators' own tenant, from which nobody could resume it.
    """
    if editor.tenant == OPERATOR_TENANT:
        message = "the operators' own tenant cannot be suspended: nobody could resume it"
        raise InvalidFieldError(message, field="tenant_id")
    return await _turn(editor, etag=etag, state=State.SUSPENDED, reason=reason)


async def resume_tenant(editor: Editor, *, etag: str) -> Written[Tenant]:
    """Let a suspended tenant act again; an active one stays as it is."""
    return await _turn(editor, etag=etag, state=State.ACTIVE)


async def _turn(editor: Editor, *, etag: str, state: State, reason: str = "") -> Written[Tenant]:
    def work(unit: Unit) -> Tenant:
        def turned(before: Tenant) -> Tenant:
            if before.state is state:
                raise UnchangedError(before)
            return replace(before, state=state, suspend_reason=reason, updated_at=unit.at)

        return update(unit, Tenant, identity=editor.tenant, etag=etag, change=turned)

    verb = "suspend" if state is State.SUSPENDED else "resume"
    return await editor.write(f"tenant:{verb}", f"tenant:{editor.tenant}", work=work)


def _require_no_money(unit: Unit, *, booked: bool) -> None:
    """Refuse to count what is there in another currency."""
    priced = unit.page(Price, limit=1)
    if booked or priced or any(one.unit is Counted.MONEY for one in every(unit, Budget)):
        message = "the currency is fixed once anything is priced, budgeted or booked"
        raise PreconditionFailedError(message, field="tenant.settings.currency")
