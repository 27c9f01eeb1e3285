"""Tenants over the wire."""

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask

from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.identity.model import Principal
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as identity
from remitpb.v1 import price_pb2
from remitpb.v1 import tenant_service_pb2 as pb
from tests.server.services.actors import entity
from tests.server.services.house import House

SETTINGS = pb.TenantSettings(
    time_zone="Europe/Paris",
    currency="EUR",
    default_estimate=core.Estimate(tokens=5_000),
    action_estimates=[
        pb.ActionEstimate(action="tool:execute", estimate=core.Estimate(nothing=core.NoCost()))
    ],
    expiry_charge=pb.EXPIRY_CHARGE_INPUT,
    on_outage=pb.ON_OUTAGE_ALLOW,
    lateness=Duration(seconds=7_200),
    fallback_price=price_pb2.TokenPrices(input="0.0625", output="12"),
    retention=pb.Retention(
        timeline=Duration(seconds=86_400),
        decisions=Duration(seconds=172_800),
        ledger=Duration(seconds=259_200),
        audit=Duration(seconds=345_600),
    ),
    tier=pb.TENANT_TIER_FREE,
    max_delegation_depth=5,
)


async def create(house: House, tenant_id: str = "acme", **fields: object) -> pb.CreateTenantResponse:
    tenant = pb.Tenant(tenant_id=tenant_id, display_name="Acme", settings=SETTINGS, labels={"plan": "a"})
    request = pb.CreateTenantRequest(tenant=tenant, **fields)  # type: ignore[arg-type]
    made: pb.CreateTenantResponse = await house.call("Tenant.CreateTenant", request, key=house.operator)
    return made


async def test_a_tenant_begins_with_an_administrator_whose_key_is_shown_once(house: House) -> None:
    made = await create(house, administrator=entity("user:ann"), request_id="r")
    assert made.revision == 1
    who = await house.call("Identity.WhoAmI", identity.WhoAmIRequest(), key=made.administrator_key)
    assert (who.tenant_id, who.principal, list(who.role_ids)) == ("acme", entity("user:ann"), ["admin"])
    again = await create(house, administrator=entity("user:ann"), request_id="r")
    assert (again.administrator_key, again.tenant, again.revision) == ("", made.tenant, made.revision)
    read = await house.call("Tenant.GetTenant", pb.GetTenantRequest(), key=made.administrator_key)
    assert (read.tenant, read.revision) == (made.tenant, 1)


async def test_settings_come_back_as_they_were_set(house: House) -> None:
    shown = (await create(house)).tenant
    expected = pb.TenantSettings()
    expected.CopyFrom(SETTINGS)
    expected.action_estimates[0].estimate.CopyFrom(core.Estimate(tokens=0))
    assert shown.settings == expected
    assert (shown.state, shown.labels["plan"]) == (pb.TENANT_STATE_ACTIVE, "a")


async def test_absent_settings_are_the_documented_defaults(house: House) -> None:
    request = pb.CreateTenantRequest(tenant=pb.Tenant(tenant_id="plain"))
    made = await house.call("Tenant.CreateTenant", request, key=house.operator)
    settings = made.tenant.settings
    assert (settings.time_zone, settings.currency) == ("UTC", "USD")
    assert settings.default_estimate.tokens == 1_000
    assert settings.expiry_charge == pb.EXPIRY_CHARGE_ESTIMATE
    assert settings.on_outage == pb.ON_OUTAGE_DENY
    assert settings.lateness.seconds == 7 * 86_400
    assert settings.tier == pb.TENANT_TIER_STANDARD
    assert settings.max_delegation_depth == 3
    assert not settings.HasField("fallback_price")
    assert not settings.HasField("retention")
    assert made.administrator_key == ""


