"""The first start: a tenant for the platform's operators, one to begin with, and a key for an administrator of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from remit.administration.unit import Office, Unit
from remit.decision.tenant import ExpiryCharge, FallbackPrice, Settings, Tenant
from remit.identity.api_key import NewKey, Secret, new_key
from remit.identity.model import OPERATOR_TENANT, ApiKey, Principal, Subject
from remit.ids import KEY
from remit.money import NANOS_PER_UNIT
from remit.policy.model import Binding

FIRST_TENANT: Final = "default"
ADMINISTRATOR: Final = "user:admin"
ADMIN_ROLE: Final = "admin"

# Dearer than all but a handful of models sold per token, so that a hold at the fallback price is no bargain; whoever
# knows better sets another.
FALLBACK: Final = FallbackPrice(input=15 * NANOS_PER_UNIT, output=75 * NANOS_PER_UNIT)

INSTALLER: Final = Principal(OPERATOR_TENANT, "system:remit", "installation", operator=True)


class Tenants(Protocol):
    """Which tenants there are."""

    async def tenants(self) -> Sequence[str]:
        """Return the ids of all tenants, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """Keys just made; nobody can read them again."""

    operator: Secret
    """Of an administrator of the platform, who may name any tenant."""
    administrator: Secret
    """Of an administrator of the first tenant."""
    tenant: str = FIRST_TENANT


async def install(
    office: Office, tenants: Tenants, *, environment: str, new_key: bool = False
) -> Credentials | None:
    """Make what a new installation needs, or with `new_key` fresh keys for the administrators of an old one.

    Returns:
        The keys; None when everything is there and no new key is asked for, or when another server makes them now.
    """
    known = await tenants.tenants()
    if FIRST_TENANT in known and not new_key:
        return None
    try:
        operator = await _prepare(
            office, OPERATOR_TENANT, environment=environment, fresh=OPERATOR_TENANT not in known
        )
        administrator = await _prepare(
            office, FIRST_TENANT, environment=environment, fresh=FIRST_TENANT not in known
        )
    except _MadeElsewhereError:
        return None
    return Credentials(operator, administrator)


class _MadeElsewhereError(Exception):
    """Another server was quicker: its keys are the first."""


async def _prepare(office: Office, tenant: str, *, environment: str, fresh: bool) -> Secret:
    made = new_key(environment)

    def work(unit: Unit) -> None:
        if fresh:
            if unit.find(Tenant, tenant) is not None:
                raise _MadeElsewhereError
            unit.put(
                Tenant(
                    tenant,
                    settings=Settings(fallback_price=FALLBACK, expiry_charge=ExpiryCharge.ESTIMATE),
                    created_at=unit.at,
                )
            )
        if unit.find(Subject, ADMINISTRATOR) is None:
            unit.put(Subject(ADMINISTRATOR, "Administrator", created_at=unit.at))
            unit.put(Binding(f"{ADMIN_ROLE}@{ADMINISTRATOR}", ADMIN_ROLE, ADMINISTRATOR))
        unit.put(_key(unit, made))
        unit.place_key(made.id)

    action = "tenant:create" if fresh else "api_key:create"
    await office.change(tenant, INSTALLER, action=action, target=f"tenant:{tenant}", work=work)
    return made.secret


def _key(unit: Unit, made: NewKey) -> ApiKey:
    return ApiKey(
        made.id,
        unit.new_id(KEY),
        ADMINISTRATOR,
        name="first administrator",
        created_at=unit.at,
        hint=made.hint,
    )
