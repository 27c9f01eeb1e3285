"""`remit tenant …`: isolated customers and their settings. Most of it is for platform operators."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import (
    Labels,
    Limit,
    Reason,
    duration_message,
    duration_of,
    entity_of,
    enum_of,
    labels_of,
)
from remit.client import messages as m
from remit.client import tokens

app = Commands()

TenantId = Annotated[str, typer.Argument(metavar="TENANT", help="Its id, such as acme.")]
MaybeTenantId = Annotated[str, typer.Argument(metavar="TENANT", help="Its id. Absent: your own.")]
Name = Annotated[str | None, typer.Option(help="Name for humans.")]
Zone = Annotated[
    str | None, typer.Option("--time-zone", help="Where its days turn: Europe/Paris. Default: UTC.")
]
Currency = Annotated[str | None, typer.Option(help="Of its budgets and prices: EUR. Default: USD.")]
DefaultTokens = Annotated[
    int | None,
    typer.Option("--default-tokens", min=0, help="Held for acts without an estimate. Default: 1000."),
]
ExpiryCharge = Annotated[
    Literal["estimate", "input", "nothing"] | None,
    typer.Option("--expiry-charge", help="Charged when an act never reports. Default: estimate."),
]
OnOutage = Annotated[
    Literal["deny", "allow"] | None,
    typer.Option("--on-outage", help="When rates cannot be checked. Default: deny."),
]
Lateness = Annotated[
    timedelta | None,
    typer.Option(
        "--lateness", parser=duration_of, metavar="TIME", help="How late usage may come. Default: 7d."
    ),
]
Fallback = Annotated[
    str | None,
    typer.Option(
        "--fallback-price",
        metavar="INPUT/OUTPUT",
        help="Per million tokens, for models without a price: 15/75. Without: they are denied.",
    ),
]
DelegationDepth = Annotated[
    int | None,
    typer.Option(
        "--max-delegation-depth", min=1, max=10, help="How many grants long a chain may be. Default: 3."
    ),
]
COLUMNS = ("tenant_id", "display_name", "state", "settings.time_zone", "settings.currency", "created_at")


@app.command("create", example="remit tenant create acme --name Acme --administrator user:ann --currency EUR")
def create(
    remit: Invocation,
    *,
    tenant_id: TenantId,
    name: Name = None,
    administrator: Annotated[
        str, typer.Option(metavar="TYPE:ID", help="Becomes its administrator; the key is shown once.")
    ] = "",
    time_zone: Zone = None,
    currency: Currency = None,
    default_tokens: DefaultTokens = None,
    expiry_charge: ExpiryCharge = None,
    on_outage: OnOutage = None,
    lateness: Lateness = None,
    fallback_price: Fallback = None,
    max_delegation_depth: DelegationDepth = None,
    label: Labels = None,
) -> None:
    """Create a tenant. For platform operators."""
    settings = m.TenantSettings(
        time_zone=time_zone or "",
        currency=currency or "",
        default_estimate=None if default_tokens is None else tokens(default_tokens),
        expiry_charge=enum_of(m.ExpiryCharge, expiry_charge or "", option="--expiry-charge"),
        on_outage=enum_of(m.OnOutage, on_outage or "", option="--on-outage"),
        lateness=duration_message(lateness),
        fallback_price=prices_of(fallback_price),
        max_delegation_depth=max_delegation_depth,
    )
    made = remit.client.create_tenant(
        tenant=m.Tenant(
            tenant_id=tenant_id, display_name=name or "", settings=settings, labels=labels_of(label)
        ),
        administrator=entity_of(administrator, "--administrator") if administrator else None,
    )
    remit.out.message(made, of="tenant")
    remit.out.secret("The administrator's key", made.administrator_key)


@app.command("list", example="remit tenant list")
def list_tenants(remit: Invocation, limit: Limit = 100) -> None:
    """List tenants: all for platform operators, else your own."""
    found = remit.listed(remit.client.list_tenants.pages(page_size=min(limit, 1_000)), "tenants", limit=limit)
    remit.out.table(found, "tenants", columns=COLUMNS)


@app.command("get", example="remit tenant get")
def get(remit: Invocation, tenant_id: MaybeTenantId = "") -> None:
    """Show a tenant and its settings."""
    remit.out.message(remit.client.get_tenant(tenant_id=tenant_id), of="tenant")


@app.command("update", example="remit tenant update --default-tokens 2000 --fallback-price 15/75")
def update(
    remit: Invocation,
    *,
    tenant_id: MaybeTenantId = "",
    name: Name = None,
    time_zone: Zone = None,
    currency: Currency = None,
    default_tokens: DefaultTokens = None,
    expiry_charge: ExpiryCharge = None,
    on_outage: OnOutage = None,
    lateness: Lateness = None,
    fallback_price: Fallback = None,
    max_delegation_depth: DelegationDepth = None,
) -> None:
    """Change a tenant's name or settings; what is not given stays."""
    given = {
        "display_name": name,
        "settings.time_zone": time_zone,
        "settings.currency": currency,
        "settings.default_estimate": default_tokens,
        "settings.expiry_charge": expiry_charge,
        "settings.on_outage": on_outage,
        "settings.lateness": lateness,
        "settings.fallback_price": fallback_price,
        "settings.max_delegation_depth": max_delegation_depth,
    }
    mask = [path for path, value in given.items() if value is not None]
    if not mask:
        raise UsageError("nothing to change was given")
    settings = m.TenantSettings(
        time_zone=time_zone or "",
        currency=currency or "",
        default_estimate=None if default_tokens is None else tokens(default_tokens),
        expiry_charge=enum_of(m.ExpiryCharge, expiry_charge or "", option="--expiry-charge"),
        on_outage=enum_of(m.OnOutage, on_outage or "", option="--on-outage"),
        lateness=duration_message(lateness),
        fallback_price=prices_of(fallback_price),
        max_delegation_depth=max_delegation_depth,
    )
    tenant = m.Tenant(tenant_id=tenant_id, display_name=name or "", settings=settings)
    remit.out.message(
        remit.client.update_tenant(tenant=tenant, update_mask=m.FieldMask(paths=mask)), of="tenant"
    )


@app.command("suspend", example="remit tenant suspend acme --reason 'not paid'")
def suspend(remit: Invocation, tenant_id: TenantId, reason: Reason = "") -> None:
    """Refuse everything that a tenant's credentials ask. For platform operators."""
    remit.out.message(remit.client.suspend_tenant(tenant_id=tenant_id, reason=reason), of="tenant")


@app.command("resume", example="remit tenant resume acme")
def resume(remit: Invocation, tenant_id: TenantId) -> None:
    """Serve a suspended tenant again. For platform operators."""
    remit.out.message(remit.client.resume_tenant(tenant_id=tenant_id), of="tenant")


def prices_of(text: str | None) -> m.TokenPrices | None:
    """Read `INPUT/OUTPUT` per million tokens.

    Raises:
        UsageError: when it is not written so.
    """
    if text is None:
        return None
    first, slash, second = text.partition("/")
    if not first or not slash or not second:
        raise UsageError("--fallback-price: write input and output per million tokens, such as 15/75")
    return m.TokenPrices(input=first, output=second)