@pytest.mark.parametrize(
    ("settings", "reason", "field"),
    [
        (pb.TenantSettings(time_zone="Mars/Olympus"), "INVALID_FIELD", "time_zone"),
        (pb.TenantSettings(currency="usd"), "CURRENCY_UNKNOWN", "currency"),
        (
            pb.TenantSettings(fallback_price=price_pb2.TokenPrices(input="-1", output="1")),
            "INVALID_FIELD",
            "fallback_price.input",
        ),
        (
            pb.TenantSettings(fallback_price=price_pb2.TokenPrices(input="1", output="0.0000000001")),
            "INVALID_FIELD",
            "fallback_price.output",
        ),
        (
            pb.TenantSettings(fallback_price=price_pb2.TokenPrices(input="1", output="1", cache_read="1")),
            "NOT_IMPLEMENTED",
            "fallback_price.cache_read",
        ),
        (
            pb.TenantSettings(
                default_estimate=core.Estimate(
                    model_call=core.ModelCall(model=core.ModelRef(model="gpt-4o-mini"))
                )
            ),
            "NOT_IMPLEMENTED",
            "default_estimate.model_call",
        ),
        (
            pb.TenantSettings(
                action_estimates=[pb.ActionEstimate(action="tool:*", estimate=core.Estimate(tokens=1))]
            ),
            "NOT_IMPLEMENTED",
            "action_estimates[0].action",
        ),
    ],
)
async def test_a_setting_that_is_not_of_its_form_or_without_effect_is_refused(
    house: House, settings: pb.TenantSettings, reason: str, field: str
) -> None:
    request = pb.CreateTenantRequest(tenant=pb.Tenant(tenant_id="acme", settings=settings))
    refused = await house.refused("Tenant.CreateTenant", request, key=house.operator)
    assert refused == (reason, f"tenant.settings.{field}")
    gone = pb.GetTenantRequest(tenant_id="acme")
    assert (await house.refused("Tenant.GetTenant", gone, key=house.operator))[0] == "NOT_FOUND"


async def test_a_taken_id_is_refused(house: House) -> None:
    request = pb.CreateTenantRequest(tenant=pb.Tenant(tenant_id="default"))
    refused = await house.refused("Tenant.CreateTenant", request, key=house.operator)
    assert refused == ("ALREADY_EXISTS", "tenant.id")
    nameless = pb.CreateTenantRequest(tenant=pb.Tenant(display_name="x"))
    refused = await house.refused("Tenant.CreateTenant", nameless, key=house.operator)
    assert refused == ("MISSING_FIELD", "tenant.tenant_id")


async def test_only_an_operator_makes_stops_or_names_another_tenant(house: House) -> None:
    await create(house)
    for name, request in (
        ("CreateTenant", pb.CreateTenantRequest(tenant=pb.Tenant(tenant_id="other"))),
        ("SuspendTenant", pb.SuspendTenantRequest(tenant_id="default")),
        ("ResumeTenant", pb.ResumeTenantRequest(tenant_id="default")),
    ):
        assert (await house.refused(f"Tenant.{name}", request))[0] == "PERMISSION_MISSING"
    named = pb.GetTenantRequest(tenant_id="acme")
    assert await house.refused("Tenant.GetTenant", named) == ("TENANT_MISMATCH", "tenant_id")
    change = pb.UpdateTenantRequest(tenant=pb.Tenant(tenant_id="acme", display_name="x"))
    refused = await house.refused("Tenant.UpdateTenant", change)
    assert refused == ("TENANT_MISMATCH", "tenant.tenant_id")


async def test_a_tenant_changes_its_own_settings_but_not_its_tier(house: House) -> None:
    request = pb.UpdateTenantRequest(
        tenant=pb.Tenant(display_name="Home", settings=pb.TenantSettings(time_zone="Asia/Tokyo"))
    )
    updated = (await house.call("Tenant.UpdateTenant", request)).tenant
    assert (updated.display_name, updated.settings.time_zone) == ("Home", "Asia/Tokyo")
    assert updated.settings.HasField("fallback_price")
    catalog = await house.catalogs.of("default")
    assert catalog.settings.zone == "Asia/Tokyo"
    tier = pb.UpdateTenantRequest(
        tenant=pb.Tenant(settings=pb.TenantSettings(tier=pb.TENANT_TIER_ENTERPRISE))
    )
    refused = await house.refused("Tenant.UpdateTenant", tier)
    assert refused == ("PERMISSION_MISSING", "tenant.settings.tier")
    tier.tenant.tenant_id = "default"
    raised = await house.call("Tenant.UpdateTenant", tier, key=house.operator)
    assert raised.tenant.settings.tier == pb.TENANT_TIER_ENTERPRISE
    clear = pb.UpdateTenantRequest(
        tenant=pb.Tenant(), update_mask=FieldMask(paths=["settings.fallback_price", "display_name"])
    )
    cleared = (await house.call("Tenant.UpdateTenant", clear)).tenant
    assert not cleared.settings.HasField("fallback_price")
    assert (cleared.display_name, cleared.settings.time_zone) == ("", "Asia/Tokyo")
    stale = pb.UpdateTenantRequest(tenant=pb.Tenant(display_name="x"), etag=updated.etag)
    assert await house.refused("Tenant.UpdateTenant", stale) == ("ETAG_MISMATCH", "etag")


