"""TenantService: tenants and their settings. Converts and passes on."""

from collections.abc import Callable
from dataclasses import replace

from remit.administration import tenant as tenants
from remit.administration.editor import Editor
from remit.decision.catalog import Catalog
from remit.decision.tenant import Tenant
from remit.errors import CallerPermissionMissingError, MissingFieldError, TenantMismatchError
from remit.identity.model import Principal
from remit.server.call import Call
from remit.server.convert.entity import from_optional
from remit.server.convert.mask import merged
from remit.server.convert.tenant import FIELDS, from_tenant, to_state, to_tenant
from remit.server.services.desk import Service, mask_of, missing, once
from remitpb.v1 import tenant_service_pb2 as pb


class TenantService(Service):
    """Tenants. Ending one for good comes with a later version, which can remove its data."""

    async def CreateTenant(self, request: pb.CreateTenantRequest, call: Call) -> pb.CreateTenantResponse:
        """Create a tenant and, if asked, its first administrator with a key."""
        _require_operator(call, "tenant:create")
        if not request.tenant.tenant_id:
            raise MissingFieldError("say the id of the new tenant", field="tenant.tenant_id")
        editor = Editor(
            self._desk.office,
            request.tenant.tenant_id,
            acting_in(call.principal, request.tenant.tenant_id),
            once(call, request),
        )
        written = await tenants.create_tenant(
            editor,
            from_tenant(request.tenant),
            administrator=from_optional(request.administrator, "administrator"),
            environment=self._desk.environment,
        )
        tenant, secret = written.result
        return pb.CreateTenantResponse(
            tenant=to_tenant(tenant),
            administrator_key=secret.reveal() if secret else "",
            revision=written.revision,
        )

    async def GetTenant(self, request: pb.GetTenantRequest, call: Call) -> pb.GetTenantResponse:
        """Read one tenant."""
        catalog = await self._catalog(_named(call, request.tenant_id, field="tenant_id"))
        return pb.GetTenantResponse(tenant=to_tenant(_tenant_in(catalog)), revision=catalog.revision)

    async def ListTenants(self, request: pb.ListTenantsRequest, call: Call) -> pb.ListTenantsResponse:
        """List tenants: all for a platform operator at home, else the caller's own."""
        desk, principal = self._desk, call.principal
        everywhere = principal.operator and not principal.home
        names = await desk.reader.tenants() if everywhere else [principal.tenant]
        part = desk.part(call, request)
        found: list[Tenant] = []
        for name in names:
            if name > part.after and len(found) <= part.size:
                tenant = await desk.reader.find(name, Tenant, identity=name)
                if tenant is not None and (not request.states or to_state(tenant) in request.states):
                    found.append(tenant)
        last = found[part.size - 1].id if len(found) > part.size else ""
        return pb.ListTenantsResponse(
            tenants=map(to_tenant, found[: part.size]), next_page_token=desk.token(call, request, last=last)
        )

    async def UpdateTenant(self, request: pb.UpdateTenantRequest, call: Call) -> pb.UpdateTenantResponse:
        """Change name, labels or settings."""
        editor = self._editor(call, _named(call, request.tenant.tenant_id, field="tenant.tenant_id"))
        written = await tenants.update_tenant(
            editor, etag=request.etag, change=_change(request, call), accounts=self._desk.accounts
        )
        return pb.UpdateTenantResponse(tenant=to_tenant(written.result), revision=written.revision)

    async def SuspendTenant(self, request: pb.SuspendTenantRequest, call: Call) -> pb.SuspendTenantResponse:
        """Stop a tenant."""
        _require_operator(call, "tenant:suspend")
        editor = self._editor(call, request.tenant_id)
        written = await tenants.suspend_tenant(editor, etag=request.etag, reason=request.reason)
        return pb.SuspendTenantResponse(tenant=to_tenant(written.result), revision=written.revision)

    async def ResumeTenant(self, request: pb.ResumeTenantRequest, call: Call) -> pb.ResumeTenantResponse:
        """Let a suspended tenant act again."""
        _require_operator(call, "tenant:resume")
        editor = self._editor(call, request.tenant_id)
        written = await tenants.resume_tenant(editor, etag=request.etag)
        return pb.ResumeTenantResponse(tenant=to_tenant(written.result), revision=written.revision)

    async def _catalog(self, tenant: str) -> Catalog:
        return await self._desk.office.catalogs.of(tenant)

    def _editor(self, call: Call, tenant: str) -> Editor:
        return Editor(self._desk.office, tenant, acting_in(call.principal, tenant))


def acting_in(principal: Principal, tenant: str) -> Principal:
    """Return the principal as it acts in a tenant: an operator not under its own name, which may be taken."""
    if tenant == principal.tenant:
        return principal
    home, subject = principal.home or principal.tenant, principal.home_subject or principal.subject
    return replace(
        principal, tenant=tenant, subject=f"system:{home}/{subject}", home=home, home_subject=subject
    )


def _named(call: Call, tenant: str, *, field: str) -> str:
    """Return the tenant that a request names, or the call's own.

    Raises:
        TenantMismatchError: at `field`, when it is not the caller's.
    """
    principal = call.principal
    if tenant and tenant != principal.tenant and not principal.operator:
        message = "only a platform operator may name another tenant; leave it out"
        raise TenantMismatchError(message, field=field)
    return tenant or principal.tenant


def _require_operator(call: Call, permission: str) -> None:
    if not call.principal.operator:
        message = "only a platform operator may do this"
        raise CallerPermissionMissingError(message, permission=permission)


def _tenant_in(catalog: Catalog) -> Tenant:
    tenant = catalog.get(Tenant, catalog.tenant)
    if tenant is None:
        raise missing(Tenant, catalog.tenant, field="tenant_id")
    return tenant


def _change(request: pb.UpdateTenantRequest, call: Call) -> Callable[[Tenant], Tenant]:
    def change(before: Tenant) -> Tenant:
        wanted = merged(to_tenant(before), request.tenant, mask=mask_of(request), writable=FIELDS)
        after = from_tenant(wanted, before)
        if wanted.settings.tier != to_tenant(before).settings.tier and not call.principal.operator:
            message = "only a platform operator may change the tier"
            raise CallerPermissionMissingError(
                message, field="tenant.settings.tier", permission="tenant:update"
            )
        return after

    return change