EURO = pb.UpdateTenantRequest(tenant=pb.Tenant(settings=pb.TenantSettings(currency="EUR")))
DOLLAR = pb.UpdateTenantRequest(tenant=pb.Tenant(settings=pb.TenantSettings(currency="USD")))
FIXED = ("PRECONDITION_FAILED", "tenant.settings.currency")


async def test_the_currency_is_fixed_once_anything_is_booked(house: House) -> None:
    await house.call("Tenant.UpdateTenant", EURO)
    await house.book()
    assert await house.refused("Tenant.UpdateTenant", DOLLAR) == FIXED


async def test_the_currency_is_fixed_once_anything_is_budgeted(house: House) -> None:
    budget = Budget("bud_1", ScopeType.TENANT, "", Period.DAY, Unit.MONEY, 100)
    admin = Principal("default", "user:admin", "key_1")
    await house.office.change(
        "default", admin, action="budget:create", target="budget:bud_1", work=lambda unit: unit.put(budget)
    )
    assert await house.refused("Tenant.UpdateTenant", EURO) == FIXED


async def test_a_tenant_is_stopped_and_let_go_on(house: House) -> None:
    await create(house)
    stop = pb.SuspendTenantRequest(tenant_id="acme", reason="unpaid")
    first = await house.call("Tenant.SuspendTenant", stop, key=house.operator)
    assert (first.tenant.state, first.tenant.suspend_reason) == (pb.TENANT_STATE_SUSPENDED, "unpaid")
    again = await house.call("Tenant.SuspendTenant", stop, key=house.operator)
    assert again.revision == first.revision
    resume = pb.ResumeTenantRequest(tenant_id="acme")
    resumed = await house.call("Tenant.ResumeTenant", resume, key=house.operator)
    assert (resumed.tenant.state, resumed.tenant.suspend_reason) == (pb.TENANT_STATE_ACTIVE, "")
    own = pb.SuspendTenantRequest(tenant_id="platform")
    refused = await house.refused("Tenant.SuspendTenant", own, key=house.operator)
    assert refused == ("INVALID_FIELD", "tenant_id")
    ghost = pb.SuspendTenantRequest(tenant_id="ghost")
    assert (await house.refused("Tenant.SuspendTenant", ghost, key=house.operator))[0] == "NOT_FOUND"
    assert "ghost" not in await house.entities.tenants()


async def test_tenants_are_listed_by_state_to_operators_and_alone_to_others(house: House) -> None:
    for name in ("b", "a"):
        await create(house, name)
    await house.call("Tenant.SuspendTenant", pb.SuspendTenantRequest(tenant_id="b"), key=house.operator)

    async def listed(request: pb.ListTenantsRequest, key: str = "") -> list[str]:
        names = []
        while True:
            page = await house.call("Tenant.ListTenants", request, key=key)
            names += [one.tenant_id for one in page.tenants]
            if not page.next_page_token:
                return names
            request.page_token = page.next_page_token

    everyone = ["a", "b", "default", "platform"]
    assert await listed(pb.ListTenantsRequest(page_size=1), house.operator) == everyone
    stopped = pb.ListTenantsRequest(states=[pb.TENANT_STATE_SUSPENDED])
    assert await listed(stopped, house.operator) == ["b"]
    assert await listed(pb.ListTenantsRequest()) == ["default"]


async def test_what_ends_a_tenant_for_good_is_not_built(house: House) -> None:
    request = pb.DeleteTenantRequest(tenant_id="default")
    refused = await house.refused("Tenant.DeleteTenant", request, key=house.operator)
    assert refused[0] == "NOT_IMPLEMENTED"
